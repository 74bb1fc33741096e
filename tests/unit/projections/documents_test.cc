// Documents on file: what counts for KYC, what is valid until when.
#include <doctest/doctest.h>

#include "story.h"

namespace dossier::test {
namespace {

using profile::Documents;
using profile::DocumentStatus;
using Ids = std::vector<std::string>;

const profile::Document& document(const Story& story, const std::string& id) {
  return story.of_profile<Documents>().files.at(id);
}

constexpr const char* kId =
    R"("document_id":"D-1","type":"national_id","uploaded_at":"2025-01-09T15:00:00Z",)"
    R"("expiry_date":"2026-01-09")";

TEST_CASE("documents: an uploaded paper waits for verification; papers of identity count for KYC") {
  Story story;
  REQUIRE(story.say("document.uploaded", "2025-01-09", kId));
  REQUIRE(story.say("document.uploaded", "2025-01-10", R"("document_id":"D-2","type":"payslip")"));
  CHECK(document(story, "D-1").status == DocumentStatus::pending);
  CHECK(document(story, "D-1").kyc);
  CHECK_FALSE(document(story, "D-2").kyc);
  CHECK(story.of_profile<Documents>().order == Ids{"D-1", "D-2"});
}

TEST_CASE("documents: verified keeps the expiry, says when and by whom") {
  Story story;
  REQUIRE(story.say("document.uploaded", "2025-01-09", kId));
  REQUIRE(story.say("document.verified", "2025-01-12",
                    R"("document_id":"D-1","verified_on":"2025-01-11","verified_by":"O-7")"));
  CHECK(document(story, "D-1").status == DocumentStatus::verified);
  CHECK(document(story, "D-1").verified_on == day("2025-01-11"));
  CHECK(document(story, "D-1").verified_by == "O-7");
  CHECK(document(story, "D-1").expiry_date == day("2026-01-09"));
}

TEST_CASE("documents: verified before it was uploaded, it is verified") {
  Story story;
  REQUIRE(story.say("document.verified", "2025-01-12",
                    R"("document_id":"D-1","verified_on":"2025-01-11")"));
  REQUIRE(story.say("document.uploaded", "2025-01-13", kId));
  CHECK(document(story, "D-1").status == DocumentStatus::verified);
  CHECK(document(story, "D-1").expiry_date == day("2026-01-09"));
}

TEST_CASE("documents: valid through its expiry date, expired the day after") {
  Story story;
  story.open("2025-12-01");
  REQUIRE(story.say("document.uploaded", "2025-01-09", kId));
  story.open("2026-01-09");
  CHECK(document(story, "D-1").status == DocumentStatus::pending);
  story.open("2026-01-10");
  CHECK(document(story, "D-1").status == DocumentStatus::expired);
  REQUIRE(story.facts() == Ids{"document_expired/D-1/2026-01-09"});
  const auto row = story.entries().back();
  CHECK(row.category == timeline::Category::documents);
  CHECK(row.params.at("type").text == "national_id");
  CHECK(row.entities == std::vector<timeline::EntityLink>{{event::EntityKind::document, "D-1"}});
}

TEST_CASE("documents: a renewal recorded late, but made in time, withdraws the expiry") {
  Story story;
  story.open("2026-01-20");
  REQUIRE(story.say("document.uploaded", "2025-01-09", kId));
  REQUIRE(story.facts().size() == 1);
  REQUIRE(
      story.say("document.verified", "2026-01-20",
                R"("document_id":"D-1","verified_on":"2026-01-08","expiry_date":"2036-01-08")"));
  CHECK(story.facts().empty());
  CHECK(document(story, "D-1").status == DocumentStatus::verified);
}

TEST_CASE("documents: a renewal after the expiry leaves the expiry in the history") {
  Story story;
  story.open("2026-01-20");
  REQUIRE(story.say("document.uploaded", "2025-01-09", kId));
  REQUIRE(
      story.say("document.verified", "2026-01-20",
                R"("document_id":"D-1","verified_on":"2026-01-20","expiry_date":"2036-01-08")"));
  CHECK(story.facts() == Ids{"document_expired/D-1/2026-01-09"});
  CHECK(document(story, "D-1").status == DocumentStatus::verified);
}

TEST_CASE("documents: checked again after its expiry without a new date, it stays expired") {
  Story story;
  story.open("2026-01-20");
  REQUIRE(story.say("document.uploaded", "2025-01-09", kId));
  REQUIRE(story.say("document.verified", "2026-01-20", R"("document_id":"D-1")"));
  CHECK(document(story, "D-1").status == DocumentStatus::expired);
}

TEST_CASE("documents: a rejected paper has nothing to expire") {
  Story story;
  story.open("2025-12-01");
  REQUIRE(story.say("document.uploaded", "2025-01-09", kId));
  REQUIRE(story.say("document.rejected", "2025-01-10", R"("document_id":"D-1")"));
  story.open("2026-02-01");
  CHECK(document(story, "D-1").status == DocumentStatus::rejected);
  CHECK(story.facts().empty());
}

TEST_CASE("documents: linked to KYC, any paper counts, with type and expiry") {
  Story story;
  REQUIRE(story.say("customer.kyc_document_linked", "2025-01-09",
                    R"("document_id":"D-3","document_type":"payslip","expires_on":"2025-06-30")"));
  CHECK(document(story, "D-3").kyc);
  CHECK(document(story, "D-3").type == event::DocumentType::payslip);
  CHECK(document(story, "D-3").expiry_date == day("2025-06-30"));
}

TEST_CASE("documents: more than a thousand is an error that says what to do") {
  Story story;
  for (int i = 0; i < 1000; ++i)
    REQUIRE(story.say("document.uploaded", "2025-01-09",
                      fmt::format(R"("document_id":"D-{}","type":"other")", i)));
  const auto status =
      story.say("document.uploaded", "2025-01-09", R"("document_id":"D-x","type":"other")");
  REQUIRE_FALSE(status);
  CHECK(status.error().message == "more than 1000 documents");
  CHECK(status.error().remedy.find("publisher") != std::string::npos);
}

}  // namespace
}  // namespace dossier::test
