// The keys of one issuer, kept and renewed. Whoever asks for a key that is not there waits for one
// fetch, without a thread; fetches start at most once in 30 seconds. Safe from any thread.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "auth/jwk.h"
#include "dossier/api/auth.h"

namespace dossier::api {

// What all issuers share; outlives their keys.
struct KeyServices {
  std::function<int64_t()> now_ms;
  std::function<Result<std::string>(const std::string& url)> fetch;  // may block
  std::function<void(std::function<void()>)> run;                    // on a thread that may block
  std::function<void()> changed;  // other keys than before: what was verified is to be forgotten
};

class IssuerKeys : public std::enable_shared_from_this<IssuerKeys> {
 public:
  // Null where there is no such key. Errors: unavailable, where that can not be told now.
  using Done = std::function<void(Result<KeyPtr>)>;

  IssuerKeys(Issuer issuer, const KeyServices& services);

  const Issuer& issuer() const { return issuer_; }
  // Reads what needs no network. Errors: of the key set, of the file.
  Status load();
  bool is_remote() const { return issuer_.jwks.empty() && issuer_.jwks_file.empty(); }
  // Fetches anew, whenever the last fetch was.
  void renew();
  bool failed() const;  // the last fetch
  void find(const std::string& kid, Algorithm algorithm, Done done);

 private:
  static constexpr int64_t kPauseMs = 30'000;       // between fetches
  static constexpr int64_t kRenewMs = 10 * 60'000;  // keys older than that are looked after
  static constexpr size_t kWaitersMax = 4096;

  struct Waiter {
    std::string kid;
    Algorithm algorithm;
    Done done;
  };
  struct Fetched {
    std::string text;
    KeySet keys;
  };
  Result<Fetched> fetch() const;
  Result<std::string> fetch_text() const;
  Result<std::string> discover() const;  // the address of the keys
  bool is_fixed() const { return !issuer_.jwks.empty(); }
  bool start_fetch(int64_t now_ms, int64_t pause_ms);  // under the lock; whether one is due
  void run_fetch();                                    // without it
  void finish_fetch(Result<Fetched> fetched);
  KeyPtr look(const std::string& kid, Algorithm algorithm) const;  // under the lock
  Result<KeyPtr> miss() const;                                     // under the lock

  const Issuer issuer_;
  const KeyServices& services_;

  mutable std::mutex mutex_;
  // guarded by mutex_
  std::optional<KeySet> keys_;
  std::string text_;  // that keys_ were read from
  std::optional<int64_t> tried_ms_;
  bool failed_ = false;  // the last fetch
  bool fetching_ = false;
  std::vector<Waiter> waiters_;
};

}  // namespace dossier::api
