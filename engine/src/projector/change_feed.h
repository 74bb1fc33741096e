// Hands the changes of all partitions to who listens, on a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "dossier/engine/changes.h"
#include "projector/partition.h"

namespace dossier::engine {

class PartitionFeed final : public ChangeFeed {
 public:
  // The partitions outlive the feed.
  explicit PartitionFeed(std::vector<PartitionFold*> partitions);
  ~PartitionFeed() override;  // as stop()
  void stop();

  // The partition has something to hand over. From the workers: takes a short lock.
  void signal(Partition partition);

  uint64_t listen(Receive receive) override;
  void ignore(uint64_t receiver) override;
  FoldedPosition watch(const Subject& subject) override;
  void unwatch(const Subject& subject) override;
  std::optional<std::vector<ChangePtr>> since(const Subject& subject, Offset after,
                                              Offset version) const override;

 private:
  using Clock = std::chrono::steady_clock;
  void run();
  void deliver(uint16_t partition);
  PartitionFold& of(const Subject& subject) const;

  const std::vector<PartitionFold*> partitions_;

  std::mutex receivers_mutex_;  // held while they are called
  std::map<uint64_t, Receive> receivers_;
  uint64_t last_receiver_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  // guarded by mutex_
  std::set<uint16_t> signalled_;
  std::deque<std::pair<Clock::time_point, Subject>> leaving_;  // unwatched, oldest first
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace dossier::engine
