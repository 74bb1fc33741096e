#include "rate_limit.h"

#include <algorithm>

namespace dossier::api {

double RateLimit::filled(const Bucket& bucket, Clock::time_point now) const {
  const double seconds = std::chrono::duration<double>(now - bucket.at).count();
  return std::min(burst_, bucket.tokens + seconds * rate_);
}

bool RateLimit::take(const std::string& who, Clock::time_point now) {
  if (rate_ <= 0) return true;
  Shard& shard = shards_[std::hash<std::string>()(who) % kShards];
  const std::lock_guard lock(shard.mutex);
  auto found = shard.buckets.find(who);
  if (found == shard.buckets.end()) {
    if (shard.buckets.size() >= kPeopleMax)
      std::erase_if(shard.buckets,
                    [&](const auto& item) { return filled(item.second, now) >= burst_; });
    found = shard.buckets.emplace(who, Bucket{burst_, now}).first;
  }
  Bucket& bucket = found->second;
  bucket = {filled(bucket, now), now};
  if (bucket.tokens < 1) return false;
  --bucket.tokens;
  return true;
}

}  // namespace dossier::api
