// The exposition: counters that count, histograms that add up, no ids.
#include "dossier/api/metrics.h"

#include <doctest/doctest.h>

#include "router_fixture.h"

namespace dossier::api {
namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("metrics: requests by route and status, buckets cumulative") {
  Metrics metrics;
  metrics.route("GET", "/a/{id}").count(200, std::chrono::milliseconds(2));
  metrics.route("GET", "/a/{id}").count(200, std::chrono::milliseconds(200));
  metrics.route("GET", "/a/{id}").count(404, std::chrono::seconds(60));
  std::string out;
  metrics.write(out);
  const std::string labels = R"(method="GET",route="/a/{id}")";
  CHECK(has_line(out, "dossier_http_requests_total{" + labels + R"(,status="200"} 2)"));
  CHECK(has_line(out, "dossier_http_requests_total{" + labels + R"(,status="404"} 1)"));
  const std::string bucket = "dossier_http_request_duration_seconds_bucket{" + labels;
  CHECK(has_line(out, bucket + R"(,le="0.001"} 0)"));
  CHECK(has_line(out, bucket + R"(,le="0.0025"} 1)"));
  CHECK(has_line(out, bucket + R"(,le="0.5"} 2)"));
  CHECK(has_line(out, bucket + R"(,le="+Inf"} 3)"));
}

TEST_CASE("metrics: events by outcome, the log's figures, and no customer's id") {
  RouterFixture api;
  REQUIRE(api.publish(payment("p-1", "C-SECRET")).status == 201);
  REQUIRE(api.publish(payment("p-1", "C-SECRET")).status == 200);
  REQUIRE(api.publish(payment("p-2", "C-SECRET", "{}")).status == 422);
  REQUIRE(api.get("/api/customers/C-SECRET?min_position=C-SECRET").status == 400);
  REQUIRE(api.get("/C-SECRET").status == 404);
  const std::string out = api.get("/metrics").body;
  CHECK(has_line(out, R"(dossier_events_total{outcome="new"} 1)"));
  CHECK(has_line(out, R"(dossier_events_total{outcome="duplicate"} 1)"));
  CHECK(has_line(out, R"(dossier_events_total{outcome="fault"} 1)"));
  CHECK(has_line(out, "dossier_log_records_total 5"));
  CHECK(has_line(out, "dossier_fold_failed 0"));
  CHECK(out.find("C-SECRET") == std::string::npos);
}

}  // namespace dossier::api
