// When a business day falls due to be opened. A pure function.
#pragma once

#include <optional>

#include "dossier/base/time.h"

namespace dossier::cli {

// The next day to open at `now`, where each day opens `open_at` minutes after its start in the
// zone: the day after `latest`, one at a time; today where none was opened yet.
std::optional<Date> day_due(const Zone& zone, Instant now, int open_at, std::optional<Date> latest);

}  // namespace dossier::cli
