// Records as entries of the audit trail, and single fields revealed.
#include <doctest/doctest.h>

#include "dossier/events/json.h"
#include "dossier/render/audit.h"
#include "dossier/render/reveal.h"
#include "roles.h"
#include "story.h"
#include "test_opener.h"

namespace dossier::test {
namespace {

using namespace dossier::render;

// An event as it is once its boxes are opened.
class Opened {
 public:
  Opened(std::string_view type, std::string_view data) {
    events::ParseOptions trusted;
    trusted.trusted = true;
    auto parsed = events::EventParser(trusted).parse_cloud_event(fmt::format(
        R"({{"specversion":"1.0","id":"e","source":"/core","type":"dossier.{}.v1","subject":"C-1","data":{{{}}}}})",
        type, data));
    REQUIRE_MESSAGE(parsed.has_value(), to_string(parsed ? Error{} : parsed.error()));
    event_ = std::move(*parsed);
  }
  AuditRecord record() const { return {event_->type, &event_->data.root(), erased, {}}; }
  // "field=value", in order.
  std::vector<std::string> values(Role role = Role::admin, Language language = Language::en) const {
    std::vector<std::string> all;
    for (const auto& field : audit_fields(record()))
      all.push_back(
          fmt::format("{}={}", record().type->table->fields[field.id].name,
                      audit_value(record(), field, viewer(role, language)).value_or("–")));
    return all;
  }
  std::vector<uint16_t> erased;

