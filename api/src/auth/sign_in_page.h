// The sign-in page of `serve --dev`: plain HTML with its own style, no script, nothing from
// elsewhere. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "dossier/api/dev_issuer.h"

namespace dossier::api {

// A person for each role to choose. `next`: a path of this server to go on to; empty: none. `who`
// is signed in, and may sign out; null: nobody is.
std::string sign_in_page(std::string_view next, const Principal* who);

// After the choice: who it is, and the token to copy.
std::string signed_in_page(const DevPerson& person, std::string_view token);

}  // namespace dossier::api
