// Loans as the core system that publishes the seeds would keep them: schedules, open amounts and
// allocation, in minor units of one currency. Plain values, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/base/time.h"

namespace dossier::seeds {

struct LoanTerms {
  int64_t principal = 0;
  int64_t annual_rate = 0;  // Percent a year, 6 decimals: 18.5 % is 18'500'000.
  int32_t count = 0;        // Monthly instalments.
  Date start;               // Interest runs from here.
  Date first_due;
};

struct Row {
  int32_t number = 0;
  Date from;
  Date due;
  int64_t principal = 0;
  int64_t interest = 0;
  int64_t balance = 0;  // Principal left once it is paid.
};

// How a payment is spread.
struct Split {
  int64_t principal = 0;
  int64_t interest = 0;
  int64_t fees = 0;
  int64_t penalties = 0;
  int64_t overpaid = 0;
  int64_t total() const { return principal + interest + fees + penalties + overpaid; }
};

// value × numerator / denominator, half to even; all non-negative.
int64_t scale_half_even(int64_t value, int64_t numerator, int64_t denominator);
// Days between two dates where each month has 30 (the European rule).
int32_t days_30_360(Date from, Date to);
// Interest on `balance` for those days, 30/360, half to even.
int64_t interest_for(int64_t balance, int64_t annual_rate, int32_t days);
// Whether a schedule of these terms can be worked out in the integers used here: over nothing that
// a lender does. 1 to 480 months, rate × months up to 120 % for 10 years, first due within 400
// days.
bool workable(const LoanTerms& terms);
// P·Π(1+rᵢ)/fₙ (docs of the domain: Schedules), rounded half to even.
int64_t equal_instalment(const LoanTerms& terms);
// Row i of the schedule falls due i months after the first; the last absorbs the residue.
std::vector<Row> make_schedule(const LoanTerms& terms, int32_t first_number = 1);

class LoanBook {
 public:
  struct Open {  // A row and what is still to pay on it.
    Row row;
    int64_t principal = 0;
    int64_t interest = 0;
  };
  struct Charge {
    std::string id;
    bool penalty = true;
    Date due;
    int64_t open = 0;
  };
  struct Restructure {
    int64_t capitalized_interest = 0;
    Date old_maturity;
    std::vector<Row> schedule;  // The rows that replace the open ones.
  };

  explicit LoanBook(const LoanTerms& terms);

  // Oldest instalment first, in each penalty, fee, interest, principal; a charge belongs to the
  // first instalment due on or after its own date.
  Split pay(int64_t amount);
  void charge(Charge charge) { charges_.push_back(std::move(charge)); }
  // What was still open of it. Errors: not_found.
  Result<int64_t> waive(std::string_view charge_id);
  // The payer's bank takes money back: it becomes principal of the instalment next due, or of the
  // last.
  void charge_back(int64_t amount, Date day);
  // What is given up: all principal, interest due up to that day, all charges. Nothing stays open.
  Split write_off(Date day);
  // Replaces the open rows; interest due and accrued up to `terms.start` becomes principal, which
  // is why the principal given in `terms` is not looked at. Errors: invalid, where the terms are
  // not workable; the book is then as before.
  Result<Restructure> restructure(LoanTerms terms);

  const LoanTerms& terms() const { return terms_; }
  const std::vector<Row>& schedule() const { return schedule_; }  // As first or last agreed.
  const std::vector<Open>& rows() const { return rows_; }
  const Open* oldest_open() const;
  const Open* due_on(Date due) const;
  int64_t open_of_oldest() const;     // With the charges that belong to it.
  int64_t due_up_to(Date day) const;  // All that is payable then, charges included.
  int64_t principal_outstanding() const;
  bool settled() const;

 private:
  size_t row_of(const Charge& charge) const;
  int64_t open_charges(size_t row) const;
  void pay_charges(size_t row, bool penalties, int64_t& left, int64_t& taken);

  LoanTerms terms_;
  std::vector<Row> schedule_;
  std::vector<Open> rows_;
  std::vector<Charge> charges_;
};

}  // namespace dossier::seeds
