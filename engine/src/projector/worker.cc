#include "projector/worker.h"

#include "projector/priority.h"

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
    woken_ = true;
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
  give_way();
  while (true) {
    const auto moved = fold_round();
    if (!moved) break;
    end_commit(false);
    if (!commit_open_ && commit_due()) begin_commit();
    if (!*moved) wait_for_work();
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
    if (*count == 0) continue;
    moved = true;
    hooks_.folded(names_[i]);
    if (!commit_open_ && commit_due()) begin_commit();
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

void Worker::begin_commit() {
  ViewStore::Batch batch(store_);
  for (PartitionFold* partition : partitions_) partition->begin_commit(batch);
  last_commit_ = Clock::now();
  commit_open_ = true;
  const std::lock_guard lock(mutex_);
  written_ = false;
  to_write_.emplace(std::move(batch));
  changed_.notify_all();
}

void Worker::end_commit(bool wait) {
  if (!commit_open_) return;
  {
    std::unique_lock lock(mutex_);
    if (wait) changed_.wait(lock, [this] { return written_ || failed_; });
    if (!written_) return;
    written_ = false;
  }
  for (PartitionFold* partition : partitions_) partition->end_commit();
  commit_open_ = false;
  evict();
}

bool Worker::commit_now() {
  end_commit(true);
  if (commit_open_) return false;
  begin_commit();
  end_commit(true);
  return !commit_open_;
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
  give_way();
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return to_write_.has_value() || failed_ || ended_; });
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
  }
  hooks_.failed(error);
}

}  // namespace dossier::engine
