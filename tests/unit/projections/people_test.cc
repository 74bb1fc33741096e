// References and flags.
#include <doctest/doctest.h>

#include "story.h"

namespace dossier::test {
namespace {

using profile::Flags;
using profile::References;

TEST_CASE("references: each is sealed for its own person") {
  Story story;
  REQUIRE(story.say("customer.reference_added", "2024-01-02",
                    R"("person_id":"P-1","relationship":"spouse","name":"Ann Hall",)"
                    R"("phone":"+18765550101","note":"call after six")"));
  const auto& reference = story.of_profile<References>().people.at("P-1");
  CHECK(reference.relationship == event::Relationship::spouse);
  CHECK(reference.sealed.has("name"));
  CHECK(reference.sealed.has("phone"));
  CHECK(reference.sealed.has("note"));
  CHECK_FALSE(reference.phone_token.empty());
  for (const auto& box : reference.sealed.boxes) CHECK(box.owner == "person/P-1");
}

TEST_CASE("references: removed, and an older event does not bring it back") {
  Story story;
  const char* added = R"("person_id":"P-1","relationship":"spouse","name":"Ann Hall")";
  REQUIRE(story.say("customer.reference_added", "2024-01-02", added));
  REQUIRE(story.say("customer.reference_removed", "2024-02-02", R"("person_id":"P-1")"));
  REQUIRE(story.say("customer.reference_added", "2024-01-15", added));
  CHECK(story.of_profile<References>().people.empty());
  REQUIRE(story.say("customer.reference_removed", "2024-03-02", R"("person_id":"P-2")"));
}

TEST_CASE("flags: open until taken down") {
  Story story;
  REQUIRE(story.say("customer.account_flagged", "2024-01-02",
                    R"("flag_id":"F-1","kind":"hardship","loan_id":"LN-1","note":"lost job")"));
  const auto& flag = story.of_profile<Flags>().open.at("F-1");
  CHECK(flag.kind == event::customer::FlagKind::hardship);
  CHECK(flag.loan_id == "LN-1");
  CHECK(flag.sealed.has("note"));
  REQUIRE(story.say("customer.account_unflagged", "2024-02-02", R"("flag_id":"F-1")"));
  CHECK(story.of_profile<Flags>().open.empty());
}

TEST_CASE("flags: taken down before it was raised, it stays down") {
  Story story;
  REQUIRE(story.say("customer.account_unflagged", "2024-02-02", R"("flag_id":"F-1")"));
  REQUIRE(story.say("customer.account_flagged", "2024-01-02", R"("flag_id":"F-1","kind":"fraud")"));
  CHECK(story.of_profile<Flags>().open.empty());
}

TEST_CASE("flags: one with an end is shut the day after it") {
  Story story;
  story.open("2024-01-02");
  REQUIRE(story.say("customer.account_flagged", "2024-01-02",
                    R"("flag_id":"F-1","kind":"review","expires_on":"2024-01-31")"));
  story.open("2024-01-31");
  CHECK(story.of_profile<Flags>().open.size() == 1);
  story.open("2024-02-01");
  CHECK(story.of_profile<Flags>().open.empty());
}

TEST_CASE("flags: raised again with a later end, the earlier end does not shut it") {
  Story story;
  story.open("2024-01-02");
  const char* flag = R"("flag_id":"F-1","kind":"review","expires_on":"{}")";
  REQUIRE(story.say("customer.account_flagged", "2024-01-02",
                    fmt::format(fmt::runtime(flag), "2024-01-31")));
  REQUIRE(story.say("customer.account_flagged", "2024-01-10",
                    fmt::format(fmt::runtime(flag), "2024-02-20")));
  story.open("2024-02-10");
  CHECK(story.of_profile<Flags>().open.size() == 1);
}

}  // namespace
}  // namespace dossier::test
