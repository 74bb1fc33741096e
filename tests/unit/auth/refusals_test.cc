// Which tokens are taken, and each thing that makes one refused.
#include <fmt/format.h>

#include "auth_fixture.h"
#include "dossier/base/bytes.h"

namespace dossier::api {
namespace {

struct OneKey : AuthFixture {
  OneKey() : AuthFixture({fixed_issuer(key_set({key().jwk()}))}) {}
  static const SigningKey& key() {
    static const SigningKey kKey = SigningKey::ed25519("k1");
    return kKey;
  }
};

std::string header(const std::string& more) { return R"({"alg":"EdDSA","kid":"k1")" + more + "}"; }

// What a sender is told: one of two sentences.
std::string told(const Result<Principal>& who) { return who ? "taken" : who.error().message; }
constexpr const char* kNot = "the token is not accepted";

}  // namespace

TEST_CASE("tokens: RS256, ES256 and EdDSA are taken, and say who asks") {
  for (const SigningKey& key :
       {SigningKey::rsa("r"), SigningKey::p256("e"), SigningKey::ed25519("o")}) {
    CAPTURE(key.alg());
    AuthFixture auth({fixed_issuer(key_set({key.jwk()}))});
    const auto who = auth.ask(key.token(claims({{"dossier_sources", R"(["/crm","/core"])"}})));
    REQUIRE_MESSAGE(who.has_value(), to_string(who ? Error{} : who.error()));
    CHECK(who->id == "A-7");
    CHECK(who->role == Role::officer);
    CHECK(who->branch == "BR-NK");
    CHECK(who->sources == std::vector<std::string>{"/crm", "/core"});
  }
}

TEST_CASE("tokens: headers that are taken") {
  OneKey auth;
  for (const std::string& good :
       {header(""), header(R"(,"typ":"JWT")"), header(R"(,"typ":"at+jwt")"),
        header(R"(,"typ":"jwt")"), std::string(R"({ "alg" : "EdDSA" })")}) {
    CAPTURE(good);
    CHECK(told(auth.ask(auth.key().token(good, claims()))) == "taken");
  }
}

TEST_CASE("tokens: headers that are refused, though the signature is right") {
  OneKey auth;
  for (const std::string& bad : {
           header(R"(,"crit":["exp"])"),
           header(R"(,"crit":[])"),
           header(R"(,"jku":"https://login.example/keys")"),
           header(R"(,"jwk":)" + auth.key().jwk()),
           header(R"(,"x5u":"https://login.example/cert")"),
           header(R"(,"x5c":["MIIB"])"),
           header(R"(,"b64":false)"),
           header(R"(,"zip":"DEF")"),
           header(R"(,"typ":"JOSE")"),
           header(R"(,"typ":"dpop+jwt")"),
           header(R"(,"typ":7)"),
           header(R"(,"alg":"EdDSA")"),
           header(R"(,"kid":"k1")"),
           header(R"(,"\u0061lg":"EdDSA")"),
           header(R"(,"x":{"a":1,"a":2})"),
           std::string(R"({"alg":"EdDSA","kid":7})"),
           std::string(R"({"alg":"EdDSA","kid":""})"),
           std::string(R"({"alg":"EdDSA","kid":"another"})"),
           std::string(R"({"kid":"k1"})"),
           std::string(R"({"alg":["EdDSA"],"kid":"k1"})"),
           std::string(R"({"alg":"eddsa","kid":"k1"})"),
           std::string(R"(["EdDSA"])"),
           std::string(R"({"alg":"EdDSA","kid":"k1"}x)"),
           std::string(""),
       }) {
    CAPTURE(bad);
    CHECK(told(auth.ask(auth.key().token(bad, claims()))) == kNot);
  }
}

TEST_CASE("tokens: no algorithm but the key's own") {
  const SigningKey rsa = SigningKey::rsa("k1");
  AuthFixture auth({fixed_issuer(key_set({rsa.jwk()}))});
  for (const char* alg : {"none",   "None",  "NONE",  "HS256",    "HS384", "HS512", "PS256",
                          "PS384",  "PS512", "RS384", "RS512",    "ES256", "ES384", "ES512",
                          "ES256K", "EdDSA", "Ed448", "RSA-OAEP", "dir",   ""}) {
    CAPTURE(alg);
    const std::string text = fmt::format(R"({{"alg":"{}","kid":"k1"}})", alg);
    CHECK(told(auth.ask(rsa.token(text, claims()))) == kNot);
    CHECK(told(auth.ask(base64url(text) + "." + base64url(claims()) + ".")) == kNot);
  }
  CHECK(told(auth.ask(rsa.token(claims()))) == "taken");
}

TEST_CASE("tokens: an issuer's own list of algorithms goes before its keys") {
  const SigningKey rsa = SigningKey::rsa("r"), ed = SigningKey::ed25519("o");
  Issuer issuer = fixed_issuer(key_set({rsa.jwk(), ed.jwk()}));
  issuer.algorithms = {"EdDSA"};
  AuthFixture auth({issuer});
  CHECK(told(auth.ask(ed.token(claims()))) == "taken");
  CHECK(told(auth.ask(rsa.token(claims()))) == kNot);
}

TEST_CASE("tokens: a text that is not exactly one token is refused") {
  OneKey auth;
  const std::string good = auth.key().token(claims());
  const size_t first = good.find('.'), last = good.rfind('.');
  REQUIRE(told(auth.ask(good)) == "taken");
  std::string loose = good;  // bits beyond the last byte: Ed25519's 64 bytes leave four
  loose.back() = loose.back() == 'A' ? 'B' : static_cast<char>(loose.back() + 1);
  for (const std::string& bad : {good + "=",
                                 good + "==",
                                 good + ".",
                                 good + ".AA",
                                 "." + good,
                                 good + " ",
                                 " " + good,
                                 good + "\n",
                                 good + "\t",
                                 good.substr(0, first) + "=" + good.substr(first),
                                 good.substr(0, last) + "=" + good.substr(last),
                                 good.substr(0, last),
                                 good.substr(0, last) + ".",
                                 good.substr(0, first),
                                 good.substr(first),
                                 loose,
                                 good.substr(0, first + 1) + " " + good.substr(first + 1),
                                 std::string("a.b.c"),
                                 std::string(".."),
                                 std::string("x"),
                                 std::string("\xff.\xff.\xff"),
                                 good.substr(0, last + 1) + "+" + good.substr(last + 2),
                                 good.substr(0, last + 1) + "/" + good.substr(last + 2)}) {
    CAPTURE(bad);
    CHECK(told(auth.ask(bad)) == kNot);
  }
  const auto sized = [&](size_t filler) {
    return auth.key().token(claims({{"x", '"' + std::string(filler, 'x') + '"'}}));
  };
  CHECK(sized(5700).size() <= 8192);
  CHECK(told(auth.ask(sized(5700))) == "taken");
  CHECK(sized(5900).size() > 8192);
  CHECK(told(auth.ask(sized(5900))) == kNot);
}

TEST_CASE("tokens: every changed byte is refused") {
  OneKey auth;
  const std::string good = auth.key().token(claims());
  for (size_t i = 0; i < good.size(); i += 3) {
    std::string changed = good;
    changed[i] = changed[i] == 'A' ? 'Q' : 'A';
    if (changed == good) continue;
    CAPTURE(i);
    CHECK(told(auth.ask(changed)) == kNot);
  }
}

TEST_CASE("tokens: claims that are refused") {
  OneKey auth;
  const std::map<std::string, std::vector<std::string>> kBad = {
      {"iss", {"", R"("https://other.example")", R"("https://login.example/")", "7", "null"}},
      {"aud", {"", R"("other")", R"(["other"])", "[]", "7", R"({"dossier":1})", R"(["Dossier"])"}},
      {"exp", {"", "null", R"("1800000600")", "-1", "1e300", "true"}},
      {"nbf", {std::to_string(kNowS + 61), R"("0")", "null"}},
      {"iat", {std::to_string(kNowS + 61), R"("0")", "null"}},
      {"sub",
       {"", R"("")", R"("a b")", R"("a/b")", R"("é")", "7", '"' + std::string(129, 'a') + '"'}},
      {"dossier_role",
       {"", R"("boss")", R"("Officer")", R"("")", "0", "null", "[]", R"(["boss","Officer"])",
        R"(["officer",7])", R"([["officer"]])", R"(["officer","auditor"])", R"({"officer":true})",
        R"("officer auditor")"}},
      {"dossier_branch", {R"("")", R"("a b")", "7", "null", R"(["BR-NK"])"}},
      {"dossier_sources", {R"("/crm")", "[7]", R"([""])", "null"}},
  };
  for (const auto& [name, values] : kBad)
    for (const std::string& value : values) {
      CAPTURE(name);
      CAPTURE(value);
      CHECK(told(auth.ask(auth.key().token(claims({{name, value}})))) == kNot);
    }
  std::string twice = claims();
  twice.insert(1, R"("sub":"A-8",)");
  CHECK(told(auth.ask(auth.key().token(twice))) == kNot);
  twice = claims();
  twice.insert(1, R"("\u0073ub":"A-8",)");
  CHECK(told(auth.ask(auth.key().token(twice))) == kNot);
  CHECK(told(auth.ask(auth.key().token("[]"))) == kNot);
  CHECK(told(auth.ask(auth.key().token(""))) == kNot);
  CHECK(told(auth.ask(auth.key().token("\xff\xfe"))) == kNot);
  CHECK(told(auth.ask(auth.key().token(claims({{"x", std::string(400, '[')}})))) == kNot);
}

TEST_CASE("tokens: claims that are taken") {
  OneKey auth;
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"aud", R"(["other","dossier"])"},
                                                        {"exp", "1800000600.5"},
                                                        {"exp", std::to_string(kNowS - 59)},
                                                        {"nbf", std::to_string(kNowS + 60)},
                                                        {"iat", ""},
                                                        {"dossier_branch", ""},
                                                        {"x", R"({"deep":[1,2,{"a":null}]})"}}) {
    CAPTURE(name);
    CAPTURE(value);
    CHECK(told(auth.ask(auth.key().token(claims({{name, value}})))) == "taken");
  }
}

TEST_CASE("tokens: one that has expired is told so, but only where all else is right") {
  OneKey auth;
  const std::map<std::string, std::string> old = {{"exp", std::to_string(kNowS - 60)}};
  CHECK(told(auth.ask(auth.key().token(claims(old)))) == "the token has expired");
  auto other = old;
  other["aud"] = R"("other")";
  CHECK(told(auth.ask(auth.key().token(claims(other)))) == kNot);
  CHECK(told(auth.ask(SigningKey::ed25519("k1").token(claims(old)))) == kNot);
}

TEST_CASE("tokens: names of claims are the issuer's to choose") {
  const SigningKey key = SigningKey::ed25519("k1");
  Issuer issuer = fixed_issuer(key_set({key.jwk()}));
  issuer.role_claim = "https://bank.example/role";
  issuer.branch_claim = "unit";
  issuer.sources_claim = "feeds";
  AuthFixture auth({issuer});
  const auto who = auth.ask(key.token(claims({{"dossier_role", ""},
                                              {"dossier_branch", R"("BR-1")"},
                                              {"https://bank.example/role", R"("publisher")"},
                                              {"unit", R"("BR-2")"},
                                              {"feeds", R"(["/crm"])"}})));
  REQUIRE(who.has_value());
  CHECK(who->role == Role::publisher);
  CHECK(who->branch == "BR-2");
  CHECK(who->sources.size() == 1);
  CHECK(told(auth.ask(key.token(claims()))) == kNot);
}

TEST_CASE("tokens: of a list of roles the one that is known here counts") {
  OneKey auth;
  for (const char* roles : {R"(["auditor"])", R"(["offline_access","auditor","uma_authorization"])",
                            R"(["auditor","auditor"])"}) {
    CAPTURE(roles);
    const auto who = auth.ask(auth.key().token(claims({{"dossier_role", roles}})));
    REQUIRE(who.has_value());
    CHECK(who->role == Role::auditor);
  }
}

TEST_CASE("tokens: a claim may stand within another") {
  const SigningKey key = SigningKey::ed25519("k1");
  Issuer issuer = fixed_issuer(key_set({key.jwk()}));
  issuer.role_claim = "/resource_access/dossier/roles";
  issuer.branch_claim = "/unit/https:~1~1bank.example";
  issuer.sources_claim = "/feeds/own";
  AuthFixture auth({issuer});
  const std::string realm = R"({"roles":["admin"]})";
  const auto roles = [&](const std::string& access) {
    return auth.ask(key.token(claims({{"realm_access", realm},
                                      {"resource_access", access},
                                      {"unit", R"({"https://bank.example":"BR-2"})"},
                                      {"feeds", R"({"own":["/crm"]})"}})));
  };
  const auto who =
      roles(R"({"account":{"roles":["admin"]},"dossier":{"roles":["x","publisher"]}})");
  REQUIRE(who.has_value());
  CHECK(who->role == Role::publisher);
  CHECK(who->branch == "BR-2");
  CHECK(who->sources == std::vector<std::string>{"/crm"});
  for (const char* bad : {"", R"({"account":{"roles":["admin"]}})", R"({"dossier":["publisher"]})",
                          R"({"dossier":{"roles":{"0":"publisher"}}})", R"(["dossier"])"}) {
    CAPTURE(bad);
    CHECK(told(roles(bad)) == kNot);
  }
}

TEST_CASE("tokens: the header is Bearer and one token") {
  OneKey auth;
  const std::string token = auth.key().token(claims());
  const auto sent = [&](const std::string& header) {
    std::string said;
    auth.authenticator->authenticate(header,
                                     [&](const Result<Principal>& who) { said = told(who); });
    return said;
  };
  CHECK(sent("Bearer " + token) == "taken");
  CHECK(sent("bearer " + token) == "taken");
  for (const std::string& bad : {token, "Bearer" + token, "Bearer  " + token, "Basic " + token,
                                 std::string("Bearer "), std::string("Bearer"), std::string()})
    CHECK(sent(bad) == kNot);
}

TEST_CASE("tokens: one issuer's key does not speak for another") {
  const SigningKey ours = SigningKey::ed25519("k"), theirs = SigningKey::ed25519("k");
  Issuer other = fixed_issuer(key_set({theirs.jwk()}));
  other.url = "https://other.example";
  AuthFixture auth({fixed_issuer(key_set({ours.jwk()})), other});
  CHECK(told(auth.ask(ours.token(claims()))) == "taken");
  CHECK(told(auth.ask(theirs.token(claims()))) == kNot);
  CHECK(told(auth.ask(theirs.token(claims({{"iss", R"("https://other.example")"}})))) == "taken");
}

}  // namespace dossier::api
