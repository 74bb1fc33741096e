// The payments page and the headline in words.
#include <doctest/doctest.h>

#include "dossier/render/payments.h"
#include "lending_story.h"
#include "lending_text.h"
#include "roles.h"
#include "test_opener.h"

namespace dossier::test {
namespace {

using render::Language;
using render::LendingText;
using render::Viewer;

bool has(const std::string& json, std::string_view part) {
  return json.find(part) != std::string::npos;
}

// The newest row, with its effect.
std::string shown(const LendingStory& story, Viewer seer = viewer(Role::officer, Language::en),
                  TestOpener::Mode mode = TestOpener::Mode::open) {
  const auto& [key, value] = *story.rows(payments::kSlot).rbegin();
  const auto row = fold::decoded<payments::Row>(value).value();
  const auto& effects = story.rows(payments::kSlot, payments::kEffects);
  std::optional<payments::Effect> effect;
  if (const auto found = effects.find(key); found != effects.end())
    effect = fold::decoded<payments::Effect>(found->second);
  TestOpener opener(mode);
  return render::render_payment(payments::decode_key(key).value(), row, effect ? &*effect : nullptr,
                                story.slice<loans::LoanSlice>(loans::kSlot, row.loan_id),
                                "customer/C-1", opener, seer);
}

LendingStory one_payment() {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 3));
  story.open("2026-02-04");
  REQUIRE(
      story.pay("P-1", "2026-02-04", "1100.00",
                R"(,"method":"mobile_money","receipt_number":"R-1","narrative":"for the car")"));
  return story;
}

TEST_CASE("render payments: a payment, exact in data, worded in text") {
  CHECK(shown(one_payment()) ==
        R"({"id":"payment/LN-1/P-1","data":{"what":"payment","id":"P-1","loan_id":"LN-1",)"
        R"("product_name":"Car loan","status":"completed","date":"2026-02-04",)"
        R"("due_date":"2026-02-01","amount":{"amount":"1100.00","currency":"JMD"},)"
        R"("method":"mobile_money","kind":"repayment","days_late":3,"breakdown":{)"
        R"("principal":{"amount":"1000.00","currency":"JMD"},)"
        R"("interest":{"amount":"100.00","currency":"JMD"},)"
        R"("fees":{"amount":"0.00","currency":"JMD"},)"
        R"("penalties":{"amount":"0.00","currency":"JMD"},)"
        R"("overpaid":{"amount":"0.00","currency":"JMD"}},)"
        R"("balance":{"amount":"2000.00","currency":"JMD"},"receipt_number":"R-1",)"
        R"("promise_id":"","failure_code":"","charged_back_id":"","message_id":"",)"
        R"("booked":true},"text":{"what":"payment","status":"completed",)"
        R"("amount":"JMD 1,100.00","method":"mobile money","kind":"repayment",)"
        R"("timing":"3 days late","balance":"JMD 2,000.00","breakdown":{)"
        R"("principal":"JMD 1,000.00","interest":"JMD 100.00","fees":"JMD 0.00",)"
        R"("penalties":"JMD 0.00","overpaid":"JMD 0.00"},"narrative":"for the car"}})");
}

TEST_CASE("render payments: the same in Vietnamese") {
  const std::string json = shown(one_payment(), viewer(Role::officer, Language::vi));
  CHECK(has(json, R"("status":"hoàn tất","amount":"1.100,00 JMD")"));
  CHECK(has(json, R"("timing":"trễ 3 ngày")"));
}

TEST_CASE("render payments: the bank's words are in text alone, masked, or a word why not") {
  const auto story = one_payment();
  CHECK_FALSE(has(shown(story, viewer(Role::data, Language::en)), "for the car"));
  CHECK(has(shown(story, viewer(Role::data, Language::en)), R"("narrative":"hidden")"));
  CHECK(has(shown(story, viewer(Role::auditor, Language::en)), R"("narrative":"hidden")"));
  CHECK(has(shown(story, {}, TestOpener::Mode::erased), R"("narrative":"erased")"));
  CHECK(has(shown(story, {}, TestOpener::Mode::garbage), R"("narrative":"cannot be read")"));
}

TEST_CASE("render payments: early, on time and late") {
  const auto timing = [](std::string_view date) {
    LendingStory story;
    story.open("2026-01-01");
    REQUIRE(story.lend("LN-1", "2026-02-01", 3));
    REQUIRE(story.pay("P-1", date, "1100.00"));
    return shown(story);
  };
  CHECK(has(timing("2026-01-31"), R"("timing":"1 day early")"));
  CHECK(has(timing("2026-02-01"), R"("timing":"on time")"));
  CHECK(has(timing("2026-02-02"), R"("timing":"1 day late")"));
}

