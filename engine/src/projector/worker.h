// A worker thread owns some partitions and folds them; its committer thread writes the batches, so
// that folding goes on meanwhile.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "projector/partition.h"

namespace dossier::engine {

struct WorkerOptions {
  std::chrono::milliseconds commit_interval{500};  // of each partition
  size_t commit_bytes = 32u << 20;  // of dirty state, roughly: a commit begins at once
  size_t state_budget_bytes = 256u << 20;
};

class Worker {
 public:
  // `folded` is called on the worker thread after a partition moved on; `failed` once, when the
  // worker stops for an error.
  struct Hooks {
    std::function<void(Partition)> folded;
    std::function<void(const Error&)> failed;
  };
  Worker(ViewStore& store, std::vector<PartitionFold*> partitions, std::vector<Partition> names,
         WorkerOptions options, Hooks hooks);
  ~Worker();  // as stop(false)

  void start();
  void wake();
  // Commits all that is folded by now, and waits for it. False where the worker has failed.
  bool flush();
  // Ends the threads; with `commit`, after a last commit.
  void stop(bool commit);

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  void end();
  void wait_for_work();
  std::optional<bool> fold_round();
  Clock::time_point due_at(size_t partition) const;
  std::optional<size_t> commit_due() const;
  bool step_commit();
  void begin_commit(size_t partition);
  bool end_commit(bool wait);  // false where it is not written
  bool commit_now();           // false where the worker has failed
  void evict();
  void write_batches();
  void fail(const Error& error);

  ViewStore& store_;
  const std::vector<PartitionFold*> partitions_;
  const std::vector<Partition> names_;
  const WorkerOptions options_;
  const Hooks hooks_;

  std::mutex mutex_;
  std::condition_variable changed_, handed_over_;  // the second is the committer's
  // guarded by mutex_
  bool woken_ = false;
  bool stop_ = false;
  bool commit_on_stop_ = false;
  bool failed_ = false;
  bool ended_ = true;  // the worker thread folds and commits no more
  uint64_t flush_asked_ = 0;
  uint64_t flush_done_ = 0;
  std::optional<ViewStore::Batch> to_write_;
  bool written_ = false;

  // Worker thread only. Partitions are committed one at a time, each with its position, and folding
  // goes on between them.
  std::optional<size_t> committing_;          // by place in partitions_
  std::vector<Clock::time_point> committed_;  // when that began, likewise
  Clock::time_point last_commit_ = Clock::now();

  std::thread thread_, committer_;
};

}  // namespace dossier::engine
