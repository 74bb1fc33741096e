// The file of issuers: read, faults named with their place, read again.
#include "auth/issuer_file.h"

#include <fstream>

#include "auth_fixture.h"
#include "support/temp_folder.h"

namespace dossier::api {
namespace {

struct Files {
  test::TempFolder folder;
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder.path() + "/" + name) << text;
    return folder.path() + "/" + name;
  }
};

const std::string kWhole =
    "[[issuer]]\n"
    "url = \"https://login.example\"\n"
    "audience = \"dossier\"\n";

}  // namespace

TEST_CASE("issuers: every setting is read; the rest has its default") {
  Files files;
  const auto issuers = read_issuers(files.write(
      "i.toml", kWhole + "algorithms = [\"ES256\"]\njwks_uri = \"https://login.example/k\"\n"
                         "role_claim = \"role\"\nbranch_claim = \"unit\"\nsources_claim = \"s\"\n"
                         "[[issuer]]\nurl = \"https://b.example\"\naudience = \"x\"\n"));
  REQUIRE(issuers.has_value());
  REQUIRE(issuers->size() == 2);
  CHECK((*issuers)[0].algorithms == std::vector<std::string>{"ES256"});
  CHECK((*issuers)[0].jwks_uri == "https://login.example/k");
  CHECK((*issuers)[0].role_claim == "role");
  CHECK((*issuers)[1].algorithms.size() == 3);
  CHECK((*issuers)[1].role_claim == "dossier_role");
}

TEST_CASE("issuers: a fault names its place and what to do") {
  Files files;
  for (const std::string& bad : {
           kWhole + "audience = \"again\"\n",
           kWhole + "jwks = \"{}\"\n",
           kWhole + "tokens = true\n",
           kWhole + "algorithms = \"RS256\"\n",
           kWhole + "algorithms = []\n",
           kWhole + "algorithms = [\"HS256\"]\n",
           kWhole + "algorithms = [\"none\"]\n",
           kWhole + "jwks_uri = \"http://login.example/keys\"\n",
           kWhole + "jwks_uri = \"ftp://login.example/keys\"\n",
           kWhole + "jwks_uri = \"http://127.0.0.1@login.example/keys\"\n",
           kWhole + "jwks_uri = \"https://a.example\"\njwks_file = \"f\"\n",
           kWhole + "role_claim = \"\"\n",
           kWhole + kWhole,
           std::string("[[issuer]]\nurl = \"https://login.example\"\n"),
           std::string("[[issuer]]\naudience = \"dossier\"\n"),
           std::string("[[issuer]]\nurl = \"http://login.example\"\naudience = \"dossier\"\n"),
           std::string("[issuer]\nurl = \"https://login.example\"\n"),
           std::string("url = \"https://login.example\"\n"),
           std::string("nonsense"),
       }) {
    CAPTURE(bad);
    AuthOptions options;
    options.issuers_file = files.write("i.toml", bad);
    const auto opened = Authenticator::open(std::move(options));
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code == ErrorCode::invalid);
    CHECK_FALSE(opened.error().field.empty());
  }
  AuthOptions options;
  options.issuers_file = files.folder.path() + "/absent.toml";
  CHECK(Authenticator::open(std::move(options)).error().code == ErrorCode::not_found);
}

TEST_CASE("issuers: a key file that is absent or broken is told at the start") {
  Files files;
  const std::string keys = files.folder.path() + "/keys.json";
  AuthOptions options;
  options.issuers_file = files.write("i.toml", kWhole + "jwks_file = \"" + keys + "\"\n");
  CHECK(Authenticator::open(options).error().code == ErrorCode::not_found);
  files.write("keys.json", "{}");
  CHECK(Authenticator::open(options).error().code == ErrorCode::invalid);
  files.write("keys.json", R"({"keys":[]})");
  CHECK(Authenticator::open(options).has_value());
}

TEST_CASE("issuers: read again, they replace those before; a broken file changes nothing") {
  Files files;
  const SigningKey key = SigningKey::ed25519("k1"), other = SigningKey::ed25519("k2");
  const std::string keys = files.write("keys.json", key_set({key.jwk()}));
  const std::string with_file = kWhole + "jwks_file = \"" + keys + "\"\n";
  const std::string file = files.write("i.toml", with_file);
  AuthFixture auth({}, file);
  CHECK(auth.authenticator->issuers() == 1);
  const std::string token = key.token(claims());
  CHECK(auth.ask(token).has_value());

  files.write("i.toml", "nonsense");
  CHECK_FALSE(auth.authenticator->reload().has_value());
  CHECK(auth.ask(token).has_value());

  files.write("i.toml", with_file);
  files.write("keys.json", key_set({other.jwk()}));
  CHECK(auth.authenticator->reload().has_value());
  CHECK_FALSE(auth.ask(token).has_value());  // remembered or not
  CHECK(auth.ask(other.token(claims())).has_value());

  files.write("i.toml", "");
  CHECK(auth.authenticator->reload().has_value());
  CHECK(auth.authenticator->issuers() == 0);
  CHECK_FALSE(auth.ask(other.token(claims())).has_value());
}

TEST_CASE("issuers: keys from the network stay over a reload while the network is away") {
  Files files;
  const SigningKey key = SigningKey::ed25519("k1");
  AuthFixture auth({}, files.write("i.toml", kWhole + "jwks_uri = \"" + kKeysUrl + "\"\n"));
  auth.serve(kKeysUrl, key_set({key.jwk()}));
  REQUIRE(auth.ask(key.token(claims())).has_value());
  auth.unplug();
  CHECK(auth.authenticator->reload().has_value());
  CHECK(auth.ask(key.token(claims())).has_value());
}

TEST_CASE("issuers: a key file is read again for an unknown key id, as an address is") {
  Files files;
  const SigningKey key = SigningKey::ed25519("k1"), other = SigningKey::ed25519("k2");
  const std::string keys = files.write("keys.json", key_set({key.jwk()}));
  AuthFixture auth({}, files.write("i.toml", kWhole + "jwks_file = \"" + keys + "\"\n"));
  files.write("keys.json", key_set({key.jwk(), other.jwk()}));
  CHECK_FALSE(auth.ask(other.token(claims())).has_value());
  auth.now_ms += 30'000;
  CHECK(auth.ask(other.token(claims())).has_value());
}

TEST_CASE("issuers: keys are fetched over https, or from this machine") {
  for (const char* good : {"https://a.example", "http://127.0.0.1:8080/x", "http://localhost",
                           "http://[::1]:9/x", "http://localhost/?a"})
    CHECK(is_safe_url(good));
  for (const char* bad :
       {"http://a.example", "http://localhost.evil.example", "http://127.0.0.1.evil",
        "http://127.0.0.1@evil.example", "file:///x", "localhost", "",
        "http://localhost:80@evil.example", "gopher://127.0.0.1"})
    CHECK_FALSE(is_safe_url(bad));
}

}  // namespace dossier::api
