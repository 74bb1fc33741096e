// GET /api/customers/{id}/loans and …/loans/{loan}: as of one position and business day.
#include "endpoint.h"
#include "present.h"
#include "reading.h"

namespace dossier::api {
namespace {

void loans(const CallPtr& call) { answer_customer(call, loan_slots(), write_loans); }

void read_loan(const CallPtr& call, const Subject& subject, Tongue tongue) {
  const auto view = call->services.engine.read(subject, loan_slots());
  if (!view) return call->fault(view.error());
  const std::string& loan = call->names[1];
  if (!view->exists || !has_loan(*view, loan))
    return call->fault({ErrorCode::not_found, "the customer has no loan of this id", "loan",
                        "GET /api/customers/{id}/loans lists them"});
  answer_view(call, *view, [&] {
    JsonWriter out;
    out.begin_object();
    write_view_head(out, *call, subject, *view);
    write_loan(out, call->services.engine, subject, *view, loan, tongue);
    out.end_object();
    return out.take() + "\n";
  });
}

void loan(const CallPtr& call) {
  const auto subject = customer_named(call->names[0]);
  if (!subject) return call->fault(subject.error());
  const auto tongue = tongue_of(call->target);
  if (!tongue) return call->fault(tongue.error());
  when_readable(call, *subject,
                [call, subject = *subject, tongue = *tongue] { read_loan(call, subject, tongue); });
}

}  // namespace

std::vector<Endpoint> loans_endpoints() {
  return {{"GET", "/api/customers/{id}/loans", "lang min_position", Access::everyone, Runs::here,
           loans},
          {"GET", "/api/customers/{id}/loans/{loan}", "lang min_position", Access::everyone,
           Runs::here, loan}};
}

}  // namespace dossier::api
