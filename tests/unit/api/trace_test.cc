// The trace of a request, on the event that it makes.
#include "trace.h"

#include <doctest/doctest.h>

#include "dossier/engine/position.h"
#include "router_fixture.h"

namespace dossier::api {
namespace {

const std::string kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

Trace trace_with(const std::string& parent) {
  return trace_of({"GET", "/", {{"traceparent", parent}}, {}, Peer::tcp});
}

// The traceparent of the record that the answer names; "" where it has none.
std::string recorded(RouterFixture& api, const Response& answer) {
  REQUIRE_MESSAGE(answer.status < 300, answer.body);
  const auto position =
      engine::parse_position_token(api.engine->records().log_id(), at(answer.body, "/position"));
  REQUIRE(position.has_value());
  const auto record = api.engine->records().get(position->front());
  REQUIRE(record.has_value());
  return std::string(record->header("ce_traceparent"));
}

Response post(RouterFixture& api, const std::string& target, std::vector<Header> headers,
              std::string body) {
  return api.ask({"POST", target, std::move(headers), std::move(body), Peer::in_process});
}

std::vector<Header> event_headers(const std::string& parent) {
  return {{"content-type", "application/cloudevents+json"}, {"traceparent", parent}};
}

}  // namespace

TEST_CASE("trace: the caller's where it is sound, else a new one") {
  CHECK(trace_with(kParent).id == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(traceparent_of(trace_with(kParent)) == kParent);
  std::string zero_trace = kParent, zero_span = kParent, upper = kParent;
  zero_trace.replace(3, 32, 32, '0');
  zero_span.replace(36, 16, 16, '0');
  upper[5] = 'F';
  for (const std::string& bad :
       {std::string(), kParent + "-x", kParent.substr(1), "01" + kParent.substr(2), zero_trace,
        zero_span, upper, kParent.substr(0, 53) + "Jo"}) {
    CAPTURE(bad);
    const Trace trace = trace_with(bad);
    CHECK(trace.parent.empty());
    CHECK(trace.id.size() == 32);
    CHECK(trace.id != trace_with(bad).id);
    const std::string made = traceparent_of(trace);
    CHECK(trace_with(made).parent == made);
    CHECK(trace_with(made).id == trace.id);
  }
}

TEST_CASE("trace: a publisher's goes with the event, unless the event brings its own") {
  RouterFixture api;
  const auto publish = [&](const std::string& parent, const std::string& event) {
    return recorded(api, post(api, "/api/events", event_headers(parent), event));
  };
  CHECK(publish(kParent, payment("p-1")) == kParent);
  CHECK(publish("Ayanna Okafor", payment("p-2")).empty());
  std::string own = payment("p-3");
  const std::string other = "00-11112222333344445555666677778888-00f067aa0ba902b7-00";
  own.insert(1, R"("traceparent":")" + other + R"(",)");
  CHECK(publish(kParent, own) == other);
  const Response again = post(api, "/api/events", event_headers(other), payment("p-1"));
  CHECK(again.status == 200);  // the same event, whatever its trace
}

TEST_CASE("trace: what people write carries one") {
  RouterFixture api;
  const std::string customer = publish_persona(api);
  const auto note = [&](std::vector<Header> headers, const char* key) {
    headers.emplace_back("content-type", "application/json");
    headers.emplace_back("idempotency-key", key);
    return recorded(api, post(api, "/api/customers/" + customer + "/notes", std::move(headers),
                              R"({"text":"Asked for a call back."})"));
  };
  CHECK(note({{"traceparent", kParent}}, "k-1") == kParent);
  const std::string made = note({}, "k-2");
  CHECK(trace_with(made).parent == made);
}

}  // namespace dossier::api
