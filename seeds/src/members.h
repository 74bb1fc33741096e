// Writes the slots of a line as the members of its event.
#pragma once

#include <vector>

#include "dossier/base/json.h"
#include "story.h"

namespace dossier::seeds {

void write_parts(JsonWriter& json, const std::vector<Part>& parts, Date today);

}  // namespace dossier::seeds
