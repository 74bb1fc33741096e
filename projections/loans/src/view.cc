#include "dossier/loans/view.h"

#include <fmt/format.h>

#include <algorithm>

#include "conclude.h"
#include "dossier/base/money.h"
#include "ledger.h"

namespace dossier::loans {
namespace {

constexpr int32_t kStreakForAbove = 12;  // instalments in a row, on time or early
constexpr int32_t kRecentDays = 180;     // what counts as recent for the assessment
constexpr int32_t kOnTimePercentExpected = 90;

class Viewing {
 public:
  Viewing(const LoanSlice& loan, std::optional<Date> day, const Buckets& buckets)
      : loan_(loan),
        account_(loan.get<Account>()),
        standing_(loan.get<Standing>()),
        agreement_(loan.get<Agreement>()),
        buckets_(buckets),
        known_day_(day),
        day_(day.value_or(Date{INT32_MIN / 2})) {
    for (size_t i = 0; i < account_.schedule.size(); ++i) performance_.push_back(performance(i));
  }

  LoanView view();
  LoanDetail detail();

 private:
  Money money(int64_t minor) const { return {minor, agreement_.currency}; }
  MoneyParts parts(const Amounts& a) const {
    return {money(a.principal), money(a.interest), money(a.fees), money(a.penalties),
            money(a.total())};
  }
  bool due_by_now(const Instalment& i) const {
    return i.kind != InstalmentKind::undated && i.due_date <= day_;
  }
  Performance performance(size_t index) const;
  LoanStatus status(const Lateness& late) const;
  TermsView terms(const Terms& terms) const;
  InstalmentView instalment(size_t index, int64_t balance) const;
  TransactionView transaction(const Transaction& t) const;
  void money_figures(LoanView& view) const;
  void lateness_figures(LoanView& view, const Lateness& late) const;
  void instalment_figures(LoanView& view) const;
  void security(LoanView& view) const;
  void histories(LoanView& view) const;
  Assessment assessment(const LoanView& view) const;

