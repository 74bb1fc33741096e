// The read of a customer's applications, and what publishing one refuses.
#include <doctest/doctest.h>

#include "router_fixture.h"

namespace dossier::api {
namespace {

std::string application(const std::string& id, const std::string& kind, const std::string& data) {
  return R"({"specversion":"1.0","id":")" + id +
         R"(","source":"/los","type":"dossier.application.)" + kind +
         R"(.v1","subject":"C-7","time":"2026-03-02T10:00:00Z","data":{"application_id":"AP-1",)" +
         data + "}}";
}

const std::string kSubmitted =
    R"("product_name":"Personal Loan","amount_requested":{"amount":"300000.00","currency":"JMD"},)"
    R"("purpose":"A new roof")";
const std::string kApproved = R"("decision_type":"manual","officer_id":"OF-3","is_override":true,)"
                              R"("amount_approved":{"amount":"250000.00","currency":"JMD"})";

}  // namespace

TEST_CASE("applications: what was published is read, sealed words opened for an officer") {
  RouterFixture api;
  REQUIRE(api.publish(application("e-1", "submitted", kSubmitted)).status == 201);
  const Response written = api.publish(
      application("e-2", "approved", kApproved + R"(,"meta":{"reason":"Ten years with us"})"));
  REQUIRE(written.status == 201);
  const Response read =
      api.get("/api/customers/C-7/applications?min_position=" + at(written.body, "/position"));
  CAPTURE(read.body);
  REQUIRE(read.status == 200);
  CHECK(at(read.body, "/version") == at(written.body, "/position"));
  CHECK(at(read.body, "/applications/data/order") == R"(["AP-1"])");
  const std::string item = "/applications/data/items/AP-1";
  CHECK(at(read.body, item + "/summary/status") == "approved");
  CHECK(at(read.body, item + "/summary/manual_override/officer_id") == "OF-3");
  CHECK(at(read.body, item + "/request/amount/amount") == "300000.00");
  const std::string step = at(read.body, item + "/summary/decided_by_step");
  CHECK(at(read.body, item + "/steps/by_key/" + step + "/kind") == "approved");
  CHECK(at(read.body, "/applications/text/AP-1/purpose") == "A new roof");
  CHECK(at(read.body, "/applications/text/AP-1/steps/" + step + "/reason") == "Ten years with us");
}

TEST_CASE("applications: an override without a reason is refused, and leaves no trace") {
  RouterFixture api;
  const Response refused = api.publish(application("e-1", "approved", kApproved));
  CHECK(refused.status == 422);
  CHECK(at(refused.body, "/field") == "data.meta.reason");
  CHECK(api.get("/api/customers/C-7/applications").status == 404);
  CHECK(api.records() == 0);
}

TEST_CASE("applications: a customer without any has an empty list; a stranger is 404") {
  RouterFixture api;
  const Response written = api.publish(registered("r-1", "C-7"));
  REQUIRE(written.status == 201);
  const Response read = api.get("/api/customers/C-7/applications?lang=vi&min_position=" +
                                at(written.body, "/position"));
  REQUIRE(read.status == 200);
  CHECK(at(read.body, "/applications/data/order") == "[]");
  CHECK(api.get("/api/customers/C-8/applications").status == 404);
  CHECK(api.get("/api/customers/C-7/applications?lang=xx").status == 400);
}

}  // namespace dossier::api
