#include "spans.h"

#include <algorithm>

namespace dossier::loans {
namespace {

constexpr Date kNever{INT32_MAX};

// An instalment was overdue on each day after `due_date` up to `until`, as that day was opened.
struct Late {
  Date due_date;
  Date until;
};

std::vector<Late> late_ones(const Account& account, std::optional<Date> ended) {
  std::vector<Late> late;
  for (const auto& instalment : account.schedule) {
    if (instalment.kind == InstalmentKind::undated || instalment.due.total() == 0) continue;
    Date until =
        instalment.settled_on.value_or(instalment.settled() ? instalment.due_date : kNever);
    if (ended) until = std::min(until, *ended);
    if (until > instalment.due_date) late.push_back({instalment.due_date, until});
  }
  std::ranges::sort(late, {}, [](const Late& one) { return std::pair(one.due_date, one.until); });
  return late;
}

class Walk {
 public:
  Walk(const Account& account, std::span<const Pause> pauses, const Buckets& buckets, Date day)
      : grace_(account.terms.grace_days), pauses_(pauses), buckets_(buckets), day_(day) {}

  Spans run(const std::vector<Late>& late);

 private:
  int32_t measure(Date since, Date day) const {
    const int32_t days = day - since;
    if (!buckets_.delinquent_days) return days;
    return std::max(0, days - grace_ - paused_days(pauses_, day));
  }
  void enter(Date from, int32_t bucket) {
    const int32_t now = spans_.buckets.empty() ? 0 : spans_.buckets.back().bucket;
    if (bucket != now) spans_.buckets.push_back({from, bucket});
  }
  // The bucket from one day to the next edge, until `last`, while `since` is the oldest due date.
  void grow(Date since, Date first, Date last);
  void note_days(Date since, Date until) {
    auto& days = spans_.episodes.back().days;
    days = std::max(days, std::min(until, day_) - since);
  }

  const int32_t grace_;
  const std::span<const Pause> pauses_;
  const Buckets& buckets_;
  const Date day_;
  Spans spans_;
};

void Walk::grow(Date since, Date first, Date last) {
  for (Date day = first;;) {
    const int32_t days = measure(since, day);
    const int32_t bucket = buckets_.of(days);
    enter(day, bucket);
    const auto edge = static_cast<size_t>(bucket);
    if (edge >= buckets_.from_days.size()) return;
    // At the earliest: pauses and grace can only put it off.
    const int32_t wait = std::max(1, buckets_.from_days[edge] - days);
    if (last - day < wait) {
      if (last >= day_) spans_.next = day + wait;
      return;
    }
    day = day + wait;
  }
}

Spans Walk::run(const std::vector<Late>& late) {
  Date free_from{INT32_MIN};  // no instalment before this day is looked at again
  for (size_t i = 0; i < late.size(); ++i) {
    if (late[i].until <= free_from || late[i].due_date >= day_) continue;
    const Late* oldest = &late[i];
    Date day = std::max(oldest->due_date + 1, free_from);
    spans_.episodes.push_back({oldest->due_date, std::nullopt, 0});
    while (oldest != nullptr) {
      grow(oldest->due_date, day, std::min(oldest->until, day_));
      note_days(oldest->due_date, oldest->until);
      if (oldest->until > day_) return std::move(spans_);
      day = oldest->until;
      const auto next = std::ranges::find_if(
          late, [&](const Late& other) { return other.due_date < day && other.until > day; });
      oldest = next == late.end() ? nullptr : &*next;
      if (oldest != nullptr) enter(day, buckets_.of(measure(oldest->due_date, day)));
    }
    spans_.episodes.back().cured_on = day;
    enter(day, 0);
    free_from = day;
  }
  return std::move(spans_);
}

}  // namespace

Spans spans_of(const Account& account, std::span<const Pause> pauses, const Buckets& buckets,
               Date day, std::optional<Date> ended) {
  auto late = late_ones(account, ended);
  if (const auto since = charged_back_since(account, day);
      since && buckets.delinquent_days && !ended)
    late.insert(std::ranges::upper_bound(late, *since, {}, &Late::due_date), {*since, kNever});
  if (late.empty()) return {};
  return Walk(account, pauses, buckets, day).run(late);
}

}  // namespace dossier::loans
