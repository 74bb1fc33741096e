#include "projector/change_feed.h"

namespace dossier::engine {
namespace {

constexpr std::chrono::seconds kLinger{90};  // how long changes are noted of who was left

}  // namespace

PartitionFeed::PartitionFeed(std::vector<PartitionFold*> partitions)
    : partitions_(std::move(partitions)), thread_([this] { run(); }) {}

PartitionFeed::~PartitionFeed() { stop(); }

void PartitionFeed::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PartitionFeed::signal(Partition partition) {
  if (!partitions_[partition.value]->changes_waiting()) return;
  {
    const std::lock_guard lock(mutex_);
    signalled_.insert(partition.value);
  }
  changed_.notify_one();
}

uint64_t PartitionFeed::listen(Receive receive) {
  const std::lock_guard lock(receivers_mutex_);
  receivers_.emplace(++last_receiver_, std::move(receive));
  for (PartitionFold* partition : partitions_) partition->listen(true);
  return last_receiver_;
}

void PartitionFeed::ignore(uint64_t receiver) {
  const std::lock_guard lock(receivers_mutex_);
  receivers_.erase(receiver);
  if (!receivers_.empty()) return;
  for (PartitionFold* partition : partitions_) partition->listen(false);
}

PartitionFold& PartitionFeed::of(const Subject& subject) const {
  return *partitions_[partition_of(subject, static_cast<uint32_t>(partitions_.size())).value];
}

FoldedPosition PartitionFeed::watch(const Subject& subject) { return of(subject).watch(subject); }

void PartitionFeed::unwatch(const Subject& subject) {
  const std::lock_guard lock(mutex_);
  leaving_.emplace_back(Clock::now() + kLinger, subject);
  changed_.notify_one();
}

std::optional<std::vector<ChangePtr>> PartitionFeed::since(const Subject& subject, Offset after,
                                                           Offset version) const {
  return of(subject).since(subject, after, version);
}

void PartitionFeed::deliver(uint16_t partition) {
  const std::lock_guard lock(receivers_mutex_);
  const ChangeBatch batch = partitions_[partition]->take_changes();
  for (const auto& [id, receive] : receivers_) receive(batch);
}

void PartitionFeed::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto ready = [this] { return stopping_ || !signalled_.empty(); };
    if (leaving_.empty()) {
      changed_.wait(lock, [&] { return ready() || !leaving_.empty(); });
    } else {
      const auto first_leaves = leaving_.front().first;
      changed_.wait_until(lock, first_leaves, ready);
    }
    while (!leaving_.empty() && leaving_.front().first <= Clock::now()) {
      const Subject subject = std::move(leaving_.front().second);
      leaving_.pop_front();
      lock.unlock();
      of(subject).unwatch(subject);
      lock.lock();
    }
    const auto signalled = std::exchange(signalled_, {});
    lock.unlock();
    for (const uint16_t partition : signalled) deliver(partition);
    lock.lock();
  }
}

}  // namespace dossier::engine
