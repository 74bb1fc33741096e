// Token in, principal out. What a caller is told is one of three sentences; the reason goes to the
// log at debug level, without the token.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>

#include "auth/claims.h"
#include "auth/fetch.h"
#include "auth/issuer_file.h"
#include "auth/issuer_keys.h"
#include "auth/jws.h"
#include "auth/token_cache.h"
#include "dossier/api/auth.h"
#include "dossier/api/background.h"

namespace dossier::api {
namespace {

using Issuers = std::map<std::string, std::shared_ptr<IssuerKeys>, std::less<>>;

constexpr size_t kFetchThreads = 2;

int64_t machine_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// What its sender reads. Nothing of why: that would help to forge one.
Error told(const Error& reason) {
  if (reason.code == ErrorCode::unavailable) return reason;
  spdlog::debug("token refused: {}", to_string(reason));
  const bool expired = reason.code == ErrorCode::not_reached;
  return {ErrorCode::refused, expired ? "the token has expired" : "the token is not accepted", "",
          "sign in again, and send the new token"};
}

// The token of "Bearer TOKEN" (RFC 6750, 2.1); empty where it is something else.
std::string_view bearer_token(std::string_view header) {
  constexpr std::string_view kScheme = "bearer ";
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (header.size() < kScheme.size() ||
      !std::ranges::equal(header.substr(0, kScheme.size()), kScheme, {}, lower))
    return {};
  return header.substr(kScheme.size());
}

// One token on its way.
struct Attempt {
  std::string token;
  engine::Digest digest{};
  uint64_t generation = 0;
  Jws jws;
};

}  // namespace

struct Authenticator::Impl {
  AuthOptions options;
  TokenCache cache;
  Background background{kFetchThreads};
  std::atomic<bool> stopped{false};
  KeyServices services;

  mutable std::mutex mutex;
  std::shared_ptr<const Issuers> issuers = std::make_shared<Issuers>();  // guarded by mutex

  explicit Impl(AuthOptions given) : options(std::move(given)) {
    if (!options.now_ms) options.now_ms = machine_ms;
    if (!options.fetch) options.fetch = fetch_url;
    services = {options.now_ms, options.fetch,
                [this](Background::Task task) { background.run(std::move(task)); },
                [this] { cache.clear(); }};
  }

  int64_t now_s() const { return options.now_ms() / 1000; }
  std::shared_ptr<const Issuers> current() const {
    const std::lock_guard lock(mutex);
    return issuers;
  }
  Result<std::shared_ptr<const Issuers>> read() const;
  Result<std::shared_ptr<IssuerKeys>> issuer_of(const Jws& jws) const;
  Result<Principal> verify(const Attempt& attempt, const Issuer& issuer, const Result<KeyPtr>& key);
};

Result<std::shared_ptr<const Issuers>> Authenticator::Impl::read() const {
  std::vector<Issuer> all = options.issuers;
  if (!options.issuers_file.empty()) {
    DOSSIER_ASSIGN(auto from_file, read_issuers(options.issuers_file));
    std::ranges::move(from_file, std::back_inserter(all));
  }
  DOSSIER_TRY(check_issuers(all));
  auto made = std::make_shared<Issuers>();
  const auto old = current();
  for (const Issuer& issuer : all) {
    const auto known = old->find(issuer.url);
    if (known != old->end() && known->second->is_remote() && known->second->issuer() == issuer) {
      made->emplace(issuer.url, known->second);
      continue;
    }
    auto keys = std::make_shared<IssuerKeys>(issuer, services);
    DOSSIER_TRY(keys->load());
    made->emplace(issuer.url, std::move(keys));
  }
  return made;
}

// By what the token says, unverified: the signature is then checked with that issuer's keys alone.
Result<std::shared_ptr<IssuerKeys>> Authenticator::Impl::issuer_of(const Jws& jws) const {
  DOSSIER_ASSIGN(const std::string url, issuer_named(jws.payload));
  const auto known = current();
  const auto found = known->find(url);
  if (found == known->end()) return fail(ErrorCode::refused, "no such issuer");
  const auto pinned = [&jws](const std::string& name) {
    return algorithm_of(name) == jws.algorithm;
  };
  if (std::ranges::none_of(found->second->issuer().algorithms, pinned))
    return fail(ErrorCode::refused, "the issuer does not sign with that algorithm");
  return found->second;
}

Result<Principal> Authenticator::Impl::verify(const Attempt& attempt, const Issuer& issuer,
                                              const Result<KeyPtr>& key) {
  if (!key) return std::unexpected(told(key.error()));
  if (*key == nullptr)
    return std::unexpected(told({ErrorCode::refused, "the issuer has no such key", "", ""}));
  if (!signature_fits(**key, attempt.jws.signed_part, attempt.jws.signature))
    return std::unexpected(told({ErrorCode::refused, "the signature is wrong", "", ""}));
  auto claimed = check_claims(attempt.jws.payload, issuer, now_s());
  if (!claimed) return std::unexpected(told(claimed.error()));
  cache.put(attempt.generation, attempt.digest, claimed->who, now_s(), claimed->until_s);
  return std::move(claimed->who);
}

Authenticator::Authenticator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Authenticator::~Authenticator() { stop(); }

Result<std::unique_ptr<Authenticator>> Authenticator::open(AuthOptions options) {
  std::unique_ptr<Authenticator> made(
      new Authenticator(std::make_unique<Impl>(std::move(options))));
  DOSSIER_TRY(made->reload());
  return made;
}

Status Authenticator::reload() {
  DOSSIER_ASSIGN(auto issuers, impl_->read());
  const auto before = impl_->current();
  for (const auto& [url, keys] : *issuers) {
    const auto known = before->find(url);
    if (known != before->end() && known->second == keys) keys->renew();
  }
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->issuers = std::move(issuers);
  }
  impl_->cache.clear();
  return {};
}

size_t Authenticator::issuers() const { return impl_->current()->size(); }

size_t Authenticator::issuers_away() const {
  const auto all = impl_->current();
  return static_cast<size_t>(
      std::ranges::count_if(*all, [](const auto& item) { return item.second->failed(); }));
}

void Authenticator::stop() {
  impl_->stopped = true;
  impl_->background.stop();
}

void Authenticator::authenticate(std::string_view authorization_header, Done done) {
  const std::string_view token = bearer_token(authorization_header);
  if (token.empty() || token.size() > kTokenBytesMax)
    return done(std::unexpected(told({ErrorCode::refused, "no bearer token up to 8 KiB", "", ""})));
  const auto digest = engine::sha256(token);
  if (auto who = impl_->cache.find(digest, impl_->now_s())) return done(std::move(*who));
  const auto attempt = std::make_shared<Attempt>();
  attempt->digest = digest;
  attempt->token = token;
  attempt->generation = impl_->cache.generation();
  auto jws = parse_jws(attempt->token);
  if (!jws) return done(std::unexpected(told(jws.error())));
  attempt->jws = std::move(*jws);
  const auto keys = impl_->issuer_of(attempt->jws);
  if (!keys) return done(std::unexpected(told(keys.error())));
  if (impl_->stopped)
    return done(fail(ErrorCode::unavailable, "the server is about to end", "", "try again"));
  (*keys)->find(
      attempt->jws.kid, attempt->jws.algorithm,
      [impl = impl_.get(), keys = *keys, attempt, done = std::move(done)](
          const Result<KeyPtr>& key) { done(impl->verify(*attempt, keys->issuer(), key)); });
}

}  // namespace dossier::api
