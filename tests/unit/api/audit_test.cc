// Who saw whom: openings, reveals that are noted before they are answered, and the trail that shows
// both logs.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <set>
#include <thread>

#include "auth/credentials.h"
#include "router_fixture.h"

namespace dossier::api {
namespace {

const std::string kReason = "Customer asked for a copy of the ID";

std::string event(const std::string& id, const std::string& type, const std::string& data,
                  const std::string& subject = "C-7") {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":"/crm","type":"dossier.)" + type +
         R"(.v1","subject":")" + subject + R"(","time":"2026-03-01T10:15:00Z","data":)" + data +
         "}";
}

// Publishes, and waits until it is folded.
void say(RouterFixture& api, const std::string& id, const std::string& type,
         const std::string& data) {
  const Response written = api.publish(event(id, type, data));
  REQUIRE_MESSAGE(written.status == 201, written.body);
  REQUIRE(
      api.get("/api/customers/C-7/timeline?min_position=" + at(written.body, "/position")).status ==
      200);
}

void register_marcus(RouterFixture& api) {
  say(api, "r-1", "customer.registered",
      R"({"customer_type":"individual","first_name":"Marcus","national_id":"AB1122334",)"
      R"("trn":"123456789","date_of_birth":"1988-04-02","status":"active","branch_id":"BR-1"})");
}

Response reveal(RouterFixture& api, const std::string& field, const std::string& reason = kReason) {
  return api.post("/api/customers/C-7/reveal",
                  R"({"field":")" + field + R"(","reason":")" + reason + R"("})",
                  "application/json");
}

std::string trail(RouterFixture& api, const std::string& query = "") {
  const Response answer = api.get("/api/customers/C-7/audit" + query);
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  return answer.body;
}

size_t count_of(const std::string& json) {
  size_t count = 0;
  while (at(json, "/entries/" + std::to_string(count)) != "<absent>") ++count;
  return count;
}

// A member of each entry, newest first.
std::vector<std::string> each(const std::string& json, const std::string& member) {
  std::vector<std::string> all;
  for (size_t i = 0; i < count_of(json); ++i)
    all.push_back(at(json, "/entries/" + std::to_string(i) + member));
  return all;
}

uint64_t settled(RouterFixture& api) {
  while (api.engine->access().counts().waiting > 0) std::this_thread::yield();
  return api.engine->access().counts().entries;
}

}  // namespace

TEST_CASE("access: reading a customer twice is one entry, two people are two") {
  RouterFixture api;
  register_marcus(api);
  CHECK(settled(api) == 1);  // by the reads of register_marcus
  for (int i = 0; i < 3; ++i)
    for (const char* part : {"", "/timeline", "/payments", "/loans"})
      REQUIRE(api.get("/api/customers/C-7" + std::string(part)).status == 200);
  CHECK(settled(api) == 1);
  const auto open = [&](Role role, const std::string& target) {
    return api.ask({"GET", target, {{"authorization", bearer(role)}}, {}, Peer::tcp, "10.0.0.9"})
        .status;
  };
  for (int i = 0; i < 2; ++i) {
    CHECK(open(Role::supervisor, "/api/customers/C-7") == 200);
    CHECK(open(Role::manager, "/api/customers/C-7/loans") == 200);
    CHECK(open(Role::compliance, "/api/customers/C-7/loans/LN-9") == 404);  // saw nothing
    CHECK(settled(api) == 3);
  }
  const std::string json = trail(api, "?action=access.opened");
  CHECK(each(json, "/text/who") ==
        std::vector<std::string>{"manager " + dev_person(Role::manager).who.id,
                                 "supervisor " + dev_person(Role::supervisor).who.id,
                                 "administrator " + os_user(Role::admin).id});
  CHECK(each(json, "/ip") == std::vector<std::string>{"10.0.0.9", "10.0.0.9", "<absent>"});
  CHECK(at(json, "/entries/0/text/action") == "Customer opened: loans");
}

TEST_CASE("access: who is not there is not opened") {
  RouterFixture api;
  CHECK(api.get("/api/customers/C-404").status == 404);
  CHECK(api.get("/api/customers/C-404/audit").status == 404);
  CHECK(settled(api) == 0);
}

