// The allocation strategies. Sources: docs/loans.md, "Payments".
#include "allocation.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "dossier/base/ensure.h"
#include "ledger.h"
#include "schedule.h"

namespace dossier::loans {
namespace {

constexpr int64_t kAll = std::numeric_limits<int64_t>::max();
using Order = std::array<Component, kComponents>;
using enum Component;
constexpr Order kPenaltyFeeInterestPrincipal{penalties, fees, interest, principal};
constexpr Order kPrincipalPenaltyFeeInterest{principal, penalties, fees, interest};
constexpr Order kPenaltyInterestPrincipalFee{penalties, interest, principal, fees};
constexpr Order kPenaltyFeePrincipalInterest{penalties, fees, principal, interest};

ChargeKind charge_kind(Component component) {
  return component == fees ? ChargeKind::fee : ChargeKind::penalty;
}

bool belongs(Account& account, const Charge& charge, const Instalment& instalment) {
  return charge.placed && instalment_of_charge(account.schedule, charge.due_date) == &instalment;
}

// What was paid goes to the charges of that kind, earliest due first: of the instalment, where
// money is advanced allocation's, else of all.
void settle_charges(Account& account, const Instalment& instalment, Component component,
                    int64_t amount) {
  while (amount > 0) {
    Charge* earliest = nullptr;
    for (auto& charge : account.charges) {
      if (charge.reversed || charge.kind != charge_kind(component) || charge.open() <= 0) continue;
      if (account.advanced() && !belongs(account, charge, instalment)) continue;
      if (earliest == nullptr || charge.due_date < earliest->due_date) earliest = &charge;
    }
    if (earliest == nullptr) return;  // fees of the schedule itself
    const int64_t part = std::min(amount, earliest->open());
    earliest->paid += part;
    amount -= part;
  }
}

// Open charges of the instalment that are due by then.
int64_t charges_due(Account& account, const Instalment& instalment, Component component,
                    Date date) {
  int64_t sum = 0;
  for (const auto& charge : account.charges)
    if (!charge.reversed && charge.kind == charge_kind(component) && charge.due_date <= date &&
        belongs(account, charge, instalment))
      sum += charge.open();
  return sum;
}

void take_in_order(Allocating& money, Instalment& instalment, const Order& order) {
  for (const Component component : order) money.take(instalment, component, kAll);
}

// Instalment by instalment, oldest first; another order where it is paid before it is due, and
// charges that are due already go before that.
void in_turn(Allocating& money, const Order& due, const Order& in_advance) {
  for (auto& instalment : money.account.schedule) {
    if (money.left == 0) return;
    if (instalment.settled()) continue;
    if (money.date >= instalment.due_date) {
      take_in_order(money, instalment, due);
      continue;
    }
    if (&due != &in_advance)
      for (const Component component : {penalties, fees})
        money.take(instalment, component,
                   charges_due(money.account, instalment, component, money.date));
    take_in_order(money, instalment, in_advance);
  }
}

enum class When : uint8_t { past_due, due, in_advance };

bool falls(const Instalment& instalment, When when, Date date) {
  switch (when) {
    case When::past_due: return instalment.due_date < date;
    case When::due: return instalment.due_date == date;
    case When::in_advance: return instalment.due_date > date;
  }
  return false;
}

std::vector<Instalment*> candidates(Allocating& money, When when,
                                    std::optional<Component> component) {
  std::vector<Instalment*> found;
  for (auto& instalment : money.account.schedule) {
    const int64_t open = component ? instalment.open().of(*component) : instalment.outstanding();
    if (open > 0 && falls(instalment, when, money.date)) found.push_back(&instalment);
  }
  return found;
}

// Those that the next money of that kind goes to.
std::span<Instalment*> chosen(std::vector<Instalment*>& open, When when, FutureMoney future) {
  if (open.empty()) return {};
  if (when != When::in_advance || future == FutureMoney::next_instalment)
    return std::span(open).first(1);
  if (future == FutureMoney::last_instalment) return std::span(open).last(1);
  return open;
}

// The same share for each of them, the last with what does not divide.
int64_t take_evenly(Allocating& money, std::span<Instalment*> instalments, Component component) {
  const auto count = static_cast<int64_t>(instalments.size());
  const int64_t total = money.left;
  int64_t each = divide(total, count, Rounding::half_even), taken = 0;
  for (size_t i = 0; i < instalments.size(); ++i) {
    if (i + 1 == instalments.size()) each += total - each * count;
    taken += money.take(*instalments[i], component, each);
  }
  return taken;
}

// One instalment after the other, all its components.
void horizontally(Allocating& money, When when, FutureMoney future) {
  while (money.left > 0) {
    auto open = candidates(money, when, std::nullopt);
    const auto next = chosen(open, when, future);
    if (next.empty()) return;
    int64_t taken = 0;
    for (const Component component : kPenaltyFeePrincipalInterest)
      if (money.left > 0) taken += take_evenly(money, next, component);
    if (taken == 0) return;
  }
}

// One component after the other, over all instalments.
void vertically(Allocating& money, When when, FutureMoney future) {
  for (const Component component : kPenaltyFeePrincipalInterest) {
    while (money.left > 0) {
      auto open = candidates(money, when, component);
      const auto next = chosen(open, when, future);
      if (next.empty() || take_evenly(money, next, component) == 0) break;
    }
  }
}

}  // namespace

void note_settled(Instalment& instalment, Date date) {
  if (!instalment.settled())
    instalment.settled_on.reset();
  else if (!instalment.settled_on)
    instalment.settled_on = date;
}

int64_t Allocating::take(Instalment& instalment, Component component, int64_t at_most) {
  const int64_t amount = std::min({left, instalment.open().of(component), at_most});
  if (amount <= 0) return 0;
  if (!first_due) first_due = instalment.due_date;
  last = &instalment;
  left -= amount;
  allocated.of(component) += amount;
  instalment.paid.of(component) += amount;
  if (date < instalment.due_date) instalment.paid_in_advance += amount;
  if (date > instalment.due_date) instalment.paid_late += amount;
  if (component == fees || component == penalties)
    settle_charges(account, instalment, component, amount);
  note_settled(instalment, date);
  return amount;
}

void allocate(Allocating& money, FutureMoney future) {
  const auto& terms = money.account.terms;
  switch (terms.allocation) {
    case Allocation::penalty_fee_interest_principal:
      return in_turn(money, kPenaltyFeeInterestPrincipal, kPenaltyFeeInterestPrincipal);
    case Allocation::due_penalty_fee_interest_principal_then_in_advance:
      return in_turn(money, kPenaltyFeeInterestPrincipal, kPrincipalPenaltyFeeInterest);
    case Allocation::due_penalty_interest_principal_fee_then_in_advance:
      return in_turn(money, kPenaltyInterestPrincipalFee, kPenaltyInterestPrincipalFee);
    case Allocation::advanced: break;
  }
  for (const When when : {When::past_due, When::due, When::in_advance}) {
    if (terms.allocation_order == AllocationOrder::vertical)
      vertically(money, when, future);
    else
      horizontally(money, when, future);
  }
}

void allocate_stated(Allocating& money, const Amounts& stated) {
  for (const Component component : kPenaltyFeeInterestPrincipal) {
    int64_t part = stated.of(component);
    for (auto& instalment : money.account.schedule) {
      if (part == 0) break;
      part -= money.take(instalment, component, part);
    }
  }
}

}  // namespace dossier::loans
