// Checks JSON against a JSON Schema 2020-12, as far as our schemas go.
#pragma once

#include <string>
#include <string_view>

namespace dossier::api {

// Empty where `json` is as `schema` says; else what is wrong, where. A keyword that this does not
// know is wrong, too.
std::string schema_fault(const std::string& schema, const std::string& json);

}  // namespace dossier::api