TEST_CASE("reveal: the whole value, for a reason, noted who saw it") {
  RouterFixture api;
  register_marcus(api);
  say(api, "c-1", "customer.contact_point_added",
      R"({"contact_id":"T-1","kind":"mobile_phone","value":"+1 876 555 0142"})");
  const Response answer = reveal(api, "national_id");
  REQUIRE(answer.status == 200);
  CHECK(at(answer.body, "/state") == "value");
  CHECK(at(answer.body, "/value") == "AB1122334");
  CHECK(header_of(answer, "Cache-Control") == "no-store");
  CHECK(at(reveal(api, "trn").body, "/value") == "123456789");
  CHECK(at(reveal(api, "phone:T-1").body, "/value") == "+1 876 555 0142");
  const std::string json = trail(api, "?action=access.revealed");
  REQUIRE(count_of(json) == 3);
  CHECK(each(json, "/changes/1/after") ==
        std::vector<std::string>{"phone:T-1", "trn", "national_id"});
  CHECK(at(json, "/entries/0/reason") == kReason);
  CHECK(at(json, "/entries/0/actor/id") == os_user(Role::admin).id);
}

TEST_CASE("reveal: what is sealed of a reference, by the person and the field") {
  RouterFixture api;
  register_marcus(api);
  for (const char* id : {"PN-1", "PN:2"})  // ids may have colons
    say(api, std::string("r-") + id, "customer.reference_added",
        fmt::format(R"({{"person_id":"{0}","relationship":"sibling","name":"Jo {0}",)"
                    R"("phone":"+1 876 555 0143","address":"1 Hill Road, {0}"}})",
                    id));
  CHECK(at(reveal(api, "reference.phone:PN-1").body, "/value") == "+1 876 555 0143");
  CHECK(at(reveal(api, "reference.address:PN-1").body, "/value") == "1 Hill Road, PN-1");
  CHECK(at(reveal(api, "reference.address:PN:2").body, "/value") == "1 Hill Road, PN:2");
  CHECK(at(reveal(api, "reference.name:PN:2").body, "/value") == "Jo PN:2");
  for (const char* none :
       {"reference.phone:PN-3", "reference.phone:", "reference.phone", "reference.:PN-1",
        "reference.email:PN-1", "reference.relationship:PN-1", "phone:PN-1"})
    CHECK_MESSAGE(reveal(api, none).status == 404, none);
  const std::string json = trail(api, "?action=access.revealed");
  CHECK(each(json, "/changes/1/after") ==
        std::vector<std::string>{"reference.name:PN:2", "reference.address:PN:2",
                                 "reference.address:PN-1", "reference.phone:PN-1"});
}

TEST_CASE("reveal: without a reason, a field or a customer nothing is shown, and nothing noted") {
  RouterFixture api;
  register_marcus(api);
  settled(api);
  const auto status = [&](const std::string& body, const std::string& id = "C-7") {
    return api.post("/api/customers/" + id + "/reveal", body, "application/json").status;
  };
  CHECK(status("") == 400);
  CHECK(status(R"({"field":"national_id"})") == 400);
  CHECK(status(R"({"field":"national_id","reason":"  too short "})") == 400);
  CHECK(status(R"({"field":"national_id","reason":"ééééééééé"})") ==
        400);  // 9, whatever their bytes
  CHECK(status(R"({"reason":"a long enough reason"})") == 400);
  CHECK(status(R"({"field":"shoe_size","reason":"a long enough reason"})") == 404);
  CHECK(status(R"({"field":"phone:T-9","reason":"a long enough reason"})") == 404);
  CHECK(status(R"({"field":"trn","reason":"a long enough reason"})", "C-404") == 404);
  CHECK(settled(api) == 1);
}

TEST_CASE("access: what the policy refuses is noted, with who asked for what") {
  RouterFixture api;
  register_marcus(api);
  CHECK(api.get_as(Role::supervisor, "/api/customers/C-7/audit").status == 403);
  settled(api);
  const std::string json = trail(api, "?action=access.refused");
  CHECK(each(json, "/text/who") ==
        std::vector<std::string>{"supervisor " + dev_person(Role::supervisor).who.id});
  CHECK(at(json, "/entries/0/text/action") == "Access refused: readAudit");
}

TEST_CASE("reveal and audit: where the access log takes nothing, nothing is shown") {
  RouterFixture api;
  register_marcus(api);
  settled(api);
  api.engine->access().stop();
  for (const Response& answer : {reveal(api, "national_id"), api.get("/api/customers/C-7/audit")}) {
    CHECK(answer.status == 503);
    CHECK(at(answer.body, "/type") == "/problems/unavailable");
    CHECK(answer.body.find("AB1122334") == std::string::npos);
    CHECK(answer.body.find("entries") == std::string::npos);
  }
  CHECK(api.get("/api/customers/C-7").status == 200);  // an opening is not waited for
}

