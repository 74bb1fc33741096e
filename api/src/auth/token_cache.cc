#include "auth/token_cache.h"

#include <algorithm>

namespace dossier::api {

std::optional<Principal> TokenCache::find(const engine::Digest& digest, int64_t now_s) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(digest);
  if (found == entries_.end()) return std::nullopt;
  const Entry& entry = found->second;
  if (now_s >= entry.from_s && now_s < entry.until_s) return entry.who;
  entries_.erase(found);
  return std::nullopt;
}

uint64_t TokenCache::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void TokenCache::put(uint64_t generation, const engine::Digest& digest, Principal who,
                     int64_t now_s, int64_t until_s) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (entries_.size() >= kTokensMax)
    std::erase_if(entries_, [now_s](const auto& item) { return now_s >= item.second.until_s; });
  // Only tokens that are right come here, so a full cache is many people, not an attack.
  if (entries_.size() >= kTokensMax) entries_.erase(entries_.begin());
  entries_[digest] = {std::move(who), now_s, std::min(until_s, now_s + kKeptS)};
}

void TokenCache::clear() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  entries_.clear();
}

}  // namespace dossier::api
