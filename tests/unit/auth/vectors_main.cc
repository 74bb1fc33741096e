// Wycheproof's vectors for JSON Web Signatures and Keys, and for the three signatures that are
// taken here. A valid vector of another algorithm has to be refused.
#include <fmt/format.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>

#include "auth/jws.h"
#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"

namespace dossier::api {
namespace {

namespace dom = simdjson::dom;

struct Tally {
  int accepted = 0, refused = 0, wrong = 0;
};

std::string text_of(const dom::element& element, std::string_view name) {
  std::string_view text;
  return element[name].get_string().get(text) ? std::string() : std::string(text);
}

dom::array array_of(const dom::element& element, std::string_view name) {
  dom::array items;
  ENSURE(!element[name].get_array().get(items), "no array {}", name);
  return items;
}

void note(Tally& tally, const dom::element& test, bool accepted, bool expected) {
  ++(accepted ? tally.accepted : tally.refused);
  if (accepted == expected) return;
  ++tally.wrong;
  int64_t id = 0;
  if (test["tcId"].get_int64().get(id)) id = -1;
  fmt::print("  test {} ({}): {}\n", id, text_of(test, "comment"),
             accepted ? "accepted" : "refused");
}

// The group's keys as one set; the public ones, where it says both.
std::string key_set_of(const dom::element& group) {
  dom::element keys;
  const bool some = !group["public"].get(keys) || !group["private"].get(keys);
  ENSURE(some, "a group without keys");
  const std::string json = simdjson::minify(keys);
  return keys["keys"].error() ? R"({"keys":[)" + json + "]}" : json;
}

bool is_of_ours(const dom::element& group) {
  simdjson::dom::parser parser;
  const std::string json = key_set_of(group);
  dom::element set;
  ENSURE(!parser.parse(json).get(set), "no key set");
  for (const dom::element& key : array_of(set, "keys"))
    if (!algorithm_of(text_of(key, "alg"))) return false;
  return true;
}

bool accepts(const KeySet& keys, const std::string& token) {
  const auto jws = parse_jws(token);
  if (!jws) return false;
  const KeyPtr key = keys.find(jws->kid, jws->algorithm);
  return key && signature_fits(*key, jws->signed_part, jws->signature);
}

void check_tokens(const dom::element& file, Tally& tally) {
  for (const dom::element& group : array_of(file, "testGroups")) {
    const auto keys = KeySet::parse(key_set_of(group));
    for (const dom::element& test : array_of(group, "tests")) {
      const bool expected = text_of(test, "result") == "valid" && is_of_ours(group);
      note(tally, test, keys && accepts(*keys, text_of(test, "jws")), expected);
    }
  }
}

// A coordinate as a JWK has it: 32 bytes, where the file has leading zeros or lacks them.
std::string coordinate(const dom::element& key, std::string_view name) {
  std::string bytes = from_hex(text_of(key, name)).value_or("");
  bytes.insert(0, bytes.size() < 32 ? 32 - bytes.size() : 0, '\0');
  return base64url(std::string_view(bytes).substr(bytes.size() - 32));
}

std::string jwk_of(const dom::element& group) {
  dom::element key;
  if (!group["keyJwk"].get(key) || !group["publicKeyJwk"].get(key)) return simdjson::minify(key);
  ENSURE(!group["publicKey"].get(key), "a group without a key");
  return fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}})", coordinate(key, "wx"),
                     coordinate(key, "wy"));
}

void check_signatures(const dom::element& file, Tally& tally) {
  for (const dom::element& group : array_of(file, "testGroups")) {
    const auto keys = KeySet::parse(R"({"keys":[)" + jwk_of(group) + "]}");
    KeyPtr key;
    for (const auto algorithm : {Algorithm::rs256, Algorithm::es256, Algorithm::eddsa})
      if (keys && !key) key = keys->find("", algorithm);
    for (const dom::element& test : array_of(group, "tests")) {
      const bool fits = key && signature_fits(*key, from_hex(text_of(test, "msg")).value(),
                                              from_hex(text_of(test, "sig")).value());
      const std::string result = text_of(test, "result");
      note(tally, test, fits, result == "acceptable" ? fits : result == "valid");
    }
  }
}

struct File {
  const char* name;
  void (*check)(const dom::element&, Tally&);
  int accepted_least;  // else the test would pass where nothing is accepted
};

int check_file(const std::string& folder, const File& file) {
  dom::parser parser;
  dom::element root;
  if (parser.load(folder + "/wycheproof/" + file.name).get(root)) {
    fmt::print("{}: can not be read\n", file.name);
    return 1;
  }
  Tally tally;
  file.check(root, tally);
  const bool good = tally.wrong == 0 && tally.accepted >= file.accepted_least;
  fmt::print("{}: {} accepted, {} refused, {} wrong\n", file.name, tally.accepted, tally.refused,
             tally.wrong);
  return good ? 0 : 1;
}

int check_all(const std::string& folder) {
  if (!std::filesystem::exists(folder + "/wycheproof")) {
    fmt::print("skipped: no vectors in {} (DOSSIER_VECTORS names another folder)\n", folder);
    return 77;
  }
  int failed = 0;
  for (const File& file : {File{"json_web_signature_test.json", check_tokens, 10},
                           File{"json_web_key_test.json", check_tokens, 1},
                           File{"rsa_signature_2048_sha256_test.json", check_signatures, 9},
                           File{"rsa_signature_3072_sha256_test.json", check_signatures, 8},
                           File{"rsa_signature_4096_sha256_test.json", check_signatures, 7},
                           File{"ecdsa_secp256r1_sha256_p1363_test.json", check_signatures, 173},
                           File{"ed25519_test.json", check_signatures, 88}})
    failed += check_file(folder, file);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace dossier::api

int main() {
  const char* const folder = std::getenv("DOSSIER_VECTORS");
  return dossier::api::check_all(folder ? folder : DOSSIER_VECTORS_DEFAULT);
}
