// How instalments come from terms: see docs/loans.md, "Schedules".
#include "schedule.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <tuple>

namespace dossier::loans {
namespace {

using Wide = boost::multiprecision::int256_t;

constexpr int64_t kRateScale = 100'000'000;  // annual_rate / this = the rate as a fraction
const Wide kOne = Wide(1'000'000'000) * 1'000'000'000;  // a factor of 1
constexpr int32_t kMaxInstalments = 1200;

// Numerator / denominator, both whole; the denominator is positive.
Wide quotient(const Wide& numerator, const Wide& denominator, Rounding rounding) {
  Wide whole = numerator / denominator;
  Wide rest = numerator % denominator;
  if (rest == 0) return whole;
  const bool negative = numerator < 0;
  if (negative) rest = -rest;
  bool away = false;
  switch (rounding) {
    case Rounding::half_even:
      away = rest * 2 > denominator || (rest * 2 == denominator && whole % 2 != 0);
      break;
    case Rounding::half_up: away = rest * 2 >= denominator; break;
    case Rounding::up: away = true; break;
    case Rounding::down: break;
  }
  if (away) whole += negative ? -1 : 1;
  return whole;
}

int64_t to_minor(const Wide& value) { return static_cast<int64_t>(value); }

int64_t round_to_multiple(int64_t value, const Terms& terms) {
  const int64_t multiple = terms.instalment_multiple;
  return multiple <= 1 ? value : divide(value, multiple, terms.rounding) * multiple;
}

Date plus_periods(const Terms& terms, Date from, int32_t count) {
  switch (terms.period_unit) {
    case PeriodUnit::days: return from + count * terms.period_length;
    case PeriodUnit::weeks: return from + count * terms.period_length * 7;
    case PeriodUnit::months: return add_months(from, count * terms.period_length);
  }
  return from;
}

int32_t days_30_360(Date from, Date to) {
  const CivilDate a = civil(from), b = civil(to);
  const auto day = [](uint32_t d) { return static_cast<int32_t>(std::min(d, 30u)); };
  return (b.year - a.year) * 360 +
         (static_cast<int32_t>(b.month) - static_cast<int32_t>(a.month)) * 30 + day(b.day) -
         day(a.day);
}

int32_t days_in_year_of(Date date) {
  const int32_t year = civil(date).year;
  return from_civil({year + 1, 1, 1}) - from_civil({year, 1, 1});
}

// The share of a year, scaled to kOne, that lies between two days.
Wide year_share(const Terms& terms, Date from, Date to) {
  if (to <= from) return 0;
  switch (terms.day_count) {
    case DayCount::thirty_360: return kOne * days_30_360(from, to) / 360;
    case DayCount::actual_365: return kOne * (to - from) / 365;
    case DayCount::actual_360: return kOne * (to - from) / 360;
    case DayCount::actual_actual: break;
  }
  Wide share = 0;
  while (from < to) {
    const Date next_year = from_civil({civil(from).year + 1, 1, 1});
    const Date until = std::min(to, next_year);
    share += kOne * (until - from) / days_in_year_of(from);
    from = until;
  }
  return share;
}

// A whole period's share of a year, by its nominal length.
Wide nominal_share(const Terms& terms) {
  switch (terms.period_unit) {
    case PeriodUnit::days: return kOne * terms.period_length / 365;
    case PeriodUnit::weeks: return kOne * terms.period_length / 52;
    case PeriodUnit::months: return kOne * terms.period_length / 12;
  }
  return 0;
}

// Money is lent in [from, to) of an instalment's period: its share of a year.
Wide share_within(const Terms& terms, const Instalment& period, Date from) {
  if (from >= period.due_date) return 0;
  const bool by_period =
      terms.interest_period == InterestPeriod::same_as_repayment_period ||
      (terms.day_count == DayCount::thirty_360 && terms.period_unit == PeriodUnit::months);
  if (!by_period) return year_share(terms, from, period.due_date);
  const Date nominal_start = plus_periods(terms, period.due_date, -1);
  if (from == nominal_start) return nominal_share(terms);
  if (from < nominal_start) return nominal_share(terms) + year_share(terms, from, nominal_start);
  return nominal_share(terms) * (period.due_date - from) / (period.due_date - nominal_start);
}

Wide rate_of(const Terms& terms, const Wide& year_share) {
  return year_share * terms.annual_rate / kRateScale;
}

// One period of the part of a schedule that is worked out anew.
struct Period {
  Instalment* instalment;
  Wide rate;              // of the whole period
  Wide grown = 0;         // new money of the period, grown to its end, scaled to kOne
  Wide interest_new = 0;  // interest on it alone, scaled
  int64_t lent = 0;       // new money
  bool interest_free = false, principal_free = false, interest_deferred = false;
};

class Amortizer {
 public:
  Amortizer(const Terms& terms, std::vector<Period> periods, int64_t opening)
      : terms_(terms), periods_(std::move(periods)), opening_(opening) {}

  void run() {
    if (terms_.interest_method == InterestMethod::flat) return spread_flat();
    if (terms_.amortization == Amortization::equal_principal)
      return spread(equal_principal(), false);
    int64_t instalment = equal_instalment();
    spread(instalment, true);
    if (terms_.schedule_type == ScheduleType::progressive) improve(instalment);
  }

 private:
  int64_t total() const {
    int64_t sum = opening_;
    for (const Period& period : periods_) sum += period.lent;
    return sum;
  }
  size_t paying() const {
    return static_cast<size_t>(
        std::ranges::count_if(periods_, [](const Period& p) { return !p.principal_free; }));
  }
  int64_t equal_principal() const {
    return divide(total() - terms_.balloon, static_cast<int64_t>(std::max<size_t>(paying(), 1)),
                  terms_.rounding);
  }
  // P·Π(1+rᵢ)/fₙ over the periods that pay principal, with f₁ = 1, fₖ = 1 + fₖ₋₁(1+rₖ).
  int64_t equal_instalment() const {
    Wide value = Wide(opening_) * kOne, divisor = 0;
    for (const Period& period : periods_) {
      const Wide rate = period.interest_free ? Wide(0) : period.rate;
      if (period.principal_free) {  // interest is paid as it falls due
        value += Wide(period.lent) * kOne;
        continue;
      }
      const Wide growth = kOne + rate;
      value =
          value * growth / kOne + (period.interest_free ? Wide(period.lent) * kOne : period.grown);
      divisor = kOne + divisor * growth / kOne;
    }
    value -= Wide(terms_.balloon) * kOne;
    if (divisor == 0) return 0;
    return round_to_multiple(to_minor(quotient(value, divisor, terms_.rounding)), terms_);
  }
  int64_t interest_of(const Period& period, int64_t balance) const {
    if (period.interest_free) return 0;
    return to_minor(
        quotient(Wide(balance) * period.rate + period.interest_new, kOne, terms_.rounding));
  }
  // Each period's principal: what the instalment leaves after interest, or the same each time.
  void spread(int64_t amount, bool with_interest) {
    int64_t balance = opening_, deferred = 0;
    for (size_t i = 0; i < periods_.size(); ++i) {
      Period& period = periods_[i];
      int64_t interest = interest_of(period, balance) + deferred;
      balance += period.lent;
      deferred = 0;
      if (period.interest_deferred && i + 1 < periods_.size()) std::swap(interest, deferred);
      int64_t principal = with_interest ? amount - interest : amount;
      if (period.principal_free) principal = 0;
      principal = std::clamp<int64_t>(principal, 0, balance);
      if (i + 1 == periods_.size()) principal = balance;
      balance -= principal;
      period.instalment->due.principal = principal;
      period.instalment->due.interest = interest;
    }
  }
  // Flat: interest on the principal of the start, the same in each period.
  void spread_flat() {
    const int64_t sum = total();
    const auto count = static_cast<int64_t>(periods_.size());
    int64_t left = sum;
    const Wide share = nominal_share(terms_);
    const int64_t each =
        to_minor(quotient(Wide(sum) * rate_of(terms_, share), kOne, terms_.rounding));
    const int64_t paying_count = static_cast<int64_t>(std::max<size_t>(paying(), 1));
    const int64_t exact = divide(sum - terms_.balloon, paying_count, terms_.rounding);
    const int64_t instalment = terms_.amortization == Amortization::equal_principal
                                   ? exact + each
                                   : round_to_multiple(exact + each, terms_);
    for (int64_t i = 0; i < count; ++i) {
      Period& period = periods_[static_cast<size_t>(i)];
      const int64_t interest = period.interest_free ? 0 : each;
      int64_t principal =
          period.principal_free ? 0 : std::clamp<int64_t>(instalment - each, 0, left);
      if (i + 1 == count) principal = left;
      left -= principal;
      period.instalment->due.principal = principal;
      period.instalment->due.interest = interest;
    }
  }
  // Where the last instalment is off by more than n/2 minor units, the gap is spread once.
  void improve(int64_t instalment) {
    const auto count = static_cast<int64_t>(periods_.size());
    if (count < 2 || terms_.balloon != 0) return;
    const auto gap = [&] {
      const auto& last = periods_.back().instalment->due;
      const auto& before = periods_[periods_.size() - 2].instalment->due;
      return last.principal + last.interest - before.principal - before.interest;
    };
    const int64_t first = gap();
    if (std::abs(first) <= count / 2) return;
    const int64_t better =
        round_to_multiple(instalment + divide(first, count, terms_.rounding), terms_);
    if (better == instalment) return;
    spread(better, true);
    if (std::abs(gap()) >= std::abs(first)) spread(instalment, true);
  }

  const Terms& terms_;
  std::vector<Period> periods_;
  const int64_t opening_;
};

bool regular(const Instalment& i) { return i.kind == InstalmentKind::regular; }

// Periods due after the newest payout, with that payout (and those beside it in its period) in the
// first of them. Its opening balance is what the earlier periods left.
void amortize_from(std::vector<Instalment>& schedule, const Terms& terms,
                   std::span<const Payout> amortized) {
  std::vector<Instalment*> all;
  for (auto& instalment : schedule)
    if (regular(instalment)) all.push_back(&instalment);
  const Date newest = amortized.back().date;
  size_t first = 0;
  while (first + 1 < all.size() && all[first]->due_date <= newest) ++first;
  int64_t opening = 0;
  std::vector<Payout> inside;
  for (const Payout& payout : amortized) {
    if (first > 0 && payout.date < all[first - 1]->due_date)
      opening += payout.amount;
    else
      inside.push_back(payout);
  }
  for (size_t i = 0; i < first; ++i) opening -= all[i]->due.principal - all[i]->credited;
  std::vector<Period> periods;
  for (size_t i = first; i < all.size(); ++i) {
    const auto number = static_cast<int32_t>(i + 1);
    Period period{all[i], rate_of(terms, share_within(terms, *all[i], all[i]->from))};
    period.interest_free = number <= terms.interest_free_periods;
    period.principal_free = number <= terms.grace_principal_periods;
    period.interest_deferred = number <= terms.grace_interest_periods;
    if (i == first) {
      for (const Payout& payout : inside) {
        const Wide rate = rate_of(terms, share_within(terms, *all[i], payout.date));
        period.interest_new += Wide(payout.amount) * rate;
        period.lent += payout.amount;
      }
      period.grown = Wide(period.lent) * kOne + period.interest_new;
    }
    periods.push_back(std::move(period));
  }
  Amortizer(terms, std::move(periods), opening).run();
  for (size_t i = first; i < all.size(); ++i) all[i]->due.principal += all[i]->credited;
}

// Money lent after the last due date makes a plain schedule longer.
void lengthen(std::vector<Instalment>& schedule, const Terms& terms, Date lent_on) {
  while (true) {
    const auto last = std::ranges::find_if(schedule.rbegin(), schedule.rend(), regular);
    if (last == schedule.rend() || last->due_date >= lent_on) break;
    Instalment more;
    more.from = last->due_date;
    more.due_date = plus_periods(terms, last->due_date, 1);
    schedule.insert(last.base(), more);
  }
}

// Plain schedules without interest: in each period that share of all money lent by its due date
// that one of the agreed periods has; the last takes what is left.
void share_evenly(std::vector<Instalment>& schedule, const Terms& terms,
                  std::span<const Payout> amortized) {
  int64_t lent = 0, left = 0;
  size_t next = 0;
  Instalment* last = nullptr;
  for (auto& instalment : schedule) {
    if (!regular(instalment)) continue;
    for (; next < amortized.size() && amortized[next].date <= instalment.due_date; ++next) {
      lent += amortized[next].amount;
      left += amortized[next].amount;
    }
    const int64_t share =
        round_to_multiple(divide(lent, terms.instalment_count, terms.rounding), terms);
    instalment.due.principal = std::clamp<int64_t>(share, 0, left);
    left -= instalment.due.principal;
    last = &instalment;
  }
  if (last != nullptr) last->due.principal += left;
}

// Progressive ones: each disbursement is split evenly, and rounded, on its own.
void split_evenly(std::vector<Instalment>& schedule, const Terms& terms, const Payout& payout) {
  std::vector<Instalment*> due;
  for (auto& instalment : schedule)
    if (regular(instalment) && instalment.due_date > payout.date) due.push_back(&instalment);
  if (due.empty())
    for (auto& instalment : schedule)
      if (regular(instalment)) due = {&instalment};
  if (due.empty()) return;
  int64_t left = payout.amount;
  const int64_t each = divide(payout.amount, static_cast<int64_t>(due.size()), terms.rounding);
  for (Instalment* instalment : due) {
    const int64_t before = instalment->due.principal;
    instalment->due.principal = round_to_multiple(before + each, terms);
    left -= instalment->due.principal - before;
  }
  due.back()->due.principal += left;
}

}  // namespace

int64_t divide(int64_t value, int64_t by, Rounding rounding) {
  return to_minor(quotient(value, by, rounding));
}

bool workable(const Terms& terms) {
  // A hundred times over a year's principal in interest is no loan, and would overflow.
  constexpr int64_t kMaxRate = 10'000 * int64_t{1'000'000};
  return terms.instalment_count > 0 && terms.instalment_count <= kMaxInstalments &&
         terms.period_length > 0 && terms.period_length <= 3660 && terms.annual_rate <= kMaxRate;
}

std::vector<Instalment> dated_instalments(const Terms& terms, Date start) {
  std::vector<Instalment> schedule(static_cast<size_t>(terms.instalment_count));
  const Date first_due = terms.first_due_date.value_or(plus_periods(terms, start, 1));
  // With a first due date of its own the month's day is that one's, else the disbursement's.
  for (int32_t i = 0; i < terms.instalment_count; ++i) {
    auto& instalment = schedule[static_cast<size_t>(i)];
    instalment.number = static_cast<int16_t>(i + 1);
    instalment.due_date = terms.first_due_date ? plus_periods(terms, first_due, i)
                                               : plus_periods(terms, start, i + 1);
    instalment.from = i == 0 ? start : schedule[static_cast<size_t>(i - 1)].due_date;
  }
  return schedule;
}

int64_t down_payment_of(const Terms& terms, const Payout& payout, bool first) {
  if (terms.down_payment_percent > 0)
    return round_to_multiple(to_minor(quotient(Wide(payout.amount) * terms.down_payment_percent,
                                               Wide(kRateScale), terms.rounding)),
                             terms);
  return first ? std::min(terms.down_payment, payout.amount) : 0;
}

void add_payout(std::vector<Instalment>& schedule, const Terms& terms,
                std::span<const Payout> payouts) {
  const Payout newest = payouts.back();
  std::vector<Payout> amortized(payouts.begin(), payouts.end());
  for (size_t i = 0; i < amortized.size(); ++i)
    amortized[i].amount -= down_payment_of(terms, amortized[i], i == 0);
  const int64_t down = newest.amount - amortized.back().amount;
  if (down > 0) {
    Instalment instalment;
    instalment.kind = InstalmentKind::down_payment;
    instalment.from = instalment.due_date = newest.date;
    instalment.due.principal = down;
    schedule.push_back(instalment);
  }
  const bool even =
      terms.annual_rate == 0 && terms.grace_principal_periods == 0 && terms.balloon == 0;
  if (terms.schedule_type == ScheduleType::cumulative) lengthen(schedule, terms, newest.date);
  if (!even)
    amortize_from(schedule, terms, amortized);
  else if (terms.schedule_type == ScheduleType::progressive)
    split_evenly(schedule, terms, amortized.back());
  else
    share_evenly(schedule, terms, amortized);
  renumber(schedule, terms.schedule_type);
}

void renumber(std::vector<Instalment>& schedule, ScheduleType type) {
  const InstalmentKind first_of_day =
      type == ScheduleType::cumulative ? InstalmentKind::down_payment : InstalmentKind::regular;
  const auto number_all = [&] {
    int16_t number = 0;
    for (auto& instalment : schedule) instalment.number = ++number;
  };
  number_all();  // what stands first stays first among equals
  std::ranges::sort(schedule, {}, [=](const Instalment& i) {
    return std::tuple(i.kind == InstalmentKind::additional, i.due_date, i.kind != first_of_day,
                      i.number);
  });
  number_all();
}

}  // namespace dossier::loans
