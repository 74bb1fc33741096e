// A loan as an answer shows it: the slice, and what follows from it on a business day (days past
// due, arrears, next payment, months, assessment). A pure function of the two; nothing of it is
// stored. Money has its currency here, lists are objects keyed by id with their order beside them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dossier/loans/slice.h"

namespace dossier::loans {

enum class LoanStatus : uint8_t {
  announced,  // events came, a disbursement did not
  active,
  in_arrears,
  restructured,
  legal_proceedings,
  overpaid,
  closed,
  written_off,
};
std::string_view enum_name(LoanStatus status);

// How an instalment went, better before worse (docs/loans.md). Ahead: not due yet; open: due today;
// carried: open when a restructure replaced it; missed stays missed when it is paid later.
enum class Performance : uint8_t { ahead, on_time, open, carried, late, overdue, missed };
std::string_view enum_name(Performance performance);

enum class AssessmentLevel : uint8_t { above_expectation, at_expectation, below_expectation };
std::string_view enum_name(AssessmentLevel level);

struct MoneyParts {
  Money principal, interest, fees, penalties, total;
  DOSSIER_FIELDS(principal, interest, fees, penalties, total);
};

struct InstalmentView {
  InstalmentKind kind = InstalmentKind::regular;
  Date from_date, due_date;
  MoneyParts expected, paid;
  Money waived, outstanding, paid_in_advance, paid_late;
  Money variance;  // paid less expected, of one that is due by now; else zero
  Money balance;   // principal that is left once it is paid
  std::optional<Date> settled_on;
  std::optional<int32_t> days_late;  // below 0: early
  Performance performance = Performance::ahead;
  DOSSIER_FIELDS(kind, from_date, due_date, expected, paid, waived, outstanding, paid_in_advance,
                 paid_late, variance, balance, settled_on, days_late, performance);
};

struct TransactionView {
  TransactionKind kind = TransactionKind::repayment;
  Date value_date, entered_on;
  Money amount;
  MoneyParts allocated;
  Money overpaid;
  Money balance;  // principal outstanding afterwards
  std::optional<Date> due_date;
  std::optional<int32_t> days_late;
  bool back_dated = false;
  bool reversed = false;
  DOSSIER_FIELDS(kind, value_date, entered_on, amount, allocated, overpaid, balance, due_date,
                 days_late, back_dated, reversed);
};

struct ChargeView {
  ChargeKind kind = ChargeKind::fee;
  std::string name;
  Date due_date, entered_on;
  Money amount, paid, waived, outstanding;
  bool after_maturity = false;
  bool reversed = false;
  DOSSIER_FIELDS(kind, name, due_date, entered_on, amount, paid, waived, outstanding,
                 after_maturity, reversed);
};

struct TermsView {
  Money principal;
  std::string annual_rate;  // percent, an exact decimal
  InterestMethod interest_method = InterestMethod::declining_balance;
  Amortization amortization = Amortization::equal_instalments;
  int32_t instalment_count = 0;
  int32_t period_length = 0;
  PeriodUnit period_unit = PeriodUnit::months;
  std::optional<int32_t> term_months;
  DayCount day_count = DayCount::thirty_360;
  Allocation allocation = Allocation::penalty_fee_interest_principal;
  ScheduleType schedule_type = ScheduleType::cumulative;
  Money down_payment;
  std::string down_payment_percent;
  Money balloon;
  int32_t grace_days = 0;
  DOSSIER_FIELDS(principal, annual_rate, interest_method, amortization, instalment_count,
                 period_length, period_unit, term_months, day_count, allocation, schedule_type,
                 down_payment, down_payment_percent, balloon, grace_days);
};

struct CollateralView {
  std::string kind;
  std::optional<Money> original_value, value;
  std::optional<Date> original_valued_on, valued_on;
  std::optional<LienStatus> lien_status;
  std::optional<Date> lien_changed_on;
  std::string document_id;
  SealedFields sealed;
  DOSSIER_FIELDS(kind, original_value, value, original_valued_on, valued_on, lien_status,
                 lien_changed_on, document_id, sealed);
};

struct GuarantorView {
  std::string customer_id;
  std::optional<Relationship> relationship;
  std::optional<Money> amount;
  std::string document_id;
  std::optional<Date> released_on;
  SealedFields sealed;
  DOSSIER_FIELDS(customer_id, relationship, amount, document_id, released_on, sealed);
};

struct LegalView {
  std::optional<Date> started_on;
  std::optional<LegalStatus> status;
  std::optional<Date> next_hearing_on;
  std::string court;
  Money claimed;
  DOSSIER_FIELDS(started_on, status, next_hearing_on, court, claimed);
};

struct RestructureView {
  Date date;
  std::optional<RestructureKind> kind;
  std::optional<TermsView> old_terms, new_terms;
  std::optional<Date> old_maturity_date, new_maturity_date;
  Money capitalized_interest, capitalized_fees, forgiven;
  std::optional<int32_t> deferral_days;
  SealedFields sealed;
  DOSSIER_FIELDS(date, kind, old_terms, new_terms, old_maturity_date, new_maturity_date,
                 capitalized_interest, capitalized_fees, forgiven, deferral_days, sealed);
};

struct BucketView {
  Date from;
  std::string bucket;
  DOSSIER_FIELDS(from, bucket);
};

struct ArrearsView {
  Date due_date;  // it began the day after
  std::optional<Date> cured_on;
  std::optional<int32_t> days;  // most days past due, once cured
  DOSSIER_FIELDS(due_date, cured_on, days);
};

struct ProblemView {
  ProblemCode code = ProblemCode::unknown_loan;
  std::string reference;
  Offset offset;
  DOSSIER_FIELDS(code, reference, offset);
};

// Why an assessment says what it says; `count` is what the code counts (days, instalments).
struct Reason {
  std::string code;
  int32_t count = 0;
  DOSSIER_FIELDS(code, count);
};

struct Assessment {
  AssessmentLevel level = AssessmentLevel::at_expectation;
  std::vector<Reason> reasons;
  DOSSIER_FIELDS(level, reasons);
};

struct NextPayment {
  Date date;
  Money amount;
  int32_t days_left = 0;
  DOSSIER_FIELDS(date, amount, days_left);
};

struct LoanView {
  LoanStatus status = LoanStatus::announced;
  std::string product_id, product_name;
  std::optional<ProductType> product_type;
  std::string currency;
  std::string application_id, officer_id, branch_id, refinances_loan_id;
  std::optional<Date> disbursed_on, maturity_date;
  Money disbursed;
  std::optional<TermsView> terms;
  MoneyParts outstanding, paid, arrears;
  Money overpaid, due_now, written_off, recovered;
  std::optional<NextPayment> next_payment;
  int32_t days_past_due = 0, delinquent_days = 0;
  std::optional<Date> oldest_due_date;
  std::string bucket;
  bool paused = false;
  // Due so far; one that is due today counts once it is paid.
  int32_t instalments_due = 0, instalments_on_time = 0, instalments_late = 0,
          instalments_missed = 0;
  std::map<std::string, Performance> months;  // by "2026-01": the worst of those due in it
  Assessment assessment;
  std::optional<Date> closed_on, written_off_on;
  std::optional<ClosureKind> closure;
  SealedFields sealed;
  std::map<std::string, CollateralView> collateral;
  std::map<std::string, GuarantorView> guarantors;
  std::map<std::string, CoBorrower> co_borrowers;
  std::map<std::string, LegalView> legal_cases;
  std::map<std::string, RestructureView> restructures;
  std::vector<BucketView> bucket_history;
  std::vector<ArrearsView> arrears_history;
  std::vector<Pause> pauses;
  std::vector<ProblemView> problems;
  DOSSIER_FIELDS(status, product_id, product_name, product_type, currency, application_id,
                 officer_id, branch_id, refinances_loan_id, disbursed_on, maturity_date, disbursed,
                 terms, outstanding, paid, arrears, overpaid, due_now, written_off, recovered,
                 next_payment, days_past_due, delinquent_days, oldest_due_date, bucket, paused,
                 instalments_due, instalments_on_time, instalments_late, instalments_missed, months,
                 assessment, closed_on, written_off_on, closure, sealed, collateral, guarantors,
                 co_borrowers, legal_cases, restructures, bucket_history, arrears_history, pauses,
                 problems);
};

// What only the loan's own page shows besides.
struct LoanDetail {
  std::map<std::string, InstalmentView> schedule;  // by number
  std::vector<std::string> schedule_order;
  std::map<std::string, TransactionView> transactions;
  std::vector<std::string> transaction_order;
  std::map<std::string, ChargeView> charges;
  std::vector<std::string> charge_order;
  DOSSIER_FIELDS(schedule, schedule_order, transactions, transaction_order, charges, charge_order);
};

// `day`: the business day as rendered; nothing before the first is opened.
LoanView view_of(const LoanSlice& loan, std::optional<Date> day, const Buckets& buckets = {});
LoanDetail detail_of(const LoanSlice& loan, std::optional<Date> day);

}  // namespace dossier::loans
