// The small JSON bodies of operations. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dossier/base/error.h"

namespace dossier::api {

// The string member of that name of an object; nothing where the body is empty or has no such
// member. Errors: invalid, where the body is no object, holds another member, or no string.
Result<std::optional<std::string>> body_text(std::string_view body, std::string_view name);

}  // namespace dossier::api
