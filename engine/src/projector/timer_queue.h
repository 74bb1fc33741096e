// Which subjects have timers due, in order of (date, subject): those in the store, read a bounded
// window ahead, merged with those set since the last commit. Used by the partition's worker only.
#pragma once

#include <compare>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dossier/base/time.h"
#include "projector/pass.h"
#include "projector/view_store.h"

namespace dossier::engine {

struct Due {
  Date date;
  std::string subject;
  auto operator<=>(const Due&) const = default;
};

class TimerQueue {
 public:
  // Reads up to `window_size` timers of each slot ahead.
  TimerQueue(const ViewStore& store, const ProjectionOrder& order, Partition partition,
             size_t window_size = 4096)
      : store_(store), order_(order), partition_(partition), window_size_(window_size) {}

  // A timer was set, and is not in the store yet.
  void add(Date date, const std::string& subject) { set_.insert({date, subject}); }
  // What was added so far goes into a batch; done() once it is written.
  void begin_commit();
  void end_commit();

  // The first due (date, subject) after `step`, up to `last` inclusive. It may name a subject whose
  // timer is gone meanwhile: the subject's own list decides.
  Result<std::optional<Due>> next_after(const Due& step, Date last);

 private:
  Status fill(const Due& step, Date last);
  void offer(std::optional<Due>& best, const std::set<Due>& among, const Due& step) const;

  const ViewStore& store_;
  const ProjectionOrder& order_;
  const Partition partition_;
  const size_t window_size_;
  std::set<Due> set_, committing_;
  std::vector<Due> window_;  // sorted; all that the store holds in (from, bound], up to `last`
  bool window_valid_ = false;
  Date window_last_;
  Due window_from_;
  Due window_bound_;
};

}  // namespace dossier::engine
