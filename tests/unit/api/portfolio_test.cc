// The read across customers: sums, positions, ETags, faults.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "router_fixture.h"

namespace dossier::api {
namespace {

std::string event(const std::string& id, int customer, const std::string& type,
                  const std::string& data) {
  return fmt::format(R"({{"specversion":"1.0","id":"{}","source":"/core","type":"dossier.{}.v1",)"
                     R"("subject":"C-{}","time":"2026-01-01T10:00:00Z","data":{{{}}}}})",
                     id, type, customer, data);
}

// Of customer `n`, in branch BR-0 or BR-1; n hundred dollars.
Response borrow(RouterFixture& api, int n) {
  REQUIRE(
      api.publish(event(fmt::format("r-{}", n), n, "customer.registered",
                        fmt::format(R"("customer_type":"individual","branch_id":"BR-{}")", n % 2)))
          .status == 201);
  const auto money = fmt::format(R"({{"amount":"{}00.00","currency":"JMD"}})", n);
  return api.publish(
      event(fmt::format("d-{}", n), n, "loan.disbursed",
            fmt::format(R"("loan_id":"LN-{}","value_date":"2026-01-01","amount":{},"schedule":)"
                        R"([{{"number":1,"due_date":"2026-02-01","principal":{}}}])",
                        n, money, money)));
}

}  // namespace

TEST_CASE("portfolio: the sum over customers of all partitions, by branch and by bucket") {
  RouterFixture api;
  for (int n = 1; n <= 9; ++n) {
    const Response written = borrow(api, n);
    REQUIRE(written.status == 201);
    REQUIRE(api.get("/api/portfolio?min_position=" + at(written.body, "/position")).status == 200);
  }
  const Response read = api.get("/api/portfolio?by=branch");
  CAPTURE(read.body);
  CHECK(at(read.body, "/portfolio/data/totals/customers") == "9");
  CHECK(at(read.body, "/portfolio/data/totals/amounts/JMD/outstanding/amount") == "4500.00");
  CHECK(at(read.body, "/portfolio/data/groups/BR-0/loans") == "4");
  CHECK(at(read.body, "/portfolio/data/groups/BR-0/amounts/JMD/principal/amount") == "2000.00");
  CHECK(at(read.body, "/portfolio/data/groups/BR-1/amounts/JMD/principal/amount") == "2500.00");
  CHECK(at(read.body, "/business_date") == "null");
  CHECK(at(read.body, "/partitions") == "4");
  CHECK(at(read.body, "/incomplete") == "0");
  REQUIRE(api.post("/api/ops/open-day", R"({"date":"2026-02-02"})", "application/json").status ==
          200);
  std::string days;
  for (int tries = 0; tries < 500 && days != "4"; ++tries) {
    days = at(api.get("/api/portfolio").body, "/partitions_at_date");
    if (at(api.get("/api/portfolio").body, "/business_date") == "null") days.clear();
  }
  const Response late = api.get("/api/portfolio");
  CAPTURE(late.body);
  CHECK(at(late.body, "/business_date") == "2026-02-02");
  CHECK(at(late.body, "/portfolio/data/order") == R"(["1-30"])");
  CHECK(at(late.body, "/portfolio/data/groups/1-30/amounts/JMD/arrears/amount") == "4500.00");
  CHECK(at(late.body, "/portfolio/text/groups/1-30/JMD/arrears") == "JMD 4,500.00");
}

TEST_CASE("portfolio: an ETag while nothing of it changed, whatever else is published") {
  RouterFixture api;
  REQUIRE(borrow(api, 1).status == 201);
  const Response written = borrow(api, 2);
  const std::string target = "/api/portfolio?min_position=" + at(written.body, "/position");
  const Response first = api.get(target);
  REQUIRE(first.status == 200);
  CHECK(header_of(first, "Dossier-Position") == at(first.body, "/position"));
  const std::string etag = header_of(first, "ETag");
  const Response note =
      api.publish(event("n-1", 1, "note.added", R"("note_id":"N-1","text":"Called")"));
  const std::string later = "/api/portfolio?min_position=" + at(note.body, "/position");
  CHECK(api.ask({"GET", later, {{"if-none-match", etag}}, {}, Peer::in_process}).status == 304);
  const Response third = borrow(api, 3);
  const std::string newest = "/api/portfolio?min_position=" + at(third.body, "/position");
  CHECK(api.ask({"GET", newest, {{"if-none-match", etag}}, {}, Peer::in_process}).status == 200);
  // All that was answered names every partition; it can be asked for as it is.
  CHECK(api.get("/api/portfolio?min_position=" + header_of(first, "Dossier-Position")).status ==
        200);
}

TEST_CASE("portfolio: what it does not know is a fault that names the parameter") {
  RouterFixture api;
  for (const char* query :
       {"by=colour", "by=all", "currency=XXX1", "lang=de", "min_position=x", "tier=A"}) {
    CAPTURE(query);
    CHECK(api.get(std::string("/api/portfolio?") + query).status == 400);
  }
  CHECK(at(api.get("/api/portfolio?by=all").body, "/field") == "by");
  CHECK(at(api.get("/api/portfolio?currency=USD").body, "/portfolio/data/order") == "[]");
}

}  // namespace dossier::api
