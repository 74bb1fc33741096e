// Folds one subject's events through a set of projections, in memory, in the order that
// docs/ARCHITECTURE.md ("Folding") demands: for tests of folds. One thread.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "dossier/fold/projection.h"
#include "support/made_event.h"

namespace dossier::test {

class MemoryFold {
 public:
  MemoryFold(fold::ProjectionSet projections, std::string_view subject,
             std::string_view zone = "America/Jamaica");

  // Folds the event at the next offset, then what timers it set for days already open. A
  // projection whose fold errs is left as it was before, and so are those that read it, for good.
  fold::FoldStatus fold(const MadeEvent& event);
  fold::FoldStatus fold(std::string_view json) { return fold(make_event(json)); }
  // Opens each day up to this one; timers fire in order.
  void open_day(Date date);

  template <class S>
  const S* slice(fold::Slot slot, std::string_view entity = {}) const {
    return static_cast<const S*>(find(slot, S::kKind, entity));
  }
  // Rows of set 0, in key order.
  const std::map<std::string, std::string>& rows(fold::Slot slot) const;
  // What the subject adds to that projection's totals now.
  fold::Contribution contribution(fold::Slot slot) const;
  // All slices, rows and timers as bytes: equal where two folds came to the same.
  std::string dump() const;
  Offset next_offset() const { return {next_offset_}; }
  // Rows of any set, in key order.
  const std::map<std::string, std::string>& rows(fold::Slot slot, uint8_t set) const;

 private:
  class Context;
  struct State {
    std::map<std::pair<uint8_t, std::string>, std::unique_ptr<fold::Slice>> slices;
    std::map<uint8_t, std::map<std::string, std::string>> rows;
    std::set<fold::Timer> timers;
    bool parked = false;
    State clone() const;
  };
  struct Emitted {
    size_t by;
    fold::Fact fact;
  };
  struct Pass;

  fold::FoldStatus run(Pass& pass);
  fold::FoldStatus run_one(size_t index, Pass& pass);
  void park(size_t index);
  bool reads(size_t reader, size_t earlier) const;
  void fire_due();
  size_t index_of(fold::Slot slot) const;
  const fold::Slice* find(fold::Slot slot, uint8_t kind, std::string_view entity) const;

  fold::ProjectionSet projections_;
  Subject subject_;
  Zone zone_;
  std::vector<State> states_;
  std::optional<Date> business_date_;
  Instant recorded_;
  int64_t next_offset_ = 0;
  uint32_t ordinal_ = 0;  // facts so far at the newest offset
};

}  // namespace dossier::test
