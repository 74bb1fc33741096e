// Public keys as issuers publish them: JSON Web Keys (RFC 7517, 7518, 8037). A key is good for one
// algorithm, the one that its kind means; no token changes that. Pure functions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"

struct evp_pkey_st;

namespace dossier::api {

enum class Algorithm : uint8_t { rs256, es256, eddsa };

// "RS256", "ES256", "EdDSA": the only ones that there are here.
std::optional<Algorithm> algorithm_of(std::string_view name);

struct VerifyKey {
  Algorithm algorithm{};
  std::string kid;  // empty: it has none
  std::shared_ptr<evp_pkey_st> handle;
};
using KeyPtr = std::shared_ptr<const VerifyKey>;

class KeySet {
 public:
  // A set in JSON. Keys that can not be used are left out, and counted: other kinds, curves and
  // uses, private ones, RSA under 2048 bits or with a known weakness, all those that share an id.
  // Errors: invalid, where it is no key set.
  static Result<KeySet> parse(std::string_view json);

  // The key of that id and algorithm; without an id the only one of the algorithm.
  KeyPtr find(std::string_view kid, Algorithm algorithm) const;
  size_t size() const { return keys_.size(); }
  size_t left_out() const { return left_out_; }

 private:
  std::vector<KeyPtr> keys_;
  size_t left_out_ = 0;
};

}  // namespace dossier::api
