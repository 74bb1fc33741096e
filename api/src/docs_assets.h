// Swagger UI (npm package swagger-ui-dist), as it was found when this was built; empty where it was
// not there (`./dev build` brings it).
#pragma once

#include <string_view>

namespace dossier::api {

std::string_view swagger_ui_js();
std::string_view swagger_ui_css();

}  // namespace dossier::api
