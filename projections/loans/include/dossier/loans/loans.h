// The projection `loans`, with buckets of one's own. projections/registry.def makes the default.
#pragma once

#include <memory>

#include "dossier/fold/projection.h"
#include "dossier/loans/delinquency.h"

namespace dossier::loans {

std::shared_ptr<const fold::Projection> make(Buckets buckets);

}  // namespace dossier::loans
