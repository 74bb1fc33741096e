// An issuer's side of it: keys that sign, and tokens of any shape.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "auth/jwk.h"

namespace dossier::api {

class SigningKey {
 public:
  static SigningKey rsa(std::string kid, unsigned bits = 2048);
  static SigningKey p256(std::string kid);
  static SigningKey ed25519(std::string kid);

  std::string sign(std::string_view text) const;  // as JOSE writes it
  // Its public part; `more`: further members, each with a comma before it.
  std::string jwk(const std::string& more = "") const;
  std::string_view alg() const;
  const std::string& kid() const { return kid_; }

  // A token of this header and these claims, whatever they say.
  std::string token(const std::string& header, const std::string& claims) const;
  // The same with the header that belongs to the key.
  std::string token(const std::string& claims) const;

 private:
  SigningKey(Algorithm algorithm, std::string kid, evp_pkey_st* key);
  Algorithm algorithm_;
  std::string kid_;
  std::shared_ptr<evp_pkey_st> key_;
};

std::string key_set(std::initializer_list<std::string> jwks);

}  // namespace dossier::api
