// The summary of a customer's payments, out of what is kept and what is made from the loans.
#include "dossier/payments/figures.h"

#include <algorithm>
#include <limits>

namespace dossier::payments {

Money plus(Money sum, Money more) {
  const bool over = __builtin_add_overflow(sum.minor, more.minor, &sum.minor);
  if (over)
    sum.minor =
        more.minor < 0 ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
  sum.currency = more.currency;
  return sum;
}

void add_to(Sums& sums, Money money) {
  const auto* info = find_currency(money.currency);
  if (info == nullptr) return;  // of a loan of which only its id is known: nothing is owed
  Money& sum = sums[std::string(info->code)];
  sum = plus(sum, money);
}

std::optional<PaymentRef> next_scheduled(const Open& open, Date day) {
  const OpenRow* next = nullptr;
  for (const auto& [id, entry] : open.rows) {
    const auto status = entry.row.status;
    if (entry.date < day || !entry.row.amount) continue;
    if (status != Status::scheduled && status != Status::pending) continue;
    if (next == nullptr || entry.date < next->date) next = &entry;
  }
  if (next == nullptr) return std::nullopt;
  return PaymentRef{next->row.id, next->row.loan_id, next->date, *next->row.amount,
                    next->row.method};
}

Summary summary_of(Loans loans, const PaymentsSlice* payments, const OpenSlice* open,
                   std::optional<Date> day) {
  Summary summary;
  if (payments != nullptr) {
    summary.totals = payments->get<Totals>();
    summary.methods = payments->get<Methods>().by_method;
  }
  summary.last_payment = last_payment(loans);
  summary.pattern = pattern_of(loans);
  if (!day) return summary;
  Compliance compliance = compliance_of(loans, *day);
  summary.instalments = std::move(compliance.total);
  const std::string from = month_of(add_months(*day, 1 - kMonths));
  const std::string until = month_of(*day);
  const auto shown = [&](const std::string& month) { return month >= from && month <= until; };
  for (auto& [month, counts] : compliance.months)
    if (shown(month)) summary.months[month].instalments = std::move(counts);
  if (payments != nullptr)
    for (const auto& [month, flows] : payments->get<Months>().paid)
      if (shown(month)) summary.months[month].paid = flows;
  if (open != nullptr) summary.next_scheduled = next_scheduled(open->get<Open>(), *day);
  return summary;
}

}  // namespace dossier::payments
