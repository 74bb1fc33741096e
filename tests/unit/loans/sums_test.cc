// Every sum is accounted for, whatever happens in whatever order (the properties of domain
// figures).
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>

#include "ledger.h"

namespace dossier::loans {
namespace {

constexpr Date kStart{20'000};

Terms any_terms() {
  Terms terms;
  terms.instalment_count = *rc::gen::inRange(1, 7);
  terms.period_unit = *rc::gen::element(PeriodUnit::months, PeriodUnit::weeks);
  terms.annual_rate = *rc::gen::element<int64_t>(0, 12'000'000, 29'900'000);
  terms.allocation = *rc::gen::element(
      Allocation::penalty_fee_interest_principal,
      Allocation::due_penalty_fee_interest_principal_then_in_advance,
      Allocation::due_penalty_interest_principal_fee_then_in_advance, Allocation::advanced);
  terms.schedule_type = terms.allocation == Allocation::advanced ? ScheduleType::progressive
                                                                 : ScheduleType::cumulative;
  terms.allocation_order =
      *rc::gen::element(AllocationOrder::horizontal, AllocationOrder::vertical);
  terms.future_money = *rc::gen::element(FutureMoney::next_instalment, FutureMoney::last_instalment,
                                         FutureMoney::reamortization);
  terms.down_payment_percent = *rc::gen::element<int64_t>(0, 25'000'000);
  terms.instalment_multiple = *rc::gen::element<int64_t>(0, 100);
  return terms;
}

Date any_date() { return kStart + *rc::gen::inRange(0, 260); }

Transaction any_transaction(uint32_t sequence) {
  Transaction transaction;
  transaction.id = std::to_string(sequence);
  transaction.sequence = sequence;
  transaction.kind =
      *rc::gen::weightedElement<TransactionKind>({{10, TransactionKind::repayment},
                                                  {2, TransactionKind::goodwill_credit},
                                                  {2, TransactionKind::merchant_refund},
                                                  {2, TransactionKind::charge_adjustment},
                                                  {3, TransactionKind::charge_back},
                                                  {2, TransactionKind::credit_balance_refund},
                                                  {2, TransactionKind::disbursement}});
  transaction.value_date = transaction.entered = any_date();
  transaction.amount = *rc::gen::inRange<int64_t>(1, 60'000);
  return transaction;
}

Charge any_charge(uint32_t sequence) {
  Charge charge;
  charge.id = std::to_string(sequence);
  charge.sequence = sequence;
  charge.kind = *rc::gen::element(ChargeKind::fee, ChargeKind::penalty);
  charge.amount = *rc::gen::inRange<int64_t>(1, 5'000);
  charge.waived = *rc::gen::element<int64_t>(0, charge.amount);
  charge.due_date = any_date();
  charge.entered = any_date();
  return charge;
}

// A loan's life: some of it applied one by one, some by replays.
Account any_account() {
  Account account;
  account.terms = any_terms();
  Ledger ledger(account);
  Transaction first;
  first.kind = TransactionKind::disbursement;
  first.sequence = 1;
  first.id = "1";
  first.amount = 100'000;
  first.value_date = first.entered = kStart;
  ledger.add(first);
  const auto steps = static_cast<uint32_t>(*rc::gen::inRange(0, 25));
  for (uint32_t sequence = 2; sequence < steps + 2; ++sequence) {
    const int what = *rc::gen::inRange(0, 10);
    if (what == 0) {
      account.charges.push_back(any_charge(sequence));
      ledger.replay();
    } else if (what == 1) {
      auto& one = account.transactions[static_cast<size_t>(
          *rc::gen::inRange(0, static_cast<int>(account.transactions.size())))];
      if (one.sequence != 1) one.reversed = true;
      ledger.replay();
    } else {
      ledger.add(any_transaction(sequence));
    }
  }
  return account;
}

bool payment(const Transaction& t) {
  return t.kind >= TransactionKind::repayment && t.kind <= TransactionKind::charge_adjustment;
}
bool credit(const Transaction& t) {
  return t.kind == TransactionKind::charge_back || t.kind == TransactionKind::credit_balance_refund;
}

template <class What>
int64_t sum(const Account& account, What&& what) {
  int64_t total = 0;
  for (const auto& t : account.transactions)
    if (!t.reversed) total += what(t);
  return total;
}

Amounts open_of(const Account& account) {
  Amounts open;
  for (const auto& instalment : account.schedule) open += instalment.open();
  return open;
}

// For a failure's message.
std::string described(const Account& account) {
  std::string text = fmt::format(
      "allocation {} order {} future {} rate {} n {} down {}\n",
      static_cast<int>(account.terms.allocation), static_cast<int>(account.terms.allocation_order),
      static_cast<int>(account.terms.future_money), account.terms.annual_rate,
      account.terms.instalment_count, account.terms.down_payment_percent);
  for (const auto& t : account.transactions)
    text += fmt::format("  {} {} {} {}{}\n", t.sequence, enum_name(t.kind), to_string(t.value_date),
                        t.amount, t.reversed ? " reversed" : "");
  for (const auto& c : account.charges)
    text += fmt::format("  {} charge due {} entered {} {} waived {}\n", c.sequence,
                        to_string(c.due_date), to_string(c.entered), c.amount, c.waived);
  for (const auto& i : account.schedule)
    text += fmt::format("  #{} {} {} due {} {} {} {} paid {} {} {} {} credited {}\n", i.number,
                        enum_name(i.kind), to_string(i.due_date), i.due.principal, i.due.interest,
                        i.due.fees, i.due.penalties, i.paid.principal, i.paid.interest, i.paid.fees,
                        i.paid.penalties, i.credited);
  return text;
}

bool same(const Account& a, const Account& b) { return fold::encoded(a) == fold::encoded(b); }

}  // namespace

TEST_CASE("loans: what was lent and owed again is settled, given up or outstanding") {
  CHECK(rc::check([] {
    const Account account = any_account();
    RC_LOG() << described(account);
    const int64_t lent = sum(account, [](const Transaction& t) {
      return t.kind == TransactionKind::disbursement ? t.amount : 0;
    });
    const int64_t again =
        sum(account, [](const Transaction& t) { return credit(t) ? t.allocated.principal : 0; });
    int64_t settled =
        sum(account, [](const Transaction& t) { return payment(t) ? t.allocated.principal : 0; });
    RC_ASSERT(account.principal == open_of(account).principal);
    // Under advanced allocation a disbursement takes what was overpaid; of it, that is principal.
    const int64_t by_overpaid = lent + again - settled - account.principal;
    RC_ASSERT(by_overpaid >= 0);
    RC_ASSERT(by_overpaid <= sum(account, [](const Transaction& t) {
                return t.kind == TransactionKind::disbursement ? t.overpaid : 0;
              }));
  }));
}

TEST_CASE("loans: each payment is allocated or overpaid, to the last unit") {
  CHECK(rc::check([] {
    const Account account = any_account();
    for (const auto& t : account.transactions) {
      if (t.reversed) continue;
      if (payment(t)) RC_ASSERT(t.allocated.total() + t.overpaid == t.amount);
      if (credit(t)) RC_ASSERT(t.allocated.principal + t.overpaid == t.amount);
    }
    const int64_t held =
        sum(account, [](const Transaction& t) { return payment(t) ? t.overpaid : -t.overpaid; });
    RC_ASSERT(account.overpaid == held);
    RC_ASSERT(account.overpaid >= 0);
  }));
}

TEST_CASE("loans: no part of an instalment is paid beyond what is due, and parts add up") {
  CHECK(rc::check([] {
    const Account account = any_account();
    RC_LOG() << described(account);
    for (const auto& i : account.schedule) {
      for (const auto component :
           {Component::principal, Component::interest, Component::fees, Component::penalties})
        RC_ASSERT(i.open().of(component) >= 0);
      RC_ASSERT(i.paid_in_advance + i.paid_late <= i.paid.total());
      if (i.settled_on) RC_ASSERT(i.settled());
    }
    int64_t charged = 0, paid = 0;
    for (const auto& charge : account.charges) {
      charged += charge.amount - charge.waived;
      paid += charge.paid;
      RC_ASSERT(charge.open() >= 0);
    }
    const Amounts open = open_of(account);
    RC_ASSERT(open.fees + open.penalties == charged - paid);
  }));
}

TEST_CASE("loans: a replay from nothing gives the same account") {
  CHECK(rc::check([] {
    const Account account = any_account();
    Account again = account;
    Ledger(again).replay();
    RC_ASSERT(same(account, again));
  }));
}

TEST_CASE("loans: a reversal of the newest transaction restores the figures before it") {
  CHECK(rc::check([] {
    const Account before = any_account();
    Account account = before;
    Transaction newest = any_transaction(1000);
    newest.value_date = kStart + 300;
    Ledger ledger(account);
    ledger.add(newest);
    account.find_transaction(newest.id)->reversed = true;
    ledger.replay();
    RC_ASSERT(account.principal == before.principal);
    RC_ASSERT(account.overpaid == before.overpaid);
    RC_ASSERT(fold::encoded(account.schedule) == fold::encoded(before.schedule));
    RC_ASSERT(fold::encoded(account.charges) == fold::encoded(before.charges));
  }));
}

}  // namespace dossier::loans
