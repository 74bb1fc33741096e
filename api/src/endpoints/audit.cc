// GET /api/customers/{id}/audit: who did and saw what, newest first. The read itself is an entry,
// and answers once that is durable.
#include "access/note.h"
#include "audit_trail.h"
#include "endpoint.h"
#include "schemas.h"

namespace dossier::api {
namespace {

// A day of the business zone, or an instant. `until`: what ends it, exclusively.
Result<std::optional<Instant>> time_of(const Call& call, std::string_view name, bool until) {
  const auto text = call.target.find(name);
  if (!text) return std::nullopt;
  const Zone& zone = call.services.engine.zone();
  if (const auto date = parse_date(*text))
    return std::optional(zone.start_of_day(until ? *date + 1 : *date));
  const auto instant = parse_instant(*text);
  if (!instant)
    return fail(ErrorCode::invalid, "must be a date or an instant", std::string(name),
                "as 2026-03-02 or 2026-03-02T15:04:05Z");
  return std::optional(Instant{instant->micros + (until ? 1 : 0)});
}

Result<TrailAsk> ask_of(const Call& call) {
  TrailAsk ask;
  ask.subject = call.subject;
  ask.viewer = call.viewer();
  ask.limit = static_cast<size_t>(call.number("limit"));
  DOSSIER_ASSIGN(ask.from, time_of(call, "from", false));
  DOSSIER_ASSIGN(ask.to, time_of(call, "to", true));
  ask.actor = call.target.find("actor").value_or("");
  ask.action = call.target.find("action").value_or("");
  ask.entity = call.target.find("entity").value_or("");
  const auto text = call.target.find("cursor");
  if (!text) return ask;
  const auto cursor = decode_cursor(*text);
  if (!cursor)
    return fail(ErrorCode::invalid, "not a cursor", "cursor", "send the `next` of an answer");
  ask.cursor = *cursor;
  return ask;
}

void answer(const CallPtr& call, const TrailAsk& ask) {
  JsonWriter out;
  out.begin_object().member("id", ask.subject.id());
  if (const auto written = write_trail(out, call->services.engine, ask); !written)
    return call->fault(written.error());
  out.end_object();
  Response response;
  response.headers = {{"Cache-Control", "no-store"}};
  response.body = out.take() + "\n";
  call->answer(std::move(response));
}

void audit(const CallPtr& call) {
  const auto ask = ask_of(*call);
  if (!ask) return call->fault(ask.error());
  append_access(call, access_of(*call, ask->subject, engine::AccessKind::audit_read),
                [call, ask = *ask] { answer(call, ask); });
}

std::string trail_schema() {
  return object_schema("id string, entries [#AuditEntry], next string|null");
}

}  // namespace

std::vector<Endpoint> audit_endpoints() {
  return {{.method = "GET",
           .path = "/api/customers/{id}/audit",
           .operation = "readAudit",
           .summary = "Who did and saw what of the customer, newest first",
           .query = {{.name = "from", .summary = "Recorded then or later: a day or an instant."},
                     {.name = "to", .summary = "Recorded by then: a day or an instant."},
                     {.name = "actor", .summary = "officer/A-7, A-7 or officer."},
                     {.name = "action", .summary = "A type of event, or the start of its name."},
                     {.name = "entity", .summary = "loan/LN-1, LN-1 or loan."},
                     kCursor,
                     kLimit,
                     kLang,
                     kMinPosition},
           .answers = {{200, "Entries of both logs", "application/json",
                        Schema{"AuditTrail", trail_schema}}},
           .handle = audit}};
}

}  // namespace dossier::api
