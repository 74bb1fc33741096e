// The issuers' file (TOML), and what an issuer's settings have to be. Reads files; any thread.
#pragma once

#include <string>
#include <vector>

#include "dossier/api/auth.h"

namespace dossier::api {

// Errors: not_found, invalid (with the place in the file), io.
Result<std::vector<Issuer>> read_issuers(const std::string& path);

// Each is whole, and none stands twice. Errors: invalid.
Status check_issuers(const std::vector<Issuer>& issuers);

// https, or http to this machine itself: what keys may be fetched from.
bool is_safe_url(std::string_view url);
bool is_loopback_url(std::string_view url);

// The whole file. Errors: not_found, too_large (over 1 MiB), io.
Result<std::string> read_small_file(const std::string& path);

}  // namespace dossier::api