 private:
  std::optional<events::ParsedEvent> event_;
};

using Texts = std::vector<std::string>;

TEST_CASE("audit entry: values are masked by what the field is of") {
  const Opened moved("customer.contact_point_added",
                     R"("contact_id":"T-1","kind":"mobile_phone","label":"own","primary":true,)"
                     R"("value":"+1 876 555 0142")");
  CHECK(moved.values() ==
        Texts{"kind=mobile phone", "label=own", "value=+1 876 555 0142", "primary=yes"});
  CHECK(moved.values(Role::auditor) ==
        Texts{"kind=mobile phone", "label=hidden", "value=••••42", "primary=yes"});
  const Opened who("customer.registered",
                   R"("customer_type":"individual","first_name":"Marcus","trn":"123456789",)"
                   R"("date_of_birth":"1988-04-02","gender":"male")");
  CHECK(who.values(Role::data) == Texts{"customer_type=individual", "first_name=M••••",
                                        "date_of_birth=1988", "trn=••••6789", "gender=hidden"});
  const Opened home(
      "customer.contact_point_added",
      R"("contact_id":"A-1","kind":"address","address":{"line1":"4 Hope Road","country":"JM"})");
  CHECK(home.values(Role::auditor) == Texts{"kind=address", "address=••••, JM"});
  const Opened mail("customer.contact_point_added",
                    R"("contact_id":"M-1","kind":"email","value":"marcus@example.jm")");
  CHECK(mail.values(Role::auditor) == Texts{"kind=e-mail", "value=••••@example.jm"});
  const Opened pay(
      "customer.employment_changed",
      R"("employer_name":"Blue Ltd","monthly_income":{"amount":"5.00","currency":"JMD"})");
  CHECK(pay.values(Role::admin) == Texts{"employer_name=Blue Ltd", "monthly_income=••••"});
}

TEST_CASE("audit entry: an emptied field, an erased one, one that says itself what was before") {
  Opened update("customer.profile_updated", R"("first_name":"Ann","cleared":["trn"])");
  CHECK(update.values() == Texts{"first_name=Ann", "trn=–"});
  update.erased = {3};
  CHECK(update.values() == Texts{"first_name=erased", "trn=–"});
  const Opened status("customer.status_changed", R"("status":"closed","previous_status":"active")");
  const auto fields = audit_fields(status.record());
  REQUIRE(fields.size() == 1);
  CHECK(audit_previous(status.record(), fields[0], viewer(Role::admin)) == "active");
}

TEST_CASE("audit entry: the same thing has the same key, another one another") {
  const auto key = [](std::string_view type, std::string_view data) {
    return audit_fields(Opened(type, data).record()).back().key;
  };
  const auto phone = [&](std::string_view type, std::string_view id) {
    return key(type, fmt::format(R"("contact_id":"{}","kind":"mobile_phone","value":"1")", id));
  };
  CHECK(phone("customer.contact_point_added", "T-1") ==
        phone("customer.contact_point_updated", "T-1"));
  CHECK(phone("customer.contact_point_added", "T-1") !=
        phone("customer.contact_point_updated", "T-2"));
  CHECK(key("customer.status_changed", R"("status":"closed")") !=
        key("customer.kyc_status_changed", R"("status":"expired")"));
  CHECK(key("customer.registered", R"("customer_type":"individual","status":"active")") ==
        key("customer.status_changed", R"("status":"closed")"));
  CHECK(key("customer.officer_assigned", R"("officer_id":"A-1")") ==
        key("customer.officer_reassigned", R"("officer_id":"A-2")"));
}

TEST_CASE("audit entry: which types change what was there") {
  const auto changes = [](std::string_view name) {
    return audit_changes(*events::find_type(name));
  };
  for (const char* name : {"dossier.customer.profile_updated.v1", "dossier.loan.restructured.v1",
                           "dossier.customer.cooperation_rated.v1", "dossier.charge.adjusted.v1"})
    CHECK_MESSAGE(changes(name), name);
  for (const char* name : {"dossier.payment.received.v1", "dossier.note.added.v1"})
    CHECK_FALSE_MESSAGE(changes(name), name);
}

TEST_CASE("audit entry: who did it, and to what") {
  const auto actor = [](const Opened& event) {
    const AuditActor who = audit_actor(event.record());
    return who.kind + " " + who.id;
  };
  CHECK(actor({"customer.branch_changed",
               R"("branch_id":"B","meta":{"actor":{"kind":"manager","id":"M-1"}})"}) ==
        "manager M-1");
  CHECK(actor({"customer.kyc_verified", R"("verified_on":"2026-01-02","verified_by":"A-7")"}) ==
        "officer A-7");
  CHECK(actor({"note.added", R"("note_id":"N","text":"t","ai_generated":true)"}) == "ai ");
  CHECK(actor({"customer.branch_changed", R"("branch_id":"B")"}) == "system ");
  const Opened note("note.added",
                    R"("note_id":"N-1","text":"t","loan_id":"LN-1","linked":{"kind":"payment",)"
                    R"("id":"P-1"},"meta":{"entities":[{"kind":"loan","id":"LN-1"}]})");
  std::string things;
  for (const auto& [kind, id] : audit_entities(note.record(), "C-1"))
    things += kind + "/" + id + " ";
  CHECK(things == "note/N-1 loan/LN-1 payment/P-1 ");
  const Opened status("customer.status_changed", R"("status":"closed")");
  CHECK(audit_entities(status.record(), "C-1") == std::vector<AuditEntity>{{"customer", "C-1"}});
}

TEST_CASE("reveal: each field by its name, whole; another kind of contact point is none") {
  Story marcus;
  REQUIRE(marcus.say("customer.registered", "2022-03-01",
                     R"("customer_type":"individual","national_id":"AB1122334")"));
  REQUIRE(marcus.say("customer.contact_point_added", "2022-03-02",
                     R"("contact_id":"T-1","kind":"home_phone","value":"+1 876 555 0142")"));
  REQUIRE(marcus.say("customer.contact_point_added", "2022-03-02",
                     R"("contact_id":"A-1","kind":"address","address":{"line1":"4 Hope Road"})"));
  REQUIRE(marcus.say("customer.employment_changed", "2022-03-02",
                     R"("monthly_income":{"amount":"1180000.00","currency":"JMD"})"));
  const auto shown = [&](std::string_view field, TestOpener::Mode mode = TestOpener::Mode::open) {
    TestOpener opener(mode);
    CHECK(has_revealable(marcus.profile(), field) ==
          reveal(marcus.profile(), field, "customer/C-1", opener, Language::en).has_value());
    const auto found = reveal(marcus.profile(), field, "customer/C-1", opener, Language::en);
    if (!found) return std::string("none");
    if (found->state == Revealed::State::value) return found->text;
    return std::string(found->state == Revealed::State::erased ? "erased" : "unreadable");
  };
  CHECK(shown("national_id") == "AB1122334");
  CHECK(shown("monthly_income") == "JMD 1,180,000.00");
  CHECK(shown("phone:T-1") == "+1 876 555 0142");
  CHECK(shown("address:A-1") == "4 Hope Road");
  for (const char* none : {"email:T-1", "phone:A-1", "phone:T-9", "phone:", ":", "", "trn", "cif"})
    CHECK_MESSAGE(shown(none) == "none", none);
  CHECK(shown("national_id", TestOpener::Mode::erased) == "erased");
  CHECK(shown("national_id", TestOpener::Mode::garbage) == "unreadable");
}

}  // namespace
}  // namespace dossier::test
