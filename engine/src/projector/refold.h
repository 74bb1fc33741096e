// A subject folded anew from its stream: what an import's completion, a failed fold, a retry or a
// skip ask for. A function of the records alone; touches no shared state.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "projector/partition.h"

namespace dossier::engine {

struct RefoldInput {
  const FoldEnvironment& env;
  Partition partition;
  const std::map<Offset, Date>& openings;  // days opened in this partition so far
  const std::vector<bool>& not_folding;    // projections that do not fold this kind of subject
  Offset end;                              // records before it
  std::optional<Date> due;                 // at `end` a day is being opened: timers up to here
};

// The subject as its stream makes it, all parts and rows marked as changed. No import may be open
// at `end`. Errors: io, corrupt. Throws StoreFailure.
Result<std::unique_ptr<SubjectEntry>> refold_subject(const RefoldInput& input,
                                                     const Subject& subject);

// The next timer of the entry that is due by `last`, in order of (date, declared order, kind,
// entity); null where there is none. Those of stopped projections wait.
const OwnedTimer* next_due(const ProjectionOrder& order, const SubjectEntry& entry, Date last,
                           const std::vector<bool>& stopped);

// Takes the timer off and fires it: a pass of its own, with its date as business date.
PassStatus fire_timer(const FoldEnvironment& env, const SliceLoader& loader, SubjectEntry& entry,
                      const OwnedTimer& timer, PassInfo info, const std::vector<bool>& stopped);

}  // namespace dossier::engine
