// GET /api/customers/{id}/loans and …/loans/{loan}: as of one position and business day.
#include "endpoint.h"
#include "present.h"
#include "reading.h"
#include "schemas.h"

namespace dossier::api {
namespace {

void loans(const CallPtr& call) { answer_customer(call, loan_slots(), write_loans); }

void loan(const CallPtr& call) {
  const engine::Engine& engine = call->services.engine;
  const auto view = engine.read(call->subject, loan_slots());
  if (!view) return call->fault(view.error());
  const std::string& loan = call->names[1];
  if (!has_loan(*view, loan))
    return call->fault({ErrorCode::not_found, "the customer has no loan of this id", "loan",
                        "GET /api/customers/{id}/loans lists them"});
  answer_view(call, *view, [&] {
    JsonWriter out;
    out.begin_object();
    write_view_head(out, *call, *view);
    write_loan(out, {engine, call->subject, *view, call->viewer()}, loan);
    out.end_object();
    return out.take() + "\n";
  });
}

}  // namespace

std::vector<Endpoint> loans_endpoints() {
  return {{.method = "GET",
           .path = "/api/customers/{id}/loans",
           .operation = "readLoans",
           .summary = "All loans of the customer, the newest disbursement first",
           .query = {kLang, kMinPosition},
           .answers = {view_answer("Loans", loans_schema)},
           .handle = loans},
          {.method = "GET",
           .path = "/api/customers/{id}/loans/{loan}",
           .operation = "readLoan",
           .summary = "One loan with its schedule, transactions and charges",
           .query = {kLang, kMinPosition},
           .answers = {view_answer("Loan", loan_schema)},
           .handle = loan}};
}

}  // namespace dossier::api
