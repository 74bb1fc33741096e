// GET /api/customers/{id}: what is known of a customer, as of one position.
#include "endpoint.h"
#include "present.h"
#include "reading.h"

namespace dossier::api {
namespace {

void write(JsonWriter& out, const engine::Engine& engine, const Subject& subject,
           const engine::SubjectView& view, Tongue tongue) {
  write_headline(out, engine, view, tongue);
  write_profile(out, engine, subject, view, tongue);
  write_timeline_summary(out, view);
}

void customer(const CallPtr& call) { answer_customer(call, view_slots(), write); }

}  // namespace

std::vector<Endpoint> customer_endpoints() {
  return {
      {"GET", "/api/customers/{id}", "lang min_position", Access::everyone, Runs::here, customer}};
}

}  // namespace dossier::api
