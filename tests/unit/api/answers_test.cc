// Answers that are kept: never staler, never to somebody else, never beyond an erasure.
#include "answer_cache.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <thread>

#include "access/policy.h"
#include "dossier/engine/position.h"
#include "router_fixture.h"

namespace dossier::api {
namespace {

std::string officer_reassigned(const std::string& id, const std::string& subject,
                               const std::string& officer) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"/crm","subject":"{}",)"
      R"("type":"dossier.customer.officer_reassigned.v1","time":"2026-03-01T10:16:00Z",)"
      R"("data":{{"officer_id":"{}","role":"collection_agent"}}}})",
      id, subject, officer);
}

std::string branch_changed(const std::string& id, const std::string& subject,
                           const std::string& branch) {
  return fmt::format(R"({{"specversion":"1.0","id":"{}","source":"/crm","subject":"{}",)"
                     R"("type":"dossier.customer.branch_changed.v1","time":"2026-03-01T10:16:00Z",)"
                     R"("data":{{"branch_id":"{}"}}}})",
                     id, subject, branch);
}

uint64_t hits(RouterFixture& api) {
  const std::string text = api.get("/metrics").body;
  const std::string line = "dossier_answers_total{kept=\"yes\"} ";
  return std::stoull(text.substr(text.find(line) + line.size()));
}

// Waits until it is folded.
void say(RouterFixture& api, const std::string& event) {
  const Response written = api.publish(event);
  REQUIRE_MESSAGE(written.status < 300, written.body);
  REQUIRE(api.engine->wait_folded(
      engine::parse_position_token(api.engine->records().log_id(), at(written.body, "/position"))
          ->front(),
      std::chrono::seconds(10)));
}

KeptAnswerPtr answer_of(size_t bytes) {
  return std::make_shared<KeptAnswer>(KeptAnswer{"tag", "", std::string(bytes, 'x')});
}

}  // namespace

TEST_CASE("answers: the second reader gets what the first one's was rendered to") {
  RouterFixture api;
  const std::string path = "/api/customers/" + publish_persona(api);
  for (const char* part :
       {"", "?lang=vi", "/loans", "/timeline?limit=5", "/payments", "/applications"}) {
    CAPTURE(part);
    const Response first = api.get(path + part, Peer::tcp);
    const uint64_t before = hits(api);
    const Response second = api.get(path + part, Peer::tcp);
    CHECK(hits(api) == before + 1);
    CHECK(first.status == 200);
    CHECK(second.body == first.body);
    CHECK(second.content_type == first.content_type);
    const Response other = api.get_as(Role::auditor, path + part);  // sees less
    CHECK(hits(api) == before + 1);
    CHECK(other.status == 200);
  }
}

TEST_CASE("answers: the position moves on with the partition, in the body too") {
  RouterFixture api;
  say(api, registered("r", "C-7"));
  const Response first = api.get("/api/customers/C-7");
  std::string neighbour;  // of the same partition
  for (int i = 8; neighbour.empty(); ++i) {
    const std::string id = fmt::format("C-{}", i);
    const auto partition = [&](const std::string& name) {
      return partition_of(Subject::trusted("customer/" + name),
                          api.engine->records().partition_count());
    };
    if (partition(id) == partition("C-7")) neighbour = id;
  }
  say(api, registered("n", neighbour));
  const uint64_t before = hits(api);
  const Response second = api.get("/api/customers/C-7");
  CHECK(hits(api) == before + 1);
  CHECK(at(second.body, "/position") != at(first.body, "/position"));
  CHECK(at(second.body, "/version") == at(first.body, "/version"));
  std::string header;
  for (const auto& [name, value] : second.headers)
    if (name == "Dossier-Position") header = value;
  CHECK(header == at(second.body, "/position"));
}

TEST_CASE("answers: what happens to the customer, the day, the rates: each is seen at once") {
  RouterFixture api;
  say(api, registered("r", "C-7"));
  const auto body = [&] { return api.get("/api/customers/C-7").body; };
  const std::string first = body();
  say(api, payment("p", "C-7"));
  const std::string paid = body();
  CHECK(at(paid, "/version") != at(first, "/version"));
  REQUIRE(api.engine->open_day(std::nullopt).has_value());
  for (int i = 0; i < 200 && at(body(), "/business_date") == "null"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(at(body(), "/business_date") != "null");
}

TEST_CASE(
    "answers: who reaches a customer no more is told so at once, and who does now sees them") {
  RouterFixture api;
  const Principal& agent = dev_person(Role::agent).who;
  const Principal& officer = dev_person(Role::officer).who;
  say(api, registered("r", "C-7"));
  say(api, officer_reassigned("a-1", "C-7", agent.id));
  say(api, branch_changed("b-1", "C-7", "elsewhere"));
  const auto status = [&](Role role) { return api.get_as(role, "/api/customers/C-7").status; };
  for (int i = 0; i < 3; ++i) {  // kept by now
    CHECK(status(Role::agent) == 200);
    CHECK(status(Role::officer) == 404);
    CHECK(status(Role::manager) == 200);
  }
  say(api, officer_reassigned("a-2", "C-7", "A-SOMEBODY"));
  CHECK(status(Role::agent) == 404);
  say(api, branch_changed("b-2", "C-7", officer.branch));
  CHECK(status(Role::officer) == 200);
  CHECK(status(Role::agent) == 404);
}

TEST_CASE("answers: what an erased owner's keys had opened is neither told nor kept") {
  RouterFixture api;
  say(api, registered("r", "C-7"));
  CHECK(api.get("/api/customers/C-7").body.find("Ayanna") != std::string::npos);
  CHECK(api.get("/api/customers/C-7").body.find("Ayanna") != std::string::npos);
  REQUIRE(api.engine->vault().destroy("customer/C-7").has_value());
  CHECK(api.get("/api/customers/C-7").body.find("Ayanna") == std::string::npos);
  CHECK(api.get("/metrics").body.find("\ndossier_answers_kept 1\n") != std::string::npos);
}

TEST_CASE("answers: another policy keeps nothing of the one before") {
  RouterFixture api;
  say(api, registered("r", "C-7"));
  const std::string before = api.get_as(Role::manager, "/api/customers/C-7").body;
  CHECK(before.find("Okafor") != std::string::npos);
  std::string policy(Policy::built_in());
  const std::string line = R"(name = { full = ["staff", "oversight"], masked = ["data"] })";
  REQUIRE(policy.find(line) != std::string::npos);
  policy.replace(policy.find(line), line.size(), R"(name = { masked = ["staff", "oversight"] })");
  REQUIRE(api.router->use_policy(policy).has_value());
  CHECK(api.get_as(Role::manager, "/api/customers/C-7").body.find("Okafor") == std::string::npos);
}

TEST_CASE("answers: the cache holds so many bytes, and what was asked for longest goes first") {
  AnswerCache cache(size_t{1} << 20);
  for (int i = 0; i < 1000; ++i) {
    cache.put("first", 1, answer_of(1000));
    cache.put(fmt::format("k-{}", i), 1, answer_of(10'000));
    CHECK(cache.find("first", 1) != nullptr);
    CHECK(cache.figures().bytes <= size_t{1} << 20);
  }
  CHECK(cache.find("k-999", 1) != nullptr);
  CHECK(cache.find("k-0", 1) == nullptr);
  cache.put("large", 1, answer_of(size_t{1} << 20));
  CHECK(cache.find("large", 1) == nullptr);
  CHECK(cache.find("k-999", 2) == nullptr);  // keys were destroyed
  CHECK(cache.figures().bytes == 0);
}

}  // namespace dossier::api
