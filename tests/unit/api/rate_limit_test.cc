#include "rate_limit.h"

#include <doctest/doctest.h>

namespace dossier::api {

using std::chrono::milliseconds;

TEST_CASE("rate limit: a burst at once, then as fast as the bucket fills, each person apart") {
  RateLimit limit(10, 3);
  auto now = RateLimit::Clock::time_point{} + std::chrono::hours(1);
  for (int i = 0; i < 3; ++i) CHECK(limit.take("A-7", now));
  CHECK_FALSE(limit.take("A-7", now));
  CHECK(limit.take("A-8", now));
  CHECK_FALSE(limit.take("A-7", now += milliseconds(99)));
  CHECK(limit.take("A-7", now += milliseconds(2)));
  CHECK_FALSE(limit.take("A-7", now));
  now += std::chrono::hours(10);  // no more than the burst is saved up
  for (int i = 0; i < 3; ++i) CHECK(limit.take("A-7", now));
  CHECK_FALSE(limit.take("A-7", now));
}

TEST_CASE("rate limit: without a rate there is none; many people are not kept for ever") {
  RateLimit none(0, 1);
  for (int i = 0; i < 100; ++i) CHECK(none.take("A-7"));
  RateLimit limit(1, 1);
  auto now = RateLimit::Clock::time_point{} + std::chrono::hours(1);
  CHECK(limit.take("A-7", now));
  for (int i = 0; i < 200'000; ++i) limit.take("P-" + std::to_string(i), now += milliseconds(1));
  CHECK(limit.take("A-7", now));
  CHECK_FALSE(limit.take("A-7", now));
}

}  // namespace dossier::api
