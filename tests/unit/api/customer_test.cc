// The reads of one customer: what they answer, positions, ETags, pages.
#include <doctest/doctest.h>

#include <array>
#include <set>

#include "dossier/engine/position.h"
#include "router_fixture.h"

namespace dossier::api {

TEST_CASE("customer: what was published is read at the position that the write answered") {
  RouterFixture api;
  const Response written = api.publish(registered("r-1", "C-7"));
  REQUIRE(written.status == 201);
  const std::string position = at(written.body, "/position");
  const Response read = api.get("/api/customers/C-7?min_position=" + position);
  CAPTURE(read.body);
  REQUIRE(read.status == 200);
  CHECK(at(read.body, "/id") == "C-7");
  CHECK(at(read.body, "/version") == position);
  CHECK(at(read.body, "/business_date") == "null");
  CHECK(at(read.body, "/importing") == "false");
  CHECK(at(read.body, "/incomplete") == "[]");
  CHECK(at(read.body, "/profile/data/identity/cif_number") == "CIF-1");
  CHECK(at(read.body, "/profile/text/full_name") == "Ayanna Okafor");
  CHECK(header_of(read, "Cache-Control") == "private, no-cache");
  CHECK(header_of(read, "Dossier-Position") == at(read.body, "/position"));
}

TEST_CASE("customer: unknown ids are 404, whatever they look like") {
  RouterFixture api;
  for (const char* id : {"C-404", "no%20such", "%C3%A9", ".."}) {
    CAPTURE(id);
    CHECK(api.get(std::string("/api/customers/") + id).status == 404);
  }
}

TEST_CASE("customer: a position that is not reached, of another log, or none at all") {
  RouterFixture api;
  const Response written = api.publish(registered("r-1", "C-7"));
  REQUIRE(written.status == 201);
  // Once something is folded there is a position to answer with.
  REQUIRE(api.get("/api/customers/C-7?min_position=" + at(written.body, "/position")).status ==
          200);
  const Partition partition = partition_of(Subject::trusted("customer/C-7"), 4);
  const std::array far{Position{partition, {1'000'000}}};
  const std::string ahead = engine::position_token(api.engine->records().log_id(), far);
  const Response early = api.get("/api/customers/C-7?min_position=" + ahead);
  CHECK(early.status == 409);
  CHECK(at(early.body, "/type") == "/problems/position-not-reached");
  CHECK(at(early.body, "/position") != "<absent>");
  CHECK(header_of(early, "Retry-After") == "1");
  const std::string other = engine::position_token("otherlog", far);
  const Response foreign = api.get("/api/customers/C-7?min_position=" + other);
  CHECK(foreign.status == 409);
  CHECK(at(foreign.body, "/type") == "/problems/other-log");
  CHECK(api.get("/api/customers/C-7?min_position=abc").status == 400);
}

TEST_CASE("customer: the ETag stays while the view does, and changes with it") {
  RouterFixture api;
  const auto publish_and_wait = [&](const std::string& id) {
    const Response written = api.publish(payment(id, "C-7"));
    REQUIRE(written.status == 201);
    REQUIRE(api.get("/api/customers/C-7?min_position=" + at(written.body, "/position")).status ==
            200);
  };
  publish_and_wait("p-1");
  const std::string tag = header_of(api.get("/api/customers/C-7"), "ETag");
  CHECK(tag.starts_with("W/\""));
  const auto again = [&](const std::string& tags) {
    return api.ask({"GET",
                    "/api/customers/C-7",
                    {{"if-none-match", tags}, {"authorization", bearer()}},
                    {},
                    Peer::tcp});
  };
  CHECK(again(tag).status == 304);
  CHECK(again(tag).body.empty());
  CHECK(again("\"x\", " + tag).status == 304);
  CHECK(again("\"x\"").status == 200);
  CHECK(header_of(api.get("/api/customers/C-7?lang=vi"), "ETag") != tag);
  publish_and_wait("p-2");
  CHECK(again(tag).status == 200);
}

TEST_CASE("customer: the keys' destruction changes the ETag, and the name reads erased") {
  RouterFixture api;
  const Response written = api.publish(registered("r-1", "C-7"));
  const std::string target = "/api/customers/C-7?min_position=" + at(written.body, "/position");
  const std::string before = header_of(api.get(target), "ETag");
  REQUIRE(api.engine->vault().destroy("customer/C-7").has_value());
  const Response after = api.get(target);
  CHECK(header_of(after, "ETag") != before);
  CHECK(at(after.body, "/profile/text/full_name") == "erased");
  CHECK(at(api.get(target + "&lang=vi").body, "/profile/text/full_name") == "đã xóa");
}

TEST_CASE("timeline: pages join to the whole, newest first, each entry once") {
  RouterFixture api;
  const std::string id = publish_persona(api);
  const std::string base = "/api/customers/" + id + "/timeline?limit=";
  std::set<std::string> seen;
  std::string cursor, latest = "9999";
  size_t pages = 0;
  do {
    const Response page = api.get(base + "30" + (cursor.empty() ? "" : "&cursor=" + cursor));
    REQUIRE(page.status == 200);
    for (size_t i = 0; at(page.body, "/entries/" + std::to_string(i)) != "<absent>"; ++i) {
      const std::string entry = "/entries/" + std::to_string(i);
      CHECK(seen.insert(at(page.body, entry + "/id")).second);
      CHECK(at(page.body, entry + "/effective") <= latest);
      latest = at(page.body, entry + "/effective");
    }
    cursor = at(page.body, "/next");
    ++pages;
  } while (cursor != "null");
  CHECK(pages > 3);
  const Response view = api.get("/api/customers/" + id);
  CHECK(std::to_string(seen.size()) == at(view.body, "/timeline_summary/entries"));
}

TEST_CASE("timeline: from any page one can go on both ways, and jump to a day") {
  RouterFixture api;
  const std::string base = "/api/customers/" + publish_persona(api) + "/timeline?limit=20";
  const auto ids_of = [](const Response& page) {
    std::vector<std::string> ids;
    for (size_t i = 0;; ++i) {
      const std::string id = at(page.body, "/entries/" + std::to_string(i) + "/id");
      if (id == "<absent>") return ids;
      ids.push_back(id);
    }
  };
  const Response first = api.get(base);
  const Response second = api.get(base + "&cursor=" + at(first.body, "/next"));
  const Response third = api.get(base + "&cursor=" + at(second.body, "/next"));
  REQUIRE(ids_of(third).size() == 20);
  const Response back = api.get(base + "&cursor=" + at(third.body, "/previous"));
  CHECK(ids_of(back) == ids_of(second));
  CHECK(ids_of(api.get(base + "&cursor=" + at(back.body, "/previous"))) == ids_of(first));
  CHECK(ids_of(api.get(base + "&cursor=" + at(back.body, "/next"))) == ids_of(third));
  // The newest page has nothing newer yet, and a cursor for what comes.
  const Response top = api.get(base + "&cursor=" + at(first.body, "/previous"));
  CHECK(ids_of(top).empty());
  CHECK(at(top.body, "/previous") != "null");
  const std::string day = at(third.body, "/entries/0/effective").substr(0, 10);
  const Response jumped = api.get(base + "&date=" + day);
  REQUIRE_FALSE(ids_of(jumped).empty());
  CHECK(at(jumped.body, "/entries/0/effective") <= day + "T99");
  CHECK(at(jumped.body, "/entries/0/effective").substr(0, 10) >= day);
  CHECK(api.get(base + "&date=" + day + "&cursor=" + at(first.body, "/next")).status == 400);
  CHECK(api.get(base + "&date=2026-02-31").status == 400);
}

TEST_CASE("timeline: words find what the asker may read, and nothing that is hidden from them") {
  RouterFixture api;
  const std::string note =
      R"({"specversion":"1.0","id":"n-1","source":"/crm","type":"dossier.note.added.v1",)"
      R"("subject":"C-7","time":"2026-03-02T15:04:05Z",)"
      R"("data":{"note_id":"N-1","text":"Lost his job at Đặng Garments"}})";
  const Response written = api.publish(note);
  REQUIRE(written.status == 201);
  const std::string base =
      "/api/customers/C-7/timeline?min_position=" + at(written.body, "/position");
  for (const char* words : {"dang", "lost+garm", "JOB", "%C4%90%E1%BA%B7ng"})
    CHECK(at(api.get(base + "&q=" + words).body, "/entries/0/id") == at(written.body, "/at"));
  CHECK(at(api.get(base + "&q=found").body, "/entries") == "[]");
  CHECK(at(api.get_as(Role::auditor, base + "&q=garments").body, "/entries") == "[]");
  CHECK(at(api.get_as(Role::auditor, base).body, "/entries/0/id") == at(written.body, "/at"));
  CHECK(api.get(base + "&q=%2B").status == 400);
}

TEST_CASE("timeline: waits for the position that the write answered") {
  RouterFixture api;
  for (int i = 0; i < 20; ++i) {
    const Response written = api.publish(payment("p-" + std::to_string(i), "C-7"));
    REQUIRE(written.status == 201);
    const Response page =
        api.get("/api/customers/C-7/timeline?min_position=" + at(written.body, "/position"));
    REQUIRE(page.status == 200);
    CHECK(at(page.body, "/entries/" + std::to_string(i)) != "<absent>");
  }
}

TEST_CASE("timeline: categories filter, and count what the summary counts") {
  RouterFixture api;
  const std::string id = publish_persona(api);
  const std::string base = "/api/customers/" + id;
  const Response page = api.get(base + "/timeline?limit=200&categories=payments,kyc");
  REQUIRE(page.status == 200);
  size_t payments = 0, entries = 0;
  for (; at(page.body, "/entries/" + std::to_string(entries)) != "<absent>"; ++entries) {
    const std::string category = at(page.body, "/entries/" + std::to_string(entries) + "/category");
    CHECK((category == "payments" || category == "kyc"));
    payments += category == "payments" ? 1 : 0;
  }
  CHECK(entries > payments);
  CHECK(std::to_string(payments) ==
        at(api.get(base).body, "/timeline_summary/by_category/payments"));
  CHECK(api.get(base + "/timeline?categories=shoes").status == 400);
}

TEST_CASE("reads: parameters that are wrong, unknown or doubled are told") {
  RouterFixture api;
  const Response made = api.publish(registered("r-1", "C-7"));
  REQUIRE(api.get("/api/customers/C-7?min_position=" + at(made.body, "/position")).status == 200);
  for (const char* query : {"?lang=fr", "?langue=en", "?lang=en&lang=vi", "/timeline?limit=0",
                            "/timeline?limit=201", "/timeline?limit=x", "/timeline?cursor=abc"}) {
    CAPTURE(query);
    const Response answer = api.get(std::string("/api/customers/C-7") + query);
    CHECK(answer.status == 400);
    CHECK(at(answer.body, "/type") == "/problems/invalid-request");
  }
}

}  // namespace dossier::api
