// Events for tests of folds: a publisher's JSON becomes what a fold sees, boxes and all. The boxes
// hold their plaintext, so that rendering can be checked from end to end without keys.
#pragma once

#include <string>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/base/ids.h"
#include "dossier/base/time.h"
#include "dossier/events/descriptor.h"

namespace dossier::test {

struct MadeEvent {
  const events::TypeDescriptor* type = nullptr;
  Subject subject;
  std::string source;
  std::string id;
  Instant time;
  std::vector<uint64_t> value;  // the clear part, aligned

  const uint8_t* bytes() const { return reinterpret_cast<const uint8_t*>(value.data()); }
};

// A CloudEvent in structured mode; `time` must be there. Aborts where it is no valid event.
MadeEvent make_event(std::string_view json);

}  // namespace dossier::test
