// What operators ask: over the socket and in-process only.
#include <doctest/doctest.h>

#include "router_fixture.h"

namespace dossier::api {
namespace {

std::string dump(RouterFixture& api, const std::string& target) {
  const Response response = api.get(target);
  REQUIRE(response.stream != nullptr);
  std::string out;
  const auto status = response.stream([&out](std::string_view piece) {
    out += piece;
    return true;
  });
  CHECK(status.has_value());
  return out;
}

}  // namespace

TEST_CASE("operations: for the administrator, and whom the policy names at the socket") {
  RouterFixture api;
  for (const char* target : {"/api/ops/tail", "/api/ops/quarantine", "/api/ops/dump",
                             "/api/ops/doctor", "/api/ops/usage"}) {
    CAPTURE(target);
    for (const Role role : {Role::officer, Role::manager, Role::auditor, Role::publisher}) {
      const Response refused = api.get_as(role, target);
      CHECK(refused.status == 403);
      CHECK(at(refused.body, "/type") == "/problems/forbidden");
    }
    CHECK(api.get_as(Role::admin, target).status == 200);
    CHECK(api.get(target, Peer::unix_socket).status == 200);
  }
  CHECK_FALSE(api.engine->business_date().has_value());
}

TEST_CASE("operations: a day is opened once, never backwards, never ahead of the calendar") {
  RouterFixture api;
  const auto open = [&](const std::string& body) {
    const Response response = api.post("/api/ops/open-day", body, "application/json");
    const std::string date = at(response.body, "/business_date");
    if (response.status == 200)  // reads follow the fold
      while (!api.engine->business_date() || to_string(*api.engine->business_date()) != date)
        std::this_thread::yield();
    return response;
  };
  CHECK(at(open(R"({"date":"2026-03-02"})").body, "/business_date") == "2026-03-02");
  CHECK(at(open("").body, "/business_date") == "2026-03-03");
  const Response back = open(R"({"date":"2026-03-01"})");
  CHECK(back.status == 400);
  CHECK(at(back.body, "/field") == "date");
  CHECK(open(R"({"date":"9998-01-01"})").status == 400);
  CHECK(open(R"({"date":"soon"})").status == 400);
  CHECK(open(R"({"day":"2026-03-09"})").status == 400);
  CHECK(open("[1]").status == 400);
}

TEST_CASE("tail: records in the log's order, boxes opened, from where the last answer ended") {
  RouterFixture api;
  REQUIRE(api.publish(registered("r-1", "C-7")).status == 201);
  const std::string target = "/api/ops/tail?subject=C-7&from=";
  const Response first = api.get(target + "begin");
  CHECK(at(first.body, "/records/0/id") == "r-1");
  CHECK(at(first.body, "/records/0/verdict") == "valid");
  CHECK(at(first.body, "/records/0/data/first_name") == "Ayanna");
  CHECK(at(first.body, "/records/1") == "<absent>");
  const std::string next = at(first.body, "/next");
  CHECK(at(api.get(target + next).body, "/records/0") == "<absent>");
  REQUIRE(api.publish(payment("p-1", "C-7")).status == 201);
  REQUIRE(api.publish(payment("p-2", "C-8")).status == 201);
  CHECK(at(api.get(target + next).body, "/records/0/id") == "p-1");
  CHECK(at(api.get(target + "end").body, "/records/0") == "<absent>");
}

TEST_CASE("tail: a reader of all partitions gets every record once, however many there are") {
  RouterFixture api;
  std::string batch;
  for (int i = 0; i < 1500; ++i)
    batch += (batch.empty() ? "[" : ",") +
             payment("p-" + std::to_string(i), "C-" + std::to_string(i % 40));
  REQUIRE(api.post("/api/events", batch + "]", "application/json").status == 200);
  size_t count = 0;
  std::string next = "begin";
  for (bool more = true; more;) {
    const Response page = api.get("/api/ops/tail?from=" + next);
    REQUIRE(page.status == 200);
    next = at(page.body, "/next");
    more = at(page.body, "/records/0") != "<absent>";
    const std::string mark = R"("type":"dossier.payment.received.v1")";
    for (size_t i = page.body.find(mark); i != std::string::npos; i = page.body.find(mark, i + 1))
      ++count;
  }
  CHECK(count == 1500);
}

TEST_CASE("tail: a wait ends with news, and at once when the server stops") {
  RouterFixture api;
  std::thread publisher([&api] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    CHECK(api.publish(payment("late", "C-7")).status == 201);
  });
  const Response answer = api.get("/api/ops/tail?subject=C-7&from=end&wait=30");
  publisher.join();
  CHECK(at(answer.body, "/records/0/id") == "late");
  api.router->begin_stop();
  CHECK(at(api.get("/api/ops/tail?from=end&wait=30").body, "/records/0") == "<absent>");
}

TEST_CASE("tail: what is no place to start from is told") {
  RouterFixture api;
  for (const char* query : {"from=x", "from=5", "from=1:x", "from=9:0", "from=-1&partition=0",
                            "partition=4", "partition=x", "wait=31", "subject=a/b/c"}) {
    CAPTURE(query);
    CHECK(api.get(std::string("/api/ops/tail?") + query).status == 400);
  }
}

