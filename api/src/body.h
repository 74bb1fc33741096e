// The small JSON bodies of operations, and whether a body is JSON at all. Pure functions.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dossier/base/error.h"

namespace dossier::api {

// The string member of that name of an object; nothing where the body is empty or has no such
// member. Errors: invalid, where the body is no object, holds another member, or no string.
Result<std::optional<std::string>> body_text(std::string_view body, std::string_view name);

// The same with several members, each of which may be absent.
Result<std::map<std::string, std::string>> body_texts(std::string_view body,
                                                      std::span<const std::string_view> names);

// False where the text is no JSON, wherever in it. Readers that stop at the first fault ask this,
// so that a broken text is never told to have a wrong field.
bool is_json(std::string_view text);

}  // namespace dossier::api
