// An event as a row.
#pragma once

#include "dossier/timeline/lines.h"

namespace dossier::timeline {

// `line` is the event type's.
Row row_of(const Line& line, const fold::Event& event);
// What the event says of the newest contact; nothing where it is none.
std::optional<LastContact> contact_of(const Line& line, const fold::Event& event);

}  // namespace dossier::timeline
