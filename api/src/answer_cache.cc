#include "answer_cache.h"

namespace dossier::api {
namespace {

constexpr size_t kEntryBytes = 256;  // of nodes and headers, about

}  // namespace

std::string KeptAnswer::body(std::string_view position) const {
  std::string out;
  out.reserve(before.size() + position.size() + after.size());
  return std::move(out.append(before).append(position).append(after));
}

AnswerCache::Shard& AnswerCache::shard_of(std::string_view key) {
  return shards_[std::hash<std::string_view>()(key) % kShards];
}

// What an erased owner's key had opened goes from memory, too.
void AnswerCache::see(uint64_t epoch) {
  if (epoch_.load(std::memory_order_relaxed) == epoch || epoch_.exchange(epoch) == epoch) return;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    shard.by_key.clear();
    shard.entries.clear();
    shard.bytes = 0;
  }
}

KeptAnswerPtr AnswerCache::find(std::string_view key, uint64_t epoch) {
  see(epoch);
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.by_key.find(key);
  if (found == shard.by_key.end()) {
    ++shard.misses;
    return nullptr;
  }
  ++shard.hits;
  shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
  return found->second->answer;
}

void AnswerCache::put(std::string key, uint64_t epoch, KeptAnswerPtr answer) {
  see(epoch);
  const size_t bytes =
      kEntryBytes + key.size() + answer->etag.size() + answer->before.size() + answer->after.size();
  if (bytes > bytes_max_ / kShards) return;
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  if (shard.by_key.contains(key)) return;  // another reader was faster
  shard.entries.push_front({std::move(key), std::move(answer), bytes});
  shard.by_key.emplace(shard.entries.front().key, shard.entries.begin());
  shard.bytes += bytes;
  while (shard.bytes > bytes_max_ / kShards) drop_last(shard);
}

void AnswerCache::drop_last(Shard& shard) {
  const Entry& last = shard.entries.back();
  shard.bytes -= last.bytes;
  shard.by_key.erase(last.key);
  shard.entries.pop_back();
}

AnswerCache::Figures AnswerCache::figures() const {
  Figures all;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    all.hits += shard.hits;
    all.misses += shard.misses;
    all.bytes += shard.bytes;
    all.answers += shard.entries.size();
  }
  return all;
}

}  // namespace dossier::api
