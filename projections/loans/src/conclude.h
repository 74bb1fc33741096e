// What follows from a loan as it stands: facts told, taken back, and the timer for the next day on
// which something follows by itself. Pure.
#pragma once

#include <vector>

#include "dossier/loans/facts.h"
#include "dossier/loans/slice.h"

namespace dossier::loans {

// After each event and timer.
void conclude(const std::string& loan_id, LoanSlice& loan, const Buckets& buckets,
              fold::FoldContext& context);
// Tells what the newest transaction did.
void tell_newest(const std::string& loan_id, LoanSlice& loan, fold::FoldContext& context);
// `before`: the transactions as they stood. Tells what changed transactions did, and takes back
// what was told of them otherwise.
void tell_allocations(const std::string& loan_id, LoanSlice& loan,
                      const std::vector<Transaction>& before, fold::FoldContext& context);

// Nothing falls due from that day on: closed or written off.
std::optional<Date> ended_on(const Standing& standing);

}  // namespace dossier::loans
