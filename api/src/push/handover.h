// A connection that stops to be one of requests: what its transport has to go on with.
#pragma once

#include <string>

#include "push/client.h"
#include "push/command.h"

namespace dossier::api::push {

struct Handover {
  ClientPtr client;
  std::string web_socket_key;  // of the request; empty: a stream of events
  Command subscribe;           // of a stream of events
};

}  // namespace dossier::api::push