TEST_CASE("audit: both logs, as they were recorded, newest first, the read itself on top") {
  RouterFixture api;
  register_marcus(api);
  settled(api);
  REQUIRE(reveal(api, "trn").status == 200);
  std::this_thread::sleep_for(std::chrono::milliseconds(2));  // entries of two logs are told apart
  say(api, "s-1", "customer.status_changed",
      R"({"status":"suspended",)"
      R"("meta":{"actor":{"kind":"officer","id":"A-3"},"reason":"Fraud alert","ip":"10.9.8.7"}})");
  const Response answer = api.get("/api/customers/C-7/audit");
  REQUIRE(answer.status == 200);
  CHECK(header_of(answer, "Cache-Control") == "no-store");
  const std::string& json = answer.body;
  CHECK(each(json, "/action") ==
        std::vector<std::string>{"dossier.access.audit_read.v1",
                                 "dossier.customer.status_changed.v1", "dossier.access.revealed.v1",
                                 "dossier.access.opened.v1", "dossier.customer.registered.v1"});
  auto recorded = each(json, "/recorded");
  CHECK(std::ranges::is_sorted(recorded, std::greater()));
  CHECK(at(json, "/next") == "null");
  CHECK(at(json, "/entries/1/text/who") == "officer A-3");
  CHECK(at(json, "/entries/1/reason") == "Fraud alert");
  CHECK(at(json, "/entries/1/ip") == "10.9.8.7");
  CHECK(at(json, "/entries/1/changes/0/field") == "status");
  CHECK(at(json, "/entries/1/changes/0/before") == "active");
  CHECK(at(json, "/entries/1/changes/0/after") == "suspended");
  CHECK(at(json, "/entries/4/text/who") == "System");
  CHECK(at(json, "/entries/4/source") == "/crm");
}

TEST_CASE("audit: before and after, masked, by what the field is of") {
  RouterFixture api;
  register_marcus(api);
  say(api, "c-1", "customer.contact_point_added",
      R"({"contact_id":"T-1","kind":"mobile_phone","value":"+1 876 555 0142"})");
  say(api, "c-2", "customer.contact_point_added",
      R"({"contact_id":"T-2","kind":"mobile_phone","value":"+1 876 555 9999"})");
  say(api, "u-1", "customer.profile_updated", R"({"national_id":"XY9988776","cleared":["trn"]})");
  say(api, "u-2", "customer.contact_point_updated",
      R"({"contact_id":"T-1","value":"+1 876 555 0143"})");
  say(api, "u-3", "customer.segment_changed",
      R"({"segment":"gold","previous_segment":"silver","method":"rule"})");
  say(api, "u-4", "customer.kyc_status_changed", R"({"status":"pending"})");
  const std::string json = trail(api, "?action=customer&limit=5");
  const auto change = [&](int entry, int n, const std::string& member) {
    return at(json, "/entries/" + std::to_string(entry) + "/changes/" + std::to_string(n) + member);
  };
  CHECK(change(0, 0, "/after") == "pending");
  CHECK(change(0, 0, "/before") == "null");  // KYC's status is another one than the customer's
  CHECK(change(1, 0, "/field") == "segment");
  CHECK(change(1, 0, "/before") == "silver");
  CHECK(change(1, 0, "/after") == "gold");
  CHECK(change(2, 0, "/field") == "value");
  CHECK(change(2, 0, "/before") == "+1 876 555 0142");
  CHECK(change(2, 0, "/after") == "+1 876 555 0143");
  CHECK(at(json, "/entries/2/entities/0/id") == "T-1");
  CHECK(change(3, 0, "/before") == "••••2334");
  CHECK(change(3, 0, "/after") == "••••8776");
  CHECK(change(3, 1, "/field") == "trn");
  CHECK(change(3, 1, "/before") == "••••6789");
  CHECK(change(3, 1, "/after") == "null");
  for (const char* number : {"AB1122334", "XY9988776", "123456789"})
    CHECK(json.find(number) == std::string::npos);
}

