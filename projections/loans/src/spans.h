// When a loan was in arrears, and in which bucket, day by day up to one day: from the instalments
// alone, so that it can be said anew whenever history changes. Pure.
#pragma once

#include <vector>

#include "dossier/loans/delinquency.h"

namespace dossier::loans {

struct Stretch {
  Date from;
  int32_t bucket = 0;
  bool operator==(const Stretch&) const = default;
};

struct Episode {
  Date due_date;  // of the instalment with which it began, the day after
  std::optional<Date> cured_on;
  int32_t days = 0;  // most days past due
};

struct Spans {
  std::vector<Stretch> buckets;  // each change, from the first day that is not current
  std::vector<Episode> episodes;
  std::optional<Date> next;  // the next day on which the bucket may change with nothing else
};

// `day`: the business day that is open. Days are counted as they stand when a day is opened; a
// payment cures on its own day. `ended`: closed or written off; nothing is overdue from then on.
Spans spans_of(const Account& account, std::span<const Pause> pauses, const Buckets& buckets,
               Date day, std::optional<Date> ended);

}  // namespace dossier::loans
