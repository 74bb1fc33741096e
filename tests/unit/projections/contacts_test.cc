// Contact points: added, changed, verified, removed, in any order.
#include <doctest/doctest.h>

#include "story.h"

namespace dossier::test {
namespace {

using event::customer::ContactKind;
using profile::Contacts;
using Ids = std::vector<std::string>;

constexpr const char* kAdded = "customer.contact_point_added";
constexpr const char* kUpdated = "customer.contact_point_updated";
constexpr const char* kVerified = "customer.contact_point_verified";
constexpr const char* kRemoved = "customer.contact_point_removed";
constexpr const char* kMobile =
    R"("contact_id":"T-1","kind":"mobile_phone","label":"own","value":"+1 876 555 0101",)"
    R"("primary":true)";

const profile::ContactPoint& point(const Story& story, const std::string& id) {
  return story.of_profile<Contacts>().points.at(id);
}

TEST_CASE("contacts: an added one keeps kind, order and token; its values stay sealed") {
  Story story;
  REQUIRE(story.say(kAdded, "2024-01-02", kMobile));
  REQUIRE(story.say(kAdded, "2024-01-02",
                    R"("contact_id":"A-1","kind":"address","address":{"line1":"4 Hope Road",)"
                    R"("city":"Kingston","country":"JM"})"));
  CHECK(story.of_profile<Contacts>().order == Ids{"T-1", "A-1"});
  CHECK(point(story, "T-1").kind == ContactKind::mobile_phone);
  CHECK(point(story, "T-1").primary);
  CHECK(point(story, "T-1").sealed.has("value"));
  CHECK(point(story, "T-1").sealed.has("label"));
  CHECK_FALSE(point(story, "T-1").token.empty());
  CHECK(point(story, "A-1").sealed.has("address"));
  CHECK(point(story, "A-1").country == "JM");
}

TEST_CASE("contacts: one primary among phones, one among e-mail addresses") {
  Story story;
  REQUIRE(story.say(kAdded, "2024-01-02", kMobile));
  REQUIRE(story.say(kAdded, "2024-01-03",
                    R"("contact_id":"M-1","kind":"email","value":"a@b.jm","primary":true)"));
  REQUIRE(
      story.say(kAdded, "2024-01-04",
                R"("contact_id":"T-2","kind":"work_phone","value":"+18765550102","primary":true)"));
  CHECK_FALSE(point(story, "T-1").primary);
  CHECK(point(story, "T-2").primary);
  CHECK(point(story, "M-1").primary);
}

TEST_CASE("contacts: verified shows when and how; a new value is not verified") {
  Story story;
  REQUIRE(story.say(kAdded, "2024-01-02", kMobile));
  REQUIRE(story.say(kVerified, "2024-01-05",
                    R"("contact_id":"T-1","verified_on":"2024-01-04","method":"code_by_sms")"));
  CHECK(point(story, "T-1").verified_on == day("2024-01-04"));
  CHECK(point(story, "T-1").verified_how == "code_by_sms");
  REQUIRE(story.say(kUpdated, "2024-02-01", R"("contact_id":"T-1","label":"old")"));
  CHECK(point(story, "T-1").verified_on.has_value());
  REQUIRE(story.say(kUpdated, "2024-02-02", R"("contact_id":"T-1","value":"+18765550199")"));
  CHECK_FALSE(point(story, "T-1").verified_on.has_value());
}

TEST_CASE("contacts: absent is unchanged, cleared empties") {
  Story story;
  REQUIRE(story.say(kAdded, "2024-01-02", kMobile));
  REQUIRE(story.say(kUpdated, "2024-02-01", R"("contact_id":"T-1","cleared":["label"])"));
  CHECK_FALSE(point(story, "T-1").sealed.has("label"));
  CHECK(point(story, "T-1").sealed.has("value"));
  CHECK(point(story, "T-1").primary);
}

TEST_CASE("contacts: an older update that comes late changes only what nothing newer has said") {
  Story story;
  REQUIRE(story.say(kAdded, "2024-01-02", R"("contact_id":"T-1","kind":"mobile_phone")"));
  REQUIRE(story.say(kUpdated, "2024-03-01", R"("contact_id":"T-1","kind":"work_phone")"));
  REQUIRE(story.say(kUpdated, "2024-02-01",
                    R"("contact_id":"T-1","kind":"home_phone","primary":true)"));
  CHECK(point(story, "T-1").kind == ContactKind::work_phone);
  CHECK(point(story, "T-1").primary);
}

TEST_CASE("contacts: a verification that comes before the contact point waits for it") {
  Story story;
  REQUIRE(story.say(kVerified, "2024-01-01", R"("contact_id":"T-1","method":"visit")"));
  REQUIRE(story.say(kAdded, "2024-01-02", kMobile));
  CHECK(point(story, "T-1").verified_on == day("2024-01-01"));
  CHECK(point(story, "T-1").verified_how == "visit");
}

TEST_CASE("contacts: an update of one that was never added is an error with a remedy") {
  Story story;
  REQUIRE(story.say(kAdded, "2024-01-02", kMobile));
  const auto status =
      story.say(kUpdated, "2024-02-01", R"("contact_id":"T-9","value":"+18765550109")");
  REQUIRE_FALSE(status);
  CHECK(status.error().message == "contact point T-9 is updated, but was never added");
  CHECK_FALSE(status.error().remedy.empty());
  CHECK(story.of_profile<Contacts>().points.size() == 1);
}

TEST_CASE("contacts: removing one that is not there does no harm; late events do not revive it") {
  Story story;
  REQUIRE(story.say(kRemoved, "2024-03-01", R"("contact_id":"T-1")"));
  REQUIRE(story.say(kAdded, "2024-01-02", kMobile));
  REQUIRE(story.say(kUpdated, "2024-02-01", R"("contact_id":"T-1","label":"x")"));
  REQUIRE(story.say(kVerified, "2024-02-01", R"("contact_id":"T-1")"));
  CHECK(story.of_profile<Contacts>().points.empty());
  CHECK(story.of_profile<Contacts>().order.empty());
  REQUIRE(story.say(kAdded, "2024-04-01", kMobile));
  CHECK(story.of_profile<Contacts>().order == Ids{"T-1"});
  CHECK_FALSE(point(story, "T-1").verified_on.has_value());
}

}  // namespace
}  // namespace dossier::test
