// The keys of the store that this process holds. Reads go through the cache and need no lock of
// ours; whoever writes (ensure, destroy) holds the writer's turn, and one turn of ensure serves all
// callers that waited for it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "vault/entry.h"
#include "vault/key_source.h"
#include "vault/vault_store.h"

namespace dossier::engine {

class KeyHolder final : public KeySource {
 public:
  // Errors: unavailable (another process holds the store), refused (other master key), io, corrupt.
  static Result<std::unique_ptr<KeyHolder>> open(const std::string& path, const Key256& master);
  ~KeyHolder() override { wipe(master_); }

  Result<OwnerKeysRef> keys(std::string_view owner) override;
  Status ensure(std::span<const std::string> owners) override;
  Status destroy(std::string_view owner) override;
  uint64_t epoch() override { return epoch_.load(); }

 private:
  struct Turn;
  KeyHolder(VaultStore store, const Key256& master);
  Status start();
  Status make_entries(const std::unordered_set<std::string>& owners);
  Status fence(std::string_view owner);
  // Waits until no one writes; the writer's turn is the caller's until end_turn().
  void begin_turn(std::unique_lock<std::mutex>& lock);
  void end_turn(std::unique_lock<std::mutex>& lock);

  VaultStore store_;
  Key256 master_;
  KeyCache cache_;
  std::atomic<uint64_t> epoch_{0};

  std::mutex mutex_;  // guards what follows
  std::condition_variable turn_over_;
  bool writing_ = false;
  std::shared_ptr<Turn> next_;
};

}  // namespace dossier::engine
