// POST /api/events: each kind of event, sound and faulty, and what is answered.
#include <doctest/doctest.h>

#include "router_fixture.h"

namespace dossier::api {
namespace {

constexpr const char* kBatch = "application/cloudevents-batch+json";

std::string nested(size_t depth) {
  std::string text;
  for (size_t i = 0; i < depth; ++i) text += R"({"meta":)";
  text += "1";
  text.append(depth, '}');
  return text;
}

std::string lists(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

struct Fault {
  const char* what;
  std::string event;
  int status;
  const char* type;
  const char* field;
};

std::vector<Fault> faults() {
  const auto with_data = [](const std::string& data) { return payment("f", "C-1", data); };
  return {
      {"no JSON", "{nonsense", 400, "/problems/malformed-event", "<absent>"},
      {"an array", "[1,2]", 400, "/problems/malformed-event", "<absent>"},
      {"an unknown type",
       R"({"specversion":"1.0","id":"f","source":"/x","type":"no.such","subject":"C-1","data":{}})",
       422, "/problems/invalid-event", "type"},
      {"a wrong type of a field", with_data(R"({"payment_id":5,"loan_id":"LN-1"})"), 422,
       "/problems/invalid-event", "data.payment_id"},
      {"a missing field", with_data(R"({"loan_id":"LN-1"})"), 422, "/problems/invalid-event",
       "data.payment_id"},
      {"a field of Dossier's own", with_data(R"(,"meta":{"boxes":[]})"), 403, "/problems/forbidden",
       "data.meta.boxes"},
      {"an amount out of range",
       with_data(R"({"payment_id":"P-1","loan_id":"LN-1","value_date":"2026-03-02",)"
                 R"("method":"cash","amount":{"amount":"99999999999999999999.00",)"
                 R"("currency":"JMD"}})"),
       422, "/problems/invalid-event", "data.amount.amount"},
      {"an unknown field", with_data(R"(,"shoe_size":44)"), 422, "/problems/invalid-event",
       "data.shoe_size"},
      {"a thousand levels", with_data(nested(1000)), 422, "/problems/invalid-event",
       "data.meta.meta"},
      {"a hundred thousand levels", with_data(nested(100'000)), 422, "/problems/invalid-event",
       "data.meta.meta"},
      {"a hundred thousand lists in an amount",
       with_data(R"({"payment_id":"P-1","amount":)" + lists(100'000) + "}"), 422,
       "/problems/invalid-event", "data.amount"},
      {"nothing but lists", lists(100'000), 400, "/problems/malformed-event", "<absent>"},
      {"over 1 MiB", with_data(R"(,"narrative":")" + std::string(2'000'000, 'x') + R"(")"), 413,
       "/problems/too-large", "<absent>"},
      {"a subject of Dossier's own", payment("f", "control/engine"), 403, "/problems/forbidden",
       "subject"},
  };
}

}  // namespace

TEST_CASE(
    "events: each fault is answered with its kind, its field and a remedy, and nothing else") {
  RouterFixture api;
  REQUIRE(api.publish(payment("before")).status == 201);
  for (const Fault& fault : faults()) {
    CAPTURE(fault.what);
    const Response answer = api.publish(fault.event);
    CAPTURE(answer.body);
    CHECK(answer.status == fault.status);
    CHECK(answer.content_type == "application/problem+json");
    CHECK(at(answer.body, "/type") == fault.type);
    CHECK(at(answer.body, "/field") == fault.field);
    CHECK(at(answer.body, "/remedy") != "<absent>");
    CHECK(at(answer.body, "/trace_id").size() == 32);
  }
  CHECK(api.records() == 1);
  CHECK(api.publish(payment("after")).status == 201);
}

TEST_CASE("events: a new event is 201 with its place; again it is 200 with the same place") {
  RouterFixture api;
  const Response first = api.publish(payment("e-1"));
  REQUIRE(first.status == 201);
  CHECK(at(first.body, "/duplicate") == "false");
  const Response again = api.publish(payment("e-1"));
  CHECK(again.status == 200);
  CHECK(at(again.body, "/duplicate") == "true");
  CHECK(at(again.body, "/position") == at(first.body, "/position"));
  CHECK(at(again.body, "/at") == at(first.body, "/at"));
  CHECK(api.records() == 1);
}

TEST_CASE("events: other order of members is the same event, other content is a conflict") {
  RouterFixture api;
  REQUIRE(api.publish(payment("e-1")).status == 201);
  const std::string turned =
      R"({"data":{"method":"bank_transfer","value_date":"2026-03-02","amount":{"currency":"JMD",)"
      R"("amount":"45000.00"},"loan_id":"LN-1","payment_id":"P-1"},"time":"2026-03-02T10:15:00Z",)"
      R"("subject":"C-1","type":"dossier.payment.received.v1","source":"/core/payments",)"
      R"("id":"e-1","specversion":"1.0"})";
  CHECK(api.publish(turned).status == 200);
  const Response other = api.publish(payment("e-1", "C-1", R"(,"receipt_number":"R-2")"));
  CAPTURE(other.body);
  CHECK(other.status == 409);
  CHECK(at(other.body, "/type") == "/problems/event-conflict");
  CHECK(api.publish(payment("e-1", "C-2")).status == 201);  // another subject's
  CHECK(api.records() == 2);
}

TEST_CASE("events: a batch answers each in order; a fault leaves the others alone") {
  RouterFixture api;
  REQUIRE(api.publish(payment("known")).status == 201);
  const std::string batch = "[" + payment("b-1") + "," + payment("b-2", "C-1", "{}") + "," +
                            payment("known") + "," + payment("b-1") + "]";
  const Response answer = api.post("/api/events", batch, kBatch);
  CAPTURE(answer.body);
  CHECK(answer.status == 207);
  CHECK(at(answer.body, "/0/status") == "201");
  CHECK(at(answer.body, "/1/status") == "422");
  CHECK(at(answer.body, "/1/field") == "data.payment_id");
  CHECK(at(answer.body, "/2/status") == "200");
  CHECK(at(answer.body, "/3/status") == "200");
  CHECK(at(answer.body, "/3/at") == at(answer.body, "/0/at"));
  CHECK(api.records() == 2);
  CHECK(api.post("/api/events", "[" + payment("b-9") + "]", kBatch).status == 200);
  CHECK(api.post("/api/events", "[]", kBatch).body == "[]\n");
}

TEST_CASE("events: a batch that is no array, or too long, is refused as a whole") {
  RouterFixture api;
  CHECK(api.post("/api/events", payment("x"), kBatch).status == 400);
  CHECK(api.post("/api/events", "[" + payment("x") + ",{]", kBatch).status == 400);
  std::string many = "[{}";
  for (size_t i = 0; i < kBatchEventsMax; ++i) many += ",{}";
  const Response answer = api.post("/api/events", many + "]", kBatch);
  CHECK(answer.status == 413);
  CHECK(at(answer.body, "/type") == "/problems/too-large");
  CHECK(api.records() == 0);
}

TEST_CASE("events: the Idempotency-Key is the id where the body has none") {
  RouterFixture api;
  std::string event = payment("gone");
  event.erase(event.find(R"("id":"gone",)"), 12);
  const auto send = [&](const std::string& key) {
    Request request{
        "POST", "/api/events", {{"content-type", "application/json"}}, event, Peer::in_process};
    if (!key.empty()) request.headers.emplace_back("idempotency-key", key);
    return api.ask(std::move(request));
  };
  const Response missing = send("");
  CHECK(missing.status == 422);
  CHECK(at(missing.body, "/field") == "id");
  CHECK(send("key-1").status == 201);
  CHECK(send("key-1").status == 200);
  CHECK(send("key-2").status == 201);
  CHECK(send(std::string(300, 'k')).status == 422);
}

TEST_CASE("events: binary mode takes the attributes from ce- headers, percent-encoded") {
  RouterFixture api;
  const auto send = [&](const std::string& id) {
    return api.ask({"POST",
                    "/api/events",
                    {{"content-type", "application/json; charset=utf-8"},
                     {"authorization", bearer()},
                     {"ce-specversion", "1.0"},
                     {"ce-id", id},
                     {"ce-source", "/core/payments"},
                     {"ce-type", "dossier.payment.received.v1"},
                     {"ce-subject", "C-1"},
                     {"ce-time", "2026-03-02T10:15:00Z"}},
                    R"({"payment_id":"P-1","loan_id":"LN-1","value_date":"2026-03-02",)"
                    R"("amount":{"amount":"45000.00","currency":"JMD"},"method":"bank_transfer"})",
                    Peer::tcp});
  };
  const Response first = send("e%2D1");
  CAPTURE(first.body);
  CHECK(first.status == 201);
  CHECK(api.publish(payment("e-1")).status == 200);  // the same event in another mode
  CHECK(send("e%2").status == 422);
}

TEST_CASE("events: a content type that is not read is 415, an empty body 400") {
  RouterFixture api;
  CHECK(api.post("/api/events", payment("x"), "text/plain").status == 415);
  CHECK(api.post("/api/events", payment("x"), "").status == 415);
  CHECK(api.post("/api/events", "", "application/json").status == 400);
  CHECK(api.records() == 0);
}

}  // namespace dossier::api
