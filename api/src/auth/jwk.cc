// JWK to EVP_PKEY. Whatever OpenSSL refuses is no key.
#include "auth/jwk.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>

#include "auth/strict_json.h"
#include "dossier/base/bytes.h"

namespace dossier::api {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kKeysMax = 100;
constexpr int kRsaBitsMin = 2048;
constexpr int kRsaBitsMax = 8192;  // a larger one makes each check dear

struct Free {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* params) const { OSSL_PARAM_free(params); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;
using Handle = std::shared_ptr<EVP_PKEY>;

Handle owned(EVP_PKEY* key) { return key == nullptr ? nullptr : Handle(key, EVP_PKEY_free); }

const uint8_t* raw(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

// A base64url member of exactly `size` bytes (0: any); empty where it is not that.
std::string bytes_member(const dom::object& jwk, std::string_view name, size_t size) {
  const auto text = text_member(jwk, name);
  auto bytes = text ? from_base64url(*text) : std::nullopt;
  return bytes && (size == 0 || bytes->size() == size) ? std::move(*bytes) : std::string();
}

Handle from_params(const char* kind, OSSL_PARAM_BLD* builder) {
  const Owned<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder));
  const Owned<EVP_PKEY_CTX> maker(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* made = nullptr;
  if (!params || !maker || EVP_PKEY_fromdata_init(maker.get()) != 1 ||
      EVP_PKEY_fromdata(maker.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  Handle key = owned(made);
  const Owned<EVP_PKEY_CTX> checker(EVP_PKEY_CTX_new_from_pkey(nullptr, made, nullptr));
  return checker && EVP_PKEY_public_check(checker.get()) == 1 ? key : nullptr;
}

// Whether the modulus has the fingerprint of CVE-2017-15361 (ROCA): modulo each of these primes it
// is a power of 65537. Such a key can be factored. Nemec et al., 2017, section 3.
bool is_roca(const BIGNUM* modulus) {
  constexpr std::array<unsigned, 17> kPrimes = {11, 13, 17,  19,  37,  53,  61,  71, 73,
                                                79, 97, 103, 107, 109, 127, 151, 157};
  return std::ranges::all_of(kPrimes, [modulus](unsigned prime) {
    const auto rest = static_cast<unsigned>(BN_mod_word(modulus, prime));
    unsigned power = 1;
    for (unsigned i = 0; i < prime; ++i, power = power * 65537 % prime)
      if (power == rest) return true;
    return false;
  });
}

Handle rsa_key(const dom::object& jwk) {
  const std::string n_bytes = bytes_member(jwk, "n", 0), e_bytes = bytes_member(jwk, "e", 0);
  if (n_bytes.empty() || n_bytes.size() > kRsaBitsMax / 8 + 1) return nullptr;
  if (e_bytes.empty() || e_bytes.size() > 8) return nullptr;
  const Owned<BIGNUM> n(BN_bin2bn(raw(n_bytes), static_cast<int>(n_bytes.size()), nullptr));
  const Owned<BIGNUM> e(BN_bin2bn(raw(e_bytes), static_cast<int>(e_bytes.size()), nullptr));
  if (!n || !e || BN_num_bits(n.get()) < kRsaBitsMin || BN_num_bits(n.get()) > kRsaBitsMax)
    return nullptr;
  if (!BN_is_odd(n.get()) || !BN_is_odd(e.get()) || BN_is_one(e.get()) || is_roca(n.get()))
    return nullptr;
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  return from_params("RSA", builder.get());
}

Handle ec_key(const dom::object& jwk) {
  const std::string x = bytes_member(jwk, "x", 32), y = bytes_member(jwk, "y", 32);
  if (text_member(jwk, "crv") != "P-256" || x.empty() || y.empty()) return nullptr;
  const std::string point = '\x04' + x + y;
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1)
    return nullptr;
  return from_params("EC", builder.get());
}

Handle ed25519_key(const dom::object& jwk) {
  const std::string x = bytes_member(jwk, "x", 32);
  if (text_member(jwk, "crv") != "Ed25519" || x.empty()) return nullptr;
  return owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(x), x.size()));
}

// Meant for signatures, and public: a set that shows private parts gives everyone its key.
bool is_for_signatures(const dom::object& jwk) {
  for (const std::string_view secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
    if (has_member(jwk, secret)) return false;
  if (has_member(jwk, "use") && text_member(jwk, "use") != "sig") return false;
  if (!has_member(jwk, "key_ops")) return true;
  dom::array operations;
  if (jwk["key_ops"].get_array().get(operations)) return false;
  return std::ranges::any_of(operations, [](const dom::element& operation) {
    std::string_view text;
    return !operation.get_string().get(text) && text == "verify";
  });
}

std::optional<Algorithm> algorithm_of_kind(std::string_view kty) {
  if (kty == "RSA") return Algorithm::rs256;
  if (kty == "EC") return Algorithm::es256;
  if (kty == "OKP") return Algorithm::eddsa;
  return std::nullopt;
}

KeyPtr key_of(const dom::object& jwk) {
  const auto algorithm = algorithm_of_kind(text_member(jwk, "kty").value_or(""));
  if (!algorithm || !is_for_signatures(jwk)) return nullptr;
  if (has_member(jwk, "alg") && algorithm_of(text_member(jwk, "alg").value_or("")) != algorithm)
    return nullptr;
  const auto kid = text_member(jwk, "kid");
  if (has_member(jwk, "kid") && (!kid || kid->empty())) return nullptr;
  Handle handle = *algorithm == Algorithm::rs256   ? rsa_key(jwk)
                  : *algorithm == Algorithm::es256 ? ec_key(jwk)
                                                   : ed25519_key(jwk);
  if (!handle) return nullptr;
  return std::make_shared<VerifyKey>(
      VerifyKey{*algorithm, std::string(kid.value_or("")), std::move(handle)});
}

}  // namespace

std::optional<Algorithm> algorithm_of(std::string_view name) {
  if (name == "RS256") return Algorithm::rs256;
  if (name == "ES256") return Algorithm::es256;
  if (name == "EdDSA") return Algorithm::eddsa;
  return std::nullopt;
}

Result<KeySet> KeySet::parse(std::string_view json) {
  dom::parser parser;
  DOSSIER_ASSIGN(const dom::object root, parse_strict(parser, json));
  dom::array items;
  if (root["keys"].get_array().get(items) || items.size() > kKeysMax)
    return fail(ErrorCode::invalid, "is no key set of at most 100 keys", "keys");
  KeySet set;
  for (const dom::element& item : items) {
    dom::object jwk;
    KeyPtr key = item.get_object().get(jwk) ? nullptr : key_of(jwk);
    if (key)
      set.keys_.push_back(std::move(key));
    else
      ++set.left_out_;
  }
  const auto is_double = [all = set.keys_](const KeyPtr& key) {
    return !key->kid.empty() && std::ranges::count(all, key->kid, &VerifyKey::kid) > 1;
  };
  set.left_out_ += std::erase_if(set.keys_, is_double);
  return set;
}

KeyPtr KeySet::find(std::string_view kid, Algorithm algorithm) const {
  KeyPtr found;
  for (const KeyPtr& key : keys_) {
    if (key->algorithm != algorithm || (!kid.empty() && key->kid != kid)) continue;
    if (found) return nullptr;  // which one is meant can not be told
    found = key;
  }
  return found;
}

}  // namespace dossier::api
