// Applications as different people see them.
#include <doctest/doctest.h>

#include "applications_story.h"
#include "dossier/render/applications.h"
#include "roles.h"
#include "test_opener.h"

namespace dossier::test {
namespace {

using render::Language;

class Shown : public Applicant {
 public:
  Shown() {
    REQUIRE(submits(
        "09:00", R"("purpose":"A new roof","co_borrowers":[{"person_id":"P-1","name":"Ann Hall",)"
                 R"("relationship":"spouse","national_id":"AB1122334","phone":"+1 876 555 0199"},)"
                 R"({"person_id":"P-2","name":"Bob Reid"}])"));
    REQUIRE(submits("10:00", "", "AP-2"));
    REQUIRE(
        approved("11:30",
                 R"("is_override":true,"officer_id":"OF-3","notes":"Visited the house",)"
                 R"("rules":[{"rule_id":"R-1","result":"passed"},{"rule_id":"R-2",)"
                 R"("result":"failed","detail":"ratio 61 %"}],"conditions":["Guarantor"],)"
                 R"("ai_recommendation":"Decline","ai_flags":[{"code":"f","description":"odd"}],)"
                 R"("scorecard":{"scorecard_id":"S","score":541,"pass_mark":520},)"
                 R"("meta":{"reason":"Ten years with us","ip":"10.0.0.9",)"
                 R"("actor":{"kind":"officer","id":"OF-3"}})",
                 "manual"));
  }
  std::string seen_by(Role role, Language language = Language::en,
                      TestOpener::Mode mode = TestOpener::Mode::open) const {
    TestOpener opener(mode);
    std::vector<render::NamedApplication> all;
    for (const char* id : {"AP-1", "AP-2"}) all.push_back({id, &application(id)});
    return render::render_applications(all, "customer/C-1", opener, viewer(role, language));
  }
};

bool has(const std::string& json, std::string_view part) {
  return json.find(part) != std::string::npos;
}

std::string data_of(const std::string& json) { return json.substr(0, json.find(R"(,"text":)")); }

TEST_CASE("render applications: an officer reads who asked for what, and why it was decided so") {
  const std::string json = Shown().seen_by(Role::officer);
  CAPTURE(json);
  CHECK(has(json, R"("order":["AP-2","AP-1"])"));
  CHECK(has(json, R"("status":"approved","product_type":"personal loan",)"
                  R"("amount_requested":"JMD 300,000.00","amount_approved":"JMD 250,000.00",)"
                  R"("decision_type":"manual","time_to_decision":"2 h 30 min",)"
                  R"("scorecard":"passed","purpose":"A new roof","anomalies":[])"));
  CHECK(has(json, R"("P-1":{"relationship":"spouse","name":"Ann Hall","national_id":"••••2334",)"
                  R"("phone":"+1 876 555 0199"})"));
  CHECK(has(json, R"("P-2":{"name":"Bob Reid"})"));
  CHECK(has(json, R"("reason":"Ten years with us","notes":"Visited the house",)"
                  R"("ai_recommendation":"Decline","rules":["","ratio 61 %"],)"
                  R"("conditions":["Guarantor"],"ai_flags":["odd"])"));
  CHECK(has(json, R"("annual_rate":"18.5")"));
  CHECK_FALSE(has(json, "10.0.0.9"));
}

TEST_CASE("render applications: data is the same for all, and has nothing personal") {
  const Shown shown;
  const std::string data = data_of(shown.seen_by(Role::officer));
  for (const Role role : {Role::auditor, Role::data, Role::agent})
    CHECK(data_of(shown.seen_by(role, Language::vi)) == data);
  for (const char* personal :
       {"roof", "Ann", "Hall", "1122334", "555", "Visited", "61", "Decline", "odd", "Ten years"})
    CHECK_MESSAGE(!has(data, personal), personal);
}

TEST_CASE("render applications: a data team reads no words of people") {
  const std::string json = Shown().seen_by(Role::data);
  for (const char* personal : {"roof", "Ann", "Visited", "Ten years", "0199", "ratio 61"})
    CHECK_MESSAGE(!has(json, personal), personal);
  CHECK(has(json, R"("rules":["","hidden"])"));
}

TEST_CASE("render applications: erased reads erased, one by one; broken says so") {
  const std::string erased = Shown().seen_by(Role::officer, Language::en, TestOpener::Mode::erased);
  CHECK(has(erased, R"("purpose":"erased")"));
  CHECK(has(erased, R"("reason":"erased")"));
  CHECK(has(erased, R"("name":"erased")"));
  for (const auto mode : {TestOpener::Mode::unreadable, TestOpener::Mode::garbage})
    CHECK(has(Shown().seen_by(Role::officer, Language::en, mode), R"("notes":"cannot be read")"));
}

TEST_CASE("render applications: anomalies are worded, in Vietnamese too") {
  Applicant story;
  REQUIRE(story.withdrawn("09:00"));
  TestOpener opener;
  const render::NamedApplication one{"AP-1", &story.application()};
  const auto text = [&](Language language) {
    return render::render_applications({&one, 1}, "customer/C-1", opener,
                                       viewer(Role::officer, language));
  };
  CHECK(has(text(Language::en), R"("anomalies":["its submission is not known"])"));
  CHECK(has(text(Language::vi), R"("status":"đã rút lại")"));
  CHECK(has(text(Language::vi), R"("anomalies":["không có thông tin nộp hồ sơ"])"));
}

}  // namespace
}  // namespace dossier::test
