// GET /api/customers: from an event to an answer, by who asks, and after an erasure.
#include <doctest/doctest.h>
#include <pwd.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <sstream>
#include <thread>

#include "access/policy.h"
#include "dossier/engine/position.h"
#include "dossier/projections/registry.h"
#include "router_fixture.h"
#include "search/customer_search.h"

namespace dossier::api {
namespace {

std::string event(const std::string& id, const std::string& type, const std::string& subject,
                  const std::string& data) {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":"/crm","type":"dossier.)" + type +
         R"(.v1","subject":")" + subject + R"(","time":"2026-03-02T10:15:00Z","data":{)" + data +
         "}}";
}

std::string person(const std::string& id, const std::string& first, const std::string& last,
                   const std::string& more = "") {
  return event("reg-" + id, "customer.registered", id,
               R"("customer_type":"individual","cif_number":"CIF-)" + id + R"(","first_name":")" +
                   first + R"(","last_name":")" + last + R"(","status":"active")" + more);
}

std::string contact(const std::string& subject, const std::string& id, const std::string& kind,
                    const std::string& value) {
  return event("cp-" + subject + id, "customer.contact_point_added", subject,
               R"("contact_id":")" + id + R"(","kind":")" + kind + R"(","value":")" + value + "\"");
}

// The ids found, parted by spaces.
std::string ids(const Response& answer) {
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  std::string out;
  for (size_t i = 0;; ++i) {
    const auto id = at(answer.body, "/customers/" + std::to_string(i) + "/id");
    if (id == "<absent>") return out;
    out += (out.empty() ? "" : " ") + id;
  }
}

std::string found(RouterFixture& api, const std::string& query) {
  return ids(api.get("/api/customers?q=" + query));
}

// Asks until the answer is that one, for a few seconds at most; the last answer.
std::string found_at_last(RouterFixture& api, const std::string& query, const std::string& wanted) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (true) {
    auto last = found(api, query);
    if (last == wanted || std::chrono::steady_clock::now() > end) return last;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

// The policy that is built in, with that role for whoever asks here.
void ask_as(RouterFixture& api, const std::string& role) {
  std::string policy(Policy::built_in());
  const std::string mine = R"("*" = "admin")";
  policy.replace(policy.find(mine), mine.size(), R"("*" = ")" + role + "\"");
  const auto used = api.router->use_policy(policy);
  REQUIRE_MESSAGE(used.has_value(), to_string(used ? Error{} : used.error()));
}

void take(RouterFixture& api, const std::string& event) {
  const Response answer = api.publish(event);
  REQUIRE_MESSAGE(answer.status == 201, answer.body);
}

}  // namespace

TEST_CASE("search: a customer is found soon after the event, and told with figures") {
  RouterFixture api;
  const std::string id = publish_persona(api);
  REQUIRE(found_at_last(api, id, id) == id);
  const Response whole = api.get("/api/customers/" + id);
  const std::string name = at(whole.body, "/profile/text/full_name");
  std::string query;
  for (const char c : name) query += c == ' ' ? '+' : c;
  const Response answer = api.get("/api/customers?q=" + query);
  CAPTURE(answer.body);
  CHECK(at(answer.body, "/complete") == "true");
  CHECK(at(answer.body, "/more") == "false");
  CHECK(at(answer.body, "/position") != "");
  const std::string first = "/customers/0";
  CHECK(at(answer.body, first + "/id") == id);
  CHECK(at(answer.body, first + "/matched/field") == "name");
  CHECK(at(answer.body, first + "/text/full_name") == name);
  for (const std::string member : {"cif_number"})
    CHECK(at(answer.body, first + "/data/" + member) ==
          at(whole.body, "/profile/data/identity/" + member));
  for (const std::string member : {"status", "segment", "branch_id", "branch"})
    CHECK(at(answer.body, first + "/data/" + member) ==
          at(whole.body, "/profile/data/standing/" + member));
  CHECK(at(answer.body, first + "/data/days_past_due") ==
        at(whole.body, "/headline/data/days_past_due"));
  CHECK(at(answer.body, first + "/data/outstanding") ==
        at(whole.body, "/headline/data/summary/outstanding"));
  CHECK(at(answer.body, first + "/data/active_loans") ==
        at(whole.body, "/headline/data/active_products"));
  CHECK(at(answer.body, first + "/data/bucket") != "<absent>");
}

