// Cryptography against vectors made elsewhere (Wycheproof), and the few promises beside them.
#include <doctest/doctest.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"

using namespace dossier;
using namespace dossier::engine;

namespace {

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

template <class Array>
Array array_of(std::string_view bytes) {
  Array array{};
  REQUIRE(bytes.size() == array.size());
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

std::string text_of(simdjson::dom::element test, const char* name) {
  return from_hex(test[name].get_string().value());
}

// Calls `each(group, test)` for all tests of the file; how many there were, or nothing where the
// vectors are not on this machine.
template <class F>
std::optional<int> for_each_vector(const std::string& name, F each) {
  const char* const given = std::getenv("DOSSIER_VECTORS");
  const std::string path =
      std::string(given != nullptr ? given : DOSSIER_DEFAULT_VECTORS) + "/wycheproof/" + name;
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no vectors in " << path << "; set DOSSIER_VECTORS to their folder");
    return std::nullopt;
  }
  simdjson::dom::parser parser;
  int count = 0;
  for (simdjson::dom::element group : parser.load(path)["testGroups"].get_array())
    for (simdjson::dom::element test : group["tests"].get_array())
      if (each(group, test)) ++count;
  return count;
}

}  // namespace

TEST_CASE("crypto: AES-256-GCM agrees with Wycheproof, seals and opens") {
  const auto count = for_each_vector("aes_gcm_test.json", [](simdjson::dom::element group,
                                                             simdjson::dom::element test) {
    if (group["keySize"].get_int64().value() != 256 || group["ivSize"].get_int64().value() != 96)
      return false;
    CAPTURE(test["tcId"].get_int64().value());
    const auto key = array_of<Key256>(text_of(test, "key"));
    const auto nonce = array_of<Nonce>(text_of(test, "iv"));
    const std::string associated = text_of(test, "aad"), plain = text_of(test, "msg");
    const std::string sealed = text_of(test, "ct") + text_of(test, "tag");
    const auto opened = gcm_open(key, nonce, associated, sealed);
    if (test["result"].get_string().value() != "valid") {
      CHECK_FALSE(opened.has_value());
      return true;
    }
    CHECK(opened == plain);
    std::string out = "before";
    gcm_seal(key, nonce, associated, plain, out);
    CHECK(out == "before" + sealed);
    return true;
  });
  if (count) CHECK(*count == 66);
}

TEST_CASE("crypto: HMAC-SHA-256 agrees with Wycheproof") {
  const auto count = for_each_vector(
      "hmac_sha256_test.json", [](simdjson::dom::element group, simdjson::dom::element test) {
        CAPTURE(test["tcId"].get_int64().value());
        const auto size = static_cast<size_t>(group["tagSize"].get_int64().value()) / 8;
        const Digest mac = hmac_sha256(text_of(test, "key"), text_of(test, "msg"));
        CHECK(equal_constant_time(as_text(mac).substr(0, size), text_of(test, "tag")) ==
              (test["result"].get_string().value() == "valid"));
        return true;
      });
  if (count) CHECK(*count == 174);
}

TEST_CASE("crypto: SHA-256 of parts is that of the whole") {
  CHECK(to_hex(as_text(sha256("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256({"a", "", "bc"}) == sha256("abc"));
  CHECK(to_hex(as_text(sha256(""))) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("crypto: what is too short to hold a tag does not open") {
  for (size_t size = 0; size < kGcmTagSize; ++size)
    CHECK_FALSE(gcm_open(Key256{}, Nonce{}, "", std::string(size, 'x')).has_value());
}

TEST_CASE("crypto: contexts of threads do not mix") {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (uint8_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      Key256 key{};
      key.fill(t);
      for (int i = 0; i < 2000; ++i) {
        const std::string plain = std::string(static_cast<size_t>(i % 300), static_cast<char>(t));
        const Nonce nonce = random_nonce();
        std::string sealed;
        gcm_seal(key, nonce, "a", plain, sealed);
        if (gcm_open(key, nonce, "a", sealed) != plain) ++wrong;
        if (gcm_open(key, nonce, "b", sealed).has_value()) ++wrong;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("crypto: no nonce comes twice, from whichever thread") {
  std::mutex mutex;
  std::set<Nonce> nonces;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) {
        const Nonce nonce = random_nonce();
        const std::lock_guard lock(mutex);
        nonces.insert(nonce);
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(nonces.size() == 20'000);
}
