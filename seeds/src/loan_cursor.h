// A loan in 80 bytes: what LoanBook knows, without its rows. Both agree to the cent (tested).
// Its due days are the 27th of a month at most, so that each period has 30 days.
#pragma once

#include <cstdint>

#include "loan_book.h"

namespace dossier::seeds {

class LoanCursor {
 public:
  LoanCursor() = default;
  explicit LoanCursor(const LoanTerms& terms);

  LoanTerms terms() const;
  // As LoanBook::pay; at most one penalty is open at a time.
  Split pay(int64_t amount);
  void penalize(int64_t amount, Date due);
  int64_t penalty_open() const { return penalty_; }
  bool settled() const { return row_ == count_ && penalty_ == 0; }
  int32_t row() const { return row_; }  // The oldest open one, from 0.
  int32_t count() const { return count_; }
  Date due_of(int32_t row) const { return add_months(first_due_, row); }
  // All that is open on the rows up to that one, with the penalty where it belongs to them.
  int64_t open_up_to(int32_t row) const;
  int64_t principal_outstanding() const { return balance_ - principal_paid_; }

 private:
  int64_t interest_of(int64_t balance) const { return interest_for(balance, rate_, 30); }
  int64_t principal_of(int32_t row, int64_t balance, int64_t interest) const;

  int64_t principal_ = 0;
  int64_t instalment_ = 0;
  int64_t balance_ = 0;         // As the schedule has it before row_.
  int64_t principal_paid_ = 0;  // On row_
  int64_t interest_paid_ = 0;   // On row_
  int64_t penalty_ = 0;
  int64_t rate_ = 0;
  Date start_;
  Date first_due_;
  int32_t row_ = 0;
  int32_t count_ = 0;
  int32_t penalty_row_ = 0;
};

}  // namespace dossier::seeds
