// Finding things in an account, and the names of our own enums as JSON shows them.
#include <algorithm>

#include "dossier/loans/slice.h"

namespace dossier::loans {

Transaction* Account::find_transaction(std::string_view id) {
  // The newest first: that is the one asked for as a rule. An id is there once.
  const auto found = std::find_if(transactions.rbegin(), transactions.rend(),
                                  [&](const Transaction& one) { return one.id == id; });
  return found == transactions.rend() ? nullptr : &*found;
}

Charge* Account::find_charge(std::string_view id) {
  const auto found = std::ranges::find(charges, id, &Charge::id);
  return found == charges.end() ? nullptr : &*found;
}

int64_t Account::disbursed() const {
  int64_t sum = 0;
  for (const auto& transaction : transactions)
    if (transaction.kind == TransactionKind::disbursement && !transaction.reversed)
      sum += transaction.amount;
  return sum;
}

int64_t Account::outstanding() const {
  int64_t sum = 0;
  for (const auto& instalment : schedule) sum += instalment.outstanding();
  return sum;
}

std::string_view enum_name(InstalmentKind kind) {
  switch (kind) {
    case InstalmentKind::regular: return "regular";
    case InstalmentKind::down_payment: return "down_payment";
    case InstalmentKind::additional: return "additional";
    case InstalmentKind::undated: return "undated";
  }
  return "";
}

std::string_view enum_name(TransactionKind kind) {
  switch (kind) {
    case TransactionKind::disbursement: return "disbursement";
    case TransactionKind::repayment: return "repayment";
    case TransactionKind::down_payment: return "down_payment";
    case TransactionKind::goodwill_credit: return "goodwill_credit";
    case TransactionKind::merchant_refund: return "merchant_refund";
    case TransactionKind::payout_refund: return "payout_refund";
    case TransactionKind::recovery: return "recovery";
    case TransactionKind::charge_adjustment: return "charge_adjustment";
    case TransactionKind::charge_back: return "charge_back";
    case TransactionKind::credit_balance_refund: return "credit_balance_refund";
    case TransactionKind::write_off: return "write_off";
  }
  return "";
}

std::string_view enum_name(ProblemCode code) {
  switch (code) {
    case ProblemCode::unknown_loan: return "unknown_loan";
    case ProblemCode::breakdown: return "breakdown";
    case ProblemCode::schedule_sum: return "schedule_sum";
    case ProblemCode::no_schedule: return "no_schedule";
    case ProblemCode::terms: return "terms";
    case ProblemCode::before_disbursement: return "before_disbursement";
    case ProblemCode::after_closure: return "after_closure";
    case ProblemCode::currency: return "currency";
    case ProblemCode::duplicate: return "duplicate";
    case ProblemCode::unknown_reference: return "unknown_reference";
    case ProblemCode::closed_with_balance: return "closed_with_balance";
    case ProblemCode::before_restructure: return "before_restructure";
    case ProblemCode::amount: return "amount";
  }
  return "";
}

}  // namespace dossier::loans
