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

// The subject as its stream makes it, all parts and rows marked as changed. Errors: io, corrupt.
Result<std::unique_ptr<SubjectEntry>> refold_subject(const RefoldInput& input,
                                                     const Subject& subject);

// Fires the timers that the entry has set, up to `last`, in order of (date, declared order, kind,
// entity), each as a pass of its own with its date as business date.
PassStatus fire_timers(const FoldEnvironment& env, const SliceLoader& loader, SubjectEntry& entry,
                       Date last, PassInfo info, const std::vector<bool>& stopped, bool& fired);

}  // namespace dossier::engine
