// The trace of a request (W3C Trace Context): the caller's where a sound one was sent, else a new
// one. Any thread.
#pragma once

#include <string>

#include "dossier/api/message.h"

namespace dossier::api {

struct Trace {
  std::string id;  // 32 hex digits
  std::string
      parent;  // the header traceparent, as it was sent; empty where none or no sound one was
};

Trace trace_of(const Request& request);

// What an event of this request carries as its traceparent: the one that was sent, else a new one.
std::string traceparent_of(const Trace& trace);

}  // namespace dossier::api
