// What a token whose signature is right says, and whether that is enough. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dossier/api/auth.h"

namespace dossier::api {

inline constexpr int64_t kSkewS = 60;

// `iss`, of a payload that is not verified yet. Errors: refused.
Result<std::string> issuer_named(std::string_view payload);

struct Claimed {
  Principal who;
  int64_t until_s = 0;  // not after this second
};

// Errors: refused, with the reason for the log; not_reached, where nothing is wrong but that it has
// expired.
Result<Claimed> check_claims(std::string_view payload, const Issuer& issuer, int64_t now_s);

}  // namespace dossier::api
