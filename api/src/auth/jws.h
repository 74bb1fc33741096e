// A signed token in its compact form (RFC 7515, 8725): taken apart strictly, and its signature
// checked with a key that was found elsewhere. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "auth/jwk.h"
#include "dossier/base/error.h"

namespace dossier::api {

inline constexpr size_t kTokenBytesMax = 8192;

struct Jws {
  Algorithm algorithm{};         // that the token claims; the key has to be of it
  std::string kid;               // empty: the token names none
  std::string_view signed_part;  // of the token that was given
  std::string payload;
  std::string signature;
};

// Errors: refused, with the reason for the log. Nothing in it has been verified yet.
Result<Jws> parse_jws(std::string_view token);

// Whether the key made this signature, by the key's algorithm.
bool signature_fits(const VerifyKey& key, std::string_view signed_part, std::string_view signature);

}  // namespace dossier::api
