// A customer's view and timeline as a page for a terminal, from the API's JSON. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "dossier/base/error.h"

namespace dossier::cli {

// Errors: io, where the answer is not understood.
Result<std::string> profile_page(const std::string& customer_json);
Result<std::string> timeline_page(const std::string& timeline_json);

}  // namespace dossier::cli
