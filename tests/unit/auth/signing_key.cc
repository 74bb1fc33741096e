#include "signing_key.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "dossier/base/bytes.h"

namespace dossier::api {
namespace {

std::string number(const BIGNUM* value, int size) {
  std::string bytes(static_cast<size_t>(size), '\0');
  REQUIRE(BN_bn2binpad(value, reinterpret_cast<uint8_t*>(bytes.data()), size) == size);
  return bytes;
}

std::string param(EVP_PKEY* key, const char* name, int size) {
  BIGNUM* value = nullptr;
  REQUIRE(EVP_PKEY_get_bn_param(key, name, &value) == 1);
  const std::string bytes = number(value, size > 0 ? size : BN_num_bytes(value));
  BN_free(value);
  return base64url(bytes);
}

std::string raw_pair(const std::string& der) {
  const auto* at = reinterpret_cast<const uint8_t*>(der.data());
  ECDSA_SIG* const pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  REQUIRE(pair != nullptr);
  std::string out = number(ECDSA_SIG_get0_r(pair), 32) + number(ECDSA_SIG_get0_s(pair), 32);
  ECDSA_SIG_free(pair);
  return out;
}

}  // namespace

SigningKey::SigningKey(Algorithm algorithm, std::string kid, EVP_PKEY* key)
    : algorithm_(algorithm), kid_(std::move(kid)), key_(key, EVP_PKEY_free) {
  REQUIRE(key != nullptr);
}

SigningKey SigningKey::rsa(std::string kid, unsigned bits) {
  return {Algorithm::rs256, std::move(kid), EVP_RSA_gen(bits)};
}
SigningKey SigningKey::p256(std::string kid) {
  return {Algorithm::es256, std::move(kid), EVP_EC_gen("P-256")};
}
SigningKey SigningKey::ed25519(std::string kid) {
  return {Algorithm::eddsa, std::move(kid), EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
}

std::string SigningKey::sign(std::string_view text) const {
  const EVP_MD* const digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  REQUIRE(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1);
  std::string out(1024, '\0');
  size_t size = out.size();
  REQUIRE(EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(out.data()), &size,
                         reinterpret_cast<const uint8_t*>(text.data()), text.size()) == 1);
  out.resize(size);
  return algorithm_ == Algorithm::es256 ? raw_pair(out) : out;
}

std::string_view SigningKey::alg() const {
  switch (algorithm_) {
    case Algorithm::rs256: return "RS256";
    case Algorithm::es256: return "ES256";
    case Algorithm::eddsa: break;
  }
  return "EdDSA";
}

std::string SigningKey::jwk(const std::string& more) const {
  const std::string tail = fmt::format(R"(,"kid":"{}"{}}})", kid_, more);
  if (algorithm_ == Algorithm::rs256)
    return fmt::format(R"({{"kty":"RSA","n":"{}","e":"{}")",
                       param(key_.get(), OSSL_PKEY_PARAM_RSA_N, 0),
                       param(key_.get(), OSSL_PKEY_PARAM_RSA_E, 0)) +
           tail;
  if (algorithm_ == Algorithm::es256)
    return fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{}","y":"{}")",
                       param(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32),
                       param(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32)) +
           tail;
  std::string x(32, '\0');
  size_t size = x.size();
  REQUIRE(EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<uint8_t*>(x.data()), &size) ==
          1);
  return fmt::format(R"({{"kty":"OKP","crv":"Ed25519","x":"{}")", base64url(x)) + tail;
}

std::string SigningKey::token(const std::string& header, const std::string& claims) const {
  const std::string text = base64url(header) + "." + base64url(claims);
  return text + "." + base64url(sign(text));
}

std::string SigningKey::token(const std::string& claims) const {
  return token(fmt::format(R"({{"alg":"{}","typ":"JWT","kid":"{}"}})", alg(), kid_), claims);
}

std::string key_set(std::initializer_list<std::string> jwks) {
  std::string out = R"({"keys":[)";
  for (const std::string& jwk : jwks) out += (out.ends_with('[') ? "" : ",") + jwk;
  return out + "]}";
}

}  // namespace dossier::api
