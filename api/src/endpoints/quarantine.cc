// /api/ops/quarantine: subjects whose fold has stopped, and what an operator can do for them.
#include <array>

#include "body.h"
#include "dossier/engine/position.h"
#include "endpoint.h"

namespace dossier::api {
namespace {

void write_parked(JsonWriter& out, const engine::ParkedSubject& parked) {
  out.begin_object().member("subject", parked.subject.key());
  out.member("projection", parked.why.projection).member("fold_version", parked.why.fold_version);
  out.member("since", to_string(parked.why.since));
  out.member("message", parked.why.message).member("remedy", parked.why.remedy).end_object();
}

Result<Subject> subject_of(const Call& call) {
  return Subject::parse(call.names[0] + "/" + call.names[1]);
}

// Those of one subject, or all.
std::string parked_json(const Call& call, const Subject* subject) {
  JsonWriter out;
  out.begin_object().key("parked").begin_array();
  for (const auto& parked : call.services.engine.quarantine())
    if (subject == nullptr || parked.subject == *subject) write_parked(out, parked);
  out.end_array().end_object();
  return out.take();
}

void list(const CallPtr& call) { call->json(200, parked_json(*call, nullptr)); }

void show(const CallPtr& call) {
  const auto subject = subject_of(*call);
  if (!subject) return call->fault(subject.error());
  std::string found = parked_json(*call, &*subject);
  if (found == R"({"parked":[]})")
    return call->fault({ErrorCode::not_found, "the subject is not in quarantine", "", ""});
  call->json(200, std::move(found));
}

using Act = Result<Position> (engine::Engine::*)(const Subject&, std::string_view);

void act(const CallPtr& call, Act what) {
  const auto subject = subject_of(*call);
  if (!subject) return call->fault(subject.error());
  const auto projection = body_text(call->request.body, "projection");
  if (!projection) return call->fault(projection.error());
  if (!*projection)
    return call->fault({ErrorCode::invalid, "is missing", "projection",
                        "name the projection that `dossier quarantine show` tells"});
  engine::Engine& engine = call->services.engine;
  const auto position = (engine.*what)(*subject, **projection);
  if (!position) return call->fault(position.error());
  JsonWriter out;
  out.begin_object().member(
      "position", engine::position_token(engine.records().log_id(), std::array{*position}));
  out.member("at", to_string(*position)).end_object();
  call->json(200, out.take());
}

void retry(const CallPtr& call) { act(call, &engine::Engine::quarantine_retry); }
void skip(const CallPtr& call) { act(call, &engine::Engine::quarantine_skip); }

}  // namespace

std::vector<Endpoint> quarantine_endpoints() {
  constexpr auto kWho = Access::operators;
  return {{"GET", "/api/ops/quarantine", "", kWho, Runs::here, list},
          {"GET", "/api/ops/quarantine/{kind}/{id}", "", kWho, Runs::here, show},
          {"POST", "/api/ops/quarantine/{kind}/{id}/retry", "", kWho, Runs::behind, retry},
          {"POST", "/api/ops/quarantine/{kind}/{id}/skip", "", kWho, Runs::behind, skip}};
}

}  // namespace dossier::api
