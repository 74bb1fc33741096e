// /api/ops/quarantine: subjects whose fold has stopped, and what an operator can do for them.
#include <array>

#include "body.h"
#include "dossier/engine/position.h"
#include "endpoint.h"
#include "schemas.h"

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

std::string parked_schema() { return object_schema("parked [#Parked]"); }
std::string one_parked_schema() { return object_schema("projection string"); }
std::string at_schema() { return object_schema("position string, at string"); }

Endpoint acting(std::string_view path, std::string_view operation, std::string_view summary,
                void (*handle)(const CallPtr&)) {
  return {.method = "POST",
          .path = path,
          .operation = operation,
          .summary = summary,
          .bodies = {{"application/json", {"ParkedProjection", one_parked_schema}}},
          .answers = {{200, "The position of the request", "application/json",
                       Schema{"At", at_schema}}},
          .runs = Runs::behind,
          .handle = handle};
}

}  // namespace

std::vector<Endpoint> quarantine_endpoints() {
  const Answer parked{200, "Parked subjects", "application/json",
                      Schema{"ParkedList", parked_schema}};
  return {{.method = "GET",
           .path = "/api/ops/quarantine",
           .operation = "listQuarantine",
           .summary = "Subjects whose fold has stopped",
           .answers = {parked},
           .handle = list},
          {.method = "GET",
           .path = "/api/ops/quarantine/{kind}/{id}",
           .operation = "readQuarantine",
           .summary = "What of that subject has stopped",
           .answers = {parked},
           .handle = show},
          acting("/api/ops/quarantine/{kind}/{id}/retry", "retryQuarantine",
                 "Folds the subject's stream again", retry),
          acting("/api/ops/quarantine/{kind}/{id}/skip", "skipQuarantine",
                 "The same, without the record that failed", skip)};
}

}  // namespace dossier::api
