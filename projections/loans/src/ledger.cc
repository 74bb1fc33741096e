#include "ledger.h"

#include <algorithm>
#include <limits>

#include "allocation.h"
#include "schedule.h"

namespace dossier::loans {
namespace {

using enum TransactionKind;

bool is_payment(TransactionKind kind) {
  return kind >= repayment && kind <= charge_adjustment && kind != recovery;
}

// A charge is entered in its turn only by advanced allocation: at its due date where that had
// passed when it was entered, else when it was entered.
Date turn_of(const Charge& charge) { return std::min(charge.due_date, charge.entered); }

bool before(const Transaction& a, const Transaction& b) {
  return std::pair(a.value_date, a.sequence) < std::pair(b.value_date, b.sequence);
}

FutureMoney future_money_of(const Terms& terms, TransactionKind kind) {
  if (kind == goodwill_credit) return terms.future_money_goodwill;
  if (kind == merchant_refund) return terms.future_money_merchant_refund;
  return terms.future_money;
}

std::vector<Payout> payouts_until(const Account& account, const Transaction* last) {
  std::vector<Payout> payouts;
  for (const auto& transaction : account.transactions) {
    if (transaction.kind == disbursement && !transaction.reversed)
      payouts.push_back({transaction.value_date, transaction.amount});
    if (&transaction == last) break;
  }
  return payouts;
}

// A loan whose schedule nobody knows: what was lent is owed, and never due.
std::vector<Instalment> undated(const std::vector<Payout>& payouts) {
  Instalment instalment;
  instalment.number = 1;
  instalment.kind = InstalmentKind::undated;
  instalment.from = payouts.front().date;
  instalment.due_date = Date{std::numeric_limits<int32_t>::max()};
  for (const auto& payout : payouts) instalment.due.principal += payout.amount;
  return {instalment};
}

// A schedule worked out anew never asks for less than was paid in advance: such interest stays due,
// such principal is taken from the last instalments instead.
void keep_paid(std::vector<Instalment>& schedule) {
  int64_t moved = 0;
  for (auto& instalment : schedule) {
    const Amounts open = instalment.open();
    instalment.due.interest += std::max<int64_t>(0, -open.interest);
    moved += std::max<int64_t>(0, -open.principal);
    instalment.due.principal += std::max<int64_t>(0, -open.principal);
  }
  for (auto last = schedule.rbegin(); last != schedule.rend() && moved > 0; ++last) {
    const int64_t part = std::clamp<int64_t>(last->open().principal, 0, moved);
    last->due.principal -= part;
    moved -= part;
  }
}

// What a published schedule was before anything happened to it.
void strip(std::vector<Instalment>& schedule) {
  std::erase_if(schedule, [](const Instalment& i) {
    return i.kind == InstalmentKind::additional && !i.closed;
  });
  for (auto& instalment : schedule) {
    if (instalment.closed) continue;
    instalment.due.principal -= instalment.credited;
    instalment.due.fees -= instalment.charged_fees;
    instalment.due.penalties -= instalment.charged_penalties;
    instalment.credited = instalment.charged_fees = instalment.charged_penalties = 0;
    instalment.paid = instalment.waived = {};
    instalment.paid_in_advance = instalment.paid_late = 0;
    instalment.settled_on.reset();
  }
}

// The last one, where it came after maturity and still takes more.
Instalment* open_additional(std::vector<Instalment>& schedule) {
  const bool there = !schedule.empty() && !schedule.back().closed &&
                     schedule.back().kind == InstalmentKind::additional;
  return there ? &schedule.back() : nullptr;
}

Instalment& additional(Account& account, Date due_date) {
  auto& schedule = account.schedule;
  if (Instalment* last = open_additional(schedule)) {
    last->due_date = std::max(last->due_date, due_date);
    return *last;
  }
  Instalment instalment;
  instalment.kind = InstalmentKind::additional;
  instalment.number = static_cast<int16_t>(schedule.size() + 1);
  instalment.from = schedule.empty() ? due_date : schedule.back().due_date;
  instalment.due_date = due_date;
  schedule.push_back(instalment);
  return schedule.back();
}

}  // namespace

Instalment* instalment_of_charge(std::vector<Instalment>& schedule, Date due_date) {
  bool first = true;
  for (auto& instalment : schedule) {
    if (instalment.closed || instalment.kind == InstalmentKind::down_payment) continue;
    if (instalment.kind == InstalmentKind::additional) break;
    if (due_date <= instalment.due_date && (first || due_date > instalment.from))
      return &instalment;
    first = false;
  }
  return open_additional(schedule);
}

bool Ledger::newest(const Transaction& transaction) const {
  const auto& all = account_.transactions;
  if (transaction.kind == disbursement || (!all.empty() && before(transaction, all.back())))
    return false;
  return !account_.advanced() || std::ranges::none_of(account_.charges, [&](const Charge& charge) {
    return !charge.reversed && turn_of(charge) > transaction.value_date;
  });
}

void Ledger::add(Transaction transaction) {
  auto& all = account_.transactions;
  if (newest(transaction)) {
    all.push_back(std::move(transaction));
    return apply(all.back());
  }
  all.insert(std::ranges::upper_bound(all, transaction, before), std::move(transaction));
  replay();
}

void Ledger::rebuild() {
  account_.overpaid = account_.closing.overpaid;
  account_.principal = account_.closing.principal;
  for (auto& charge : account_.charges) {
    if (!open_to_change(charge)) continue;
    charge.paid = 0;
    charge.placed = false;
  }
  if (account_.published) return strip(account_.schedule);
  account_.schedule.clear();
  const auto payouts = payouts_until(account_, nullptr);
  if (payouts.empty()) return;
  if (!workable(account_.terms)) {
    account_.schedule = undated(payouts);
    return;
  }
  account_.schedule = dated_instalments(account_.terms, payouts.front().date);
  if (account_.advanced()) return;
  for (size_t i = 0; i < payouts.size(); ++i)
    add_payout(account_.schedule, account_.terms, std::span(payouts).first(i + 1));
}

void Ledger::replay() {
  rebuild();
  std::vector<Charge*> charges;
  for (auto& charge : account_.charges)
    if (!charge.reversed && open_to_change(charge)) charges.push_back(&charge);
  std::ranges::sort(charges, [](const Charge* a, const Charge* b) {
    return std::pair(turn_of(*a), a->sequence) < std::pair(turn_of(*b), b->sequence);
  });
  size_t placed = 0;
  if (!account_.advanced())
    while (placed < charges.size()) place(*charges[placed++]);
  for (auto& transaction : account_.transactions) {
    const std::pair turn(transaction.value_date, transaction.sequence);
    while (placed < charges.size() &&
           std::pair(turn_of(*charges[placed]), charges[placed]->sequence) < turn)
      place(*charges[placed++]);
    if (!transaction.reversed && open_to_change(transaction)) apply(transaction);
  }
  while (placed < charges.size()) place(*charges[placed++]);
}

void Ledger::place(Charge& charge) {
  Instalment* within = instalment_of_charge(account_.schedule, charge.due_date);
  const bool regular = within != nullptr && within->kind != InstalmentKind::additional;
  auto& instalment = regular ? *within : additional(account_, charge.due_date);
  charge.placed = true;
  const bool fee = charge.kind == ChargeKind::fee;
  (fee ? instalment.due.fees : instalment.due.penalties) += charge.amount;
  (fee ? instalment.charged_fees : instalment.charged_penalties) += charge.amount;
  (fee ? instalment.waived.fees : instalment.waived.penalties) += charge.waived;
  note_settled(instalment, charge.due_date);
  if (account_.advanced()) use_overpaid();
}

// What earlier payments were too much pays for what is owed now, as of their own dates.
void Ledger::use_overpaid() {
  for (auto& transaction : account_.transactions) {
    if (account_.overpaid == 0) return;
    if (transaction.reversed || transaction.overpaid == 0 || !is_payment(transaction.kind) ||
        !open_to_change(transaction))
      continue;
    Allocating money{account_, transaction.value_date,
                     std::min(transaction.overpaid, account_.overpaid)};
    const int64_t offered = money.left;
    allocate(money, future_money_of(account_.terms, transaction.kind));
    transaction.overpaid -= offered - money.left;
    account_.overpaid -= offered - money.left;
    account_.principal -= money.allocated.principal;
    transaction.allocated += money.allocated;
  }
}

void Ledger::apply(Transaction& transaction) {
  transaction.allocated = {};
  transaction.overpaid = transaction.left_open = 0;
  transaction.due_date.reset();
  switch (transaction.kind) {
    case disbursement: disburse(transaction); break;
    case charge_back:
    case credit_balance_refund: credit(transaction); break;
    case write_off: give_up(transaction); break;
    case recovery: break;
    default: pay(transaction);
  }
  transaction.balance = account_.principal;
}

void Ledger::disburse(Transaction& transaction) {
  account_.principal += transaction.amount;
  if (!account_.advanced()) return;
  if (!account_.published && workable(account_.terms)) {
    const auto payouts = payouts_until(account_, &transaction);
    add_payout(account_.schedule, account_.terms, payouts);
    keep_paid(account_.schedule);
    for (auto& instalment : account_.schedule) note_settled(instalment, transaction.value_date);
  }
  const int64_t amount = std::min(account_.overpaid, transaction.amount);
  Allocating money{account_, transaction.value_date, amount};
  allocate(money, account_.terms.future_money);
  transaction.overpaid = amount - money.left;
  account_.overpaid -= transaction.overpaid;
  account_.principal -= money.allocated.principal;
}

void Ledger::pay(Transaction& transaction) {
  Allocating money{account_, transaction.value_date, transaction.amount};
  if (transaction.stated)
    allocate_stated(money, *transaction.stated);
  else
    allocate(money, future_money_of(account_.terms, transaction.kind));
  if (money.last != nullptr && money.last->due_date <= transaction.value_date)
    transaction.left_open = money.last->outstanding();
  transaction.allocated = money.allocated;
  transaction.due_date = money.first_due;
  transaction.overpaid = money.left;
  account_.overpaid += money.left;
  account_.principal -= money.allocated.principal;
}

// A charge-back or a refund of a credit balance: first out of what is overpaid; the rest is owed
// again, with the whole amount standing in the period that it falls in.
void Ledger::credit(Transaction& transaction) {
  const int64_t from_overpaid = std::min(account_.overpaid, transaction.amount);
  account_.overpaid -= from_overpaid;
  transaction.overpaid = from_overpaid;
  transaction.allocated.principal = transaction.amount - from_overpaid;
  account_.principal += transaction.allocated.principal;
  if (transaction.allocated.principal == 0) return;
  const Date date = transaction.value_date;
  Instalment* target = nullptr;
  for (auto& instalment : account_.schedule)
    if (instalment.kind != InstalmentKind::additional && instalment.due_date > date) {
      target = &instalment;
      break;
    }
  if (target == nullptr && !account_.schedule.empty() &&
      account_.schedule.back().kind != InstalmentKind::additional &&
      account_.schedule.back().due_date == date)
    target = &account_.schedule.back();
  if (target == nullptr) target = &additional(account_, date);
  target->due.principal += transaction.amount;
  target->credited += transaction.amount;
  transaction.due_date = target->due_date;
  note_settled(*target, date);
  Allocating money{account_, date, from_overpaid};
  money.take(*target, Component::principal, from_overpaid);
}

// Written off: so much of what is open, by component where the source says so.
void Ledger::give_up(Transaction& transaction) {
  int64_t left = transaction.amount;
  Amounts parts = transaction.stated.value_or(Amounts{left, left, left, left});
  for (auto& instalment : account_.schedule) {
    for (const auto component :
         {Component::penalties, Component::fees, Component::interest, Component::principal}) {
      const int64_t part = std::min({left, parts.of(component), instalment.open().of(component)});
      if (part <= 0) continue;
      left -= part;
      parts.of(component) -= part;
      instalment.waived.of(component) += part;
      if (component == Component::principal) account_.principal -= part;
      transaction.allocated.of(component) += part;
    }
    if (instalment.settled() && !instalment.settled_on)
      note_settled(instalment, transaction.value_date);
  }
}

}  // namespace dossier::loans
