// The totals across the subjects of one partition, by projection and group: in memory as a whole,
// written back with everything else. Guarded by the partition's lock; the worker changes them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/engine/views.h"
#include "dossier/fold/contribution.h"
#include "projector/view_store.h"

namespace dossier::engine {

// Wider than a figure, so that taking out is exactly the inverse of putting in.
using WideFigures = std::vector<__int128>;

class GroupTotals {
 public:
  // Errors: io, corrupt.
  Status load(const ViewStore& store, Partition partition);
  // The subject's contribution was `out` and is `in`.
  void replace(fold::Slot slot, const fold::Contribution& out, const fold::Contribution& in);
  // All that changed since the last call; a group without figures is removed.
  void write(ViewStore::Batch& batch, Partition partition);

  // Visits the groups of the slot whose names begin with `prefix`.
  template <class Visit>
  void each(fold::Slot slot, std::string_view prefix, Visit&& visit) const {
    for (auto it = groups_.lower_bound({slot, std::string(prefix)}); it != groups_.end(); ++it) {
      const auto& [owner, group] = it->first;
      if (owner != slot || !group.starts_with(prefix)) break;
      visit(group, it->second);
    }
  }

 private:
  using Name = std::pair<fold::Slot, std::string>;
  void add(fold::Slot slot, const fold::Contribution& what, int sign);

  std::map<Name, WideFigures> groups_;
  std::set<Name> changed_;
};

// What a reader gathers of the partitions.
class TotalsSum {
 public:
  void add(const std::string& group, const WideFigures& figures);
  Totals& totals() { return totals_; }
  Totals take();

 private:
  Totals totals_;
  std::map<std::string, WideFigures> groups_;
};

}  // namespace dossier::engine
