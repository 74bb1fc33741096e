// One customer of the portfolio: where the life stands, and what is still to happen.
#pragma once

#include <cstdint>

#include "loan_cursor.h"
#include "prng.h"

namespace dossier::seeds {

// What happens next, in the order of a life. After `disbursed` it is `repaying` until the loan is
// settled, then `closed`, and from `submitted` on again.
enum class Step : uint8_t {
  import_started,
  registered,
  phone_added,
  address_added,
  employment,
  id_uploaded,
  kyc_verified,
  officer_assigned,
  submitted,
  bureau_report,
  rejected,
  approved,
  disbursed,
  repaying,
  closed,
  finished,
};

// How the customer pays; the share of each is in portfolio_life.cc.
enum class Habit : uint8_t { prompt, mostly_prompt, slow, troubled };

struct PortfolioCustomer {
  Prng prng;
  LoanCursor loan;
  int64_t amount = 0;    // Asked for, and for the promise that is open
  uint32_t left = 0;     // Events still to come, the closing bracket not counted
  uint32_t told = 0;     // Events so far
  uint32_t next = 0;     // In its day's list: index + 1
  int32_t last_day = 0;  // Of the latest event
  int32_t last_second = 0;
  int32_t pay_day = 0;     // Of this cycle's payment; 0: none to come
  int32_t cycle_end = 0;   // Day before the next cycle
  int16_t cycle_left = 0;  // Events of this cycle still to come
  uint16_t applications = 0;
  uint16_t loans = 0;
  Step step = Step::registered;
  Habit habit = Habit::prompt;
  bool bracketed = false;
  bool promised = false;  // In this cycle
};

}  // namespace dossier::seeds
