// GET /api/customers/{id}/audit: who did and saw what, newest first. The read itself is an entry,
// and answers once that is durable.
#include "access.h"
#include "audit_trail.h"
#include "endpoint.h"
#include "reading.h"

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
  DOSSIER_ASSIGN(ask.subject, customer_named(call.names[0]));
  DOSSIER_ASSIGN(const Tongue tongue, tongue_of(call.target));
  ask.viewer = viewer_of(call.who, tongue);
  DOSSIER_ASSIGN(const int64_t limit, query_number(call.target, "limit", 1, 200, 50));
  ask.limit = static_cast<size_t>(limit);
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
  auto ask = ask_of(*call);
  if (!ask) return call->fault(ask.error());
  const Subject subject = ask->subject;  // the capture below takes the other one away
  when_readable(call, subject, [call, ask = std::move(*ask)] {
    const auto view = call->services.engine.read(ask.subject, {});
    if (!view) return call->fault(view.error());
    if (!view->exists)
      return call->fault({ErrorCode::not_found, "no customer has this id", "", ""});
    append_access(call, access_of(*call, ask.subject, engine::AccessKind::audit_read),
                  [call, ask] { answer(call, ask); });
  });
}

}  // namespace

std::vector<Endpoint> audit_endpoints() {
  return {{"GET", "/api/customers/{id}/audit",
           "from to actor action entity cursor limit lang min_position", Access::everyone,
           Runs::here, audit}};
}

}  // namespace dossier::api
