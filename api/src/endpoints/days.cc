// POST /api/ops/open-day {"date":"2026-03-02"}: opens a business day; without a date, the next.
#include "body.h"
#include "endpoint.h"
#include "schemas.h"

namespace dossier::api {
namespace {

Result<std::optional<Date>> date_of(const std::string& body) {
  DOSSIER_ASSIGN(const auto text, body_text(body, "date"));
  if (!text) return std::nullopt;
  auto date = parse_date(*text);
  if (!date) return fail(ErrorCode::invalid, date.error().message, "date", date.error().remedy);
  return std::optional(*date);
}

void open_day(const CallPtr& call) {
  const auto date = date_of(call->request.body);
  if (!date) return call->fault(date.error());
  const auto opened = call->services.engine.open_day(*date);
  if (!opened) return call->fault(opened.error());
  JsonWriter out;
  out.begin_object().member("business_date", to_string(*opened)).end_object();
  call->json(200, out.take());
}

std::string open_day_schema() { return object_schema("date date?"); }
std::string opened_day_schema() { return object_schema("business_date date"); }

}  // namespace

std::vector<Endpoint> days_endpoints() {
  return {{.method = "POST",
           .path = "/api/ops/open-day",
           .operation = "openDay",
           .summary = "Opens a business day; without a date, the next one",
           .bodies = {{"application/json", {"OpenDay", open_day_schema}}},
           .answers = {{200, "The day that was opened", "application/json",
                        Schema{"OpenedDay", opened_day_schema}}},
           .runs = Runs::behind,
           .handle = open_day}};
}

}  // namespace dossier::api
