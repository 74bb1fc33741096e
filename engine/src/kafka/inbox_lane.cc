#include "kafka/inbox_lane.h"

#include <algorithm>

namespace dossier::engine::kafka {
namespace {

size_t size_of(const InboxRecord& record) {
  return record.key.size() + record.headers.size() + record.value.size();
}

}  // namespace

void InboxLane::add(InboxRecord record) {
  bytes_ += size_of(record);
  if (safe_ < 0) safe_ = record.place.offset.value;
  entries_.push_back({std::move(record)});
  ++waiting_;
}

InboxLane::Entry* InboxLane::entry(int64_t offset) {
  const auto at = std::ranges::lower_bound(
      entries_, offset, {}, [](const Entry& e) { return e.record.place.offset.value; });
  if (at == entries_.end() || at->record.place.offset.value != offset) return nullptr;
  return &*at;
}

const InboxRecord* InboxLane::find(int64_t offset) const {
  const Entry* at = const_cast<InboxLane*>(this)->entry(offset);
  return at == nullptr || at->state == Entry::State::done ? nullptr : &at->record;
}

std::vector<const InboxRecord*> InboxLane::next(size_t most) {
  std::vector<const InboxRecord*> records;
  if (going_back_) return records;
  for (; submitted_ < entries_.size() && records.size() < most; ++submitted_) {
    Entry& at = entries_[submitted_];
    if (at.state != Entry::State::waiting) continue;
    at.state = Entry::State::under_way;
    --waiting_;
    ++under_way_;
    records.push_back(&at.record);
  }
  return records;
}

void InboxLane::done(int64_t offset) {
  Entry* at = entry(offset);
  if (at == nullptr || at->state != Entry::State::under_way) return;
  at->state = Entry::State::done;
  --under_way_;
  bytes_ -= size_of(at->record);
  at->record.key = at->record.headers = at->record.value = {};
  while (!entries_.empty() && entries_.front().state == Entry::State::done) {
    safe_ = entries_.front().record.place.offset.value + 1;
    entries_.pop_front();
    if (submitted_ > 0) --submitted_;
  }
}

void InboxLane::failed(int64_t offset) {
  Entry* at = entry(offset);
  if (at == nullptr || at->state != Entry::State::under_way) return;
  at->state = Entry::State::waiting;
  --under_way_;
  ++waiting_;
  going_back_ = true;
}

bool InboxLane::try_again() {
  if (under_way_ > 0) return false;
  going_back_ = false;
  submitted_ = 0;
  return true;
}

}  // namespace dossier::engine::kafka