  const LoanSlice& loan_;
  const Account& account_;
  const Standing& standing_;
  const Agreement& agreement_;
  const Buckets& buckets_;
  const std::optional<Date> known_day_;
  const Date day_;
  std::vector<Performance> performance_;  // of every instalment, in order
};

Performance Viewing::performance(size_t index) const {
  const Instalment& i = account_.schedule[index];
  if (i.kind == InstalmentKind::undated) return Performance::ahead;
  const bool due = due_by_now(i);
  if (i.settled() && !i.carried() && i.settled_on.value_or(i.due_date) <= i.due_date)
    return due ? Performance::on_time : Performance::ahead;
  const Date missed_on = loans::missed_on(account_.schedule, index);
  const auto ended = ended_on(standing_);
  const bool ended_before = ended && *ended <= missed_on;
  if (i.settled() && *i.settled_on >= missed_on && !ended_before) return Performance::missed;
  if (i.settled()) return i.carried() ? Performance::carried : Performance::late;
  if (!due) return Performance::ahead;
  if (i.due_date == day_) return Performance::open;
  return missed_on <= day_ && !ended_before ? Performance::missed : Performance::overdue;
}

LoanStatus Viewing::status(const Lateness& late) const {
  if (!agreement_.disbursed_on) return LoanStatus::announced;
  if (standing_.written_off_on) return LoanStatus::written_off;
  if (standing_.closed_on) return LoanStatus::closed;
  const bool open =
      std::ranges::any_of(account_.schedule, [](const Instalment& i) { return !i.settled(); });
  if (!open && account_.overpaid > 0) return LoanStatus::overpaid;
  if (!open) return LoanStatus::closed;
  for (const auto& [id, legal] : standing_.legal_cases)
    if (legal.status != LegalStatus::settled && legal.status != LegalStatus::dismissed)
      return LoanStatus::legal_proceedings;
  if (late.days_past_due > 0) return LoanStatus::in_arrears;
  if (!loan_.get<Restructures>().restructures.empty()) return LoanStatus::restructured;
  return LoanStatus::active;
}

TermsView Viewing::terms(const Terms& said) const {
  TermsView view;
  view.principal = money(said.principal);
  view.annual_rate = format_decimal(said.annual_rate, 6);
  view.interest_method = said.interest_method;
  view.amortization = said.amortization;
  view.instalment_count = said.instalment_count;
  view.period_length = said.period_length;
  view.period_unit = said.period_unit;
  view.term_months = said.term_months;
  view.day_count = said.day_count;
  view.allocation = said.allocation;
  view.schedule_type = said.schedule_type;
  view.down_payment = money(said.down_payment);
  view.down_payment_percent = format_decimal(said.down_payment_percent, 6);
  view.balloon = money(said.balloon);
  view.grace_days = said.grace_days;
  return view;
}

InstalmentView Viewing::instalment(size_t index, int64_t balance) const {
  const Instalment& i = account_.schedule[index];
  InstalmentView view;
  view.kind = i.kind;
  view.from_date = i.from;
  view.due_date = i.due_date;
  view.expected = parts(i.due);
  view.paid = parts(i.paid);
  view.waived = money(i.waived.total());
  view.outstanding = money(i.outstanding());
  view.paid_in_advance = money(i.paid_in_advance);
  view.paid_late = money(i.paid_late);
  view.variance = money(due_by_now(i) ? i.paid.total() - i.due.total() : 0);
  view.balance = money(balance);
  view.settled_on = i.settled_on;
  if (i.settled_on) view.days_late = *i.settled_on - i.due_date;
  view.performance = performance_[index];
  return view;
}

TransactionView Viewing::transaction(const Transaction& t) const {
  TransactionView view;
  view.kind = t.kind;
  view.value_date = t.value_date;
  view.entered_on = t.entered;
  view.amount = money(t.amount);
  view.allocated = parts(t.allocated);
  view.overpaid = money(t.overpaid);
  view.balance = money(t.balance);
  view.due_date = t.due_date;
  if (t.due_date) view.days_late = t.value_date - *t.due_date;
  view.back_dated = t.value_date < t.entered;
  view.reversed = t.reversed;
  return view;
}

void Viewing::money_figures(LoanView& view) const {
  Amounts outstanding, paid;
  int64_t due_now = 0;
  for (const auto& i : account_.schedule) {
    outstanding += i.open();
    paid += i.paid;
    if (due_by_now(i)) due_now += i.outstanding();
  }
  const bool ended = ended_on(standing_).has_value();
  view.disbursed = money(account_.disbursed());
  view.outstanding = parts(outstanding);
  view.paid = parts(paid);
  view.overpaid = money(account_.overpaid);
  view.due_now = money(ended ? 0 : due_now);
  view.written_off = money(standing_.written_off);
  view.recovered = money(standing_.recovered);
  if (ended) return;
  for (const auto& i : account_.schedule) {
    if (i.settled() || i.kind == InstalmentKind::undated || i.due_date < day_) continue;
    view.next_payment = {i.due_date, money(i.outstanding()), known_day_ ? i.due_date - day_ : 0};
    break;
  }
}

void Viewing::lateness_figures(LoanView& view, const Lateness& late) const {
  view.arrears = parts(late.arrears);
  view.days_past_due = late.days_past_due;
  view.delinquent_days = late.delinquent_days;
  view.oldest_due_date = late.oldest_due_date;
  view.bucket = buckets_.name(loan_.get<History>().bucket());
  view.paused = known_day_ && loans::paused(standing_.pauses, day_);
}

void Viewing::instalment_figures(LoanView& view) const {
  const auto& all = performance_;
  for (size_t i = 0; i < all.size(); ++i) {
    const Instalment& instalment = account_.schedule[i];
    if (instalment.kind == InstalmentKind::undated || instalment.due.total() == 0) continue;
    const std::string month = to_string(instalment.due_date).substr(0, 7);
    const auto [place, added] = view.months.emplace(month, all[i]);
    if (!added) place->second = std::max(place->second, all[i]);
    if (!due_by_now(instalment) || all[i] == Performance::open) continue;
    ++view.instalments_due;
    view.instalments_on_time += all[i] == Performance::on_time;
    view.instalments_late += all[i] == Performance::late;
    view.instalments_missed += all[i] == Performance::missed;
  }
}

void Viewing::security(LoanView& view) const {
  const auto& security = loan_.get<Security>();
  const auto valued = [](const Money& value, const std::optional<Date>& on) {
    return on ? std::optional(value) : std::nullopt;
  };
  for (const auto& [id, item] : security.collateral)
    view.collateral[id] = {item.kind,
                           valued(item.original_value, item.original_valued_on),
                           valued(item.value, item.valued_on),
                           item.original_valued_on,
                           item.valued_on,
                           item.lien_status,
                           item.lien_changed_on,
                           item.document_id,
                           item.sealed};
  for (const auto& [id, person] : security.guarantors)
    view.guarantors[id] = {
        person.customer_id,
        person.relationship,
        person.amount.currency == 0 ? std::nullopt : std::optional(person.amount),
        person.document_id,
        person.released_on,
        person.sealed};
  view.co_borrowers = security.co_borrowers;
  for (const auto& [id, legal] : standing_.legal_cases)
    view.legal_cases[id] = {legal.started_on, legal.status, legal.next_hearing_on, legal.court,
                            money(legal.claimed)};
}

void Viewing::histories(LoanView& view) const {
  for (const auto& r : loan_.get<Restructures>().restructures) {
    auto& shown = view.restructures[r.id];
    shown.date = r.date;
    shown.kind = r.kind;
    if (r.old_terms) shown.old_terms = terms(*r.old_terms);
    if (r.new_terms) shown.new_terms = terms(*r.new_terms);
    shown.old_maturity_date = r.old_maturity_date;
    shown.new_maturity_date = r.new_maturity_date;
    shown.capitalized_interest = money(r.capitalized_interest);
    shown.capitalized_fees = money(r.capitalized_fees);
    shown.forgiven = money(r.forgiven);
    shown.deferral_days = r.deferral_days;
    shown.sealed = r.sealed;
  }
  const auto& history = loan_.get<History>();
  for (const auto& span : history.buckets)
    view.bucket_history.push_back({span.from, buckets_.name(span.bucket)});
  for (const auto& span : history.arrears)
    view.arrears_history.push_back(
        {span.due_date, span.cured_on, span.cured_on ? std::optional(span.days) : std::nullopt});
  view.pauses = standing_.pauses;
  for (const auto& problem : standing_.problems)
    view.problems.push_back({problem.code, problem.reference, problem.cause});
}

// docs/loans.md, "Assessment".
Assessment Viewing::assessment(const LoanView& view) const {
  Assessment result;
  int32_t streak = 0, recent_late = 0, recent_missed = 0;
  const auto& all = performance_;
  for (size_t i = 0; i < all.size(); ++i) {
    if (!due_by_now(account_.schedule[i])) continue;
    streak = all[i] == Performance::on_time ? streak + 1 : 0;
    if (day_ - account_.schedule[i].due_date > kRecentDays) continue;
    recent_late += all[i] == Performance::late;
    recent_missed += all[i] == Performance::missed;
  }
  const auto because = [&](bool holds, const char* code, int32_t count) {
    if (holds) result.reasons.push_back({code, count});
    return holds;
  };
  bool below = because(view.status == LoanStatus::written_off, "written_off", 0);
  below |= because(view.status == LoanStatus::legal_proceedings, "legal_proceedings", 0);
  below |= because(view.days_past_due > 0, "days_past_due", view.days_past_due);
  below |= because(recent_missed > 0, "missed_in_180_days", recent_missed);
  const int32_t due = view.instalments_due;
  const int32_t percent = due == 0 ? 100 : view.instalments_on_time * 100 / due;
  below |= because(percent < kOnTimePercentExpected, "on_time_percent", percent);
  because(recent_late > 0, "late_in_180_days", recent_late);
  because(!view.restructures.empty(), "restructured",
          static_cast<int32_t>(view.restructures.size()));
  const bool above = because(streak >= kStreakForAbove, "on_time_in_a_row", streak);
  because(due < 3, "few_instalments_due", due);
  if (below)
    result.level = AssessmentLevel::below_expectation;
  else if (above && recent_late == 0)
    result.level = AssessmentLevel::above_expectation;
  return result;
}

LoanView Viewing::view() {
  LoanView view;
  Lateness late;
  if (known_day_ && !ended_on(standing_)) late = lateness(account_, standing_.pauses, day_);
  view.status = status(late);
  view.product_id = agreement_.product_id;
  view.product_name = agreement_.product_name;
  view.product_type = agreement_.product_type;
  if (const auto* currency = find_currency(agreement_.currency)) view.currency = currency->code;
  view.application_id = agreement_.application_id;
  view.officer_id = agreement_.officer_id;
  view.branch_id = agreement_.branch_id;
  view.refinances_loan_id = agreement_.refinances_loan_id;
  view.disbursed_on = agreement_.disbursed_on;
  view.maturity_date = agreement_.maturity_date;
  for (const auto& i : account_.schedule)
    if (!agreement_.maturity_date && i.kind == InstalmentKind::regular)
      view.maturity_date = i.due_date;
  if (agreement_.with_terms) view.terms = terms(account_.terms);
  money_figures(view);
  lateness_figures(view, late);
  instalment_figures(view);
  view.closed_on = standing_.closed_on ? standing_.closed_on : loan_.get<History>().settled_on;
  view.written_off_on = standing_.written_off_on;
  view.closure = standing_.closure;
  view.sealed = agreement_.sealed;
  security(view);
  histories(view);
  view.assessment = assessment(view);
  return view;
}

LoanDetail Viewing::detail() {
  LoanDetail detail;
  int64_t balance = 0;
  for (const auto& i : account_.schedule) balance += i.due.principal - i.credited;
  for (size_t i = 0; i < account_.schedule.size(); ++i) {
    const Instalment& at = account_.schedule[i];
    balance -= at.due.principal - at.credited;
    const std::string key = std::to_string(at.number);
    detail.schedule[key] = instalment(i, balance);
    detail.schedule_order.push_back(key);
  }
  for (const auto& t : account_.transactions) {
    detail.transactions[t.id] = transaction(t);
    detail.transaction_order.push_back(t.id);
  }
  for (const auto& charge : account_.charges) {
    const bool late = !account_.schedule.empty() &&
                      account_.schedule.back().kind == InstalmentKind::additional &&
                      account_.schedule.back().from < charge.due_date;
    detail.charges[charge.id] = {charge.kind,          charge.name,          charge.due_date,
                                 charge.entered,       money(charge.amount), money(charge.paid),
                                 money(charge.waived), money(charge.open()), late,
                                 charge.reversed};
    detail.charge_order.push_back(charge.id);
  }
  return detail;
}

}  // namespace

std::string_view enum_name(LoanStatus status) {
  switch (status) {
    case LoanStatus::announced: return "announced";
    case LoanStatus::active: return "active";
    case LoanStatus::in_arrears: return "in_arrears";
    case LoanStatus::restructured: return "restructured";
    case LoanStatus::legal_proceedings: return "legal_proceedings";
    case LoanStatus::overpaid: return "overpaid";
    case LoanStatus::closed: return "closed";
    case LoanStatus::written_off: return "written_off";
  }
  return "";
}

std::string_view enum_name(Performance performance) {
  switch (performance) {
    case Performance::ahead: return "ahead";
    case Performance::on_time: return "on_time";
    case Performance::late: return "late";
    case Performance::missed: return "missed";
    case Performance::open: return "open";
    case Performance::carried: return "carried";
    case Performance::overdue: return "overdue";
  }
  return "";
}

std::string_view enum_name(AssessmentLevel level) {
  switch (level) {
    case AssessmentLevel::above_expectation: return "above_expectation";
    case AssessmentLevel::at_expectation: return "at_expectation";
    case AssessmentLevel::below_expectation: return "below_expectation";
  }
  return "";
}

LoanView view_of(const LoanSlice& loan, std::optional<Date> day, const Buckets& buckets) {
  return Viewing(loan, day, buckets).view();
}

LoanDetail detail_of(const LoanSlice& loan, std::optional<Date> day) {
  return Viewing(loan, day, Buckets{}).detail();
}

}  // namespace dossier::loans
