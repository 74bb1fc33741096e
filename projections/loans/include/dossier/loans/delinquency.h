// How late a loan is, as of a business date. Pure; nothing here is stored: it changes by the day.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dossier/loans/account.h"

namespace dossier::loans {

// Days from `from` up to, not including, `until` do not count as delinquent.
struct Pause {
  Date from;
  std::optional<Date> until;
  DOSSIER_FIELDS(from, until);
};

// Inclusive at both ends; the last is open. Named by where it begins: "1", "31".
struct Buckets {
  std::vector<int32_t> from_days = {1, 31, 61, 91, 121, 181};
  bool delinquent_days = false;  // of those, instead of days past due

  // 0 where current, else 1 for the first, and so on.
  int32_t of(int32_t days) const;
  std::string name(int32_t bucket) const;  // "current", "1-30", "181+"
};

struct Lateness {
  std::optional<Date> oldest_due_date;  // of an instalment that is overdue
  int32_t days_past_due = 0;
  // The same, or the day of a charge-back that nothing was paid for since: it is owed at once.
  std::optional<Date> delinquent_since;
  int32_t delinquent_days = 0;
  Amounts arrears;
};

// Due before that day and more than `tolerance` minor units open.
bool overdue(const Instalment& instalment, Date day, int64_t tolerance = 0);
// The day on which the instalment, if it is open as that day begins, counts as missed: the due date
// of the next one, or 30 days after its own where there is none. Of one that has a due date.
Date missed_on(std::span<const Instalment> schedule, size_t index);
// Days of the pauses that lie before that day.
int32_t paused_days(std::span<const Pause> pauses, Date day);
bool paused(std::span<const Pause> pauses, Date day);
// The oldest charge-back before that day that what was paid on its instalment does not cover.
std::optional<Date> charged_back_since(const Account& account, Date day);
Lateness lateness(const Account& account, std::span<const Pause> pauses, Date day,
                  int64_t tolerance = 0);

}  // namespace dossier::loans
