#include "projector/worker.h"

#include <utility>

namespace dossier::engine {
namespace {

constexpr size_t kRoundRecords = 256;  // of one partition, before the next has its turn

}  // namespace

Worker::Worker(ViewStore& store, std::vector<PartitionFold*> partitions,
               std::vector<Partition> names, WorkerOptions options, Hooks hooks)
    : store_(store),
      partitions_(std::move(partitions)),
      names_(std::move(names)),
      options_(options),
      hooks_(std::move(hooks)) {}

Worker::~Worker() { stop(false); }

void Worker::start() {
  ended_ = false;
  committer_ = std::thread([this] { write_batches(); });
  thread_ = std::thread([this] { run(); });
}

void Worker::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(woken_, true)) return;  // it looks at all its partitions
  }
  changed_.notify_all();
}

bool Worker::flush() {
  std::unique_lock lock(mutex_);
  const uint64_t mine = ++flush_asked_;
  changed_.notify_all();
  changed_.wait(lock, [&] { return flush_done_ >= mine || failed_ || ended_; });
  return flush_done_ >= mine;
}

void Worker::stop(bool commit) {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    commit_on_stop_ = commit;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (committer_.joinable()) committer_.join();
}

void Worker::run() {
  while (true) {
    const auto moved = fold_round();
    if (!moved) break;
    const bool stepped = step_commit();
    if (!*moved && !stepped) wait_for_work();
    uint64_t flush = 0;
    {
      const std::lock_guard lock(mutex_);
      woken_ = false;
      if (failed_ || stop_) break;
      if (flush_asked_ != flush_done_) flush = flush_asked_;
    }
    if (flush != 0 && commit_now()) {
      const std::lock_guard lock(mutex_);
      flush_done_ = flush;
      changed_.notify_all();
    }
  }
  end();
}

// The last commit, where one is wanted and possible.
void Worker::end() {
  std::unique_lock lock(mutex_);
  const uint64_t flush = flush_asked_;
  const bool commit = commit_on_stop_ && !failed_;
  lock.unlock();
  const bool committed = commit && commit_now();
  lock.lock();
  if (committed) flush_done_ = flush;
  ended_ = true;
  changed_.notify_all();
  handed_over_.notify_one();
}

void Worker::wait_for_work() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, options_.commit_interval, [this] {
    return woken_ || stop_ || written_ || failed_ || flush_asked_ != flush_done_;
  });
}

// Whether anything was folded; nothing where the worker has failed.
std::optional<bool> Worker::fold_round() {
  bool moved = false;
  for (size_t i = 0; i < partitions_.size(); ++i) {
    const auto count = partitions_[i]->fold_on(kRoundRecords);
    if (!count) {
      fail(count.error());
      return std::nullopt;
    }
    if (*count > 0) {
      moved = true;
      hooks_.folded(names_[i]);
    }
    if (*count > 0 || commit_ != CommitStep::none) step_commit();
  }
  return moved;
}

bool Worker::commit_due() const {
  size_t bytes = 0;
  bool dirty = false;
  for (const PartitionFold* partition : partitions_) {
    bytes += partition->dirty_bytes();
    dirty = dirty || partition->dirty();
  }
  return bytes >= options_.commit_bytes ||
         (dirty && Clock::now() - last_commit_ >= options_.commit_interval);
}

// Takes the next step of a commit, or begins one that is due. False where there is none to take
// now.
bool Worker::step_commit() {
  switch (commit_) {
    case CommitStep::none:
      if (!commit_due()) return false;
      begin_commit();
      return true;
    case CommitStep::gather:
      partitions_[commit_next_]->begin_commit(*gathered_);
      if (++commit_next_ == partitions_.size()) hand_over();
      return true;
    case CommitStep::write: {
      const std::lock_guard lock(mutex_);
      if (!written_) return false;
      written_ = false;
      commit_ = CommitStep::end;
      commit_next_ = 0;
      return true;
    }
    case CommitStep::end:
      partitions_[commit_next_]->end_commit();
      if (++commit_next_ < partitions_.size()) return true;
      commit_ = CommitStep::none;
      evict();
      return true;
  }
  return false;
}

void Worker::begin_commit() {
  gathered_.emplace(store_);
  last_commit_ = Clock::now();
  commit_ = CommitStep::gather;
  commit_next_ = 0;
}

void Worker::hand_over() {
  commit_ = CommitStep::write;
  const std::lock_guard lock(mutex_);
  written_ = false;
  to_write_ = std::move(gathered_);
  gathered_.reset();
  handed_over_.notify_one();
}

bool Worker::finish_commit() {
  while (commit_ != CommitStep::none) {
    if (step_commit()) continue;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return written_ || failed_; });
    if (!written_) return false;
  }
  return true;
}

bool Worker::commit_now() {
  if (!finish_commit()) return false;
  begin_commit();
  return finish_commit();
}

void Worker::evict() {
  size_t total = 0;
  for (const PartitionFold* partition : partitions_) total += partition->memory_bytes();
  if (total <= options_.state_budget_bytes) return;
  // Each gives up the same share, a little more than needed so that it is not done for each commit.
  const double share =
      0.9 * static_cast<double>(options_.state_budget_bytes) / static_cast<double>(total);
  for (PartitionFold* partition : partitions_)
    partition->evict_to(
        static_cast<size_t>(share * static_cast<double>(partition->memory_bytes())));
}

void Worker::write_batches() {
  std::unique_lock lock(mutex_);
  while (true) {
    handed_over_.wait(lock, [this] { return to_write_.has_value() || failed_ || ended_; });
    if (!to_write_ || failed_) return;
    ViewStore::Batch batch = std::move(*to_write_);
    to_write_.reset();
    lock.unlock();
    const Status status = store_.write(batch);
    if (!status) return fail(status.error());
    lock.lock();
    written_ = true;
    changed_.notify_all();
  }
}

void Worker::fail(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (failed_) return;
    failed_ = true;
    changed_.notify_all();
    handed_over_.notify_one();
  }
  hooks_.failed(error);
}

}  // namespace dossier::engine
