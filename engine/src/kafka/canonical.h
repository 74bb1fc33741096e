// Tells Dossier's own records in the log from what a stranger wrote there. Pure functions.
#pragma once

#include "dossier/engine/records.h"

namespace dossier::engine::kafka {

// A record as it was read back, with its identity; or marked foreign, where headers, key, place or
// value are not as docs/formats/event.md has them. A function of the record alone, whatever version
// of the schema this program has. The views are those of `key`, `headers` and `value`.
NewRecord recognised(Position position, uint32_t partition_count, int64_t timestamp_ms,
                     std::string_view key, std::string_view headers, std::string_view value);

}  // namespace dossier::engine::kafka
