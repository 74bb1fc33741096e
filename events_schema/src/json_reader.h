// JSON data into a tree, by the descriptors. Recursion follows the schema, never the input, so it
// is as deep as the schema and no deeper.
#pragma once

#include <simdjson.h>

#include "dossier/base/error.h"
#include "dossier/events/value.h"

namespace dossier::events {

// Reads `object` into the root of `tree`. Errors: invalid, too_large, with the path below the root.
Status read_json(simdjson::ondemand::object object, Tree& tree);

// "an array", "a string": the JSON type of a value, for messages.
std::string_view found_name(simdjson::ondemand::value value);

// What simdjson says about the text itself.
Error syntax_fault(simdjson::error_code code);

}  // namespace dossier::events
