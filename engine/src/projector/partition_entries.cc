// The subjects that a partition holds in memory: loading, what of them is pending, eviction.
#include "projector/packing.h"
#include "projector/partition.h"

namespace dossier::engine {
namespace {

constexpr size_t kChangeBytes = 256;  // what a changed subject adds to a batch, roughly

}  // namespace

SubjectEntry& PartitionFold::entry_of(const Subject& subject) {
  const auto found = entries_.find(subject.key());
  if (found != entries_.end()) {
    SubjectEntry& known = *found->second;
    if (!known.packed.empty()) open_packed(known);
    return known;
  }
  auto entry = std::make_unique<SubjectEntry>(subject);
  loader_.load_state(*entry);
  count_memory(*entry);
  recent_.push_front(entry.get());
  entry->recent = recent_.begin();
  const Lock lock(lock_);
  return *entries_.emplace(subject.key(), std::move(entry)).first->second;
}

void PartitionFold::open_packed(SubjectEntry& entry) {
  {
    const Lock lock(lock_);
    unpack(env_.order, entry);
  }
  recent_.splice(recent_.begin(), packed_, entry.recent);
  count_memory(entry);
}

void PartitionFold::touch(SubjectEntry& entry) {
  recent_.splice(recent_.begin(), recent_, entry.recent);
}

PartitionFold::Pending PartitionFold::pending(const SubjectEntry& entry) {
  return {entry.rows.size(), entry.timers.size()};
}

void PartitionFold::note_changes(SubjectEntry& entry, const Pending& before) {
  dirty_bytes_ += kChangeBytes;
  for (size_t i = before.rows; i < entry.rows.size(); ++i)
    dirty_bytes_ += entry.rows[i].memory_bytes();
  for (size_t i = before.timers; i < entry.timers.size(); ++i)
    if (entry.timers[i].set) timers_.add(entry.timers[i].timer.timer.date, entry.subject.key());
  if (entry.dirty) return;
  entry.dirty = true;
  dirty_.push_back(&entry);
}

void PartitionFold::count_memory(SubjectEntry& entry) {
  const size_t bytes = entry.memory_bytes();
  memory_bytes_ += bytes - entry.counted_bytes;
  entry.counted_bytes = bytes;
}

// Those that nobody touched for longest are packed first; what is still too much goes.
void PartitionFold::evict_to(size_t target) {
  auto at = recent_.end();
  while (memory_bytes_ > target && at != recent_.begin()) {
    SubjectEntry* entry = *--at;
    if (entry->dirty || entry->committing) continue;
    {
      const Lock lock(lock_);
      pack(*entry);
    }
    count_memory(*entry);
    if (entry->packed.empty()) continue;
    const auto packed = at++;
    packed_.splice(packed_.begin(), recent_, packed);
  }
  for (auto* list : {&packed_, &recent_}) evict_to(target, *list);
}

void PartitionFold::evict_to(size_t target, std::list<SubjectEntry*>& list) {
  auto at = list.end();
  while (memory_bytes_ > target && at != list.begin()) {
    --at;
    SubjectEntry* entry = *at;
    if (entry->dirty || entry->committing) continue;
    const Lock lock(lock_);
    memory_bytes_ -= entry->counted_bytes;
    at = list.erase(at);
    entries_.erase(entry->subject.key());
  }
}

void PartitionFold::note_parks(const SubjectEntry& entry) {
  const auto& parks = entry.state.get<Parks>().parked;
  if (parks.empty()) {
    if (parked_.erase(entry.subject.key()) > 0) changes_.note_quarantine();
  } else {
    changes_.note_quarantine();
    parked_[entry.subject.key()] = parks;
  }
}

const std::vector<bool>& PartitionFold::not_folding(std::string_view kind) {
  const auto known = not_folding_.find(kind);
  if (known != not_folding_.end()) return known->second;
  std::vector<bool> list(env_.order.size());
  for (size_t i = 0; i < list.size(); ++i) list[i] = !env_.order.folds(i, kind);
  return not_folding_.emplace(kind, std::move(list)).first->second;
}

const std::vector<bool>& PartitionFold::stopped_for(const SubjectEntry& entry) {
  const auto& plain = not_folding(entry.subject.kind());
  const auto& parks = entry.state.get<Parks>().parked;
  if (parks.empty()) return plain;
  stopped_scratch_ = plain;
  for (const Park& park : parks) stopped_scratch_[env_.order.index_of(park.slot)] = true;
  return stopped_scratch_;
}

}  // namespace dossier::engine
