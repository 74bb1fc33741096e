// Days past due, arrears, buckets: docs/loans.md, "Delinquency".
#include "dossier/loans/delinquency.h"

#include <fmt/format.h>

#include <algorithm>

namespace dossier::loans {

std::optional<Date> charged_back_since(const Account& account, Date day) {
  for (const auto& instalment : account.schedule) {
    if (instalment.credited == 0 || instalment.settled()) continue;
    int64_t covered = instalment.paid.total();
    for (const auto& transaction : account.transactions) {
      if (transaction.reversed || transaction.kind != TransactionKind::charge_back ||
          transaction.due_date != instalment.due_date || transaction.value_date >= day)
        continue;
      covered -= transaction.amount;
      if (covered < 0) return transaction.value_date;
    }
  }
  return std::nullopt;
}

int32_t Buckets::of(int32_t days) const {
  const auto after = std::ranges::upper_bound(from_days, days);
  return static_cast<int32_t>(after - from_days.begin());
}

std::string Buckets::name(int32_t bucket) const {
  if (bucket <= 0) return "current";
  const auto index = static_cast<size_t>(bucket - 1);
  if (index + 1 >= from_days.size()) return fmt::format("{}+", from_days.back());
  return fmt::format("{}-{}", from_days[index], from_days[index + 1] - 1);
}

bool overdue(const Instalment& instalment, Date day, int64_t tolerance) {
  return instalment.kind != InstalmentKind::undated && instalment.due_date < day &&
         instalment.outstanding() > tolerance;
}

Date missed_on(std::span<const Instalment> schedule, size_t index) {
  constexpr int32_t kLastAfterDays = 30;
  const Date due_date = schedule[index].due_date;
  for (const auto& later : schedule.subspan(index + 1))
    if (later.due_date > due_date) return later.due_date;
  return due_date + kLastAfterDays;
}

int32_t paused_days(std::span<const Pause> pauses, Date day) {
  int32_t days = 0;
  for (const Pause& pause : pauses) {
    const Date until = pause.until ? std::min(*pause.until, day) : day;
    days += std::max(0, until - pause.from);
  }
  return days;
}

bool paused(std::span<const Pause> pauses, Date day) {
  return std::ranges::any_of(pauses, [&](const Pause& pause) {
    return pause.from <= day && (!pause.until || day <= *pause.until);
  });
}

Lateness lateness(const Account& account, std::span<const Pause> pauses, Date day,
                  int64_t tolerance) {
  Lateness late;
  for (const auto& instalment : account.schedule) {
    if (!overdue(instalment, day, tolerance)) continue;
    late.arrears += instalment.open();
    if (!late.oldest_due_date || instalment.due_date < *late.oldest_due_date)
      late.oldest_due_date = instalment.due_date;
  }
  if (late.oldest_due_date) late.days_past_due = day - *late.oldest_due_date;
  late.delinquent_since = late.oldest_due_date;
  if (const auto since = charged_back_since(account, day);
      since && (!late.delinquent_since || *since < *late.delinquent_since))
    late.delinquent_since = since;
  if (late.delinquent_since)
    late.delinquent_days = std::max(
        0, day - *late.delinquent_since - account.terms.grace_days - paused_days(pauses, day));
  return late;
}

}  // namespace dossier::loans
