// A customer's payments by page, and the headline, over a real engine.
#include <doctest/doctest.h>

#include <set>

#include "dossier/seeds/personas.h"
#include "router_fixture.h"

namespace dossier::api {
namespace {

std::string item(size_t index, std::string_view rest) {
  return "/items/" + std::to_string(index) + std::string(rest);
}

TEST_CASE("payments: pages join to the whole, newest first, each row once, and add up") {
  RouterFixture api;
  const std::string id = publish_persona(api);
  const std::string base = "/api/customers/" + id + "/payments?limit=";
  std::set<std::string> seen;
  std::string cursor, latest = "9999";
  size_t pages = 0, completed = 0;
  do {
    const Response page = api.get(base + "7" + (cursor.empty() ? "" : "&cursor=" + cursor));
    REQUIRE(page.status == 200);
    for (size_t i = 0; at(page.body, item(i, "")) != "<absent>"; ++i) {
      CHECK(seen.insert(at(page.body, item(i, "/id"))).second);
      CHECK(at(page.body, item(i, "/data/date")) <= latest);
      latest = at(page.body, item(i, "/data/date"));
      if (at(page.body, item(i, "/data/what")) != "payment") continue;
      if (at(page.body, item(i, "/data/booked")) != "true") continue;
      ++completed;
      CHECK(at(page.body, item(i, "/data/breakdown/principal/amount")) != "<absent>");
      CHECK(at(page.body, item(i, "/data/product_name")) != "");
    }
    cursor = at(page.body, "/next");
    ++pages;
  } while (cursor != "null");
  CHECK(pages > 3);
  const Response whole = api.get(base + "200");
  CHECK(at(whole.body, item(seen.size() - 1, "/id")) != "<absent>");
  CHECK(at(whole.body, item(seen.size(), "/id")) == "<absent>");
  CHECK(at(whole.body, "/next") == "null");
  CHECK(at(whole.body, "/summary/data/totals/paid/JMD/count") == std::to_string(completed));
}

TEST_CASE("payments: what was just published is on the first page, at the position answered") {
  RouterFixture api;
  const Response written = api.publish(payment("p-1", "C-7"));
  REQUIRE(written.status == 201);
  const std::string base = "/api/customers/C-7/payments";
  const Response page = api.get(base + "?min_position=" + at(written.body, "/position"));
  CAPTURE(page.body);
  REQUIRE(page.status == 200);
  CHECK(at(page.body, "/id") == "C-7");
  CHECK(at(page.body, item(0, "/data/status")) == "completed");
  CHECK(at(page.body, item(1, "")) == "<absent>");
  CHECK(at(api.get(base + "?lang=vi").body, item(0, "/text/status")) == "hoàn tất");
}

TEST_CASE("payments: unknown customers, and parameters that are wrong, are told") {
  RouterFixture api;
  CHECK(api.get("/api/customers/C-404/payments").status == 404);
  const Response written = api.publish(payment("p-1", "C-7"));
  REQUIRE(api.get("/api/customers/C-7?min_position=" + at(written.body, "/position")).status ==
          200);
  // A cursor of the timeline is none of the payments.
  for (const char* query : {"?limit=0", "?limit=201", "?cursor=abc", "?cursor=", "?lang=fr",
                            "?categories=payments", "?cursor=AYAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    CAPTURE(query);
    CHECK(api.get(std::string("/api/customers/C-7/payments") + query).status == 400);
  }
}

TEST_CASE("headline: stands in the customer's view, in both languages") {
  RouterFixture api;
  const std::string id = publish_persona(api);
  const Response view = api.get("/api/customers/" + id);
  CHECK(at(view.body, "/headline/data/active_products") == "1");
  CHECK(at(view.body, "/headline/data/badges/status") == "active");
  CHECK(at(view.body, "/headline/data/last_contact/at") ==
        at(view.body, "/timeline_summary/last_contact/at"));
  CHECK(at(view.body, "/headline/data/summary/repaid/JMD/amount") ==
        at(api.get("/api/customers/" + id + "/payments").body,
           "/summary/data/totals/paid/JMD/amount/amount"));
  CHECK(at(view.body, "/headline/text/days_past_due") !=
        at(api.get("/api/customers/" + id + "?lang=vi").body, "/headline/text/days_past_due"));
}

}  // namespace
TEST_CASE("headline: in a reporting currency only by a rate of the log, shown with its date") {
  RouterFixture api;
  const std::string path = "/api/customers/" + publish_persona(api) + "?currency=USD";
  const Response before = api.get(path);
  REQUIRE(before.status == 200);
  CHECK(at(before.body, "/reporting/without_rate/0") == "JMD");
  CHECK(at(before.body, "/reporting/ever_borrowed/amount") == "0.00");
  const auto set = [&](const std::string& rate, const std::string& date) {
    return api.post("/api/ops/exchange-rates",
                    R"({"from":"JMD","to":"USD","rate":")" + rate + R"(","date":")" + date + "\"}",
                    "application/json");
  };
  REQUIRE(set("0.0064", "2026-03-01").status == 200);
  REQUIRE(set("0.0050", "2026-02-01").status == 200);  // older: not the newest
  const Response after = api.get(path);
  CHECK(at(after.body, "/reporting/rates/JMD/rate") == "0.0064");
  CHECK(at(after.body, "/reporting/rates/JMD/date") == "2026-03-01");
  CHECK(at(after.body, "/reporting/ever_borrowed/amount") == "7488.00");  // 1,170,000.00 × 0.0064
  CHECK(at(after.body, "/reporting/ever_borrowed/currency") == "USD");
  CHECK(at(after.body, "/reporting/without_rate") == "[]");
  CHECK(set("0", "2026-03-01").status == 400);
  CHECK(api.get("/api/customers/C-1042?currency=XXQ").status == 400);
}

}  // namespace dossier::api
