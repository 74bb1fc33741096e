// A loan as Dossier keeps it, one slice a loan, and the list of a customer's loans. Figures that
// change by the day (days past due, arrears) are not here: loans/delinquency.h computes them.
// Folded by one thread, read through the engine's snapshots.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dossier/fold/json.h"
#include "dossier/fold/projection.h"
#include "dossier/fold/sealed.h"
#include "dossier/fold/slice.h"
#include "dossier/loans/account.h"
#include "dossier/loans/delinquency.h"
#include "dossier/projections/enum_names.h"

namespace dossier::loans {

inline constexpr fold::Slot kSlot = 3;
inline constexpr size_t kMaxTransactions = 5000;              // of one loan, charges too
inline constexpr size_t kMaxProblems = 50;                    // kept of one loan, the first ones
inline constexpr int64_t kMaxAmount = 1'000'000'000'000'000;  // minor units, of one event

using event::ProductType;
using event::Relationship;
using event::loan::ClosureKind;
using event::loan::LegalStatus;
using event::loan::LienStatus;
using event::loan::RestructureKind;
using fold::SealedFields;

// Sealed: account_number.
struct Agreement {
  std::string product_id;
  std::string product_name;
  std::optional<ProductType> product_type;
  uint16_t currency = 0;  // ISO 4217 numeric; 0: no disbursement was told yet
  std::string application_id;
  std::string officer_id;
  std::string branch_id;
  std::string method;
  std::string refinances_loan_id;
  std::optional<Date> disbursed_on;
  std::optional<Date> maturity_date;  // as stated; else the last due date
  bool with_terms = false;            // the source gave them
  SealedFields sealed;
  DOSSIER_FIELDS(product_id, product_name, product_type, currency, application_id, officer_id,
                 branch_id, method, refinances_loan_id, disbursed_on, maturity_date, with_terms,
                 sealed);
};

struct LegalCase {
  std::string id;
  std::optional<Date> started_on;
  std::optional<LegalStatus> status;
  std::optional<Date> next_hearing_on;
  std::string court;
  int64_t claimed = 0;
  DOSSIER_FIELDS(id, started_on, status, next_hearing_on, court, claimed);
};

// What is wrong with what came in; the event was accepted all the same (docs/loans.md).
// Stored: add at the end.
enum class ProblemCode : uint8_t {
  unknown_loan,         // an event of a loan whose disbursement was not told
  breakdown,            // the parts do not add up to the amount: the strategy decided
  schedule_sum,         // the principal of the schedule is not what was lent
  no_schedule,          // neither terms nor schedule: nothing falls due
  terms,                // can not be computed
  before_disbursement,  // dated before the first disbursement
  after_closure,
  currency,           // not the loan's: not booked
  duplicate,          // a transaction of that id is there: not booked
  unknown_reference,  // reverses or waives what is not there
  closed_with_balance,
  before_restructure,  // reverses what a restructure had closed: owed again, as a charge-back
  amount,              // more than there is: waived, refunded, written off
};

std::string_view enum_name(ProblemCode code);

struct Problem {
  ProblemCode code = ProblemCode::unknown_loan;
  Offset cause;
  std::string reference;  // id of what is concerned
  DOSSIER_FIELDS(code, cause, reference);
};

struct Standing {
  std::optional<Date> closed_on;  // an event said so
  std::optional<ClosureKind> closure;
  std::optional<Date> written_off_on;
  int64_t written_off = 0;
  int64_t recovered = 0;  // after the write-off
  std::vector<Pause> pauses;
  std::map<std::string, LegalCase> legal_cases;
  std::vector<Problem> problems;
  DOSSIER_FIELDS(closed_on, closure, written_off_on, written_off, recovered, pauses, legal_cases,
                 problems);
};

// Sealed: description; number `item` of the record's collateral, where that is a list.
struct Collateral {
  std::string kind;
  Money original_value;
  std::optional<Date> original_valued_on;
  Money value;
  std::optional<Date> valued_on;
  std::optional<LienStatus> lien_status;
  std::optional<Date> lien_changed_on;
  std::string document_id;
  std::optional<uint32_t> item;
  SealedFields sealed;
  DOSSIER_FIELDS(kind, original_value, original_valued_on, value, valued_on, lien_status,
                 lien_changed_on, document_id, item, sealed);
};

// Sealed, in boxes of the person's own, by purpose: identity contact finance; there the person is
// number `item` of the record's guarantors, where those are a list.
struct Guarantor {
  std::string customer_id;
  std::optional<Relationship> relationship;
  Money amount;
  std::string document_id;
  std::optional<Date> released_on;
  std::optional<uint32_t> item;
  SealedFields sealed;
  DOSSIER_FIELDS(customer_id, relationship, amount, document_id, released_on, item, sealed);
};

// Sealed, as of guarantors: identity contact.
struct CoBorrower {
  std::string customer_id;
  std::optional<Relationship> relationship;
  uint32_t item = 0;
  SealedFields sealed;
  DOSSIER_FIELDS(customer_id, relationship, item, sealed);
};

struct Security {
  std::map<std::string, Collateral> collateral;
  std::map<std::string, Guarantor> guarantors;     // by person
  std::map<std::string, CoBorrower> co_borrowers;  // by person
  DOSSIER_FIELDS(collateral, guarantors, co_borrowers);
};

// Sealed: reason.
struct Restructure {
  std::string id;
  Date date;
  std::optional<RestructureKind> kind;
  std::optional<Terms> old_terms, new_terms;
  std::optional<Date> old_maturity_date, new_maturity_date;
  int64_t capitalized_interest = 0;
  int64_t capitalized_fees = 0;
  int64_t forgiven = 0;
  std::optional<int32_t> deferral_days;
  SealedFields sealed;
  DOSSIER_FIELDS(id, date, kind, old_terms, new_terms, old_maturity_date, new_maturity_date,
                 capitalized_interest, capitalized_fees, forgiven, deferral_days, sealed);
};

struct Restructures {
  std::vector<Restructure> restructures;
  DOSSIER_FIELDS(restructures);
};

// --- what was concluded, with what is needed to take it back

struct InstalmentNote {
  Date due_date;
  InstalmentKind kind = InstalmentKind::regular;
  bool due_told = false;
  std::optional<Date> paid_on;
  fold::FactRef paid, late, missed;
  int64_t missed_unpaid = 0;
  DOSSIER_FIELDS(due_date, kind, due_told, paid_on, paid, late, missed, missed_unpaid);
};

struct BucketSpan {
  Date from;
  int32_t bucket = 0;
  fold::FactRef ref;
  DOSSIER_FIELDS(from, bucket, ref);
};

struct ArrearsSpan {
  Date due_date;  // of the instalment with which it began, the day after
  std::optional<Date> cured_on;
  int32_t days = 0;  // most days past due, once cured
  fold::FactRef began, cured;
  DOSSIER_FIELDS(due_date, cured_on, days, began, cured);
};

struct History {
  std::vector<InstalmentNote> instalments;  // those of which something was told, by due date
  std::vector<BucketSpan> buckets;          // from the first change on
  std::vector<ArrearsSpan> arrears;
  std::optional<Date> settled_on;
  fold::FactRef settled;
  std::optional<Date> wake;  // the day of the timer that is set
  DOSSIER_FIELDS(instalments, buckets, arrears, settled_on, settled, wake);

  int32_t bucket() const { return buckets.empty() ? 0 : buckets.back().bucket; }
};

struct LoanSlice : fold::SliceOf<1, Agreement, Account, Standing, Security, Restructures, History> {
};

// Paid out, and neither closed, written off nor settled.
inline bool is_active(const LoanSlice& loan) {
  const auto& standing = loan.get<Standing>();
  return loan.get<Agreement>().disbursed_on && !standing.closed_on && !standing.written_off_on &&
         !loan.get<History>().settled_on;
}

struct LoanIds {
  std::vector<std::string> ids;  // in order of their first event
  DOSSIER_FIELDS(ids);
};
struct LoanListSlice : fold::SliceOf<2, LoanIds> {};

std::shared_ptr<const fold::Projection> make();  // for the registry

}  // namespace dossier::loans
