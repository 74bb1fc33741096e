// The API's description, OpenAPI 3.1, from what the endpoints declare. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace dossier::api {

std::string openapi_document(std::string_view version);

}  // namespace dossier::api
