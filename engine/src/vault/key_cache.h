// Unwrapped keys of owners, and the cache of them: sharded, bounded, least recently used goes
// first. Safe for concurrent use. A key set is wiped when its last user lets go of it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dossier/engine/crypto.h"

namespace dossier::engine {

struct PurposeKey {
  uint8_t purpose = 0;
  uint32_t key_id = 0;
  Key256 key{};
};

// What the vault knows of an owner.
struct OwnerKeys {
  bool erased = false;  // then there is nothing else
  Key256 mac{};
  std::vector<PurposeKey> keys;

  OwnerKeys() = default;
  OwnerKeys(const OwnerKeys&) = delete;
  OwnerKeys& operator=(const OwnerKeys&) = delete;
  ~OwnerKeys() {
    wipe(mac);
    for (PurposeKey& key : keys) wipe(key.key);
  }
};
using OwnerKeysRef = std::shared_ptr<const OwnerKeys>;

class KeyCache {
 public:
  explicit KeyCache(size_t max_owners) : max_per_shard_(max_owners / kShards + 1) {}

  // Grows with each replace(). Note it before reading the store, give it to add().
  uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

  OwnerKeysRef find(std::string_view owner);
  // Takes what was read from the store, unless something was replaced since: it may be stale.
  void add(std::string_view owner, OwnerKeysRef keys, uint64_t generation);
  // What the store holds from now on; call it after the write.
  void replace(std::string_view owner, OwnerKeysRef keys);
  void clear();

 private:
  static constexpr size_t kShards = 16;
  using Recency = std::list<std::pair<std::string, OwnerKeysRef>>;  // newest first
  struct Shard {
    std::mutex mutex;
    Recency recency;
    std::unordered_map<std::string_view, Recency::iterator> places;  // views into recency
  };

  Shard& shard(std::string_view owner);
  void put(Shard& shard, std::string_view owner, OwnerKeysRef keys);

  const size_t max_per_shard_;
  std::atomic<uint64_t> generation_{0};
  std::array<Shard, kShards> shards_;
};

}  // namespace dossier::engine
