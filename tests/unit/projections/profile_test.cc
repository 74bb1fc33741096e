// Identity, standing, preferences, work.
#include <doctest/doctest.h>

#include "story.h"

namespace dossier::test {
namespace {

using namespace dossier::profile;

constexpr const char* kRegistered =
    R"("customer_type":"individual","cif_number":"CIF-77","first_name":"Marcus",)"
    R"("last_name":"Williams","date_of_birth":"1988-04-02","national_id":"112233445",)"
    R"("trn":"123456789","gender":"male","status":"active","segment":"Prime Salaried",)"
    R"("acquisition_channel":"branch","referral_source":"his sister","branch_id":"B-1",)"
    R"("branch":"Half Way Tree","officer_id":"O-7","relationship_start":"2022-03-01",)"
    R"("language":"en","photo_document_id":"D-9")";

TEST_CASE("profile: registered fills the header; names and numbers stay sealed") {
  Story story;
  REQUIRE(story.say("customer.registered", "2022-03-01", kRegistered));
  const auto& identity = story.of_profile<Identity>();
  CHECK(identity.cif_number == "CIF-77");
  CHECK(identity.birth_year == 1988);
  CHECK(identity.photo_document_id == "D-9");
  for (const char* name : {"first_name", "last_name", "date_of_birth", "national_id", "trn",
                           "gender", "referral_source"})
    CHECK_MESSAGE(identity.sealed.has(name), name);
  const auto& standing = story.of_profile<Standing>();
  CHECK(standing.status == event::customer::CustomerStatus::active);
  CHECK(standing.segment == "Prime Salaried");
  CHECK(standing.branch == "Half Way Tree");
  CHECK(standing.relationship_start == day("2022-03-01"));
  CHECK(standing.officers.at("loan_officer").id == "O-7");
  CHECK(story.of_profile<Preferences>().language == "en");
  CHECK(story.profile().encode_part(0).find("112233445") != std::string::npos);  // in its box only
}

TEST_CASE("profile: an update changes what it names and empties what it clears") {
  Story story;
  REQUIRE(story.say("customer.registered", "2022-03-01", kRegistered));
  REQUIRE(story.say("customer.profile_updated", "2023-03-01",
                    R"("last_name":"Brown","cleared":["referral_source","cif_number"])"));
  const auto& identity = story.of_profile<Identity>();
  CHECK(identity.sealed.has("first_name"));
  CHECK_FALSE(identity.sealed.has("referral_source"));
  CHECK(identity.cif_number.empty());
  CHECK(identity.birth_year == 1988);
  const auto& last = identity.sealed.fields.at("last_name");
  CHECK(identity.sealed.boxes[last.box].origin == Offset{1});
}

TEST_CASE("profile: clearing the birth date clears its year") {
  Story story;
  REQUIRE(story.say("customer.registered", "2022-03-01", kRegistered));
  REQUIRE(story.say("customer.profile_updated", "2023-03-01", R"("cleared":["date_of_birth"])"));
  CHECK_FALSE(story.of_profile<Identity>().birth_year.has_value());
}

TEST_CASE("profile: what happened earlier and comes late does not undo what is newer") {
  Story story;
  REQUIRE(
      story.say("customer.segment_changed", "2024-05-01", R"("segment":"Watch","method":"rule")"));
  REQUIRE(story.say("customer.registered", "2022-03-01", kRegistered));
  REQUIRE(story.say("customer.segment_changed", "2023-05-01", R"("segment":"Prime")"));
  CHECK(story.of_profile<Standing>().segment == "Watch");
  CHECK(story.of_profile<Standing>().segment_method == event::customer::SegmentMethod::rule);
  CHECK(story.of_profile<Standing>().branch == "Half Way Tree");
}

TEST_CASE("profile: one officer for each role") {
  Story story;
  REQUIRE(story.say("customer.officer_assigned", "2024-01-01", R"("officer_id":"O-1")"));
  REQUIRE(story.say("customer.officer_assigned", "2024-01-02",
                    R"("officer_id":"A-1","role":"collection_agent")"));
  REQUIRE(story.say("customer.officer_reassigned", "2024-02-01",
                    R"("officer_id":"O-2","previous_officer_id":"O-1")"));
  const auto& officers = story.of_profile<Standing>().officers;
  CHECK(officers.at("loan_officer").id == "O-2");
  CHECK(officers.at("loan_officer").since == day("2024-02-01"));
  CHECK(officers.at("collection_agent").id == "A-1");
}

TEST_CASE("profile: a branch known by id alone does not keep the name of the last one") {
  Story story;
  REQUIRE(story.say("customer.registered", "2022-03-01", kRegistered));
  REQUIRE(story.say("customer.branch_changed", "2023-01-01", R"("branch_id":"B-2")"));
  CHECK(story.of_profile<Standing>().branch_id == "B-2");
  CHECK(story.of_profile<Standing>().branch.empty());
}

TEST_CASE("profile: status, preferences and cooperation") {
  Story story;
  REQUIRE(story.say("customer.status_changed", "2024-01-01", R"("status":"suspended")"));
  REQUIRE(story.say("customer.preferences_changed", "2024-01-01",
                    R"("preferred_channel":"whatsapp","language":"vi","do_not_contact":true)"));
  REQUIRE(story.say("customer.preferences_changed", "2024-01-02", R"("cleared":["language"])"));
  REQUIRE(story.say("customer.cooperation_rated", "2024-01-01", R"("cooperation":"hostile")"));
  CHECK(story.of_profile<Standing>().status == event::customer::CustomerStatus::suspended);
  CHECK(story.of_profile<Standing>().status_since == day("2024-01-01"));
  CHECK(story.of_profile<Preferences>().channel == event::Channel::whatsapp);
  CHECK(story.of_profile<Preferences>().do_not_contact == true);
  CHECK(story.of_profile<Preferences>().language.empty());
  CHECK(story.of_profile<Standing>().cooperation == event::customer::Cooperation::hostile);
}

TEST_CASE("profile: income verified is kept apart from income declared") {
  Story story;
  REQUIRE(
      story.say("customer.employment_changed", "2024-01-01",
                R"("employment_type":"salaried","employer_name":"Blue Mountain Ltd",)"
                R"("job_title":"driver","monthly_income":{"amount":"180000.00","currency":"JMD"},)"
                R"("employed_since":"2019-05-01")"));
  REQUIRE(story.say("customer.income_verified", "2024-02-01",
                    R"("monthly_income":{"amount":"175000.00","currency":"JMD"},)"
                    R"("verified_on":"2024-01-30","document_id":"D-5","method":"payslip")"));
  const auto& work = story.of_profile<Employment>();
  CHECK(work.type == event::customer::EmploymentType::salaried);
  CHECK(work.sealed.has("monthly_income"));
  CHECK(work.sealed.has("verified_income"));
  CHECK(work.income_verified_on == day("2024-01-30"));
  CHECK(work.income_document_id == "D-5");
  REQUIRE(story.say("customer.income_verified", "2024-03-01", R"("verified_on":"2023-12-30")"));
  CHECK(work.income_verified_on == day("2024-01-30"));
  REQUIRE(story.say("customer.employment_changed", "2024-04-01", R"("cleared":["job_title"])"));
  CHECK_FALSE(work.sealed.has("job_title"));
  CHECK(work.sealed.has("employer_name"));
}

TEST_CASE("profile: a slice decodes to what was encoded, part by part") {
  Story story;
  REQUIRE(story.say("customer.registered", "2022-03-01", kRegistered));
  REQUIRE(story.say("customer.kyc_verified", "2022-03-02",
                    R"("verified_on":"2022-03-02","expires_on":"2023-03-02","documents":["D-1"])"));
  ProfileSlice copy;
  for (uint8_t part = 0; part < copy.part_count(); ++part) {
    const std::string bytes = story.profile().encode_part(part);
    REQUIRE(copy.decode_part(part, bytes));
    CHECK(copy.encode_part(part) == bytes);
  }
}

}  // namespace
}  // namespace dossier::test
