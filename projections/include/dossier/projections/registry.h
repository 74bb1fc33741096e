// All projections of this build. Made once at start; the folds hold no state, so any thread may
// use them.
#pragma once

#include "dossier/fold/projection.h"

namespace dossier::projections {

// In declared order (projections/registry.def).
fold::ProjectionSet all_projections();

}  // namespace dossier::projections
