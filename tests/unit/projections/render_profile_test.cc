// The profile as different people see it.
#include <doctest/doctest.h>

#include "roles.h"
#include "story.h"
#include "test_opener.h"

namespace dossier::test {
namespace {

using render::Language;

constexpr Role kRoles[] = {Role::officer,    Role::agent,   Role::supervisor, Role::manager,
                           Role::compliance, Role::auditor, Role::admin,      Role::data};

class Marcus : public Story {
 public:
  Marcus() {
    REQUIRE(say("customer.registered", "2022-03-01",
                R"("customer_type":"individual","first_name":"Marcus","middle_name":"Élan",)"
                R"("last_name":"Williams","date_of_birth":"1988-04-02","national_id":"AB1122334",)"
                R"("trn":"123456789","gender":"male","status":"active")"));
    REQUIRE(say("customer.contact_point_added", "2022-03-02",
                R"("contact_id":"T-1","kind":"mobile_phone","label":"own",)"
                R"("value":"+1 876 555 0142","primary":true)"));
    REQUIRE(say("customer.contact_point_added", "2022-03-02",
                R"("contact_id":"M-1","kind":"email","value":"marcus@example.jm")"));
    REQUIRE(say("customer.contact_point_added", "2022-03-02",
                R"("contact_id":"A-1","kind":"address","address":{"line1":"4 Hope Road",)"
                R"("city":"Kingston","region":"St Andrew"})"));
    REQUIRE(say("customer.employment_changed", "2022-03-02",
                R"("employment_type":"salaried","employer_name":"Blue Mountain Ltd",)"
                R"("monthly_income":{"amount":"1180000.00","currency":"JMD"})"));
    REQUIRE(say("customer.reference_added", "2022-03-02",
                R"("person_id":"P-1","relationship":"spouse","name":"Ann Hall",)"
                R"("phone":"+1 876 555 0199")"));
    REQUIRE(say("customer.kyc_verified", "2022-03-02", R"("verified_on":"2022-03-02")"));
  }
  std::string seen_by(Role role, Language language = Language::en,
                      TestOpener::Mode mode = TestOpener::Mode::open) const {
    TestOpener opener(mode);
    return render::render_profile(profile(), "customer/C-1", opener, viewer(role, language));
  }
};

bool has(const std::string& json, std::string_view part) {
  return json.find(part) != std::string::npos;
}

std::string data_of(const std::string& json) { return json.substr(0, json.find(R"(,"text":)")); }

TEST_CASE("render profile: an officer reads names, contacts, work; numbers are masked") {
  const std::string json = Marcus().seen_by(Role::officer);
  CHECK(has(json, R"("full_name":"Marcus Élan Williams")"));
  CHECK(has(json, R"("date_of_birth":"1988-04-02")"));
  CHECK(has(json, R"("national_id":"••••2334")"));
  CHECK(has(json, R"("trn":"••••6789")"));
  CHECK(has(json, R"("T-1":{"kind":"mobile phone","label":"own","value":"+1 876 555 0142"})"));
  CHECK(has(json, R"("value":"marcus@example.jm")"));
  CHECK(has(json, R"("address":"4 Hope Road, Kingston, St Andrew")"));
  CHECK(has(json, R"("employer_name":"Blue Mountain Ltd")"));
  CHECK(has(json, R"("monthly_income":"JMD 1,180,000.00")"));
  CHECK(
      has(json, R"("P-1":{"relationship":"spouse","name":"Ann Hall","phone":"+1 876 555 0199"})"));
  CHECK(has(json, R"("status":"active")"));
}

TEST_CASE("render profile: nobody is shown a whole national or tax number") {
  const Marcus marcus;
  for (const Role role : kRoles) {
    const std::string json = marcus.seen_by(role);
    CHECK_FALSE(has(json, "AB1122334"));
    CHECK_FALSE(has(json, "123456789"));
    CHECK(has(json, "••••2334"));
  }
}

TEST_CASE(
    "render profile: auditors and data teams see phones and e-mail masked, the others whole") {
  const Marcus marcus;
  for (const Role role : kRoles) {
    const bool whole = role != Role::auditor && role != Role::data;
    const std::string json = marcus.seen_by(role);
    CHECK(has(json, "+1 876 555 0142") == whole);
    CHECK(has(json, "+1 876 555 0199") == whole);
    CHECK(has(json, "marcus@example.jm") == whole);
    CHECK(has(json, "••••@example.jm") == !whole);
    CHECK(has(json, "4 Hope Road") == whole);
  }
}

TEST_CASE("render profile: a data team gets initials, a birth year, no work and no income") {
  const std::string json = Marcus().seen_by(Role::data);
  CHECK(has(json, R"("full_name":"M•••• É•••• W••••")"));
  CHECK(has(json, R"("date_of_birth":"1988")"));
  CHECK(has(json, R"("monthly_income":"hidden")"));
  CHECK_FALSE(has(json, "Marcus"));
  CHECK_FALSE(has(json, "1988-04"));
  CHECK_FALSE(has(json, "Blue Mountain"));
  CHECK_FALSE(has(json, "1,180,000"));
}

TEST_CASE(
    "render profile: data is the same for every role and language, and has nothing personal") {
  const Marcus marcus;
  const std::string data = data_of(marcus.seen_by(Role::officer));
  for (const Role role : kRoles)
    for (const Language language : {Language::en, Language::vi})
      CHECK(data_of(marcus.seen_by(role, language)) == data);
  for (const char* personal : {"Marcus", "Williams", "1122334", "555", "example", "Hope", "Blue",
                               "1180000", "1988-04-02", "Ann"})
    CHECK_MESSAGE(!has(data, personal), personal);
  CHECK(has(data, R"("sealed":["date_of_birth","first_name","gender")"));
  CHECK(has(data, R"("birth_year":1988)"));
  CHECK(has(data, R"("kyc":{"status":"verified","verified_on":"2022-03-02")"));
}

TEST_CASE("render profile: Vietnamese has Vietnamese words and marks") {
  const std::string json = Marcus().seen_by(Role::officer, Language::vi);
  CHECK(has(json, R"("kind":"điện thoại di động")"));
  CHECK(has(json, R"("monthly_income":"1.180.000,00 JMD")"));
  CHECK(has(json, R"("status":"hoạt động")"));
}

TEST_CASE("render profile: erased reads erased, in the viewer's language, and data stays") {
  const Marcus marcus;
  const std::string english = marcus.seen_by(Role::officer, Language::en, TestOpener::Mode::erased);
  CHECK(has(english, R"("full_name":"erased")"));
  CHECK(has(english, R"("trn":"erased")"));
  CHECK_FALSE(has(english, "Marcus"));
  CHECK(data_of(english) == data_of(marcus.seen_by(Role::officer)));
  CHECK(has(marcus.seen_by(Role::officer, Language::vi, TestOpener::Mode::erased),
            R"("full_name":"đã xóa")"));
}

TEST_CASE("render profile: what cannot be read says so, whatever the bytes") {
  const Marcus marcus;
  for (const auto mode : {TestOpener::Mode::unreadable, TestOpener::Mode::garbage}) {
    const std::string json = marcus.seen_by(Role::officer, Language::en, mode);
    CHECK(has(json, R"("full_name":"cannot be read")"));
    CHECK_FALSE(has(json, "key store"));
  }
}

TEST_CASE("render profile: each box is opened once") {
  const Marcus marcus;
  TestOpener opener;
  render::render_profile(marcus.profile(), "customer/C-1", opener, {});
  CHECK(opener.opened == 7);  // identity, three contacts, finance, two of the reference
}

TEST_CASE("render profile: an organisation has its name") {
  Story story;
  REQUIRE(story.say("customer.registered", "2022-03-01",
                    R"("customer_type":"organization","organization_name":"Yardie Foods Ltd")"));
  TestOpener opener;
  const std::string json = render::render_profile(story.profile(), "customer/C-1", opener,
                                                  viewer(Role::officer, Language::en));
  CHECK(has(json, R"("full_name":"Yardie Foods Ltd")"));
}

}  // namespace
}  // namespace dossier::test
