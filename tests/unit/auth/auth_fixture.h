// An authenticator with a clock and a network that tests set.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "dossier/api/auth.h"
#include "signing_key.h"

namespace dossier::api {

inline constexpr int64_t kNowS = 1'800'000'000;
inline const std::string kIssuerUrl = "https://login.example";

// The claims of an officer, good at kNowS; `more` takes the place of the members that it names.
inline std::string claims(const std::map<std::string, std::string>& more = {}) {
  std::map<std::string, std::string> all = {{"iss", '"' + kIssuerUrl + '"'},
                                            {"aud", R"("dossier")"},
                                            {"sub", R"("A-7")"},
                                            {"exp", std::to_string(kNowS + 600)},
                                            {"iat", std::to_string(kNowS)},
                                            {"dossier_role", R"("officer")"},
                                            {"dossier_branch", R"("BR-NK")"}};
  for (const auto& [name, value] : more) all[name] = value;
  std::string out;
  for (const auto& [name, value] : all)
    if (!value.empty()) out += (out.empty() ? "{\"" : ",\"") + name + "\":" + value;
  return out + "}";
}

struct AuthFixture {
  explicit AuthFixture(std::vector<Issuer> issuers, std::string file = "") {
    AuthOptions options;
    options.issuers = std::move(issuers);
    options.issuers_file = std::move(file);
    options.now_ms = [this] { return now_ms.load(); };
    options.fetch = [this](const std::string& url) { return fetch(url); };
    auto opened = Authenticator::open(std::move(options));
    REQUIRE_MESSAGE(opened.has_value(), to_string(opened ? Error{} : opened.error()));
    authenticator = std::move(*opened);
  }

  // The answer, however long it takes.
  Result<Principal> ask(const std::string& token) {
    std::promise<Result<Principal>> answer;
    authenticator->authenticate("Bearer " + token,
                                [&](Result<Principal> who) { answer.set_value(std::move(who)); });
    return answer.get_future().get();
  }
  void serve(const std::string& url, std::string body) {
    const std::lock_guard lock(mutex);
    documents[url] = std::move(body);
  }
  void unplug() {
    const std::lock_guard lock(mutex);
    documents.clear();
  }

  std::atomic<int64_t> now_ms{kNowS * 1000};
  std::atomic<int> fetches{0};
  std::shared_future<void> gate;  // where set, fetches wait for it

  std::mutex mutex;
  std::map<std::string, std::string> documents;  // guarded by mutex
  std::unique_ptr<Authenticator> authenticator;  // last: it ends first

 private:
  Result<std::string> fetch(const std::string& url) {
    ++fetches;
    if (gate.valid()) gate.wait();
    const std::lock_guard lock(mutex);
    const auto found = documents.find(url);
    if (found == documents.end()) return fail(ErrorCode::unavailable, "no answer from " + url);
    return found->second;
  }
};

// An issuer whose keys are given.
inline Issuer fixed_issuer(std::string jwks) {
  Issuer issuer;
  issuer.url = kIssuerUrl;
  issuer.audience = "dossier";
  issuer.jwks = std::move(jwks);
  return issuer;
}

// One whose keys are fetched.
inline const std::string kKeysUrl = kIssuerUrl + "/keys";
inline Issuer remote_issuer() {
  Issuer issuer = fixed_issuer("");
  issuer.jwks_uri = kKeysUrl;
  return issuer;
}

}  // namespace dossier::api
