// What a header may hold is a short list; all that points to a key or changes the reading is
// refused, whether we would follow it or not.
#include "auth/jws.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include <array>
#include <memory>

#include "auth/strict_json.h"
#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"

namespace dossier::api {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kKidBytesMax = 256;

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};

const uint8_t* raw(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

std::unexpected<Error> refuse(std::string_view reason) {
  return fail(ErrorCode::refused, std::string(reason));
}

bool is_token_type(std::string_view typ) {
  std::string lower(typ);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower == "jwt" || lower == "at+jwt";
}

Status read_header(std::string_view json, Jws& jws) {
  dom::parser parser;
  const auto header = parse_strict(parser, json);
  if (!header) return refuse("the header " + header.error().message);
  for (const std::string_view name : {"crit", "jku", "jwk", "x5u", "x5c", "b64", "zip"})
    if (has_member(*header, name)) return refuse("the header has " + std::string(name));
  const auto algorithm = algorithm_of(text_member(*header, "alg").value_or(""));
  if (!algorithm) return refuse("the algorithm is not one of RS256, ES256, EdDSA");
  if (has_member(*header, "typ") && !is_token_type(text_member(*header, "typ").value_or("")))
    return refuse("the type is not JWT or at+jwt");
  const auto kid = text_member(*header, "kid");
  if (has_member(*header, "kid") && (!kid || kid->empty() || kid->size() > kKidBytesMax))
    return refuse("the key id is no string of 1 to 256 bytes");
  jws.algorithm = *algorithm;
  jws.kid = kid.value_or("");
  return {};
}

// JOSE writes r and s one after the other (RFC 7518, 3.4), OpenSSL reads them as DER. Empty where
// the size is wrong.
std::string der_of(std::string_view signature) {
  if (signature.size() != 64) return {};
  const std::unique_ptr<ECDSA_SIG, Free> pair(ECDSA_SIG_new());
  BIGNUM* const r = BN_bin2bn(raw(signature), 32, nullptr);
  BIGNUM* const s = BN_bin2bn(raw(signature) + 32, 32, nullptr);
  ENSURE(pair && r && s && ECDSA_SIG_set0(pair.get(), r, s) == 1, "no memory for a signature");
  std::array<uint8_t, 80> der{};
  uint8_t* end = der.data();
  const int size = i2d_ECDSA_SIG(pair.get(), &end);
  return {reinterpret_cast<const char*>(der.data()), size > 0 ? static_cast<size_t>(size) : 0};
}

const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  ENSURE(algorithm != nullptr, "OpenSSL has no SHA-256");
  return algorithm;
}

}  // namespace

Result<Jws> parse_jws(std::string_view token) {
  if (token.size() > kTokenBytesMax) return refuse("the token is over 8 KiB");
  const size_t first = token.find('.'), last = token.rfind('.');
  if (first == std::string_view::npos || token.find('.', first + 1) != last)
    return refuse("the token has not three parts");
  const auto header = from_base64url(token.substr(0, first));
  auto payload = from_base64url(token.substr(first + 1, last - first - 1));
  auto signature = from_base64url(token.substr(last + 1));
  if (!header || !payload || !signature) return refuse("a part is no base64url");
  Jws jws;
  DOSSIER_TRY(read_header(*header, jws));
  jws.signed_part = token.substr(0, last);
  jws.payload = std::move(*payload);
  jws.signature = std::move(*signature);
  return jws;
}

bool signature_fits(const VerifyKey& key, std::string_view signed_part,
                    std::string_view signature) {
  std::string der;
  if (key.algorithm == Algorithm::es256) {
    der = der_of(signature);
    signature = der;
  }
  if (signature.empty()) return false;
  const EVP_MD* const digest = key.algorithm == Algorithm::eddsa ? nullptr : sha256_algorithm();
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  ENSURE(context != nullptr, "no memory for a digest context");
  // PKCS #1 v1.5 is RSA's default padding; the signature has to be as long as the modulus.
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.handle.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(signed_part),
                          signed_part.size()) == 1;
}

}  // namespace dossier::api