TEST_CASE("render payments: the summary has words for rate, pattern and what comes next") {
  LendingStory story = one_payment();
  REQUIRE(
      story.say("payment.scheduled", "2026-02-05",
                R"("payment_id":"P-2","loan_id":"LN-1","scheduled_for":"2026-03-01","amount":)" +
                    money("1100.00")));
  const std::string en = render::render_payments_summary(story.summary("2026-02-05"), Language::en);
  CHECK(has(en, R"("success_rate":"0 %: 0 of 1 instalments")"));
  CHECK(has(en, R"("pattern":"too few payments to tell")"));
  CHECK(has(en, R"("last_payment":"JMD 1,100.00 on 2026-02-04")"));
  CHECK(has(en, R"("next_scheduled":"JMD 1,100.00 on 2026-03-01")"));
  CHECK(has(en, R"("paid":{"JMD":"JMD 1,100.00"},"methods":{"mobile_money":"mobile money"})"));
  const std::string vi = render::render_payments_summary(story.summary("2026-02-05"), Language::vi);
  CHECK(has(vi, R"("next_scheduled":"1.100,00 JMD vào ngày 2026-03-01")"));
  // Nothing is due before a day was ever opened.
  const auto before = payments::summary_of(story.loans(), story.paid(), nullptr, std::nullopt);
  CHECK_FALSE(has(render::render_payments_summary(before, Language::en), R"("success_rate":)"));
}

TEST_CASE("render headline: the cards in words") {
  LendingStory story = one_payment();
  REQUIRE(story.say("customer.registered", "2026-01-01",
                    R"("customer_type":"individual","segment":"First-Time Borrower")"));
  REQUIRE(story.say("message.sent", "2026-02-04",
                    R"("message_id":"M-1","channel":"sms","content":"Thanks")"));
  story.open("2026-03-03");
  const auto json = [&](Language language) {
    return render::render_headline(story.headline("2026-03-03"),
                                   {day("2026-03-03"), day("2026-02-04")}, language);
  };
  const std::string en = json(Language::en);
  CHECK(has(en, R"("segment":"First-Time Borrower")"));
  CHECK(has(en, R"("lifetime_value":{"JMD":"JMD 100.00"})"));
  CHECK(has(en, R"("auto_loan":{"product":"auto loan","outstanding":{"JMD":"JMD 2,200.00"}})"));
  CHECK(has(en, R"("days_past_due":"2 days on loan LN-1")"));
  CHECK(has(en, R"("success_rate":"0 %: 0 of 2 instalments")"));
  CHECK(has(en, R"("relationship":"2 months")"));
  CHECK(has(en, R"("last_contact":"2026-02-04, SMS, outbound")"));
  CHECK(has(en, R"("next_payment":"JMD 1,100.00 on 2026-04-01")"));
  const std::string vi = json(Language::vi);
  CHECK(has(vi, R"("days_past_due":"2 ngày, khoản vay LN-1")"));
  CHECK(has(vi, R"("last_contact":"2026-02-04, SMS, gửi khách hàng")"));
  // Data do not depend on the language.
  CHECK(en.substr(0, en.find(R"("text")")) == vi.substr(0, vi.find(R"("text")")));
}

TEST_CASE("render headline: a customer who owes nothing") {
  LendingStory story;
  REQUIRE(story.say("customer.registered", "2026-01-01", R"("customer_type":"individual")"));
  const std::string json = render::render_headline(story.headline("2026-01-02"), {}, Language::en);
  CHECK(has(json, R"("days_past_due":"no days")"));
  CHECK(has(json, R"("success_rate":"no instalment was due yet")"));
}

TEST_CASE("lending text: lengths of time in whole months, below one in days") {
  const LendingText text(Language::en);
  CHECK(text.length(day("2022-03-15"), day("2026-05-20")) == "4 years 2 months");
  CHECK(text.length(day("2025-01-01"), day("2026-01-01")) == "1 year");
  CHECK(text.length(day("2025-01-31"), day("2025-02-28")) == "1 month");
  CHECK(text.length(day("2025-01-31"), day("2025-02-27")) == "27 days");
  CHECK(text.length(day("2025-01-01"), day("2025-01-02")) == "1 day");
  CHECK(text.length(day("2025-01-02"), day("2025-01-01")) == "0 days");
  CHECK(LendingText(Language::vi).length(day("2022-03-15"), day("2026-05-20")) == "4 năm 2 tháng");
}

}  // namespace
}  // namespace dossier::test
