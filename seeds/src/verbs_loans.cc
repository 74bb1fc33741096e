// Verbs of loans and of the charges on them.
#include <fmt/format.h>

#include <array>

#include "dossier/base/money.h"
#include "story.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kLoans = "/core/loans";
constexpr std::string_view kGuarantor =
    "guarantors[]: guarantor <id:person_id> <text:name> <relationship:relationship> <text:phone>";
constexpr std::string_view kSecured =
    "collateral[]: secured <id:collateral_id> <text:description> worth <money:value>";

Status write_disbursed(Teller& teller, const Entry& entry, const Loan& loan,
                       const Application& application) {
  return teller.emit(entry, [&](JsonWriter& json) {
    write_money(json, "amount", loan.book.terms().principal);
    json.member("product_name", application.product_name);
    json.member("product_type", application.product_type);
    write_date(json, "maturity_date", loan.book.schedule().back().due);
    write_terms(json, "terms", loan.book.terms());
    write_schedule(json, loan.book.schedule());
  });
}

Status pays_out(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(const Application* application, teller.application_of(entry));
  if (!application->approved)
    return line_fault(entry, "the application is not approved", "write its approval before it");
  LoanTerms terms{application->amount, application->rate, application->months, teller.today(),
                  add_months(teller.today(), 1)};
  if (entry.has("_first_due")) terms.first_due = entry.date("_first_due");
  if (!workable(terms))
    return line_fault(entry, "the first due date is not 1 to 400 days after the payout", "move it");
  Loan paid_out{.id = std::string(entry.text("loan_id")),
                .application = std::string(entry.text("application_id")),
                .book = LoanBook(terms)};
  DOSSIER_ASSIGN(const Loan* loan, teller.add_loan(entry, std::move(paid_out)));
  return write_disbursed(teller, entry, *loan, *application);
}

Status restructures(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  const LoanTerms old_terms = loan->book.terms();
  const LoanTerms asked{0, entry.rate("_rate"), entry.number("_months"), teller.today(),
                        entry.date("_first_due")};
  if (loan->book.principal_outstanding() == 0)
    return line_fault(entry, "nothing is left to restructure", "drop the line");
  DOSSIER_ASSIGN(const LoanBook::Restructure done, loan->book.restructure(asked));
  loan->last_paid.reset();
  return teller.emit(entry, [&](JsonWriter& json) {
    if (!entry.has("kind")) json.member("kind", "term_extension");
    write_date(json, "value_date", teller.today());
    write_terms(json, "old_terms", old_terms);
    write_terms(json, "new_terms", loan->book.terms());
    write_schedule(json, done.schedule);
    write_money(json, "capitalized_interest", done.capitalized_interest);
    write_date(json, "old_maturity_date", done.old_maturity);
    write_date(json, "new_maturity_date", done.schedule.back().due);
  });
}

Status closes(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  if (!loan->book.settled())
    return line_fault(entry,
                      fmt::format("{} of principal is still open on {}",
                                  format_decimal(loan->book.principal_outstanding(), 2), loan->id),
                      "let it be paid before it closes");
  const Status written = teller.emit(entry);
  loan->closed = true;
  return written;
}

Status charges(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  const bool fee = entry.has("kind");
  const Date due = entry.has("due_date") ? entry.date("due_date") : teller.today();
  loan->book.charge({std::string(entry.text("charge_id")), !fee, due, entry.amount("amount")});
  return teller.emit(entry, [&](JsonWriter& json) {
    if (!fee) json.member("kind", "penalty");
    if (!entry.has("due_date")) write_date(json, "due_date", due);
  });
}

Status waives(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  const auto open = loan->book.waive(entry.text("charge_id"));
  if (!open || *open == 0)
    return line_fault(entry, "nothing of this charge is open", "check its id and what was paid");
  return teller.emit(entry, [&](JsonWriter& json) { write_money(json, "amount", *open); });
}

Status writes_off(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  const Split lost = loan->book.write_off(teller.today());
  if (lost.total() == 0) return line_fault(entry, "nothing is left to write off", "drop the line");
  const Status written = teller.emit(entry, [&](JsonWriter& json) {
    write_money(json, "amount", lost.total());
    write_money(json, "principal", lost.principal);
    write_money(json, "interest", lost.interest);
    write_money(json, "fees", lost.fees);
    write_money(json, "penalties", lost.penalties);
  });
  loan->closed = loan->written_off = true;
  return written;
}

}  // namespace

std::span<const VerbForm> loan_verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      {.form = "loan <id:loan_id> is paid out from <id:application_id> =value_date=@today",
       .type = "dossier.loan.disbursed.v1",
       .source = kLoans,
       .usual_minute = 900,
       .actor = "system/core-banking",
       .clauses = {"first <date:_first_due>", "account <id:account_number>", "via <method:method>",
                   "branch <id:branch_id>", "officer <id:officer_id>", kGuarantor, kSecured},
       .handler = pays_out},
      {.form = "is restructured as <id:restructure_id> over <int:_months> months at <rate:_rate> % "
               "from <date:_first_due>",
       .type = "dossier.loan.restructured.v1",
       .source = kLoans,
       .usual_minute = 900,
       .actor = "system/core-banking",
       .clauses = {"kind <restructure:kind>"},
       .on_loan = true,
       .handler = restructures},
      {.form = "closes the loan as <closure:kind> =value_date=@today",
       .type = "dossier.loan.closed.v1",
       .source = kLoans,
       .usual_minute = 1200,
       .actor = "system/core-banking",
       .on_loan = true,
       .handler = closes},
      {.form = "delinquency pauses until <date:until_date> =from_date=@today",
       .type = "dossier.loan.delinquency_paused.v1",
       .source = kLoans,
       .usual_minute = 600,
       .actor = "system/core-banking",
       .on_loan = true},
      {.form = "delinquency resumes =from_date=@today",
       .type = "dossier.loan.delinquency_resumed.v1",
       .source = kLoans,
       .usual_minute = 600,
       .actor = "system/core-banking",
       .on_loan = true},
      {.form = "is written off =value_date=@today",
       .type = "dossier.loan.written_off.v1",
       .source = kLoans,
       .usual_minute = 1100,
       .actor = "system/core-banking",
       .on_loan = true,
       .handler = writes_off},
      {.form = "is charged <money:amount> <text:name> as <id:charge_id> =value_date=@today",
       .type = "dossier.charge.applied.v1",
       .source = kLoans,
       .usual_minute = 30,
       .actor = "system/core-banking",
       .clauses = {"due <date:due_date>", "fee =kind=fee"},
       .on_loan = true,
       .handler = charges},
      {.form = "charge <id:charge_id> is waived =value_date=@today",
       .type = "dossier.charge.waived.v1",
       .source = kLoans,
       .usual_minute = 890,
       .actor = "system/core-banking",
       .on_loan = true,
       .handler = waives},
  });
  return kVerbs;
}

}  // namespace dossier::seeds
