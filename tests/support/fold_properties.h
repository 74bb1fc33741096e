// What the engine and a set of projections owe for any sequence of events, checked with rapidcheck:
// snapshot + tail = full replay; batch boundaries, evictions and crashes do not matter; a
// redelivery changes nothing; a subject folded anew is what it was.
#pragma once

#include "dossier/fold/projection.h"

namespace dossier::test {

// Within a doctest case. A failure prints what replays it, for the environment's RC_PARAMS; there,
// max_success=N asks for more cases.
void check_fold_properties(const fold::ProjectionSet& projections);

}  // namespace dossier::test
