// An event as a fold sees it: the clear part, its three times, its position. Valid during the call.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <string_view>

#include "dossier/base/ensure.h"
#include "dossier/base/ids.h"
#include "dossier/base/time.h"
#include "dossier/events/catalogue_generated.h"
#include "dossier/events/descriptor.h"

namespace dossier::fold {

struct Event {
  const events::TypeDescriptor* type = nullptr;
  const Subject* subject = nullptr;
  std::string_view source;
  std::string_view id;
  Position position;
  Instant recorded;                // when the log took it
  Instant time;                    // ce_time
  Instant effective;               // when it happened: the effective field, else ce_time
  Date effective_date;             // the same as a day of the business zone
  const uint8_t* value = nullptr;  // verified FlatBuffer of `type`

  events::EventKind kind() const { return static_cast<events::EventKind>(type->code); }
  // The generated table of this event's type; T must be that of kind().
  template <class T>
  const T& as() const {
    ENSURE(type->code == events::EventOf<T>::kCode, "{} read as another type", type->name);
    return *flatbuffers::GetRoot<T>(value);
  }
};

}  // namespace dossier::fold
