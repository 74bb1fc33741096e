// Schedules from terms: due dates, instalments, interest. Pure; integers throughout (256 bits in
// between), rounded as the terms say.
#pragma once

#include <span>
#include <vector>

#include "dossier/loans/account.h"

namespace dossier::loans {

struct Payout {
  Date date;
  int64_t amount = 0;
};

// Whether Dossier can compute them: there are instalments, and a rate within reason.
bool workable(const Terms& terms);

// Regular instalments with their dates, nothing due in them yet. `start`: first disbursement.
std::vector<Instalment> dated_instalments(const Terms& terms, Date start);

// The part of a disbursement that is to be paid back on the same day.
int64_t down_payment_of(const Terms& terms, const Payout& payout, bool first);

// Puts a disbursement into the schedule: a down payment of its own, and the rest on the instalments
// due after it. Disbursements are added in order of date; `payouts` ends with the new one.
void add_payout(std::vector<Instalment>& schedule, const Terms& terms,
                std::span<const Payout> payouts);

// `value` / `by`, rounded.
int64_t divide(int64_t value, int64_t by, Rounding rounding);

// Numbers from 1, in order of due date; what came after maturity stays last. Of one day, a plain
// schedule has the down payment first, a progressive one the instalment.
void renumber(std::vector<Instalment>& schedule, ScheduleType type);

}  // namespace dossier::loans
