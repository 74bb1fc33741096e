// Applications: their way, what was decided on which grounds, and what does not fit together.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "applications_story.h"

namespace dossier::test {
namespace {

using namespace dossier::applications;

constexpr const char* kCard =
    R"("scorecard":{"scorecard_id":"SC-1","name":"Retail","version":"2.1","score":541,"pass_mark":520})";
constexpr const char* kFailedCard =
    R"("scorecard":{"scorecard_id":"SC-1","score":480,"pass_mark":520})";
constexpr const char* kOverride =
    R"("is_override":true,"override_officer_id":"OF-9","meta":{"actor":{"kind":"officer","id":"OF-3"},"reason":"Known for ten years"})";

TEST_CASE("applications: submitted, referred, approved, paid out: each stage with its time") {
  Applicant story;
  REQUIRE(story.submits("09:00", R"("branch_id":"BR-1","channel":"branch","purpose":"A roof")"));
  CHECK(story.status() == "submitted");
  REQUIRE(story.referred("10:30"));
  CHECK(story.status() == "under_review");
  REQUIRE(story.approved("2026-03-04T11:45:00", kCard));
  CHECK(story.status() == "approved");
  REQUIRE(story.disbursed("2026-03-04"));
  CHECK(story.status() == "disbursed");
  const auto& summary = story.summary();
  CHECK(summary.stages.size() == 4);
  CHECK(to_string(summary.stages.at("under_review")) == "2026-03-02T10:30:00Z");
  CHECK(to_string(summary.stages.at("approved")) == "2026-03-04T11:45:00Z");
  CHECK(summary.seconds_to_decision == 2 * 86400 + 2 * 3600 + 45 * 60);
  CHECK(summary.amount_approved == Money{25'000'000, 388});
  CHECK(summary.scorecard->passed == true);  // by its figures
  CHECK(story.anomalies() == "");
  const auto& request = story.application().get<Request>();
  CHECK(request.amount == Money{30'000'000, 388});
  CHECK(request.product_name == "Personal Loan");
  CHECK(request.branch_id == "BR-1");
  CHECK(request.sealed.has("purpose"));
  CHECK(story.application().get<Attachments>().loans.at("LN-1") == day("2026-03-04"));
}

TEST_CASE("applications: a decision keeps its whole waterfall, each step its own") {
  Applicant story;
  REQUIRE(story.submits("09:00", R"("ai_flags":[{"code":"address_mismatch","description":"x"}])"));
  REQUIRE(story.referred("10:00", R"("notes":"Call the employer","rules":[{"rule_id":"R-1",)"
                                  R"("result":"referred","detail":"thin file"}])"));
  REQUIRE(story.approved(
      "15:00",
      std::string(kCard) +
          R"(,"officer_id":"OF-3","rules":[{"rule_id":"R-1","name":"File age","result":"passed"},)"
          R"({"rule_id":"R-2","result":"passed"}],"bureau":{"report_id":"BU-1","bureau":"CI",)"
          R"("score":655,"pulled_on":"2026-03-01","debt_to_income":"22.25"},)"
          R"("conditions":["Guarantor","Visit"],"ai_recommendation":"Approve",)"
          R"("ai_flags":[{"code":"address_mismatch"},{"code":"night_hours"}])",
      "manual"));
  const Step& referral = story.step(1);
  CHECK(referral.officer_id == "OF-7");
  CHECK(referral.rules.at(0).result == event::application::RuleResult::referred);
  CHECK(referral.sealed.has("rules"));
  CHECK(referral.sealed.has("notes"));
  const Step& decision = story.step(2);
  CHECK(decision.rules.size() == 2);
  CHECK(decision.rules[0].name == "File age");
  CHECK(decision.bureau->score == 655);
  CHECK(decision.bureau->debt_to_income == Percent{2225});
  CHECK(decision.annual_rate == AnnualRate{18'500'000});
  CHECK(decision.sealed.has("conditions"));
  CHECK_FALSE(decision.sealed.has("rules"));  // no words there
  CHECK(decision.sealed.has("ai_recommendation"));
  CHECK(story.summary().officer_id == "OF-3");
  CHECK(story.summary().decision_type == DecisionType::manual);
  CHECK(story.summary().ai_flags == std::vector<std::string>{"address_mismatch", "night_hours"});
  CHECK(story.anomalies() == "");
}

TEST_CASE("applications: a rejection has its reasons and the offer made instead") {
  Applicant story;
  REQUIRE(story.submits("09:00"));
  REQUIRE(story.rejected(
      "09:00",
      R"("reasons":[{"code":"income_low","text":"x"},{"code":"thin_file"}],)"
      R"("counter_offer":{"offer_id":"O-1","amount":{"amount":"90000.00","currency":"JMD"},)"
      R"("term_months":6,"expires_on":"2026-04-01"})"));
  const Step& step = story.step(1);
  CHECK(step.reasons == std::vector<std::string>{"income_low", "thin_file"});
  CHECK(step.counter_offer->amount == Money{9'000'000, 388});
  CHECK(step.counter_offer->expires_on == day("2026-04-01"));
  CHECK(story.status() == "rejected");
  CHECK(story.summary().seconds_to_decision == 0);
  CHECK_FALSE(story.summary().amount_approved.has_value());
}

TEST_CASE("applications: an override names officer and reason") {
  Applicant story;
  REQUIRE(story.submits("09:00"));
  REQUIRE(story.approved("10:00", std::string(kFailedCard) + "," + kOverride, "manual"));
  CHECK(story.summary().manual_override->officer_id == "OF-9");
  CHECK(story.summary().manual_override->has_reason);
  CHECK(story.summary().officer_id == "OF-3");  // who acted, since the event names no officer
  CHECK(story.anomalies() == "");
}

TEST_CASE("applications: papers and bureau reports that name it hang on it") {
  Applicant story;
  REQUIRE(story.submits("09:00", R"("documents":["D-1","D-2"])"));
  const auto upload = [&](std::string_view id, std::string_view kind, std::string_view to) {
    return story.say("document.uploaded", Applicant::at("11:00"),
                     fmt::format(R"("document_id":"{}","type":"payslip","name":"Payslip",)"
                                 R"("linked":{{"kind":"{}","id":"{}"}})",
                                 id, kind, to));
  };
  REQUIRE(upload("D-2", "application", "AP-1"));
  REQUIRE(upload("D-3", "application", "AP-1"));
  REQUIRE(upload("D-4", "loan", "AP-1"));
  REQUIRE(story.say("bureau.check_requested", Applicant::at("09:05"),
                    R"("request_id":"BQ-1","bureau":"CI","application_id":"AP-1")"));
  REQUIRE(story.say("bureau.report_received", Applicant::at("09:10"),
                    R"("report_id":"BU-1","bureau":"CI","score":655,"pulled_on":"2026-03-02",)"
                    R"("application_id":"AP-1","request_id":"BQ-1")"));
  REQUIRE(story.say("bureau.report_received", Applicant::at("09:10"),
                    R"("report_id":"BU-2","bureau":"CI","score":1)"));
  const auto& attached = story.application().get<Attachments>();
  REQUIRE(attached.documents.size() == 3);
  CHECK(attached.documents.at("D-1").submitted);
  CHECK_FALSE(attached.documents.at("D-1").uploaded_on.has_value());
  CHECK(attached.documents.at("D-2").submitted);
  CHECK(attached.documents.at("D-2").type == DocumentType::payslip);
  CHECK(attached.documents.at("D-2").sealed.has("name"));
  CHECK_FALSE(attached.documents.at("D-3").submitted);
  REQUIRE(attached.bureau_reports.size() == 1);
  CHECK(attached.bureau_reports.at("BU-1").score == 655);
  CHECK(attached.bureau_requests.at("BQ-1").bureau == "CI");
}

TEST_CASE("applications: what comes in odd order is accepted, flagged, and stands as it happened") {
  struct Case {
    const char* what;
    std::function<void(Applicant&)> tell;
    const char* status;
    const char* anomalies;
  };
  const Case cases[] = {
      {"never submitted", [](Applicant& s) { REQUIRE(s.approved("10:00")); }, "approved",
       "not_submitted"},
      {"a report of an unknown application, then the rest",
       [](Applicant& s) {
         REQUIRE(s.say("bureau.report_received", Applicant::at("08:00"),
                       R"("report_id":"B","bureau":"CI","application_id":"AP-1")"));
         CHECK(s.anomalies() == "not_submitted");
         CHECK_FALSE(s.summary().status.has_value());
         REQUIRE(s.submits("09:00"));
       },
       "submitted", ""},
      {"the decision arrives first",
       [](Applicant& s) {
         REQUIRE(s.approved("10:00"));
         REQUIRE(s.submits("09:00"));
       },
       "approved", ""},
      {"decided before it was submitted",
       [](Applicant& s) {
         REQUIRE(s.submits("12:00"));
         REQUIRE(s.approved("10:00"));
       },
       "approved", "decision_before_submission"},
      {"decided twice",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.rejected("10:00"));
         REQUIRE(s.approved("11:00"));
       },
       "approved", "decided_twice"},
      {"decided twice, the earlier decision arrives last",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.approved("11:00"));
         REQUIRE(s.rejected("10:00"));
       },
       "approved", "decided_twice"},
      {"withdrawn after approval",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.approved("10:00"));
         REQUIRE(s.withdrawn("11:00"));
       },
       "withdrawn", "withdrawn_after_approval"},
      {"decided after it was withdrawn",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.withdrawn("10:00"));
         REQUIRE(s.rejected("11:00"));
       },
       "rejected", "decided_after_withdrawal"},
      {"paid out without a decision",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.disbursed("2026-03-05"));
       },
       "disbursed", "disbursed_without_approval"},
      {"withdrawn after it was paid out",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.approved("10:00"));
         REQUIRE(s.disbursed("2026-03-05"));
         REQUIRE(s.withdrawn("2026-03-07T09:00:00"));
       },
       "disbursed", "withdrawn_after_disbursement"},
      {"taken up again",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.rejected("10:00"));
         REQUIRE(s.referred("11:00"));
       },
       "under_review", "referred_after_decision"},
      {"submitted twice",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00", R"("channel":"web")"));
         REQUIRE(s.submits("08:00", R"("channel":"branch")"));
         CHECK(s.application().get<Request>().channel == "web");  // the newest
       },
       "submitted", "submitted_twice"},
      {"approved against a failed scorecard",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.approved("10:00", kFailedCard));
       },
       "approved", "approved_against_checks"},
      {"a person decided, nobody is named",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.approved("10:00", "", "manual"));
       },
       "approved", "manual_without_officer"},
      {"an override by nobody",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.approved("10:00", R"("is_override":true,"meta":{"reason":"Old customer"})"));
       },
       "approved", "override_without_officer"},
      {"a scorecard that says what its figures do not",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.rejected("10:00", R"("scorecard":{"scorecard_id":"S","score":600,)"
                                     R"("pass_mark":520,"passed":false})"));
       },
       "rejected", "scorecard_contradicts"},
      {"approved in another currency",
       [](Applicant& s) {
         REQUIRE(s.submits("09:00"));
         REQUIRE(s.say("application.approved", Applicant::at("10:00"),
                       R"("application_id":"AP-1","decision_type":"automatic",)"
                       R"("amount_approved":{"amount":"2000.00","currency":"USD"})"));
       },
       "approved", "currency_differs"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    Applicant story;
    one.tell(story);
    CHECK(story.status() == one.status);
    CHECK(story.anomalies() == one.anomalies);
  }
}

