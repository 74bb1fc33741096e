// How regularly the customer pays: docs/payments.md, "Pattern".
#include <algorithm>
#include <map>
#include <set>

#include "dossier/payments/figures.h"

namespace dossier::payments {
namespace {

constexpr int32_t kWindowDays = 365;
constexpr int64_t kFewestDays = 6;
constexpr int64_t kUsualPercent = 80;
constexpr int32_t kToleranceDays = 3;     // at least
constexpr int32_t kToleranceDivisor = 5;  // of the median gap, where that is more

bool paid_by_customer(const loans::Transaction& transaction) {
  using enum loans::TransactionKind;
  return !transaction.reversed &&
         (transaction.kind == repayment || transaction.kind == down_payment ||
          transaction.kind == recovery);
}

std::vector<int32_t> gaps_of(const std::set<Date>& days, Date from) {
  std::vector<int32_t> gaps;
  for (auto day = days.lower_bound(from); day != days.end() && std::next(day) != days.end(); ++day)
    gaps.push_back(*std::next(day) - *day);
  std::ranges::sort(gaps);
  return gaps;
}

}  // namespace

std::string_view enum_name(Regularity regularity) {
  switch (regularity) {
    case Regularity::too_few: return "too_few";
    case Regularity::regular: return "regular";
    case Regularity::irregular: return "irregular";
  }
  return "";
}

Pattern pattern_of(Loans loans) {
  std::map<std::string_view, std::set<Date>> days_of;
  std::optional<Date> newest;
  for (const auto& [id, loan] : loans)
    for (const auto& transaction : loan->get<loans::Account>().transactions) {
      if (!paid_by_customer(transaction)) continue;
      days_of[id].insert(transaction.value_date);
      if (!newest || transaction.value_date > *newest) newest = transaction.value_date;
    }
  Pattern pattern;
  size_t most = 0;
  for (const auto& [id, days] : days_of) {
    const Date from = *newest + -kWindowDays;
    pattern.payment_days += std::distance(days.lower_bound(from), days.end());
    const auto gaps = gaps_of(days, from);
    if (gaps.empty()) continue;
    const int32_t median = gaps[(gaps.size() - 1) / 2];
    const int32_t tolerance = std::max(kToleranceDays, median / kToleranceDivisor);
    pattern.gaps += static_cast<int64_t>(gaps.size());
    pattern.usual_gaps += std::ranges::count_if(
        gaps, [&](int32_t gap) { return gap >= median - tolerance && gap <= median + tolerance; });
    if (gaps.size() <= most) continue;
    most = gaps.size();
    pattern.median_gap_days = median;
  }
  if (pattern.payment_days < kFewestDays || pattern.gaps == 0) return pattern;
  pattern.regularity = pattern.usual_gaps * 100 >= pattern.gaps * kUsualPercent
                           ? Regularity::regular
                           : Regularity::irregular;
  return pattern;
}

std::optional<PaymentRef> last_payment(Loans loans) {
  const loans::Transaction* last = nullptr;
  LoanRef of;
  for (const auto& ref : loans)
    for (const auto& transaction : ref.loan->get<loans::Account>().transactions) {
      if (!paid_by_customer(transaction)) continue;
      if (last != nullptr && std::pair(transaction.value_date, transaction.cause) <
                                 std::pair(last->value_date, last->cause))
        continue;
      last = &transaction;
      of = ref;
    }
  if (last == nullptr) return std::nullopt;
  return PaymentRef{last->id, std::string(of.id), last->value_date,
                    Money{last->amount, of.loan->get<loans::Agreement>().currency}, last->method};
}

}  // namespace dossier::payments
