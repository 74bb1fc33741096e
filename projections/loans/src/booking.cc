#include "booking.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "dossier/base/money.h"
#include "ledger.h"

namespace dossier::loans {

Booking::Booking(std::string loan_id, const Event& event, FoldContext& context,
                 const Buckets& buckets)
    : loan_id_(std::move(loan_id)),
      event_(event),
      context_(context),
      buckets_(buckets),
      loan_(context.own<LoanSlice>(loan_id_)) {
  auto& list = context.own<LoanListSlice>();
  const auto& ids = list.get<LoanIds>().ids;
  if (std::ranges::find(ids, loan_id_) == ids.end()) list.edit<LoanIds>().ids.push_back(loan_id_);
}

Date Booking::today() const { return context_.business_date().value_or(event_.effective_date); }

void Booking::problem(ProblemCode code, std::string_view reference) {
  if (loan_.get<Standing>().problems.size() < kMaxProblems)
    loan_.edit<Standing>().problems.push_back(
        {code, event_.position.offset, std::string(reference)});
}

std::optional<int64_t> Booking::amount(Money money, std::string_view reference) {
  if (money.minor > kMaxAmount) {
    error_ = FoldError{
        fmt::format("loan {}: the amount of {} is over {} minor units, the most that sums can hold",
                    loan_id_, reference, kMaxAmount),
        "look at the publisher; skip the record, and publish it again with its right amount"};
    return std::nullopt;
  }
  if (currency() == 0) loan_.edit<Agreement>().currency = money.currency;
  if (money.currency == currency()) return money.minor;
  problem(ProblemCode::currency, reference);
  return std::nullopt;
}

bool Booking::full() const {
  return account().transactions.size() + account().charges.size() >= kMaxTransactions;
}

void Booking::book(Transaction transaction) {
  if (full()) {
    error_ =
        FoldError{fmt::format("loan {} has more than {} transactions", loan_id_, kMaxTransactions),
                  "look at the publisher: it makes new ids for what it has sent before"};
    return;
  }
  if (account().find_transaction(transaction.id) != nullptr)
    return problem(ProblemCode::duplicate, transaction.id);
  auto& account = loan_.edit<Account>();
  transaction.sequence = ++account.sequence;
  transaction.cause = event_.position.offset;
  transaction.entered = today();
  Ledger ledger(account);
  if (ledger.newest(transaction)) {
    ledger.add(std::move(transaction));
    return tell_newest(loan_id_, loan_, context_);
  }
  const auto before = account.transactions;
  ledger.add(std::move(transaction));
  tell_allocations(loan_id_, loan_, before, context_);
}

void Booking::charge(Charge charge) {
  if (full() || account().find_charge(charge.id) != nullptr)
    return problem(ProblemCode::duplicate, charge.id);
  charge.entered = today();
  amend([&](Account& account) {
    charge.sequence = ++account.sequence;
    account.charges.push_back(std::move(charge));
    return true;
  });
}

void Booking::replay(const std::vector<Transaction>& before) {
  Ledger(loan_.edit<Account>()).replay();
  tell_allocations(loan_id_, loan_, before, context_);
}

FoldStatus Booking::done() {
  if (error_) return std::unexpected(*error_);
  conclude(loan_id_, loan_, buckets_, context_);
  return {};
}

}  // namespace dossier::loans
