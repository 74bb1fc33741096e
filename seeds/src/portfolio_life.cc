#include "portfolio_life.h"

#include <algorithm>

namespace dossier::seeds {
namespace {

constexpr uint32_t kOnboarding = 11;  // Events up to the first payout, about
constexpr int32_t kCycleDays = 30;
constexpr int32_t kSecondsOpen = 5 * 3600;
constexpr int32_t kSecondOpening = 8 * 3600;
constexpr int64_t kPenalty = 150'000;  // Cents

int32_t final_day() { return Portfolio::last_day().days; }

Habit habit_of(Prng& prng) {
  const uint32_t share = prng.below(100);
  if (share < 62) return Habit::prompt;
  if (share < 84) return Habit::mostly_prompt;
  return share < 95 ? Habit::slow : Habit::troubled;
}

// In percent of instalments: paid up to the due date, paid late, not paid in its cycle.
struct Odds {
  uint32_t prompt;
  uint32_t late;
};
constexpr Odds kOdds[] = {{98, 2}, {90, 8}, {60, 30}, {40, 25}};

const Product& product_of(uint32_t index, const PortfolioCustomer& customer) {
  return kProducts[(index * 7 + customer.applications) % kProducts.size()];
}

int32_t months_of(uint32_t index, const PortfolioCustomer& customer) {
  return kMonths[(index * 3 + customer.applications) % kMonths.size()];
}

int32_t soon(PortfolioCustomer& customer, int32_t day, uint32_t within) {
  return day + static_cast<int32_t>(customer.prng.below(within));
}

// Seconds within the day; later than the customer's event before it.
int32_t second_of(PortfolioCustomer& customer, int32_t day) {
  int32_t second = kSecondOpening + static_cast<int32_t>(customer.prng.below(kSecondsOpen));
  if (day == customer.last_day) {
    const auto pause = static_cast<int32_t>(60 + customer.prng.below(900));
    second = std::min(customer.last_second + pause, 24 * 3600 - 1);
  }
  customer.last_day = day;
  customer.last_second = second;
  return second;
}

void start_application(PortfolioCustomer& customer, uint32_t index) {
  ++customer.applications;
  const Product& product = product_of(index, customer);
  const auto steps = static_cast<uint32_t>((product.most - product.least) / 500'000);
  customer.amount = product.least + int64_t{customer.prng.below(steps)} * 500'000;
}

void pay_out(PortfolioCustomer& customer, uint32_t index, int32_t day) {
  const Product& product = product_of(index, customer);
  const Date start{day};
  customer.loan = LoanCursor(
      {customer.amount, product.rate, months_of(index, customer), start, add_months(start, 1)});
  ++customer.loans;
}

// The next day on which a loan may start: its due day must be in every month, and end none.
int32_t payout_day(int32_t day) {
  const CivilDate c = civil(Date{day});
  return c.day <= 27 ? day : day + 4;
}

// Where the next cycle's events lie: pays on or about the due date of row `row`.
void plan_cycle(PortfolioCustomer& customer, int32_t day) {
  const int32_t row = customer.loan.row();
  const int32_t due = customer.loan.due_of(row).days;
  const int32_t behind = std::max(0, day - due);
  const int32_t due_now = due + behind / kCycleDays * kCycleDays;
  // The last day wins where the two bounds cross.
  customer.cycle_end = std::min(std::max(due_now + kCycleDays / 2, day + 1), final_day());
  const int32_t cycles = std::max(1, (final_day() - day + kCycleDays - 1) / kCycleDays);
  const uint32_t share = customer.left / static_cast<uint32_t>(cycles);
  const bool last = customer.cycle_end >= final_day();
  customer.cycle_left = static_cast<int16_t>(std::min(last ? customer.left : share, 30'000U));
  const Odds odds = kOdds[static_cast<size_t>(customer.habit)];
  const uint32_t draw = customer.prng.below(100);
  customer.promised = false;
  customer.pay_day = 0;
  if (draw < odds.prompt)
    customer.pay_day = due_now - static_cast<int32_t>(draw % 4);
  else if (draw < odds.prompt + odds.late)
    customer.pay_day = due_now + 2 + static_cast<int32_t>(draw % 11);
  if (customer.pay_day != 0)
    customer.pay_day = std::min(std::max(customer.pay_day, day), customer.cycle_end);
}

int32_t next_in_cycle(PortfolioCustomer& customer, int32_t day) {
  if (customer.cycle_left <= 0) plan_cycle(customer, std::max(day, customer.cycle_end));
  if (customer.cycle_left <= 0) customer.cycle_left = 1;
  const int32_t room = std::max(0, customer.cycle_end - day);
  const int32_t gap = room / (customer.cycle_left + 1);
  const int32_t filler = day + gap + static_cast<int32_t>(customer.prng.below(2));
  const bool pays =
      customer.pay_day != 0 && (customer.cycle_left == 1 || customer.pay_day <= filler);
  return std::min(pays ? std::max(day, customer.pay_day) : filler, final_day());
}

bool in_arrears(const PortfolioCustomer& customer, int32_t day) {
  const LoanCursor& loan = customer.loan;
  return loan.row() < loan.count() && loan.due_of(loan.row()).days < day;
}

void pursue(PortfolioWriter& writer, PortfolioCustomer& customer, int32_t day) {
  Prng& prng = customer.prng;
  const int64_t open = customer.loan.open_up_to(customer.loan.row());
  const uint32_t draw = prng.below(100);
  const int32_t late = day - customer.loan.due_of(customer.loan.row()).days;
  if (late > 5 && customer.loan.penalty_open() == 0 && draw < 30) return writer.penalty(kPenalty);
  if (!customer.promised && draw < 45) {
    customer.promised = true;
    return writer.promise(open, Date{day + 3 + static_cast<int32_t>(prng.below(12))});
  }
  if (draw < 65) return writer.activity();
  if (draw < 80) return writer.call(prng.chance(45));
  if (draw < 85) return writer.payment_failed(open);
  writer.sms(kArrearsTexts[prng.below(kArrearsTexts.size())]);
}

void everyday(PortfolioWriter& writer, PortfolioCustomer& customer) {
  Prng& prng = customer.prng;
  const uint32_t draw = prng.below(100);
  if (draw < 30) return writer.reminder(customer.loan.open_up_to(customer.loan.row()));
  if (draw < 55) return writer.sms(kOutboundTexts[prng.below(kOutboundTexts.size())]);
  if (draw < 68) return writer.whatsapp_received();
  if (draw < 78) return writer.note();
  if (draw < 88) return writer.call(prng.chance(80));
  if (draw < 93) return writer.payslip_uploaded();
  writer.bureau_report(false);
}

// One payment; troubled payers now and then bring only a part.
void pay(PortfolioWriter& writer, PortfolioCustomer& customer, int32_t day) {
  LoanCursor& loan = customer.loan;
  int32_t upto = loan.row();
  while (upto + 1 < loan.count() && loan.due_of(upto + 1).days <= day) ++upto;
  const bool all = customer.habit != Habit::troubled || customer.prng.chance(30);
  int64_t amount = loan.open_up_to(all ? upto : loan.row());
  if (customer.habit >= Habit::slow && customer.prng.chance(12)) amount = amount / 200 * 100;
  customer.pay_day = 0;
  writer.payment(std::max<int64_t>(amount, 100));
  if (loan.settled()) customer.step = Step::closed;
}

int32_t repay(PortfolioWriter& writer, PortfolioCustomer& customer, int32_t day) {
  const bool pays = customer.pay_day != 0 && customer.pay_day <= day;
  --customer.cycle_left;
  if (pays)
    pay(writer, customer, day);
  else if (in_arrears(customer, day))
    pursue(writer, customer, day);
  else
    everyday(writer, customer);
  if (customer.step == Step::closed) return soon(customer, day, 3);
  return next_in_cycle(customer, day);
}

int32_t decide(PortfolioWriter& writer, PortfolioCustomer& customer, uint32_t index, int32_t day) {
  const bool rejected = customer.step == Step::rejected;
  if (rejected) {
    writer.rejected();
    customer.step = Step::submitted;
    return day + 20 + static_cast<int32_t>(customer.prng.below(60));
  }
  writer.approved(product_of(index, customer), months_of(index, customer));
  customer.step = Step::disbursed;
  return payout_day(soon(customer, day, 4));
}

int32_t lend(PortfolioWriter& writer, PortfolioCustomer& customer, uint32_t index, int32_t day) {
  pay_out(customer, index, day);
  writer.disbursed(product_of(index, customer));
  customer.step = Step::repaying;
  customer.cycle_left = 0;
  customer.cycle_end = day;
  return next_in_cycle(customer, day);
}

int32_t apply(PortfolioWriter& writer, PortfolioCustomer& customer, uint32_t index, int32_t day) {
  switch (customer.step) {
    case Step::submitted:
      start_application(customer, index);
      writer.submitted(product_of(index, customer), months_of(index, customer));
      customer.step = Step::bureau_report;
      return soon(customer, day, 2);
    case Step::bureau_report:
      writer.bureau_report(true);
      customer.step = customer.prng.chance(8) ? Step::rejected : Step::approved;
      return soon(customer, day, 3);
    case Step::disbursed: return lend(writer, customer, index, day);
    default: return decide(writer, customer, index, day);
  }
}

// Steps of the first days, in order; each goes to the one after it.
int32_t onboard(PortfolioWriter& writer, PortfolioCustomer& customer, int32_t day) {
  switch (customer.step) {
    case Step::import_started: writer.import_started(); break;
    case Step::registered: writer.registered(); break;
    case Step::phone_added: writer.phone_added(); break;
    case Step::address_added: writer.address_added(); break;
    case Step::employment: writer.employment(); break;
    case Step::id_uploaded: writer.id_uploaded(); break;
    case Step::kyc_verified: writer.kyc_verified(); break;
    default: writer.officer_assigned(); break;
  }
  customer.step = static_cast<Step>(static_cast<uint8_t>(customer.step) + 1);
  return customer.step < Step::id_uploaded ? day : soon(customer, day, 3);
}

int32_t close(PortfolioWriter& writer, PortfolioCustomer& customer, int32_t day) {
  writer.closed();
  customer.step = Step::submitted;
  return day + 5 + static_cast<int32_t>(customer.prng.below(40));
}

int32_t step(PortfolioWriter& writer, PortfolioCustomer& customer, uint32_t index, int32_t day) {
  if (customer.step < Step::submitted) return onboard(writer, customer, day);
  if (customer.step == Step::repaying) return repay(writer, customer, day);
  if (customer.step == Step::closed) return close(writer, customer, day);
  return apply(writer, customer, index, day);
}

}  // namespace

int32_t begin_life(PortfolioCustomer& customer, uint32_t quota, bool bracketed) {
  customer.habit = habit_of(customer.prng);
  customer.left = quota;
  customer.bracketed = bracketed && quota >= 3;
  customer.step = customer.bracketed ? Step::import_started : Step::registered;
  // About two to four events a month; the more there are, the longer the life.
  const uint32_t after = quota > kOnboarding ? quota - kOnboarding : 0;
  const uint32_t a_month = 2 + customer.prng.below(3);
  const uint32_t months_max = 12 + customer.prng.below(23);
  const uint32_t months = std::min(after / a_month, months_max);
  const auto days = static_cast<int32_t>(months) * kCycleDays + 20;
  const auto earlier = static_cast<int32_t>(customer.prng.below(20));
  return std::max(Portfolio::first_day().days, final_day() - days - earlier);
}

int32_t live(PortfolioWriter& writer, PortfolioCustomer& customer, uint32_t index, int32_t day,
             std::string& out) {
  const int32_t second = second_of(customer, day);
  writer.begin(out, index, customer, Date{day}, second);
  --customer.left;
  int32_t next = day;
  if (customer.left == 0 && customer.bracketed)
    writer.import_completed();
  else
    next = step(writer, customer, index, day);
  ++customer.told;
  return std::clamp(next, day, final_day());
}

}  // namespace dossier::seeds
