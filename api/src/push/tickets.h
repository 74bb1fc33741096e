// Tickets: what a browser, which can set no header on a WebSocket, puts into the query in the place
// of its token. One use, a short life, in memory only. Safe from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "dossier/api/principal.h"
#include "dossier/base/error.h"

namespace dossier::api::push {

inline constexpr std::chrono::seconds kTicketLife{30};
inline constexpr size_t kTicketsMax = 10'000;

class Tickets {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Tickets(std::function<Clock::time_point()> now = Clock::now) : now_(std::move(now)) {}

  // Errors: unavailable (too many are open).
  Result<std::string> issue(Principal who);
  // Whose it is; nothing where it was used, is too old, or never was.
  std::optional<Principal> redeem(const std::string& ticket);

 private:
  struct Issued {
    Principal who;
    Clock::time_point expires;
  };
  const std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::map<std::string, Issued> issued_;  // guarded by mutex_
};

}  // namespace dossier::api::push
