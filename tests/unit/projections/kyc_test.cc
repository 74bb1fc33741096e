// KYC: verified until when, lapsed or not, whatever the order of what is said.
#include <doctest/doctest.h>

#include "dossier/profile/facts.h"
#include "story.h"

namespace dossier::test {
namespace {

using event::customer::KycStatus;
using profile::Kyc;
using Ids = std::vector<std::string>;

constexpr const char* kVerified = "customer.kyc_verified";

TEST_CASE("kyc: verified shows when, until when, how and by whom") {
  Story story;
  REQUIRE(story.say(kVerified, "2025-01-10",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09","level":"enhanced",)"
                    R"("documents":["D-1","D-2"],"verified_by":"O-7")"));
  const auto& kyc = story.of_profile<Kyc>();
  CHECK(kyc.status == KycStatus::verified);
  CHECK(kyc.verified_on == day("2025-01-09"));
  CHECK(kyc.expires_on == day("2026-01-09"));
  CHECK(kyc.level == "enhanced");
  CHECK(kyc.verified_by == "O-7");
  CHECK(kyc.verified_with == Ids{"D-1", "D-2"});
  CHECK(story.of_profile<profile::Documents>().files.at("D-2").kyc);
}

TEST_CASE("kyc: it holds through its last day and is expired the day after") {
  Story story;
  story.open("2025-12-01");
  REQUIRE(story.say(kVerified, "2025-12-01",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  story.open("2026-01-09");
  CHECK(story.of_profile<Kyc>().status == KycStatus::verified);
  CHECK(story.facts().empty());
  story.open("2026-01-10");
  CHECK(story.of_profile<Kyc>().status == KycStatus::expired);
  REQUIRE(story.facts() == Ids{"kyc_expired/kyc/2026-01-09"});
  CHECK(timeline::decode_key(story.rows(2).rbegin()->first)->effective ==
        parse_instant("2026-01-10T05:00:00Z").value());
}

TEST_CASE("kyc: one that lapsed before it was told expires at once, on its own day") {
  Story story;
  story.open("2026-02-01");
  REQUIRE(story.say(kVerified, "2026-02-01",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  CHECK(story.of_profile<Kyc>().status == KycStatus::expired);
  CHECK(story.facts() == Ids{"kyc_expired/kyc/2026-01-09"});
}

TEST_CASE("kyc: verified again in time, nothing expires") {
  Story story;
  story.open("2025-12-01");
  REQUIRE(story.say(kVerified, "2025-12-01",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  REQUIRE(story.say(kVerified, "2025-12-20",
                    R"("verified_on":"2025-12-20","expires_on":"2026-12-20")"));
  story.open("2026-02-01");
  CHECK(story.of_profile<Kyc>().status == KycStatus::verified);
  CHECK(story.facts().empty());
}

TEST_CASE("kyc: verified again too late, the expiry stays in the history") {
  Story story;
  story.open("2026-02-01");
  REQUIRE(story.say(kVerified, "2026-02-01",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  REQUIRE(story.say(kVerified, "2026-02-02",
                    R"("verified_on":"2026-01-10","expires_on":"2027-01-10")"));
  CHECK(story.of_profile<Kyc>().status == KycStatus::verified);
  CHECK(story.facts() == Ids{"kyc_expired/kyc/2026-01-09"});
}

TEST_CASE("kyc: a back-dated verification withdraws the expiry, and its entry says so") {
  Story story;
  story.open("2026-02-01");
  REQUIRE(story.say(kVerified, "2025-01-09",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  REQUIRE(story.say(kVerified, "2026-02-01",
                    R"("verified_on":"2026-01-09","expires_on":"2027-01-09")"));
  CHECK(story.of_profile<Kyc>().status == KycStatus::verified);
  CHECK(story.facts().empty());
  REQUIRE(story.entries().size() == 2);
  CHECK(story.entries().back().withdrawn == Ids{"kyc_expired/kyc/2026-01-09"});
  CHECK(story.of_timeline<timeline::Totals>().entries == 2);
  CHECK(story.of_timeline<timeline::Totals>().by_category.kyc == 2);
}

TEST_CASE("kyc: an older verification that comes late does not undo the newer") {
  Story story;
  story.open("2026-02-01");
  REQUIRE(story.say(kVerified, "2026-01-05",
                    R"("verified_on":"2026-01-05","expires_on":"2027-01-05","level":"enhanced")"));
  REQUIRE(story.say(kVerified, "2026-02-01",
                    R"("verified_on":"2024-01-09","expires_on":"2025-01-09")"));
  const auto& kyc = story.of_profile<Kyc>();
  CHECK(kyc.status == KycStatus::verified);
  CHECK(kyc.verified_on == day("2026-01-05"));
  CHECK(kyc.level == "enhanced");
  CHECK(story.facts() == Ids{"kyc_expired/kyc/2025-01-09"});
}

TEST_CASE("kyc: pending keeps the old end, which still lapses") {
  Story story;
  story.open("2025-12-01");
  REQUIRE(story.say(kVerified, "2025-01-09",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  REQUIRE(story.say("customer.kyc_status_changed", "2025-12-15", R"("status":"pending")"));
  CHECK(story.of_profile<Kyc>().status == KycStatus::pending);
  story.open("2026-01-10");
  CHECK(story.of_profile<Kyc>().status == KycStatus::expired);
  CHECK(story.of_profile<Kyc>().verified_on == day("2025-01-09"));
}

TEST_CASE("kyc: pending after the expiry is pending") {
  Story story;
  story.open("2026-02-01");
  REQUIRE(story.say(kVerified, "2025-01-09",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  REQUIRE(story.say("customer.kyc_status_changed", "2026-02-01", R"("status":"pending")"));
  CHECK(story.of_profile<Kyc>().status == KycStatus::pending);
}

TEST_CASE("kyc: expired by the publisher needs no conclusion of ours") {
  Story story;
  story.open("2025-12-01");
  REQUIRE(story.say(kVerified, "2025-01-09",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  REQUIRE(story.say("customer.kyc_status_changed", "2025-12-02", R"("status":"expired")"));
  story.open("2026-02-01");
  CHECK(story.of_profile<Kyc>().status == KycStatus::expired);
  CHECK(story.facts().empty());
}

TEST_CASE("kyc: the order in which verifications arrive does not matter") {
  const auto told = [](std::vector<int> order) {
    const std::pair<const char*, const char*> said[] = {
        {"2023-01-09", R"("verified_on":"2023-01-09","expires_on":"2024-01-09")"},
        {"2024-01-05", R"("verified_on":"2024-01-05","expires_on":"2025-01-05")"},
        {"2025-03-01", R"("verified_on":"2025-03-01","expires_on":"2026-03-01")"}};
    Story story;
    story.open("2026-02-01");
    for (const int i : order) REQUIRE(story.say(kVerified, said[i].first, said[i].second));
    CHECK(story.of_profile<Kyc>().status == KycStatus::verified);
    CHECK(story.of_profile<Kyc>().expires_on == day("2026-03-01"));
    return story.facts();
  };
  const Ids expected{"kyc_expired/kyc/2025-01-05"};
  CHECK(told({0, 1, 2}) == expected);
  CHECK(told({2, 1, 0}) == expected);
  CHECK(told({1, 2, 0}) == expected);
  CHECK(told({0, 2, 1}) == expected);
}

TEST_CASE("kyc: told again under another id, nothing is concluded twice") {
  Story story;
  story.open("2026-02-01");
  for (int i = 0; i < 2; ++i)
    REQUIRE(story.say(kVerified, "2025-01-09",
                      R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  CHECK(story.facts() == Ids{"kyc_expired/kyc/2026-01-09"});
}

}  // namespace
}  // namespace dossier::test
