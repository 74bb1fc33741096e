// Which keys of an issuer's set are used.
#include <fmt/format.h>

#include "auth/jws.h"
#include "auth_fixture.h"
#include "dossier/base/bytes.h"

namespace dossier::api {
namespace {

size_t usable(const std::string& jwk) {
  const auto set = KeySet::parse(key_set({jwk}));
  REQUIRE(set.has_value());
  CHECK(set->size() + set->left_out() == 1);
  return set->size();
}

}  // namespace

TEST_CASE("keys: for signatures alone, of the algorithm that their kind means") {
  for (const SigningKey& key :
       {SigningKey::rsa("r"), SigningKey::p256("e"), SigningKey::ed25519("o")}) {
    const std::string alg(key.alg());
    CAPTURE(alg);
    for (const std::string& good :
         {std::string(), std::string(R"(,"use":"sig")"), R"(,"alg":")" + alg + '"',
          std::string(R"(,"key_ops":["verify"],"x5c":["MIIB"],"x5t":"abc")")})
      CHECK(usable(key.jwk(good)) == 1);
    for (const char* bad :
         {R"(,"use":"enc")", R"(,"use":7)", R"(,"key_ops":["sign"])", R"(,"key_ops":[])",
          R"(,"key_ops":"verify")", R"(,"alg":"PS256")", R"(,"alg":"HS256")", R"(,"alg":"none")",
          R"(,"alg":7)", R"(,"d":"AQAB")", R"(,"k":"AQAB")"}) {
      CAPTURE(bad);
      CHECK(usable(key.jwk(bad)) == 0);
    }
  }
}

TEST_CASE("keys: small, odd and foreign ones are left out") {
  CHECK(usable(SigningKey::rsa("r", 2047).jwk()) == 0);
  CHECK(usable(SigningKey::rsa("r", 1024).jwk()) == 0);
  CHECK(usable(SigningKey::rsa("r", 3072).jwk()) == 1);
  const std::string rsa = SigningKey::rsa("r").jwk();
  const auto with_exponent = [&rsa](const std::string& e) {
    std::string out = rsa;
    return out.replace(out.find("AQAB"), 4, e);
  };
  CHECK(usable(with_exponent("AQ")) == 0);    // 1
  CHECK(usable(with_exponent("AQAA")) == 0);  // even
  CHECK(usable(with_exponent("AQAB=")) == 0);
  CHECK(usable(with_exponent("Aw")) == 1);  // 3
  CHECK(usable(with_exponent(base64url(std::string(9, '\x01')))) == 0);
  const std::string point = SigningKey::p256("e").jwk();
  const auto renamed = [](std::string jwk, const std::string& from, const std::string& to) {
    return jwk.replace(jwk.find(from), from.size(), to);
  };
  for (const char* curve : {"P-384", "P-521", "secp256k1", "p-256", "Ed25519"})
    CHECK(usable(renamed(point, "P-256", curve)) == 0);
  CHECK(usable(renamed(point, R"("x":")", R"("x":"A)")) == 0);  // a byte too much, or not on it
  std::string off = point;
  char& digit = off[off.find(R"("y":")") + 6];
  digit = digit == 'A' ? 'B' : 'A';
  CHECK(usable(off) == 0);
  const std::string ed = SigningKey::ed25519("o").jwk();
  for (const char* curve : {"Ed448", "X25519", "P-256"})
    CHECK(usable(renamed(ed, "Ed25519", curve)) == 0);
  CHECK(usable(renamed(ed, "OKP", "oct")) == 0);
  CHECK(usable(renamed(ed, "OKP", "EC")) == 0);
  CHECK(usable(R"({"kty":"oct","k":"AQAB","kid":"s","alg":"HS256"})") == 0);
  CHECK(usable("7") == 0);
}

TEST_CASE("keys: two of one id are both left out, the others stay") {
  const SigningKey first = SigningKey::ed25519("same"), second = SigningKey::p256("same"),
                   third = SigningKey::ed25519("other");
  const auto set = KeySet::parse(key_set({first.jwk(), second.jwk(), third.jwk()}));
  REQUIRE(set.has_value());
  CHECK(set->size() == 1);
  CHECK(set->find("same", Algorithm::eddsa) == nullptr);
  CHECK(set->find("same", Algorithm::es256) == nullptr);
  CHECK(set->find("other", Algorithm::eddsa) != nullptr);
  CHECK(set->find("other", Algorithm::es256) == nullptr);
  CHECK(set->find("", Algorithm::eddsa) != nullptr);
}

TEST_CASE("keys: without an id only where one key can be meant") {
  const auto set =
      KeySet::parse(key_set({SigningKey::ed25519("a").jwk(), SigningKey::ed25519("b").jwk(),
                             SigningKey::p256("c").jwk()}));
  REQUIRE(set.has_value());
  CHECK(set->find("", Algorithm::eddsa) == nullptr);
  CHECK(set->find("", Algorithm::es256) != nullptr);
  CHECK(set->find("", Algorithm::rs256) == nullptr);
}

TEST_CASE("keys: what is no key set is a fault") {
  for (const char* bad :
       {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[],"keys":[]})", "nonsense"}) {
    CAPTURE(bad);
    CHECK_FALSE(KeySet::parse(bad).has_value());
  }
  std::string many = R"({"keys":[7)";
  for (int i = 0; i < 100; ++i) many += ",7";
  CHECK_FALSE(KeySet::parse(many + "]}").has_value());
  CHECK(KeySet::parse(R"({"keys":[]})").has_value());
}

TEST_CASE("keys: RSA's signature is as long as its modulus, ECDSA's 64 bytes") {
  const SigningKey rsa = SigningKey::rsa("r"), ec = SigningKey::p256("e");
  const auto set = KeySet::parse(key_set({rsa.jwk(), ec.jwk()}));
  REQUIRE(set.has_value());
  const KeyPtr rsa_key = set->find("r", Algorithm::rs256),
               ec_key = set->find("e", Algorithm::es256);
  REQUIRE((rsa_key && ec_key));
  const std::string long_one = rsa.sign("text"), pair = ec.sign("text");
  CHECK(signature_fits(*rsa_key, "text", long_one));
  CHECK_FALSE(signature_fits(*rsa_key, "text", '\0' + long_one));
  CHECK_FALSE(signature_fits(*rsa_key, "text", long_one + '\0'));
  CHECK_FALSE(signature_fits(*rsa_key, "text", ""));
  CHECK(signature_fits(*ec_key, "text", pair));
  CHECK_FALSE(signature_fits(*ec_key, "text", pair + '\0'));
  CHECK_FALSE(signature_fits(*ec_key, "text", pair.substr(0, 63)));
  CHECK_FALSE(signature_fits(*ec_key, "text", std::string(64, '\0')));
  CHECK_FALSE(signature_fits(*ec_key, "other", pair));
}

}  // namespace dossier::api
