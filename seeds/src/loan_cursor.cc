#include "loan_cursor.h"

#include <algorithm>

#include "dossier/base/ensure.h"

namespace dossier::seeds {
namespace {

int64_t take(int64_t& left, int64_t open) {
  const int64_t part = std::min(left, open);
  left -= part;
  return part;
}

}  // namespace

LoanCursor::LoanCursor(const LoanTerms& terms)
    : principal_(terms.principal),
      instalment_(equal_instalment(terms)),
      balance_(terms.principal),
      rate_(terms.annual_rate),
      start_(terms.start),
      first_due_(terms.first_due),
      count_(terms.count) {
  ENSURE(civil(first_due_).day <= 27 && days_30_360(start_, first_due_) == 30,
         "a loan cursor needs whole months");
}

LoanTerms LoanCursor::terms() const { return {principal_, rate_, count_, start_, first_due_}; }

int64_t LoanCursor::principal_of(int32_t row, int64_t balance, int64_t interest) const {
  return row + 1 == count_ ? balance : std::min(balance, instalment_ - interest);
}

Split LoanCursor::pay(int64_t amount) {
  Split split;
  while (amount > 0 && !settled()) {
    if (penalty_row_ <= row_ || row_ == count_) {
      const int64_t part = take(amount, penalty_);
      penalty_ -= part;
      split.penalties += part;
    }
    if (row_ == count_) continue;
    const int64_t interest = interest_of(balance_);
    const int64_t principal = principal_of(row_, balance_, interest);
    const int64_t interest_part = take(amount, interest - interest_paid_);
    const int64_t principal_part = take(amount, principal - principal_paid_);
    split.interest += interest_part;
    split.principal += principal_part;
    interest_paid_ += interest_part;
    principal_paid_ += principal_part;
    if (interest_paid_ < interest || principal_paid_ < principal) break;
    balance_ -= principal;
    interest_paid_ = principal_paid_ = 0;
    ++row_;
  }
  split.overpaid = amount;
  return split;
}

void LoanCursor::penalize(int64_t amount, Date due) {
  penalty_ = amount;
  penalty_row_ = row_;
  while (penalty_row_ + 1 < count_ && due_of(penalty_row_) < due) ++penalty_row_;
}

int64_t LoanCursor::open_up_to(int32_t row) const {
  int64_t sum = penalty_row_ <= row ? penalty_ : 0;
  int64_t balance = balance_;
  for (int32_t i = row_; i <= row && i < count_; ++i) {
    const int64_t interest = interest_of(balance);
    const int64_t principal = principal_of(i, balance, interest);
    sum += interest + principal;
    balance -= principal;
  }
  return row_ <= row ? sum - interest_paid_ - principal_paid_ : sum;
}

}  // namespace dossier::seeds