TEST_CASE("search: by loan, phone and e-mail, each said with the match") {
  RouterFixture api;
  take(api, person("C-1", "Thị Hương", "Nguyễn"));
  take(api, contact("C-1", "P", "mobile_phone", "+1 876 555 0199"));
  take(api, contact("C-1", "E", "email", "Huong@example.vn"));
  take(api, contact("C-1", "A", "address", "12 Hope Road"));
  take(api, event("d-1", "loan.disbursed", "C-1",
                  R"("loan_id":"LN-2024-00892","value_date":"2026-03-01","account_number":)"
                  R"("0012345678","amount":{"amount":"1000.00","currency":"JMD"})"));
  REQUIRE(found_at_last(api, "LN-2024-00892", "C-1") == "C-1");
  const struct {
    std::string query, field, loan;
  } table[] = {{"ln-2024-00892", "loan", "LN-2024-00892"},
               {"CIF-C-1", "cif", "<absent>"},
               {"876+555+0199", "phone", "<absent>"},
               {"%2B18765550199", "phone", "<absent>"},
               {"huong%40example.vn", "email", "<absent>"},
               {"0012345678", "account", "<absent>"},
               {"nguyen", "name", "<absent>"},
               {"%C4%90%E1%BA%B7ng+nguyen", "", ""},
               {"hope+road", "", ""}};
  for (const auto& row : table) {
    CAPTURE(row.query);
    const Response answer = api.get("/api/customers?q=" + row.query);
    CHECK(ids(answer) == (row.field.empty() ? "" : "C-1"));
    if (row.field.empty()) continue;
    CHECK(at(answer.body, "/customers/0/matched/field") == row.field);
    CHECK(at(answer.body, "/customers/0/matched/loan_id") == row.loan);
  }
}

TEST_CASE("search: a new name takes the place of the old one") {
  RouterFixture api;
  take(api, person("C-1", "Ayanna", "Okafor"));
  REQUIRE(found_at_last(api, "okafor", "C-1") == "C-1");
  take(api, event("up-1", "customer.profile_updated", "C-1", R"("last_name":"Grant")"));
  CHECK(found_at_last(api, "grant", "C-1") == "C-1");
  CHECK(found(api, "okafor") == "");
  CHECK(found(api, "ayanna") == "C-1");
}

TEST_CASE(
    "search: behind a write, as of its position, the new name finds and the old one does not") {
  RouterFixture api;
  take(api, person("C-1", "Ayanna", "Name0"));
  for (int i = 1; i <= 100; ++i) {
    const std::string name = "Name" + std::to_string(i);
    const Response written = api.publish(
        event("up-" + name, "customer.profile_updated", "C-1", R"("last_name":")" + name + "\""));
    const std::string as_of = "&min_position=" + at(written.body, "/position");
    CHECK(found(api, name + as_of) == "C-1");
    CHECK(found(api, "Name" + std::to_string(i - 1) + as_of) == "");
  }
}

TEST_CASE("search: a position that the index has not reached is told with the one that it has") {
  RouterFixture api;
  take(api, person("C-1", "Ayanna", "Okafor"));
  REQUIRE(found_at_last(api, "okafor", "C-1") == "C-1");
  const auto partition = partition_of(Subject::trusted("customer/C-1"), 4);
  const auto token = [&](Offset offset) {
    return engine::position_token(api.engine->records().log_id(),
                                  std::array{Position{partition, offset}});
  };
  const Offset end = api.engine->records().end(partition);
  CHECK(found(api, "okafor&min_position=" + token(end + -1)) == "C-1");
  const Response early = api.get("/api/customers?q=okafor&min_position=" + token(end));
  CHECK(early.status == 409);
  CHECK(at(early.body, "/type") == "/problems/position-not-reached");
  CHECK(at(early.body, "/position") == token(end + -1));
  CHECK(api.get("/api/customers?q=okafor&min_position=x").status == 400);
  auto another = api.engine->records().log_id();
  another.front() ^= 1;
  const Response other =
      api.get("/api/customers?q=okafor&min_position=" +
              engine::position_token(another, std::array{Position{partition, end}}));
  CHECK(at(other.body, "/type") == "/problems/other-log");
}

