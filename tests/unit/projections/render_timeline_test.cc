// Timeline entries in words.
#include <doctest/doctest.h>

#include "roles.h"
#include "story.h"
#include "test_opener.h"

namespace dossier::test {
namespace {

using render::Language;
using render::Viewer;

bool has(const std::string& json, std::string_view part) {
  return json.find(part) != std::string::npos;
}

// The newest row.
std::string shown(const Story& story, Viewer seer = viewer(Role::officer, Language::en),
                  TestOpener::Mode mode = TestOpener::Mode::open) {
  const auto& [key, value] = *story.rows(timeline::kSlot).rbegin();
  TestOpener opener(mode);
  return render::render_timeline_entry(*timeline::decode_key(key),
                                       fold::decoded<timeline::Row>(value).value(), "customer/C-1",
                                       opener, seer);
}

std::string told(std::string_view type, std::string_view data,
                 Viewer seer = viewer(Role::officer, Language::en),
                 TestOpener::Mode mode = TestOpener::Mode::open) {
  Story story;
  REQUIRE(story.say(type, "2026-03-02", data));
  return shown(story, seer, mode);
}

constexpr const char* kPayment =
    R"("payment_id":"P-1","loan_id":"LN-1","amount":{"amount":"45000.00","currency":"JMD"},)"
    R"("value_date":"2026-03-02","method":"bank_transfer")";

TEST_CASE("render timeline: a payment, exact in data, worded in text") {
  CHECK(told("payment.received", kPayment) ==
        R"({"id":"0:0","category":"payments","effective":"2026-03-02T05:00:00Z",)"
        R"("recorded":"2026-03-02T17:00:00Z","data":{"type":"dossier.payment.received.v1",)"
        R"("performer":"customer","actor_id":"","entities":[{"kind":"payment","id":"P-1"},)"
        R"({"kind":"loan","id":"LN-1"}],"group":"","params":{"amount":{"amount":"45000.00",)"
        R"("currency":"JMD"},"loan_id":"LN-1","method":"bank_transfer","payment_id":"P-1",)"
        R"("value_date":"2026-03-02"},"ai":false,"withdrawn":[]},)"
        R"("text":{"title":"Payment received: JMD 45,000.00",)"
        R"("description":"loan LN-1 · bank transfer","performer":"customer"}})");
}

TEST_CASE("render timeline: the same in Vietnamese") {
  const std::string json = told("payment.received", kPayment, viewer(Role::officer, Language::vi));
  CHECK(has(json, R"("title":"Đã nhận thanh toán: 45.000,00 JMD")"));
  CHECK(has(json, R"("description":"khoản vay LN-1 · chuyển khoản")"));
  CHECK(has(json, R"("performer":"khách hàng")"));
}

TEST_CASE("render timeline: what was written is quoted, and the reason") {
  const std::string json = told(
      "message.sent",
      R"("message_id":"M","channel":"email","subject_line":"Your loan","content":"Dear Marcus",)"
      R"("meta":{"actor":{"kind":"agent","id":"A-1"},"reason":"second reminder"})");
  CHECK(has(json, R"("title":"E-mail sent")"));
  CHECK(has(json, R"("description":"“Your loan” · “Dear Marcus” · “second reminder”")"));
  CHECK(has(json, R"("performer":"officer A-1")"));
}

TEST_CASE("render timeline: a purchase says where and for how much, never what was bought") {
  const std::string json =
      told("purchase.made",
           R"("purchase_id":"PU-1","store":"Courts","total":{"amount":"9000.00","currency":"JMD"},)"
           R"("down_payment":{"amount":"1000.00","currency":"JMD"},"delivery_status":"pending",)"
           R"("items":[{"line_id":"L-1","name":"Wheelchair","sku":"WCH-2","category":"medical",)"
           R"("quantity":1,"unit_price":{"amount":"9000.00","currency":"JMD"},)"
           R"("serial_numbers":["SN-77"]}])");
  CHECK(has(json, R"("category":"products")"));
  CHECK(has(json, R"("title":"Purchase at Courts")"));
  CHECK(has(json, R"(JMD 9,000.00 · JMD 1,000.00 down · 1 lines · delivery: pending")"));
  for (const auto* secret : {"Wheelchair", "WCH-2", "medical", "SN-77"})
    CHECK_FALSE(has(json, secret));
}

TEST_CASE("render timeline: a warranty claim and a dispute quote the customer's words") {
  CHECK(has(told("purchase.warranty_claimed",
                 R"("purchase_id":"PU-1","claim_id":"WC-1","note":"No cold")"),
            R"("description":"claim WC-1 · “No cold”")"));
  CHECK(has(told("purchase.dispute_raised",
                 R"("purchase_id":"PU-1","dispute_id":"DP-1","reason_code":"faulty",)"
                 R"("note":"They took it and still charge me")"),
            R"("description":"faulty · “They took it and still charge me”")"));
}

TEST_CASE("render timeline: why a customer is in a campaign is said by code and in words") {
  const std::string json =
      told("campaign.customer_enrolled",
           R"("campaign_id":"CMP-1","reason_code":"broken_promise","stage":"hard_call",)"
           R"("days_past_due":47,"meta":{"reason":"Two promises broken in January"})");
  CHECK(has(json, R"("title":"Enrolled in campaign CMP-1")"));
  CHECK(has(json, R"(broken_promise · hard call · 47 days past due · )"
                  R"(“Two promises broken in January”)"));
}

TEST_CASE("render timeline: a long text is cut between characters, with a mark") {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "é";
  const std::string json = told("note.added", fmt::format(R"("note_id":"N","text":"{}")", text));
  CHECK(has(json, "é…”"));
  CHECK_FALSE(has(json, text));
  const std::string cut = text.substr(0, 280);
  CHECK(has(json, "“" + cut + "…”"));
}

TEST_CASE("render timeline: content is not for auditors and data teams") {
  for (const Role role : {Role::auditor, Role::data}) {
    const std::string json =
        told("note.added", R"("note_id":"N","text":"he lost his job")", viewer(role));
    CHECK_FALSE(has(json, "job"));
    CHECK(has(json, R"("description":"hidden")"));
  }
}

TEST_CASE("render timeline: erased reads erased once; unreadable says so") {
  const char* note = R"("message_id":"M","channel":"email","subject_line":"a","content":"b")";
  CHECK(
      has(told("message.sent", note, viewer(Role::officer, Language::en), TestOpener::Mode::erased),
          R"("description":"erased")"));
  CHECK(
      has(told("message.sent", note, viewer(Role::officer, Language::vi), TestOpener::Mode::erased),
          R"("description":"đã xóa")"));
  for (const auto mode : {TestOpener::Mode::unreadable, TestOpener::Mode::garbage})
    CHECK(has(told("message.sent", note, viewer(Role::officer, Language::en), mode),
              R"("description":"cannot be read")"));
}

TEST_CASE("render timeline: a fact has words of its own, at the start of its day") {
  Story story;
  story.open("2026-02-01");
  REQUIRE(story.say("document.uploaded", "2025-01-09",
                    R"("document_id":"D-1","type":"national_id","expiry_date":"2026-01-09")"));
  const std::string json = shown(story);
  CHECK(has(json, R"("id":"document_expired/D-1/2026-01-09")"));
  CHECK(has(json, R"("effective":"2026-01-10T05:00:00Z")"));
  CHECK(has(json, R"("type":"document_expired")"));
  CHECK(has(json, R"("title":"Document expired: national ID")"));
  CHECK(has(json, R"("description":"D-1 · last day 2026-01-09")"));
  CHECK(has(json, R"("performer":"system")"));
}

TEST_CASE("render timeline: the entry that took something back says what") {
  Story story;
  story.open("2026-02-01");
  REQUIRE(story.say("customer.kyc_verified", "2025-01-09",
                    R"("verified_on":"2025-01-09","expires_on":"2026-01-09")"));
  REQUIRE(story.say("customer.kyc_verified", "2026-02-01",
                    R"("verified_on":"2026-01-09","expires_on":"2027-01-09")"));
  const std::string json = shown(story);
  CHECK(has(json, R"("withdrawn":["kyc_expired/kyc/2026-01-09"])"));
  CHECK(has(json, "takes back: kyc_expired/kyc/2026-01-09"));
}

TEST_CASE("render timeline: an entry of a later build still has a title") {
  timeline::Row row;
  row.id = "0:9";
  row.event = 9999;
  TestOpener opener;
  const std::string json = render::render_timeline_entry({}, row, "customer/C-1", opener,
                                                         viewer(Role::officer, Language::en));
  CHECK(has(json, R"("type":"9999")"));
  CHECK(has(json, R"("title":"Event")"));
}

}  // namespace
}  // namespace dossier::test
