// Answers to reads of customers, rendered once and kept while nothing that they depend on changes.
// They hold what their readers may see, so a reader of another role has another key, and all go
// when keys are destroyed. Bounded in bytes; what was not asked for longest goes first. Any thread.
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

namespace dossier::api {

// A body is kept around the position that its head tells, since that moves on by itself.
struct KeptAnswer {
  std::string etag;
  std::string before, after;

  std::string body(std::string_view position) const;
};
using KeptAnswerPtr = std::shared_ptr<const KeptAnswer>;

class AnswerCache {
 public:
  explicit AnswerCache(size_t bytes_max) : bytes_max_(bytes_max) {}

  // `epoch`: of the vault; another one than at the last call clears everything. Null: not kept.
  KeptAnswerPtr find(std::string_view key, uint64_t epoch);
  void put(std::string key, uint64_t epoch, KeptAnswerPtr answer);

  struct Figures {
    uint64_t hits = 0, misses = 0;
    size_t bytes = 0, answers = 0;
  };
  Figures figures() const;

 private:
  struct Entry {
    std::string key;
    KeptAnswerPtr answer;
    size_t bytes;
  };
  struct Shard {
    mutable std::mutex mutex;
    // guarded by mutex
    std::list<Entry> entries;  // asked for last: first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key;
    size_t bytes = 0;
    uint64_t hits = 0, misses = 0;
  };
  static constexpr size_t kShards = 16;

  Shard& shard_of(std::string_view key);
  void see(uint64_t epoch);
  static void drop_last(Shard& shard);

  const size_t bytes_max_;
  std::atomic<uint64_t> epoch_{0};
  std::array<Shard, kShards> shards_;
};

}  // namespace dossier::api