TEST_CASE("applications: the order in which the steps arrive does not change the summary") {
  using Tell = std::function<fold::FoldStatus(Applicant&)>;
  const std::vector<Tell> tells = {
      [](Applicant& s) { return s.submits("09:00"); },
      [](Applicant& s) { return s.referred("10:00"); },
      [](Applicant& s) { return s.rejected("11:00", kFailedCard); },
      [](Applicant& s) { return s.approved("12:00", kCard, "manual"); },
      [](Applicant& s) { return s.disbursed("2026-03-02"); }};
  std::vector<size_t> order = {0, 1, 2, 3, 4};
  do {
    Applicant story;
    for (const size_t i : order) REQUIRE(tells[i](story));
    CHECK(story.status() == "disbursed");
    CHECK(story.anomalies() == "decided_twice manual_without_officer");
    CHECK(story.summary().seconds_to_decision == 7200);
    CHECK(story.step(3).kind == StepKind::approved);
  } while (std::ranges::next_permutation(order).found);
}

TEST_CASE("applications: one does not touch the other, nor a loan without an application any") {
  Applicant story;
  REQUIRE(story.submits("09:00"));
  const auto before = story.application().encode_part(0);
  REQUIRE(story.submits("10:00", "", "AP-2"));
  REQUIRE(story.say("loan.disbursed", Applicant::at("12:00"),
                    R"("loan_id":"LN-7","value_date":"2026-03-02",)"
                    R"("amount":{"amount":"1.00","currency":"JMD"})"));
  CHECK(story.application().encode_part(0) == before);
  CHECK(story.application("AP-2").get<Summary>().status == applications::Status::submitted);
  CHECK(story.slice<ApplicationSlice>(kSlot, "") == nullptr);
}

TEST_CASE("applications: no end of steps of one application parks it, with a remedy") {
  Applicant story;
  for (size_t i = 0; i < kMaxItems; ++i) REQUIRE(story.withdrawn("09:00"));
  const auto status = story.withdrawn("09:00");
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().message == "more than 1000 steps of one application");
}

}  // namespace
}  // namespace dossier::test
