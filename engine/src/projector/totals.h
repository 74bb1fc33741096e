// The totals across the subjects of one partition, by projection and group: in memory as a whole,
// written back with everything else. Guarded by the partition's lock; the worker changes them.
#pragma once

#include <map>
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
  // The subject's contribution was `out`, encoded (empty: none), and is `in`.
  void replace(fold::Slot slot, std::string_view out, const fold::Contribution& in);
  // All that changed since the last call; a group without figures is removed.
  void write(ViewStore::Batch& batch, Partition partition);

  // Visits the groups of the slot whose names begin with `prefix`.
  template <class Visit>
  void each(fold::Slot slot, std::string_view prefix, Visit&& visit) const {
    const auto own = slots_.find(slot);
    if (own == slots_.end()) return;
    for (auto it = own->second.lower_bound(prefix); it != own->second.end(); ++it) {
      if (!it->first.starts_with(prefix)) break;
      if (!empty(it->second.figures)) visit(it->first, it->second.figures);
    }
  }

 private:
  // Without a figure it is no group, and goes at the next write.
  struct Group {
    WideFigures figures;
    bool changed = false;
  };
  using Groups = std::map<std::string, Group, std::less<>>;
  static bool empty(const WideFigures& figures);
  static void change(Groups& groups, std::string_view name, const std::vector<int64_t>* out,
                     const std::vector<int64_t>* in);

  std::map<fold::Slot, Groups> slots_;
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
