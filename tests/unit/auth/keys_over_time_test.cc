// Keys that are fetched: found, rotated, withdrawn; issuers that do not answer; many who ask at
// once.
#include <chrono>
#include <thread>

#include "auth_fixture.h"

namespace dossier::api {
namespace {

const std::string kDiscovery = kIssuerUrl + "/.well-known/openid-configuration";

const SigningKey& old_key() {
  static const SigningKey kKey = SigningKey::ed25519("old");
  return kKey;
}
const SigningKey& new_key() {
  static const SigningKey kKey = SigningKey::ed25519("new");
  return kKey;
}

struct Remote : AuthFixture {
  Remote() : AuthFixture({remote_issuer()}) { serve(kKeysUrl, key_set({old_key().jwk()})); }
  ErrorCode code(const std::string& token) {
    const auto who = ask(token);
    REQUIRE_FALSE(who.has_value());
    return who.error().code;
  }
  // Another token of that key at each call: nothing remembers it.
  std::string token(const SigningKey& key) {
    return key.token(
        claims({{"exp", std::to_string(kNowS + 90'000)}, {"jti", std::to_string(++made)}}));
  }
  void pass(std::chrono::seconds time) { now_ms += time.count() * 1000; }
  // Fetches run beside the one who asked.
  void wait_for_fetches(int count) {
    for (int i = 0; i < 500 && fetches < count; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(fetches == count);
  }
  int made = 0;
};

}  // namespace

TEST_CASE("keys over time: fetched when first asked for, and kept") {
  Remote auth;
  CHECK(auth.fetches == 0);
  for (int i = 0; i < 5; ++i) CHECK(auth.ask(auth.token(old_key())).has_value());
  CHECK(auth.fetches == 1);
}

TEST_CASE("keys over time: a rotated key is picked up, an old one goes with its set") {
  Remote auth;
  REQUIRE(auth.ask(auth.token(old_key())).has_value());
  const std::string remembered = auth.token(old_key());
  REQUIRE(auth.ask(remembered).has_value());
  auth.pass(std::chrono::seconds(31));
  auth.serve(kKeysUrl, key_set({new_key().jwk()}));
  CHECK(auth.ask(auth.token(new_key())).has_value());
  CHECK(auth.fetches == 2);
  CHECK(auth.code(auth.token(old_key())) == ErrorCode::refused);
  CHECK(auth.code(remembered) == ErrorCode::refused);  // what was verified before is forgotten
  CHECK(auth.fetches == 2);
}

TEST_CASE("keys over time: an unknown key id fetches once in 30 seconds, however often it comes") {
  Remote auth;
  REQUIRE(auth.ask(auth.token(old_key())).has_value());
  auth.pass(std::chrono::seconds(29));
  for (int i = 0; i < 50; ++i) CHECK(auth.code(auth.token(new_key())) == ErrorCode::refused);
  CHECK(auth.fetches == 1);
  auth.pass(std::chrono::seconds(1));
  for (int i = 0; i < 50; ++i) CHECK(auth.code(auth.token(new_key())) == ErrorCode::refused);
  CHECK(auth.fetches == 2);
  CHECK(auth.ask(auth.token(old_key())).has_value());
}

TEST_CASE("keys over time: a storm waits for one fetch, and holds no thread") {
  Remote auth;
  std::promise<void> open;
  auth.gate = open.get_future().share();
  std::atomic<int> taken{0}, refused{0};
  for (int i = 0; i < 500; ++i)  // from this one thread: none of these calls may wait
    auth.authenticator->authenticate(
        "Bearer " + auth.token(i % 2 ? old_key() : new_key()),
        [&](const Result<Principal>& who) { ++(who ? taken : refused); });
  CHECK(taken + refused == 0);
  open.set_value();
  auth.authenticator->stop();
  CHECK(taken == 250);
  CHECK(refused == 250);
  CHECK(auth.fetches == 1);
}

TEST_CASE(
    "keys over time: an issuer that is down is unavailable, not a refusal, and asked rarely") {
  Remote auth;
  auth.unplug();
  for (int i = 0; i < 20; ++i) CHECK(auth.code(auth.token(old_key())) == ErrorCode::unavailable);
  CHECK(auth.fetches == 1);
  auth.serve(kKeysUrl, key_set({old_key().jwk()}));
  CHECK(auth.code(auth.token(old_key())) == ErrorCode::unavailable);
  auth.pass(std::chrono::seconds(30));
  CHECK(auth.ask(auth.token(old_key())).has_value());
}

TEST_CASE("keys over time: when an issuer goes down or answers nonsense, its keys stay") {
  Remote auth;
  REQUIRE(auth.ask(auth.token(old_key())).has_value());
  auth.unplug();
  auth.pass(std::chrono::seconds(31));
  CHECK(auth.code(auth.token(new_key())) == ErrorCode::unavailable);
  CHECK(auth.ask(auth.token(old_key())).has_value());
  for (const char* nonsense : {"<html>", "{}", R"({"keys":7})"}) {
    auth.serve(kKeysUrl, nonsense);
    auth.pass(std::chrono::seconds(31));
    CHECK(auth.code(auth.token(new_key())) == ErrorCode::unavailable);
    CHECK(auth.ask(auth.token(old_key())).has_value());
  }
  CHECK(auth.fetches == 5);
}

TEST_CASE("keys over time: a withdrawn key ends, though its tokens run on and nobody is unknown") {
  Remote auth;
  const std::string token = auth.token(old_key());
  REQUIRE(auth.ask(token).has_value());
  auth.serve(kKeysUrl, key_set({new_key().jwk()}));
  auth.pass(std::chrono::minutes(5));
  CHECK(auth.ask(token).has_value());
  CHECK(auth.fetches == 1);
  auth.pass(std::chrono::minutes(5));
  auth.ask(token);  // looks after the keys, and does not wait for it
  auth.wait_for_fetches(2);
  auth.authenticator->stop();
  CHECK_FALSE(auth.ask(token).has_value());
}

TEST_CASE("keys over time: a verified token is remembered until it ends, and not longer") {
  Remote auth;
  const std::string token = old_key().token(claims({{"exp", std::to_string(kNowS + 10)}}));
  REQUIRE(auth.ask(token).has_value());
  auth.pass(std::chrono::seconds(69));
  CHECK(auth.ask(token).has_value());  // 60 seconds of skew
  auth.pass(std::chrono::seconds(1));
  const auto who = auth.ask(token);
  REQUIRE_FALSE(who.has_value());
  CHECK(who.error().message == "the token has expired");
}

TEST_CASE("keys over time: discovery leads to the keys") {
  Issuer issuer = remote_issuer();
  issuer.jwks_uri.clear();
  AuthFixture auth({issuer});
  auth.serve(kKeysUrl, key_set({old_key().jwk()}));
  const std::string good = R"({"issuer":"https://login.example","jwks_uri":")" + kKeysUrl + R"("})";
  for (const std::string& bad :
       {std::string("{}"), std::string("nonsense"),
        R"({"issuer":"https://other.example","jwks_uri":")" + kKeysUrl + R"("})",
        std::string(R"({"issuer":"https://login.example","jwks_uri":"http://127.0.0.1/keys"})"),
        std::string(R"({"issuer":"https://login.example","jwks_uri":"file:///etc/keys"})"),
        std::string(R"({"issuer":"https://login.example"})"),
        good.substr(0, good.size() - 1) + R"(,"issuer":"https://login.example"})"}) {
    CAPTURE(bad);
    auth.serve(kDiscovery, bad);
    auth.now_ms += 31'000;
    CHECK_FALSE(auth.ask(old_key().token(claims({{"exp", "1900000000"}}))).has_value());
  }
  auth.serve(kDiscovery, good);
  auth.now_ms += 31'000;
  CHECK(auth.ask(old_key().token(claims({{"exp", "1900000000"}}))).has_value());
}

TEST_CASE("keys over time: a stop answers what waits") {
  Remote auth;
  std::promise<void> open;
  auth.gate = open.get_future().share();
  std::atomic<int> answered{0};
  auth.authenticator->authenticate("Bearer " + auth.token(old_key()),
                                   [&](const Result<Principal>&) { ++answered; });
  std::thread later([&] { open.set_value(); });
  auth.authenticator->stop();
  later.join();
  CHECK(answered == 1);
  CHECK(auth.code(auth.token(new_key())) == ErrorCode::unavailable);
}

}  // namespace dossier::api
