#include "router_fixture.h"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <chrono>
#include <future>

#include "dossier/projections/registry.h"
#include "dossier/seeds/personas.h"

namespace dossier::api {

const DevIssuer& test_issuer() {
  static const test::TempFolder kFolder;
  static const auto kIssuer = DevIssuer::open(kFolder.path(), true);
  REQUIRE(kIssuer.has_value());
  return **kIssuer;
}

std::string bearer(Role role) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto now_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  return "Bearer " + test_issuer().token(dev_person(role), now_s, 3600);
}

namespace {

std::vector<Header> signed_in(Peer peer) {
  if (peer != Peer::tcp) return {};
  return {{"authorization", bearer()}};
}

}  // namespace

RouterFixture::RouterFixture() {
  engine::EngineOptions options;
  options.var = folder.path();
  options.partitions = 4;
  options.workers = 1;
  auto opened = engine::Engine::open(options, projections::all_projections());
  REQUIRE_MESSAGE(opened.has_value(), to_string(opened ? Error{} : opened.error()));
  engine = std::move(*opened);
  auto made = Authenticator::open({.issuers = {test_issuer().issuer()}});
  REQUIRE_MESSAGE(made.has_value(), to_string(made ? Error{} : made.error()));
  authenticator = std::move(*made);
  RouterOptions settings;
  settings.var = folder.path();
  settings.authenticator = authenticator.get();
  settings.dev = &test_issuer();
  router.emplace(*engine, settings);
}

RouterFixture::~RouterFixture() {
  router->stop();
  engine->stop();
}

Response RouterFixture::ask(Request request) {
  std::promise<Response> promise;
  router->handle(std::move(request), [&](Response r) { promise.set_value(std::move(r)); });
  return promise.get_future().get();
}

Response RouterFixture::get_as(Role role, const std::string& target) {
  return ask({"GET", target, {{"authorization", bearer(role)}}, {}, Peer::tcp});
}

Response RouterFixture::get(const std::string& target, Peer peer) {
  return ask({"GET", target, signed_in(peer), {}, peer});
}

Response RouterFixture::post(const std::string& target, std::string body,
                             const std::string& content_type, Peer peer) {
  auto headers = signed_in(peer);
  headers.emplace_back("content-type", content_type);
  return ask({"POST", target, std::move(headers), std::move(body), peer});
}

Response RouterFixture::publish(const std::string& event) {
  return post("/api/events", event, "application/cloudevents+json");
}

uint64_t RouterFixture::records() const {
  return engine->usage(false).records - engine->records().partition_count();
}

std::string payment(const std::string& id, const std::string& subject, const std::string& data) {
  const std::string own =
      R"("payment_id":"P-1","loan_id":"LN-1","amount":{"amount":"45000.00","currency":"JMD"},)"
      R"("value_date":"2026-03-02","method":"bank_transfer")";
  const std::string body = data.starts_with('{') ? data : "{" + own + data + "}";
  return R"({"specversion":"1.0","id":")" + id + R"(","source":"/core/payments",)" +
         R"("type":"dossier.payment.received.v1","subject":")" + subject +
         R"(","time":"2026-03-02T10:15:00Z","data":)" + body + "}";
}

std::string registered(const std::string& id, const std::string& subject) {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":"/crm",)" +
         R"("type":"dossier.customer.registered.v1","subject":")" + subject +
         R"(","time":"2026-03-01T10:15:00Z","data":{"customer_type":"individual",)"
         R"("cif_number":"CIF-1","first_name":"Ayanna","last_name":"Okafor","status":"active"}})";
}

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return "<absent>";
}

std::string at(const std::string& json, std::string_view pointer) {
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  if (parser.parse(json).at_pointer(pointer).get(value)) return "<absent>";
  std::string_view text;
  return value.get_string().get(text) ? simdjson::minify(value) : std::string(text);
}

std::string publish_persona(RouterFixture& api) {
  const seeds::Persona persona = seeds::personas().front();
  REQUIRE(api.post("/api/ops/open-day", R"({"date":")" + to_string(persona.business_date) + R"("})",
                   "application/json")
              .status == 200);
  const auto events = seeds::expand(persona);
  REQUIRE(events.has_value());
  std::string batch;
  for (const std::string& event : *events) batch += (batch.empty() ? "[" : ",") + event;
  const Response answer =
      api.post("/api/events", batch + "]", "application/cloudevents-batch+json");
  REQUIRE(answer.status == 200);
  const std::string last = "/" + std::to_string(events->size() - 1) + "/position";
  REQUIRE(
      api.get("/api/customers/" + persona.customer_id + "?min_position=" + at(answer.body, last))
          .status == 200);
  return persona.customer_id;
}

}  // namespace dossier::api
