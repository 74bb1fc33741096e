// One partition of the inbox as its intake sees it: records in order, each without a verdict yet or
// done. The intake's thread alone.
#pragma once

#include <deque>

#include "dossier/engine/dead_letters.h"

namespace dossier::engine::kafka {

class InboxLane {
 public:
  struct Entry {
    InboxRecord record;
    enum class State : uint8_t { waiting, under_way, done } state = State::waiting;
  };

  explicit InboxLane(Partition partition) : partition_(partition) {}
  Partition partition() const { return partition_; }

  void add(InboxRecord record);
  // Up to `most` records to be submitted now, in order; they count as under way. None while the
  // lane goes back.
  std::vector<const InboxRecord*> next(size_t most);
  // The record of that offset, while it has no verdict.
  const InboxRecord* find(int64_t offset) const;
  // The record has its verdict, or its dead letter is durable.
  void done(int64_t offset);
  // It could not be taken now. What comes behind it waits until all that is under way is back: then
  // everything without a verdict is submitted again, so that order is kept.
  void failed(int64_t offset);
  // Ends going back; call it after a pause. False while something is under way.
  bool try_again();
  bool going_back() const { return going_back_; }
  bool wants_submit() const { return !going_back_ && waiting_ > 0; }

  // The first offset without a verdict: what may be committed. -1: nothing read yet.
  int64_t safe() const { return safe_; }
  size_t under_way() const { return under_way_; }
  size_t bytes() const { return bytes_; }  // of records without a verdict
  size_t entries() const { return entries_.size(); }
  int64_t committed = -1;

 private:
  Entry* entry(int64_t offset);
  const Partition partition_;
  std::deque<Entry> entries_;  // offsets ascend, with gaps where a publisher wrote transactions
  size_t submitted_ = 0;       // entries before that are not waiting
  size_t waiting_ = 0, under_way_ = 0, bytes_ = 0;
  bool going_back_ = false;
  int64_t safe_ = -1;
};

}  // namespace dossier::engine::kafka
