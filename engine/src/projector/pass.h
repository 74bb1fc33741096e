// One pass: an event or a timer goes through the projections in declared order, and the facts that
// it gives rise to with it (docs/ARCHITECTURE.md, "Folding"). Runs on a worker, under its
// partition's lock, or on a copy that nobody else sees.
#pragma once

#include <expected>
#include <memory>
#include <set>
#include <vector>

#include "dossier/base/time.h"
#include "dossier/fold/projection.h"
#include "projector/subject_state.h"
#include "projector/view_store.h"

namespace dossier::engine {

// The projections, with what the engine works out of their declarations once.
class ProjectionOrder {
 public:
  // Aborts where the set breaks the interface: a slot twice, a projection before one that it reads.
  explicit ProjectionOrder(fold::ProjectionSet set);

  struct Entry {
    std::shared_ptr<const fold::Projection> projection;
    fold::Slot slot;
    std::vector<bool> reads;       // by index in the order
    std::vector<bool> dependents;  // itself, and those that read it, directly or not
    bool contributes;
  };
  const std::vector<Entry>& entries() const { return entries_; }
  size_t size() const { return entries_.size(); }
  const Entry* find(fold::Slot slot) const;
  const Entry* find(std::string_view name) const;
  size_t index_of(fold::Slot slot) const;
  bool folds(size_t index, std::string_view subject_kind) const;

 private:
  std::vector<Entry> entries_;
  std::vector<int32_t> index_by_slot_;  // -1: no such slot
};

// Loads what a pass asks for and is not in memory yet.
class SliceLoader {
 public:
  SliceLoader(const ViewStore& store, Partition partition) : store_(store), partition_(partition) {}
  // The slice; where nothing is stored an empty one if `create`, else none. A store that fails
  // stops the worker: throws StoreFailure. Good until the next call.
  LoadedSlice* load(SubjectEntry& entry, const fold::Projection& projection, uint8_t kind,
                    std::string_view entity, bool create) const;
  void load_state(SubjectEntry& entry) const;

 private:
  const ViewStore& store_;
  Partition partition_;
};

// What projection `index` sees of the entry's slices: its own, and those that it declares to read.
const fold::Slice* find_slice(const ProjectionOrder& order, const SliceLoader& loader,
                              SubjectEntry& entry, size_t index, fold::Slot slot, uint8_t kind,
                              std::string_view entity);

struct StoreFailure {
  Error error;
};

// What a pass is about, besides the subject.
struct PassInfo {
  Position position;  // of the record behind the pass
  Instant recorded;
  std::optional<Date> business_date;
  Offset fact_offset;  // what facts are counted under: the position's, or of a completed import
};

struct FailedFold {
  fold::Slot slot;
  fold::FoldError error;
};
using PassStatus = std::expected<void, FailedFold>;

class Pass {
 public:
  Pass(const ProjectionOrder& order, const SliceLoader& loader, const Zone& zone,
       SubjectEntry& entry, const PassInfo& info, const std::vector<bool>& stopped);

  // `stopped[i]`: projection i is left out (parked, skipped). The first error ends the pass; what
  // was changed before it stays, so the caller folds the subject again from its stream.
  PassStatus run(const fold::Event& event);
  PassStatus run(fold::Slot owner, const fold::Timer& timer);

 private:
  class Context;
  struct Emitted {
    size_t by;
    fold::Fact fact;
  };
  PassStatus fold_facts(size_t index, size_t count);

  const ProjectionOrder& order_;
  const SliceLoader& loader_;
  const Zone& zone_;
  SubjectEntry& entry_;
  const PassInfo& info_;
  const std::vector<bool>& stopped_;
  const fold::Event* event_ = nullptr;  // null where the pass is a timer's
  std::vector<Emitted> facts_;
};

}  // namespace dossier::engine
