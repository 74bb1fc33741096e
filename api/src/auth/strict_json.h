// JSON that someone else signed: read so that two readers can not take it differently. Pure
// functions.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string_view>

#include "dossier/base/error.h"

namespace dossier::api {

// The text as one object, which lives as long as the parser and its next use. Errors: invalid,
// where it is no JSON object, a member stands twice at any depth, or it is nested too deep.
Result<simdjson::dom::object> parse_strict(simdjson::dom::parser& parser, std::string_view text);

// A string member; nothing where it is absent or no string.
std::optional<std::string_view> text_member(const simdjson::dom::object& object,
                                            std::string_view name);
bool has_member(const simdjson::dom::object& object, std::string_view name);

}  // namespace dossier::api
