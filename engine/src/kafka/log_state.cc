#include "kafka/log_state.h"

#include <algorithm>

namespace dossier::engine::kafka {

std::vector<Partition> LogState::partitions() const {
  std::vector<Partition> all;
  for (uint16_t p = 0; p < records->partition_count(); ++p) all.push_back({p});
  if (has_control()) all.push_back(kControlPartition);
  return all;
}

void LogState::stop_partition(Partition partition, Error error) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_.emplace(partition, error).second) return;
  }
  appends.partition_stopped(partition, error);
  changed_.notify_all();
}

std::optional<Error> LogState::stopped(Partition partition) const {
  const std::lock_guard lock(mutex_);
  if (failed_) return failed_;
  const auto found = stopped_.find(partition);
  if (found == stopped_.end()) return std::nullopt;
  return found->second;
}

void LogState::fail(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (failed_) return;
    failed_ = error;
  }
  appends.fail_all(error);
  changed_.notify_all();
}

void LogState::topics_unsafe(std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  unsafe_ = std::move(error);
}

void LogState::on_records(std::function<void(Partition)> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void LogState::fill(LogHealth& health) const {
  health.kind = "kafka";
  health.away = away;
  const std::lock_guard lock(mutex_);
  health.failed = failed_;
  health.unsafe = unsafe_;
  health.stopped.assign(stopped_.begin(), stopped_.end());
}

void LogState::grown(std::span<const Judged> judged) {
  std::vector<Partition> touched;
  for (const Judged& one : judged)
    if (touched.empty() || touched.back() != one.position.partition)
      touched.push_back(one.position.partition);
  std::ranges::sort(touched);
  touched.erase(std::ranges::unique(touched).begin(), touched.end());
  std::function<void(Partition)> wake;
  {
    const std::lock_guard lock(mutex_);
    wake = wake_;
  }
  changed_.notify_all();
  if (wake == nullptr) return;
  for (const Partition partition : touched) wake(partition);
}

bool LogState::wait_for(Position position, std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, most, [&] {
    return ending || failed_ || stopped_.contains(position.partition) ||
           position.offset < records->end(position.partition);
  }) && position.offset < records->end(position.partition);
}

void LogState::pause(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [this] { return ending.load(); });
}

}  // namespace dossier::engine::kafka
