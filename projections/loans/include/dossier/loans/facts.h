// Facts that the loans conclude. Codes are stored in rows: never reused, never changed. Entity is
// the loan's id; occurrence the due date of the instalment, the day, or the transaction's id. What
// later history shows to be wrong is withdrawn.
#pragma once

#include <optional>
#include <string>

#include "dossier/fold/fact.h"
#include "dossier/loans/account.h"

namespace dossier::loans {

// On its due date.
struct InstalmentDue {
  static constexpr fold::FactType kType{301, "instalment_due"};
  std::string loan_id;
  int32_t number = 0;
  Date due_date;
  Money amount;  // open on that day
  DOSSIER_FIELDS(loan_id, number, due_date, amount);
};

// Effective the day on which the last of it was paid.
struct InstalmentPaid {
  static constexpr fold::FactType kType{302, "instalment_paid"};
  std::string loan_id;
  int32_t number = 0;
  Date due_date;
  int32_t days_late = 0;  // below 0: early
  DOSSIER_FIELDS(loan_id, number, due_date, days_late);
};

// Unpaid when the next one fell due, or 30 days after its due date where there is none.
struct InstalmentMissed {
  static constexpr fold::FactType kType{303, "instalment_missed"};
  std::string loan_id;
  int32_t number = 0;
  Date due_date;
  Money unpaid;
  DOSSIER_FIELDS(loan_id, number, due_date, unpaid);
};

// The day after the due date of an instalment that was open then.
struct ArrearsBegan {
  static constexpr fold::FactType kType{304, "arrears_began"};
  std::string loan_id;
  Date due_date;
  DOSSIER_FIELDS(loan_id, due_date);
};

struct ArrearsCured {
  static constexpr fold::FactType kType{305, "arrears_cured"};
  std::string loan_id;
  Date due_date;     // with which they began
  int32_t days = 0;  // most days past due
  DOSSIER_FIELDS(loan_id, due_date, days);
};

struct BucketChanged {
  static constexpr fold::FactType kType{306, "bucket_changed"};
  std::string loan_id;
  std::string bucket, previous_bucket;  // "current", "1-30", "181+"
  DOSSIER_FIELDS(loan_id, bucket, previous_bucket);
};

// Nothing is owed any more, whether an event said so or the last payment did.
struct LoanSettled {
  static constexpr fold::FactType kType{307, "loan_settled"};
  std::string loan_id;
  DOSSIER_FIELDS(loan_id);
};

// What a transaction did: emitted again, and the earlier one withdrawn, when a replay changes it.
struct PaymentAllocated {
  static constexpr fold::FactType kType{308, "payment_allocated"};
  std::string loan_id;
  std::string payment_id;
  TransactionKind kind = TransactionKind::repayment;
  Date value_date;
  Money amount;
  Amounts allocated;  // minor units of the amount's currency
  int64_t overpaid = 0;
  int64_t balance = 0;           // principal outstanding afterwards
  std::optional<Date> due_date;  // of the instalment that it settled first
  std::optional<int32_t> days_late;
  std::optional<PaymentMethod> method;
  DOSSIER_FIELDS(loan_id, payment_id, kind, value_date, amount, allocated, overpaid, balance,
                 due_date, days_late, method);
};

// A replay gave an earlier transaction another allocation than it had.
struct AllocationChanged {
  static constexpr fold::FactType kType{309, "allocation_changed"};
  std::string loan_id;
  std::string payment_id;
  Date value_date;
  Money principal_before, principal_after;
  Money interest_before, interest_after;
  Money charges_before, charges_after;
  DOSSIER_FIELDS(loan_id, payment_id, value_date, principal_before, principal_after,
                 interest_before, interest_after, charges_before, charges_after);
};

// An instalment's last part came after its due date.
struct InstalmentPaidLate {
  static constexpr fold::FactType kType{310, "instalment_paid_late"};
  std::string loan_id;
  int32_t number = 0;
  Date due_date;
  int32_t days_late = 0;
  DOSSIER_FIELDS(loan_id, number, due_date, days_late);
};

// A payment on or after the due date that left a part of that instalment open.
struct PaymentPartial {
  static constexpr fold::FactType kType{311, "payment_partial"};
  std::string loan_id;
  std::string payment_id;
  Date due_date;
  Money amount;
  Money open;  // of the instalment, afterwards
  DOSSIER_FIELDS(loan_id, payment_id, due_date, amount, open);
};

struct LoanRestructured {
  static constexpr fold::FactType kType{312, "loan_restructured"};
  std::string loan_id;
  std::string restructure_id;
  Money outstanding;  // principal that the new schedule carries
  DOSSIER_FIELDS(loan_id, restructure_id, outstanding);
};

struct LoanWrittenOff {
  static constexpr fold::FactType kType{313, "loan_written_off"};
  std::string loan_id;
  Money amount;
  DOSSIER_FIELDS(loan_id, amount);
};

}  // namespace dossier::loans
