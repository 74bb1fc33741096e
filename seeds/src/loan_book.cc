#include "loan_book.h"

#include <algorithm>

#include "dossier/base/ensure.h"

namespace dossier::seeds {
namespace {

__extension__ using Wide = __int128;

constexpr int64_t kRateUnit = 100'000'000;  // Percent with 6 decimals, as a fraction.
constexpr int64_t kYearDays = 360;
constexpr int64_t kPrincipalMax = 10'000'000'000'000;
constexpr int32_t kCountMax = 480;
constexpr int64_t kRateMonthsMax = 14'400'000'000;  // 120 % over 120 months
constexpr int32_t kFirstPeriodDaysMax = 400;
constexpr Wide kOne = 1'000'000'000'000'000;  // 1.0 of the annuity factors.

Wide divide_half_even(Wide value, Wide by) {
  const Wide quotient = value / by;
  const Wide twice = (value % by) * 2;
  if (twice < by) return quotient;
  return twice > by || quotient % 2 != 0 ? quotient + 1 : quotient;
}

// 1 + r of one period.
Wide growth(int64_t annual_rate, int32_t days) {
  return kOne + divide_half_even(Wide{annual_rate} * days * kOne, Wide{kRateUnit} * kYearDays);
}

Date due_of(const LoanTerms& terms, int32_t index) { return add_months(terms.first_due, index); }

int32_t period_days(const LoanTerms& terms, int32_t index) {
  return days_30_360(index == 0 ? terms.start : due_of(terms, index - 1), due_of(terms, index));
}

int64_t take(int64_t& left, int64_t& open) {
  const int64_t part = std::min(left, open);
  left -= part;
  open -= part;
  return part;
}

}  // namespace

int64_t scale_half_even(int64_t value, int64_t numerator, int64_t denominator) {
  return static_cast<int64_t>(divide_half_even(Wide{value} * numerator, denominator));
}

int32_t days_30_360(Date from, Date to) {
  const CivilDate a = civil(from);
  const CivilDate b = civil(to);
  // A due day that a short month moved to its end still counts as that month's last day.
  const bool a_ends = civil(from + 1).day == 1;
  const bool b_ends = civil(to + 1).day == 1;
  const auto day_a = static_cast<int32_t>(a_ends ? 30 : a.day);
  const auto day_b = static_cast<int32_t>(b_ends ? 30 : b.day);
  return (b.year - a.year) * 360 +
         (static_cast<int32_t>(b.month) - static_cast<int32_t>(a.month)) * 30 + day_b - day_a;
}

int64_t interest_for(int64_t balance, int64_t annual_rate, int32_t days) {
  return scale_half_even(balance, annual_rate * days, kRateUnit * kYearDays);
}

bool workable(const LoanTerms& terms) {
  const int32_t to_first = terms.first_due - terms.start;
  return terms.principal > 0 && terms.principal <= kPrincipalMax && terms.count >= 1 &&
         terms.count <= kCountMax && terms.annual_rate <= kRateMonthsMax / terms.count &&
         to_first >= 1 && to_first <= kFirstPeriodDaysMax;
}

int64_t equal_instalment(const LoanTerms& terms) {
  ENSURE(workable(terms), "terms that no schedule can be made of");
  Wide product = growth(terms.annual_rate, period_days(terms, 0));
  Wide factor = kOne;
  for (int32_t i = 1; i < terms.count; ++i) {
    const Wide step = growth(terms.annual_rate, period_days(terms, i));
    product = divide_half_even(product * step, kOne);
    factor = kOne + divide_half_even(factor * step, kOne);
  }
  return static_cast<int64_t>(divide_half_even(terms.principal * product, factor));
}

std::vector<Row> make_schedule(const LoanTerms& terms, int32_t first_number) {
  const int64_t instalment = equal_instalment(terms);
  std::vector<Row> rows;
  int64_t balance = terms.principal;
  for (int32_t i = 0; i < terms.count; ++i) {
    Row row{first_number + i, i == 0 ? terms.start : due_of(terms, i - 1), due_of(terms, i)};
    row.interest = interest_for(balance, terms.annual_rate, period_days(terms, i));
    row.principal = i + 1 == terms.count ? balance : std::min(balance, instalment - row.interest);
    balance -= row.principal;
    row.balance = balance;
    rows.push_back(row);
  }
  return rows;
}

LoanBook::LoanBook(const LoanTerms& terms) : terms_(terms), schedule_(make_schedule(terms)) {
  for (const Row& row : schedule_) rows_.push_back({row, row.principal, row.interest});
}

size_t LoanBook::row_of(const Charge& charge) const {
  const auto after =
      std::ranges::find_if(rows_, [&](const Open& open) { return open.row.due >= charge.due; });
  return after == rows_.end() ? rows_.size() - 1 : static_cast<size_t>(after - rows_.begin());
}

int64_t LoanBook::open_charges(size_t row) const {
  int64_t sum = 0;
  for (const Charge& charge : charges_)
    if (row_of(charge) == row) sum += charge.open;
  return sum;
}

void LoanBook::pay_charges(size_t row, bool penalties, int64_t& left, int64_t& taken) {
  for (Charge& charge : charges_)
    if (charge.penalty == penalties && row_of(charge) == row) taken += take(left, charge.open);
}

Split LoanBook::pay(int64_t amount) {
  Split split;
  for (size_t i = 0; i < rows_.size() && amount > 0; ++i) {
    pay_charges(i, true, amount, split.penalties);
    pay_charges(i, false, amount, split.fees);
    split.interest += take(amount, rows_[i].interest);
    split.principal += take(amount, rows_[i].principal);
  }
  split.overpaid = amount;
  return split;
}

Result<int64_t> LoanBook::waive(std::string_view charge_id) {
  const auto found = std::ranges::find(charges_, charge_id, &Charge::id);
  if (found == charges_.end())
    return fail(ErrorCode::not_found, "no charge of that id is on the loan");
  return std::exchange(found->open, 0);
}

void LoanBook::charge_back(int64_t amount, Date day) {
  const auto next =
      std::ranges::find_if(rows_, [&](const Open& open) { return open.row.due >= day; });
  (next == rows_.end() ? rows_.back() : *next).principal += amount;
}

Split LoanBook::write_off(Date day) {
  Split split;
  for (Open& open : rows_) {
    split.principal += std::exchange(open.principal, 0);
    const int64_t interest = std::exchange(open.interest, 0);
    if (open.row.due <= day) split.interest += interest;
  }
  for (Charge& charge : charges_)
    (charge.penalty ? split.penalties : split.fees) += std::exchange(charge.open, 0);
  return split;
}

Result<LoanBook::Restructure> LoanBook::restructure(LoanTerms terms) {
  Restructure result;
  result.old_maturity = rows_.back().row.due;
  Date accrued_from = terms_.start;
  for (const Open& open : rows_) {
    if (open.row.due > terms.start) break;
    result.capitalized_interest += open.interest;
    accrued_from = open.row.due;
  }
  const int64_t principal = principal_outstanding();
  result.capitalized_interest +=
      interest_for(principal, terms_.annual_rate, days_30_360(accrued_from, terms.start));
  terms.principal = principal + result.capitalized_interest;
  if (!workable(terms))
    return fail(ErrorCode::invalid, "no schedule can be made of the new terms", "",
                "give 1 to 480 months, a rate, and a first due date 1 to 400 days on");
  std::erase_if(rows_, [](const Open& open) { return open.principal + open.interest > 0; });
  const int32_t last_settled = rows_.empty() ? 0 : rows_.back().row.number;
  result.schedule = make_schedule(terms, last_settled + 1);
  for (const Row& row : result.schedule) rows_.push_back({row, row.principal, row.interest});
  schedule_ = result.schedule;
  terms_ = terms;
  return result;
}

const LoanBook::Open* LoanBook::oldest_open() const {
  const auto found = std::ranges::find_if(
      rows_, [](const Open& open) { return open.principal + open.interest > 0; });
  return found == rows_.end() ? nullptr : &*found;
}

const LoanBook::Open* LoanBook::due_on(Date due) const {
  const auto found =
      std::ranges::find_if(rows_, [&](const Open& open) { return open.row.due == due; });
  return found == rows_.end() ? nullptr : &*found;
}

int64_t LoanBook::open_of_oldest() const {
  const Open* open = oldest_open();
  if (!open) return 0;
  return open->principal + open->interest + open_charges(static_cast<size_t>(open - rows_.data()));
}

int64_t LoanBook::due_up_to(Date day) const {
  int64_t sum = 0;
  for (const Open& open : rows_)
    if (open.row.due <= day) sum += open.principal + open.interest;
  for (const Charge& charge : charges_)
    if (charge.due <= day) sum += charge.open;
  return sum;
}

int64_t LoanBook::principal_outstanding() const {
  int64_t sum = 0;
  for (const Open& open : rows_) sum += open.principal;
  return sum;
}

bool LoanBook::settled() const {
  return !oldest_open() &&
         std::ranges::all_of(charges_, [](const Charge& charge) { return charge.open == 0; });
}

}  // namespace dossier::seeds
