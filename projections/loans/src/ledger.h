// The ledger: applies what happened to an account's schedule, in order of value date. Pure.
//
// Two families of order (docs/loans.md, "Payments"): the plain strategies put the whole schedule
// and all charges in place first, then apply what moved money; advanced allocation takes
// disbursements and charges in their turn, and uses what was overpaid for them.
#pragma once

#include "dossier/loans/account.h"

namespace dossier::loans {

class Ledger {
 public:
  explicit Ledger(Account& account) : account_(account) {}

  // Whether it comes after everything else, so that applying it alone is enough.
  bool newest(const Transaction& transaction) const;
  // Adds it in its place and applies it: alone where it is the newest and nothing else moves, else
  // by a replay. The same account, whichever.
  void add(Transaction transaction);
  // Everything anew, from the inputs.
  void replay();

 private:
  bool open_to_change(const auto& entry) const {
    return entry.sequence > account_.closing.sequence;
  }
  void rebuild();
  void apply(Transaction& transaction);
  void place(Charge& charge);
  void use_overpaid();

  void disburse(Transaction& transaction);
  void pay(Transaction& transaction);
  void credit(Transaction& transaction);
  void give_up(Transaction& transaction);

  Account& account_;
};

// The instalment that a charge of that date belongs to; after maturity the additional one, null
// where there is none yet.
Instalment* instalment_of_charge(std::vector<Instalment>& schedule, Date due_date);

}  // namespace dossier::loans
