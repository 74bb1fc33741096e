#include "projector/worker.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace dossier::engine {
namespace {

constexpr size_t kRoundRecords = 256;  // of one partition, before the next has its turn
constexpr int kCommitterNice = 5;      // what it writes is served already: folding goes first

}  // namespace

Worker::Worker(ViewStore& store, std::vector<PartitionFold*> partitions,
               std::vector<Partition> names, WorkerOptions options, Hooks hooks)
    : store_(store),
      partitions_(std::move(partitions)),
      names_(std::move(names)),
      options_(options),
      hooks_(std::move(hooks)),
      committed_(partitions_.size(), Clock::now()) {}

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
  auto until = Clock::now() + options_.commit_interval;
  for (size_t i = 0; i < partitions_.size() && !committing_; ++i)
    if (partitions_[i]->dirty()) until = std::min(until, due_at(i));
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, until, [this] {
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
    if (*count == 0) continue;
    moved = true;
    hooks_.folded(names_[i]);
    step_commit();
  }
  return moved;
}

// A share of the interval lies between two commits, so that their work is spread over it.
Worker::Clock::time_point Worker::due_at(size_t partition) const {
  const auto share = options_.commit_interval / static_cast<double>(partitions_.size());
  return std::max(committed_[partition] + options_.commit_interval,
                  last_commit_ + std::chrono::duration_cast<Clock::duration>(share));
}

std::optional<size_t> Worker::commit_due() const {
  const auto now = Clock::now();
  size_t bytes = 0, largest = 0, oldest = 0;
  for (size_t i = 0; i < partitions_.size(); ++i) {
    bytes += partitions_[i]->dirty_bytes();
    if (partitions_[i]->dirty_bytes() > partitions_[largest]->dirty_bytes()) largest = i;
    const bool older = !partitions_[oldest]->dirty() || committed_[i] < committed_[oldest];
    if (partitions_[i]->dirty() && older) oldest = i;
  }
  if (bytes >= options_.commit_bytes) return largest;
  if (partitions_[oldest]->dirty() && now >= due_at(oldest)) return oldest;
  return std::nullopt;
}

// Ends the commit that was written, or begins one that is due. False where there is none of these.
bool Worker::step_commit() {
  if (committing_) return end_commit(false);
  const auto due = commit_due();
  if (due) begin_commit(*due);
  return due.has_value();
}

void Worker::begin_commit(size_t partition) {
  ViewStore::Batch batch(store_);
  partitions_[partition]->begin_commit(batch);
  committing_ = partition;
  last_commit_ = committed_[partition] = Clock::now();
  const std::lock_guard lock(mutex_);
  written_ = false;
  to_write_.emplace(std::move(batch));
  handed_over_.notify_one();
}

bool Worker::end_commit(bool wait) {
  {
    std::unique_lock lock(mutex_);
    if (wait) changed_.wait(lock, [this] { return written_ || failed_; });
    if (!written_) return false;
    written_ = false;
  }
  partitions_[*committing_]->end_commit();
  committing_.reset();
  evict();
  return true;
}

bool Worker::commit_now() {
  if (committing_ && !end_commit(true)) return false;
  for (size_t i = 0; i < partitions_.size(); ++i) {
    if (!partitions_[i]->dirty()) continue;
    begin_commit(i);
    if (!end_commit(true)) return false;
  }
  return true;
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
  static_cast<void>(::nice(kCommitterNice));  // on Linux of this thread alone
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