TEST_CASE("search: who waits for the index hears of it once the position is in, and not before") {
  RouterFixture api;
  take(api, person("C-1", "Ayanna", "Okafor"));
  const Subject subject = Subject::trusted("customer/C-1");
  const Partition partition = partition_of(subject, 4);
  CustomerSearch index(*api.engine, "1");
  const Position last{partition, api.engine->records().end(partition) + -1};
  std::promise<Offset> reached;
  index.when_taken(last, [&] { reached.set_value(index.taken(partition)); });
  auto told = reached.get_future();
  CHECK(told.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
  CHECK(index.taken(partition) == Offset{0});
  index.start();
  REQUIRE(told.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
  CHECK(told.get() > last.offset);
  bool at_once = false;
  index.when_taken(last, [&] { at_once = true; });
  CHECK(at_once);
}

TEST_CASE("search: with the keys destroyed, names and numbers find nobody from that moment on") {
  RouterFixture api;
  take(api, person("C-1", "Ayanna", "Okafor"));
  take(api, contact("C-1", "P", "mobile_phone", "+1 876 555 0199"));
  take(api, person("C-2", "Ayanna", "Grant"));
  REQUIRE(found_at_last(api, "0199", "C-1") == "C-1");
  REQUIRE(found_at_last(api, "ayanna", "C-1 C-2") == "C-1 C-2");
  REQUIRE(api.engine->vault().destroy("customer/C-1").has_value());
  CHECK(found(api, "ayanna") == "C-2");
  CHECK(found(api, "okafor") == "");
  CHECK(found(api, "0199") == "");
  const Response by_id = api.get("/api/customers?q=C-1");
  CHECK(ids(by_id) == "C-1");
  CHECK(by_id.body.find("Okafor") == std::string::npos);
  CHECK(at(by_id.body, "/customers/0/text/full_name") == "erased");
  // It leaves the index, too: the other one's place on a page of one is not taken by it.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (ids(api.get("/api/customers?q=ayanna&limit=1")) != "C-2" &&
         std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const Response page = api.get("/api/customers?q=ayanna&limit=1");
  CHECK(ids(page) == "C-2");
  CHECK(at(page.body, "/more") == "false");
}

TEST_CASE("search: a field that a role sees masked does not find for it") {
  RouterFixture api;
  take(api, person("C-1", "Ayanna", "Okafor"));
  take(api, contact("C-1", "P", "mobile_phone", "+1 876 555 0199"));
  take(api, contact("C-1", "E", "email", "ao@example.com"));
  REQUIRE(found_at_last(api, "ao%40example.com", "C-1") == "C-1");
  ask_as(api, "auditor");
  CHECK(found(api, "0199") == "");
  CHECK(found(api, "ao%40example.com") == "");
  CHECK(found(api, "okafor") == "C-1");
  ask_as(api, "data");
  for (const char* query : {"0199", "ao%40example.com", "okafor", "okafro", "oka", "a"})
    CHECK(found(api, query) == "");
  const Response by_id = api.get("/api/customers?q=C-1");
  CHECK(ids(by_id) == "C-1");
  CHECK(by_id.body.find("Okafor") == std::string::npos);
  ask_as(api, "publisher");
  CHECK(api.get("/api/customers?q=C-1").status == 403);
}

TEST_CASE("search: who is out of reach is not found and not counted") {
  RouterFixture api;
  take(api, person("C-1", "Ayanna", "Okafor", R"(,"branch_id":"BR-1","officer_id":"OF-1")"));
  const std::string me = ::getpwuid(::geteuid())->pw_name;  // who asks in this process
  take(api, person("C-2", "Ayanna", "Grant", R"(,"branch_id":"BR-2","officer_id":")" + me + "\""));
  REQUIRE(found_at_last(api, "ayanna", "C-1 C-2") == "C-1 C-2");
  ask_as(api, "agent");
  const Response own = api.get("/api/customers?q=ayanna&limit=1");
  CHECK(ids(own) == "C-2");
  CHECK(at(own.body, "/more") == "false");
  CHECK(found(api, "C-1") == "");
  CHECK(found(api, "okafor") == "");
  // Given to somebody else: out of reach as soon as the view says so.
  ask_as(api, "admin");
  const Response given = api.publish(event("re-1", "customer.officer_assigned", "C-2",
                                           R"("officer_id":"OF-3","role":"loan_officer")"));
  REQUIRE_MESSAGE(given.status == 201, given.body);
  ask_as(api, "agent");
  REQUIRE(api.get("/api/customers/C-2?min_position=" + at(given.body, "/position")).status == 404);
  CHECK(found(api, "ayanna") == "");
}

TEST_CASE("search: after a restart the index is made from the views") {
  RouterFixture api;
  for (int i = 0; i < 20; ++i)
    take(api, person("C-" + std::to_string(i), "Ayanna", "Okafor" + std::to_string(i)));
  REQUIRE(found_at_last(api, "okafor19", "C-19") == "C-19");
  api.router->stop();
  api.router.reset();
  api.engine->stop();
  api.engine.reset();
  engine::EngineOptions options;
  options.var = api.folder.path();
  options.partitions = 4;
  auto opened = engine::Engine::open(options, projections::all_projections());
  REQUIRE(opened.has_value());
  api.engine = std::move(*opened);
  api.router.emplace(*api.engine, RouterOptions{.var = api.folder.path(), .search_at_start = true});
  CHECK(found_at_last(api, "okafor7", "C-7") == "C-7");
  take(api, person("C-99", "Ayanna", "Whyte"));
  CHECK(found_at_last(api, "whyte", "C-99") == "C-99");
  const Response page = api.get("/api/customers?q=ayanna&limit=20");
  CHECK(at(page.body, "/more") == "true");
  CHECK(at(page.body, "/complete") == "true");
}

TEST_CASE("search: what may not be asked is told, without repeating it") {
  RouterFixture api;
  const std::string long_query(101, 'x');
  for (const std::string& query :
       {std::string(), std::string("?q="), "?q=" + long_query, std::string("?q=%FF"),
        std::string("?q=a%00"), std::string("?q=a&limit=0"), std::string("?q=a&limit=51"),
        std::string("?q=a&cursor=x"), std::string("?q=a&q=b")}) {
    CAPTURE(query);
    const Response answer = api.get("/api/customers" + query);
    CHECK(answer.status == 400);
    CHECK(answer.body.find(long_query) == std::string::npos);
  }
  CHECK(api.get("/api/customers?q=" + std::string(100, 'x')).status == 200);
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "%E1%BB%85";
  CHECK(api.get("/api/customers?q=" + wide).status == 200);
  CHECK(api.get("/api/customers?q=%F0%9F%98%80").status == 200);
  CHECK(api.get("/api/customers?q=%27%20OR%201%3D1%20--").status == 200);
}

TEST_CASE("search: what was typed stands in no log and no metric") {
  const auto before = spdlog::default_logger();
  std::ostringstream lines;
  const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(lines);
  const auto logger = std::make_shared<spdlog::logger>("search_test", sink);
  logger->set_level(spdlog::level::trace);
  spdlog::set_default_logger(logger);
  std::string metrics;
  {
    RouterFixture api;
    take(api, person("C-1", "Ayanna", "Okafor"));
    REQUIRE(found_at_last(api, "okafor", "C-1") == "C-1");
    metrics = api.get("/metrics").body;
  }
  spdlog::set_default_logger(before);
  CHECK(lines.str().find("/api/customers") != std::string::npos);
  CHECK(lines.str().find("kafor") == std::string::npos);
  CHECK(metrics.find("/api/customers") != std::string::npos);
  CHECK(metrics.find("kafor") == std::string::npos);
}

}  // namespace dossier::api