TEST_CASE("audit: filters by time, actor, action and entity") {
  RouterFixture api;
  register_marcus(api);
  say(api, "p-1", "payment.received",
      R"({"payment_id":"P-1","loan_id":"LN-1","amount":{"amount":"5.00","currency":"JMD"},)"
      R"("value_date":"2026-03-02","method":"cash",)"
      R"("meta":{"actor":{"kind":"agent","id":"A-9"}}})");
  say(api, "n-1", "note.added",
      R"({"note_id":"N-1","text":"Called",)"
      R"("meta":{"actor":{"kind":"officer","id":"A-3"}}})");
  settled(api);
  const auto count = [&](const std::string& query) { return count_of(trail(api, "?" + query)); };
  CHECK(count("action=payment") == 1);
  CHECK(count("action=payment.received") == 1);
  CHECK(count("action=dossier.payment.received.v1") == 1);
  CHECK(count("action=pay") == 0);
  CHECK(count("actor=A-9") == 1);
  CHECK(count("actor=agent/A-9") == 1);
  CHECK(count("actor=officer") == 1);
  CHECK(count("actor=officer/A-9") == 0);
  CHECK(count("entity=LN-1") == 1);
  CHECK(count("entity=loan/LN-1") == 1);
  CHECK(count("entity=note") == 1);
  const std::string all = trail(api, "?limit=200");
  const auto times = each(all, "/recorded");
  CHECK(count("action=customer&from=" + times.back()) == 1);
  CHECK(count("to=2020-01-01") == 0);
  CHECK(count("action=note&from=2020-01-01&to=2099-12-31") == 1);
  CHECK(count("action=note&from=2099-01-01") == 0);
  for (const char* query : {"from=yesterday", "to=2026-13-01", "cursor=abc", "limit=0", "who=me"})
    CHECK(api.get("/api/customers/C-7/audit?" + std::string(query)).status == 400);
}

TEST_CASE("audit: pages of a cursor join to the whole, whatever is written between") {
  RouterFixture api;
  register_marcus(api);
  for (int i = 0; i < 12; ++i) {
    say(api, "n-" + std::to_string(i), "note.added",
        R"({"note_id":"N-)" + std::to_string(i) + R"(","text":"Called"})");
    if (i % 3 == 0) REQUIRE(reveal(api, "trn").status == 200);
  }
  settled(api);
  const auto whole = each(trail(api, "?limit=200"), "/id");
  REQUIRE(whole.size() == 19);  // 13 events, one opening, 4 reveals, this read
  std::vector<std::string> joined;
  std::string cursor;
  do {
    const std::string page = trail(api, "?limit=4" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const auto& id : each(page, "/id")) joined.push_back(id);
    cursor = at(page, "/next");
    say(api, "x-" + std::to_string(joined.size()), "note.added",
        R"({"note_id":"X","text":"Between"})");
  } while (cursor != "null");
  CHECK(std::set(joined.begin(), joined.end()).size() == joined.size());
  joined.erase(joined.begin());  // the entry of its own first read
  CHECK(joined == whole);
}

TEST_CASE("audit: of an erased customer all entries stand, their personal values read as erased") {
  RouterFixture api;
  register_marcus(api);
  say(api, "s-1", "customer.profile_updated",
      R"({"national_id":"XY9988776",)"
      R"("meta":{"actor":{"kind":"officer","id":"A-3"},"reason":"By letter","ip":"10.9.8.7"}})");
  REQUIRE(reveal(api, "trn").status == 200);
  const auto before = each(trail(api), "/id");
  REQUIRE(api.engine->vault().destroy("customer/C-7").has_value());
  const std::string json = trail(api);
  auto after = each(json, "/id");
  after.erase(after.begin());
  CHECK(after == before);
  CHECK(json.find("By letter") == std::string::npos);
  CHECK(json.find(kReason) == std::string::npos);
  const std::string update = trail(api, "?action=customer.profile_updated");
  CHECK(at(update, "/entries/0/reason") == "erased");
  CHECK(at(update, "/entries/0/ip") == "10.9.8.7");  // the officer's
  CHECK(at(update, "/entries/0/changes/0/before") == "erased");
  CHECK(at(update, "/entries/0/changes/0/after") == "erased");
  const Response gone = reveal(api, "trn");
  CHECK(gone.status == 200);
  CHECK(at(gone.body, "/state") == "erased");
  CHECK(at(gone.body, "/value") == "null");
}

TEST_CASE("audit: in Vietnamese the words are, the codes are not") {
  RouterFixture api;
  register_marcus(api);
  settled(api);
  const std::string json = trail(api, "?lang=vi&action=access.opened");
  CHECK(at(json, "/entries/0/action") == "dossier.access.opened.v1");
  CHECK(at(json, "/entries/0/text/action") == "Đã mở hồ sơ khách hàng: timeline");
}

}  // namespace dossier::api
