// The bytes that content_mac is made over: what an event says, whatever the order of its members.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dossier/base/time.h"
#include "dossier/events/value.h"

namespace dossier::events {

// Replaces `out` by the bytes of docs/formats/event.md, "content_mac". `time` only where the
// publisher gave it. Internal and derived fields do not count.
void canonical_bytes(const TypeDescriptor& type, std::string_view subject,
                     std::optional<Instant> time, const TableValue& data, std::string& out);

}  // namespace dossier::events
