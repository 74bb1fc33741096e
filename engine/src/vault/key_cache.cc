#include "vault/key_cache.h"

#include <functional>

namespace dossier::engine {

KeyCache::Shard& KeyCache::shard(std::string_view owner) {
  return shards_[std::hash<std::string_view>()(owner) % kShards];
}

OwnerKeysRef KeyCache::find(std::string_view owner) {
  Shard& in = shard(owner);
  const std::lock_guard lock(in.mutex);
  const auto place = in.places.find(owner);
  if (place == in.places.end()) return nullptr;
  in.recency.splice(in.recency.begin(), in.recency, place->second);
  return place->second->second;
}

void KeyCache::add(std::string_view owner, OwnerKeysRef keys, uint64_t generation) {
  Shard& in = shard(owner);
  const std::lock_guard lock(in.mutex);
  // A replace() counts up before it takes the lock, so a stale entry is refused here or replaced.
  if (this->generation() == generation) put(in, owner, std::move(keys));
}

void KeyCache::replace(std::string_view owner, OwnerKeysRef keys) {
  generation_.fetch_add(1, std::memory_order_acq_rel);
  Shard& in = shard(owner);
  const std::lock_guard lock(in.mutex);
  put(in, owner, std::move(keys));
}

void KeyCache::clear() {
  generation_.fetch_add(1, std::memory_order_acq_rel);
  for (Shard& in : shards_) {
    const std::lock_guard lock(in.mutex);
    in.places.clear();
    in.recency.clear();
  }
}

void KeyCache::put(Shard& in, std::string_view owner, OwnerKeysRef keys) {
  const auto place = in.places.find(owner);
  if (place != in.places.end()) {
    place->second->second = std::move(keys);
    in.recency.splice(in.recency.begin(), in.recency, place->second);
    return;
  }
  in.recency.emplace_front(std::string(owner), std::move(keys));
  in.places.emplace(in.recency.front().first, in.recency.begin());
  if (in.recency.size() <= max_per_shard_) return;
  in.places.erase(in.recency.back().first);
  in.recency.pop_back();
}

}  // namespace dossier::engine
