#include "auth/issuer_keys.h"

#include <spdlog/spdlog.h>

#include "auth/issuer_file.h"
#include "auth/strict_json.h"

namespace dossier::api {

IssuerKeys::IssuerKeys(Issuer issuer, const KeyServices& services)
    : issuer_(std::move(issuer)), services_(services) {}

Status IssuerKeys::load() {
  if (is_remote()) return {};
  auto fetched = fetch();
  if (!fetched)
    return fail(fetched.error().code, fetched.error().message, "keys of issuer " + issuer_.url,
                fetched.error().remedy);
  const std::lock_guard lock(mutex_);
  text_ = std::move(fetched->text);
  keys_ = std::move(fetched->keys);
  tried_ms_ = services_.now_ms();
  return {};
}

KeyPtr IssuerKeys::look(const std::string& kid, Algorithm algorithm) const {
  return keys_ ? keys_->find(kid, algorithm) : nullptr;
}

Result<KeyPtr> IssuerKeys::miss() const {
  if (failed_)
    return fail(ErrorCode::unavailable, "the keys of the issuer can not be had at the moment", "",
                "try again in 30 seconds");
  return KeyPtr();
}

bool IssuerKeys::start_fetch(int64_t now_ms, int64_t pause_ms) {
  if (is_fixed() || fetching_) return false;
  // A clock that was set back must not stop fetches for long.
  if (tried_ms_ && now_ms >= *tried_ms_ && now_ms - *tried_ms_ < pause_ms) return false;
  tried_ms_ = now_ms;
  fetching_ = true;
  return true;
}

void IssuerKeys::find(const std::string& kid, Algorithm algorithm, Done done) {
  const int64_t now = services_.now_ms();
  std::unique_lock lock(mutex_);
  if (auto key = look(kid, algorithm)) {
    const bool renew = start_fetch(now, kRenewMs);
    lock.unlock();
    if (renew) run_fetch();
    return done(std::move(key));
  }
  const bool start = start_fetch(now, kPauseMs);
  if (!fetching_ || waiters_.size() >= kWaitersMax) {
    auto answer = miss();
    lock.unlock();
    return done(std::move(answer));
  }
  waiters_.push_back({kid, algorithm, std::move(done)});
  lock.unlock();
  if (start) run_fetch();
}

void IssuerKeys::renew() {
  {
    const std::lock_guard lock(mutex_);
    if (!start_fetch(services_.now_ms(), 0)) return;
  }
  run_fetch();
}

bool IssuerKeys::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

void IssuerKeys::run_fetch() {
  services_.run([self = shared_from_this()] { self->finish_fetch(self->fetch()); });
}

void IssuerKeys::finish_fetch(Result<Fetched> fetched) {
  bool other = false;
  std::vector<std::pair<Done, Result<KeyPtr>>> answers;
  {
    const std::lock_guard lock(mutex_);
    fetching_ = false;
    failed_ = !fetched;
    if (fetched && fetched->text != text_) {
      other = true;
      text_ = std::move(fetched->text);
      keys_ = std::move(fetched->keys);
    }
    for (Waiter& waiter : waiters_) {
      auto key = look(waiter.kid, waiter.algorithm);
      answers.emplace_back(std::move(waiter.done), key ? Result<KeyPtr>(key) : miss());
    }
    waiters_.clear();
    if (other)
      spdlog::info("keys of issuer {}: {} usable, {} left out", issuer_.url, keys_->size(),
                   keys_->left_out());
  }
  if (!fetched)
    spdlog::warn("keys of issuer {}: {}", issuer_.url, dossier::to_string(fetched.error()));
  if (other) services_.changed();
  for (auto& [done, answer] : answers) done(std::move(answer));
}

Result<IssuerKeys::Fetched> IssuerKeys::fetch() const {
  DOSSIER_ASSIGN(std::string text, fetch_text());
  DOSSIER_ASSIGN(KeySet keys, KeySet::parse(text));
  return Fetched{std::move(text), std::move(keys)};
}

Result<std::string> IssuerKeys::fetch_text() const {
  if (is_fixed()) return issuer_.jwks;
  if (!issuer_.jwks_file.empty()) return read_small_file(issuer_.jwks_file);
  if (!issuer_.jwks_uri.empty()) return services_.fetch(issuer_.jwks_uri);
  DOSSIER_ASSIGN(const std::string address, discover());
  return services_.fetch(address);
}

// OpenID Connect Discovery 1.0, section 4: the document has to name the same issuer.
Result<std::string> IssuerKeys::discover() const {
  const bool slash = issuer_.url.ends_with('/');
  DOSSIER_ASSIGN(const std::string text, services_.fetch(issuer_.url + (slash ? "" : "/") +
                                                         ".well-known/openid-configuration"));
  simdjson::dom::parser parser;
  DOSSIER_ASSIGN(const auto document, parse_strict(parser, text));
  if (text_member(document, "issuer") != issuer_.url)
    return fail(ErrorCode::invalid, "the discovery document is of another issuer", "issuer",
                "write url as the document has it");
  std::string address(text_member(document, "jwks_uri").value_or(""));
  if (!is_safe_url(address) ||
      (issuer_.url.starts_with("https://") && !address.starts_with("https://")))
    return fail(ErrorCode::invalid, "the discovery document has no safe address of keys",
                "jwks_uri");
  return address;
}

}  // namespace dossier::api
