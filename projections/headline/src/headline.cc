#include "dossier/headline/headline.h"

#include <algorithm>

namespace dossier::headline {
namespace {

using loans::LoanSlice;
using payments::add_to;
using payments::LoanRef;

class Gathering {
 public:
  Gathering(std::optional<Date> day, Headline& out) : day_(day), out_(out) {
    if (day_) out_.days_past_due.emplace();
  }

  void add(const LoanRef& ref) {
    const LoanSlice& loan = *ref.loan;
    currency_ = loan.get<loans::Agreement>().currency;
    borrowed(loan);
    if (!is_active(loan)) return;
    exposure(loan);
    if (!day_) return;
    lateness(ref);
    next_payment(ref);
  }

 private:
  Money money(int64_t minor) const { return {minor, currency_}; }

  void borrowed(const LoanSlice& loan) {
    const auto& first = loan.get<loans::Agreement>().disbursed_on;
    auto& since = out_.relationship.first_product_on;
    if (first && (!since || *first < *since)) since = first;
    if (const int64_t lent = loan.get<loans::Account>().disbursed(); lent != 0)
      add_to(out_.summary.ever_borrowed, money(lent));
  }

  void exposure(const LoanSlice& loan) {
    const auto& agreement = loan.get<loans::Agreement>();
    const auto& account = loan.get<loans::Account>();
    const auto* currency = find_currency(currency_);
    ++out_.active_products;
    if (currency == nullptr) return;
    const int64_t outstanding = account.outstanding();
    const std::string code(currency->code);
    const std::string product(agreement.product_type ? enum_name(*agreement.product_type)
                                                     : "unknown");
    for (auto* sums : {&out_.exposure, &out_.exposure_by_product[product]}) {
      Exposure& sum = (*sums)[code];
      ++sum.loans;
      sum.outstanding = payments::plus(sum.outstanding, money(outstanding));
      sum.principal = payments::plus(sum.principal, money(account.principal));
    }
    add_to(out_.summary.outstanding, money(outstanding));
  }

  void lateness(const LoanRef& ref) {
    const auto late = loans::lateness(ref.loan->get<loans::Account>(),
                                      ref.loan->get<loans::Standing>().pauses, *day_);
    if (late.arrears.total() != 0) add_to(out_.summary.arrears, money(late.arrears.total()));
    if (late.days_past_due <= out_.days_past_due->days) return;
    *out_.days_past_due = {late.days_past_due, std::string(ref.id), late.oldest_due_date};
  }

  void next_payment(const LoanRef& ref) {
    auto& next = out_.summary.next_payment;
    for (const auto& instalment : ref.loan->get<loans::Account>().schedule) {
      if (instalment.kind == loans::InstalmentKind::undated || instalment.settled() ||
          instalment.due_date < *day_ || (next && instalment.due_date > next->date))
        continue;
      if (!next || instalment.due_date < next->date)
        next = NextPayment{instalment.due_date, {}, {}};
      add_to(next->amounts, money(instalment.outstanding()));
      const std::string id(ref.id);
      if (std::ranges::find(next->loan_ids, id) == next->loan_ids.end())
        next->loan_ids.push_back(id);
    }
  }

  const std::optional<Date> day_;
  Headline& out_;
  uint16_t currency_ = 0;  // of the loan at hand
};

void add_money(const payments::Totals& totals, Headline& out) {
  for (const auto& [currency, flow] : totals.paid) {
    add_to(out.lifetime_value, flow.parts.interest);
    add_to(out.lifetime_value, flow.parts.fees);
    add_to(out.summary.repaid, flow.amount);
  }
  const auto less = [&](const payments::Flows& flows) {
    for (const auto& [currency, flow] : flows)
      add_to(out.summary.repaid, {-flow.amount.minor, flow.amount.currency});
  };
  for (const auto& [currency, flow] : totals.recovered) add_to(out.summary.repaid, flow.amount);
  less(totals.charged_back);
  less(totals.refunded);
}

}  // namespace

Headline headline_of(const Inputs& in) {
  Headline out;
  if (in.profile != nullptr) {
    const auto& standing = in.profile->get<profile::Standing>();
    out.badges = {standing.status, standing.segment};
    out.relationship.customer_since = standing.relationship_start;
  }
  Gathering gathering(in.day, out);
  for (const auto& ref : in.loans) gathering.add(ref);
  if (in.payments != nullptr) add_money(in.payments->get<payments::Totals>(), out);
  if (in.day) {
    const auto counts = payments::compliance_of(in.loans, *in.day).total;
    out.success_rate = {counts.on_time, counts.due, counts.success_rate};
  }
  if (in.timeline != nullptr) out.last_contact = in.timeline->get<timeline::LastContact>();
  return out;
}

}  // namespace dossier::headline