TEST_CASE("dump: the views are the same as a fold from zero, byte for byte") {
  RouterFixture api;
  std::string position;
  for (int i = 0; i < 50; ++i) {
    const Response written = api.publish(payment("p-" + std::to_string(i), "C-7"));
    REQUIRE(written.status == 201);
    position = at(written.body, "/position");
  }
  REQUIRE(api.get("/api/customers/C-7?min_position=" + position).status == 200);
  const std::string live = dump(api, "/api/ops/dump");
  CHECK(live.starts_with("slice "));
  CHECK(live.find("\nrow ") != std::string::npos);
  CHECK(live == dump(api, "/api/ops/dump?from_zero"));
}

TEST_CASE("dump: a reader that leaves ends it with an error") {
  RouterFixture api;
  REQUIRE(api.publish(payment("p", "C-7")).status == 201);
  const Response response = api.get("/api/ops/dump");
  const auto status = response.stream([](std::string_view) { return false; });
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == ErrorCode::unavailable);
}

TEST_CASE("quarantine: empty at first; nobody there is 404") {
  RouterFixture api;
  CHECK(at(api.get("/api/ops/quarantine").body, "/parked") == "[]");
  CHECK(api.get("/api/ops/quarantine/customer/C-7").status == 404);
  const std::string path = "/api/ops/quarantine/customer/C-7/";
  const std::string body = R"({"projection":"profile"})";
  CHECK(api.post(path + "retry", body, "application/json").status == 404);
  CHECK(api.post(path + "skip", body, "application/json").status == 404);
  CHECK(api.post(path + "retry", "", "application/json").status == 400);
}

TEST_CASE("quarantine: a stream that can not be folded is listed with the remedy; skip mends it") {
  RouterFixture api;
  REQUIRE(api.publish(registered("r-1", "C-7")).status == 201);
  const Response bad = api.publish(
      R"({"specversion":"1.0","id":"u-1","source":"/crm","subject":"C-7",)"
      R"("type":"dossier.customer.contact_point_updated.v1","time":"2026-03-01T11:00:00Z",)"
      R"("data":{"contact_id":"CP-none"}})");
  CAPTURE(bad.body);
  REQUIRE(bad.status == 201);
  const std::string read = "/api/customers/C-7?min_position=";
  const Response view = api.get(read + at(bad.body, "/position"));
  CHECK(at(view.body, "/incomplete/0/projection") == "profile");
  CHECK(at(view.body, "/incomplete/0/since") == at(bad.body, "/at"));
  CHECK(at(view.body, "/incomplete/0/remedy").size() > 10);
  const std::string path = "/api/ops/quarantine/customer/C-7";
  CHECK(at(api.get(path).body, "/parked/0/subject") == "customer/C-7");
  const Response skip = api.post(path + "/skip", R"({"projection":"profile"})", "application/json");
  REQUIRE(skip.status == 200);
  const Response mended = api.get(read + at(skip.body, "/position"));
  CHECK(at(mended.body, "/incomplete") == "[]");
  CHECK(at(mended.body, "/profile/text/full_name") == "Ayanna Okafor");
}

TEST_CASE("doctor and usage: findings with states, figures of the log") {
  RouterFixture api;
  REQUIRE(api.publish(payment("p", "C-7")).status == 201);
  const Response doctor = api.get("/api/ops/doctor");
  for (int i = 0; at(doctor.body, "/checks/" + std::to_string(i)) != "<absent>"; ++i) {
    const std::string state = at(doctor.body, "/checks/" + std::to_string(i) + "/state");
    CHECK((state == "ok" || state == "warn"));
  }
  CHECK(doctor.body.find("no day was opened") != std::string::npos);
  CHECK(at(api.get("/api/ops/usage").body, "/records") == "5");  // one, and the log's first ones
  CHECK(at(api.get("/api/ops/usage?disk").body, "/disk/0/part") != "<absent>");
}

TEST_CASE("health: alive and ready; not ready once stopping") {
  RouterFixture api;
  CHECK(api.get("/livez", Peer::tcp).status == 200);
  CHECK(api.get("/readyz", Peer::tcp).body == "ok\n");
  CHECK(api.get("/readyz?verbose").body.find("[+] folding") != std::string::npos);
  api.router->begin_stop();
  CHECK(api.get("/readyz").status == 503);
  CHECK(api.get("/livez").status == 200);
}

TEST_CASE("paths: unknown is 404, another method 405 with what is allowed") {
  RouterFixture api;
  CHECK(at(api.get("/api/nothing").body, "/type") == "/problems/unknown-path");
  CHECK(api.get("/livez/").status == 404);
  CHECK(api.get("//livez").status == 404);
  const Response wrong = api.get("/api/events");
  CHECK(wrong.status == 405);
  CHECK(std::ranges::find(wrong.headers, Header{"Allow", "POST"}) != wrong.headers.end());
  CHECK(api.get("livez").status == 400);
  CHECK(api.get("/api/customers/%2").status == 400);
  CHECK(api.get("/problems/too-large").status == 200);
  CHECK(api.get("/problems/none").status == 404);
}

}  // namespace dossier::api
