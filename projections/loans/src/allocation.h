// How a payment is spread over the open instalments: the strategies by name. Pure.
#pragma once

#include "dossier/loans/account.h"

namespace dossier::loans {

// One amount on its way into the schedule.
struct Allocating {
  Account& account;
  Date date;
  int64_t left = 0;
  Amounts allocated = {};
  std::optional<Date> first_due = {};  // of the instalment that it reached first
  const Instalment* last = nullptr;    // the one that it reached last

  // Takes up to `at_most` of it for a component of the instalment. What it took.
  int64_t take(Instalment& instalment, Component component, int64_t at_most);
};

// By the account's strategy; what stays in `left` was too much.
void allocate(Allocating& money, FutureMoney future);
// So much of each component, oldest instalment first; what can not be placed is returned to `left`.
void allocate_stated(Allocating& money, const Amounts& stated);

// Notes on which day the instalment was settled, or that it is open (again).
void note_settled(Instalment& instalment, Date date);

}  // namespace dossier::loans
