// A loan's account: what is due and what came in. Plain values that the ledger works on; stored in
// the slice. Amounts are minor units of the loan's one currency.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dossier/events/fbs/charge_generated.h"
#include "dossier/events/fbs/payment_generated.h"
#include "dossier/fold/fact.h"
#include "dossier/loans/amounts.h"
#include "dossier/loans/terms.h"

namespace dossier::loans {

using event::charge::ChargeKind;
using event::payment::PaymentMethod;

// Stored: add at the end.
enum class InstalmentKind : uint8_t {
  regular,
  down_payment,
  additional,  // after maturity: late charges, charge-backs, refunds
  undated,     // of a loan whose schedule nobody published: never due
};

struct Instalment {
  int16_t number = 0;
  InstalmentKind kind = InstalmentKind::regular;
  Date from;
  Date due_date;
  Amounts due;                    // all of it, what follows included
  int64_t credited = 0;           // of due.principal: charge-backs and refunds that raised it
  int64_t charged_fees = 0;       // of due.fees: charges that came after the schedule
  int64_t charged_penalties = 0;  // of due.penalties, likewise
  Amounts paid;
  Amounts waived;  // given up: waived, forgiven, written off; carried into a restructure
  int64_t paid_in_advance = 0;     // of `paid`: before the due date
  int64_t paid_late = 0;           // of `paid`: after it
  std::optional<Date> settled_on;  // when the last of it was paid or given up
  bool closed = false;             // of a book closed by a restructure: nothing moves it any more
  DOSSIER_FIELDS(number, kind, from, due_date, due, credited, charged_fees, charged_penalties, paid,
                 waived, paid_in_advance, paid_late, settled_on, closed);

  Amounts open() const { return due - paid - waived; }
  int64_t outstanding() const { return open().total(); }
  bool settled() const { return outstanding() == 0; }
  // Open when a restructure replaced it.
  bool carried() const { return closed && paid.total() < due.total(); }
};

// Stored: add at the end.
enum class TransactionKind : uint8_t {
  disbursement,
  repayment,
  down_payment,
  goodwill_credit,
  merchant_refund,
  payout_refund,
  recovery,
  charge_adjustment,
  charge_back,
  credit_balance_refund,
  write_off,
};

// What moved money on the loan, in order of value date, then of entry.
struct Transaction {
  std::string id;
  TransactionKind kind = TransactionKind::repayment;
  Date value_date;
  Date entered;           // business day on which it became known
  uint32_t sequence = 0;  // order of entry, from 1
  Offset cause;           // of the record
  int64_t amount = 0;
  std::optional<Amounts> stated;  // the source's own breakdown
  bool reversed = false;
  Amounts allocated;             // a reversed one keeps its last
  int64_t overpaid = 0;          // came in over what was open; of a credit: taken from that
  int64_t balance = 0;           // principal outstanding afterwards
  std::optional<Date> due_date;  // of the instalment that it reached first
  int64_t left_open = 0;         // of the last instalment that it reached, where that was due
  std::optional<PaymentMethod> method;
  fold::FactRef told, told_partial;
  DOSSIER_FIELDS(id, kind, value_date, entered, sequence, cause, amount, stated, reversed,
                 allocated, overpaid, balance, due_date, left_open, method, told, told_partial);
};

struct Charge {
  std::string id;
  ChargeKind kind = ChargeKind::fee;
  std::string name;
  Date due_date;
  Date entered;
  uint32_t sequence = 0;
  int64_t amount = 0;
  int64_t paid = 0;
  int64_t waived = 0;
  bool reversed = false;
  bool placed = true;  // not stored: amid a replay it may not have had its turn yet
  DOSSIER_FIELDS(id, kind, name, due_date, entered, sequence, amount, paid, waived, reversed);

  int64_t open() const { return amount - paid - waived; }
};

// Where a restructure closed the book: what came before is not replayed any more.
struct Closing {
  uint32_t sequence = 0;  // of the last entry that is closed
  int64_t principal = 0;
  int64_t overpaid = 0;
  DOSSIER_FIELDS(sequence, principal, overpaid);
};

struct Account {
  Terms terms;
  bool published = false;  // the schedule is the source's own: nothing of it is computed
  Closing closing;
  uint32_t sequence = 0;  // of the newest entry
  std::vector<Instalment> schedule;
  std::vector<Transaction> transactions;
  std::vector<Charge> charges;
  int64_t principal = 0;  // lent or owed again, and not settled yet
  int64_t overpaid = 0;
  DOSSIER_FIELDS(terms, published, closing, sequence, schedule, transactions, charges, principal,
                 overpaid);

  Transaction* find_transaction(std::string_view id);  // null where there is none
  Charge* find_charge(std::string_view id);
  const Transaction* find_transaction(std::string_view id) const {
    return const_cast<Account*>(this)->find_transaction(id);
  }
  const Charge* find_charge(std::string_view id) const {
    return const_cast<Account*>(this)->find_charge(id);
  }
  int64_t disbursed() const;    // what was paid out and not taken back
  int64_t outstanding() const;  // open on the schedule, by all components
  bool advanced() const { return terms.allocation == Allocation::advanced; }
};

std::string_view enum_name(InstalmentKind kind);
std::string_view enum_name(TransactionKind kind);

}  // namespace dossier::loans
