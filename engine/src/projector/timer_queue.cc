#include "projector/timer_queue.h"

#include <algorithm>

#include "projector/keys.h"

namespace dossier::engine {
void TimerQueue::begin_commit() { committing_.swap(set_); }

void TimerQueue::end_commit() {
  committing_.clear();
  window_valid_ = false;  // what was written is not in it
}

void TimerQueue::offer(std::optional<Due>& best, const std::set<Due>& among,
                       const Due& step) const {
  const auto next = among.upper_bound(step);
  if (next != among.end() && (!best || *next < *best)) best = *next;
}

Result<std::optional<Due>> TimerQueue::next_after(const Due& step, Date last) {
  const bool inside =
      window_valid_ && window_last_ == last && window_from_ <= step && step < window_bound_;
  if (!inside) DOSSIER_TRY(fill(step, last));
  std::optional<Due> best;
  const auto next = std::ranges::upper_bound(window_, step);
  if (next != window_.end()) best = *next;
  offer(best, set_, step);
  offer(best, committing_, step);
  if (best && best->date > last) best.reset();
  return best;
}

Status TimerQueue::fill(const Due& step, Date last) {
  window_.clear();
  window_from_ = step;
  window_last_ = last;
  window_bound_ = {last + 1, {}};
  for (const auto& entry : order_.entries()) {
    const std::string prefix = keys::slot_prefix(partition_, entry.slot);
    const std::string from = keys::timer_from(partition_, entry.slot, step.date, step.subject);
    const std::string until = keys::timer_from(partition_, entry.slot, last + 1, {});
    std::optional<Due> truncated;
    size_t count = 0;
    DOSSIER_TRY(store_.scan(Family::timers, {prefix, from, false, until}, nullptr,
                            [&](std::string_view key, std::string_view) {
                              Due due;
                              if (!keys::parse_timer(key, due.date, due.subject)) return true;
                              if (due.date > last) return false;
                              if (due <= step) return true;
                              window_.push_back(due);
                              if (++count == window_size_) truncated = due;
                              return !truncated;
                            }));
    if (truncated && *truncated < window_bound_) window_bound_ = *truncated;
  }
  std::ranges::sort(window_);
  const auto [first, end] = std::ranges::unique(window_);
  window_.erase(first, end);
  std::erase_if(window_, [&](const Due& due) { return due > window_bound_; });
  window_valid_ = true;
  return {};
}

}  // namespace dossier::engine
