#include "push/tickets.h"

#include <array>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"

namespace dossier::api::push {

Result<std::string> Tickets::issue(Principal who) {
  std::array<uint8_t, 24> random{};
  engine::random_bytes(random);
  std::string ticket = base64url(engine::as_text(random));
  const std::lock_guard lock(mutex_);
  const auto now = now_();
  if (issued_.size() >= kTicketsMax)
    std::erase_if(issued_, [&](const auto& one) { return one.second.expires <= now; });
  if (issued_.size() >= kTicketsMax)
    return fail(ErrorCode::unavailable, "too many tickets are open");
  issued_.emplace(ticket, Issued{std::move(who), now + kTicketLife});
  return ticket;
}

std::optional<Principal> Tickets::redeem(const std::string& ticket) {
  const std::lock_guard lock(mutex_);
  const auto found = issued_.find(ticket);
  if (found == issued_.end()) return std::nullopt;
  Issued issued = std::move(found->second);
  issued_.erase(found);
  if (issued.expires <= now_()) return std::nullopt;
  return std::move(issued.who);
}

}  // namespace dossier::api::push
