// GET /api/customers/{id}: what is known of a customer, as of one position.
#include <array>

#include "endpoint.h"
#include "present.h"
#include "reading.h"

namespace dossier::api {
namespace {

std::string body_of(const Call& call, const Subject& subject, const engine::SubjectView& view,
                    Tongue tongue) {
  JsonWriter out;
  out.begin_object();
  write_view_head(out, call, subject, view);
  write_headline(out, call.services.engine, view, tongue);
  write_profile(out, call.services.engine, subject, view, tongue);
  write_timeline_summary(out, view);
  out.end_object();
  return out.take() + "\n";
}

void read(const CallPtr& call, const Subject& subject, Tongue tongue) {
  const auto view = call->services.engine.read(subject, view_slots());
  if (!view) return call->fault(view.error());
  if (!view->exists) return call->fault({ErrorCode::not_found, "no customer has this id", "", ""});
  answer_view(call, *view, [&] { return body_of(*call, subject, *view, tongue); });
}

void customer(const CallPtr& call) {
  const auto subject = customer_named(call->names[0]);
  if (!subject) return call->fault(subject.error());
  const auto tongue = tongue_of(call->target);
  if (!tongue) return call->fault(tongue.error());
  when_readable(call, *subject,
                [call, subject = *subject, tongue = *tongue] { read(call, subject, tongue); });
}

}  // namespace

std::vector<Endpoint> customer_endpoints() {
  return {
      {"GET", "/api/customers/{id}", "lang min_position", Access::everyone, Runs::here, customer}};
}

}  // namespace dossier::api
