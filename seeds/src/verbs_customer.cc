// Verbs of the customer's own data, and of the staff.
#include <fmt/format.h>

#include <array>

#include "story.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kCrm = "/crm/customers";

// "Marcus Anthony Williams": the first word, the last word, and what stands between.
Status registers(Teller& teller, const Entry& entry) {
  const std::string_view name = entry.text("_name");
  const size_t first = name.find(' ');
  if (first == std::string_view::npos)
    return line_fault(entry, "a name needs a first and a last word", "write \"Marcus Williams\"");
  const size_t last = name.rfind(' ');
  return teller.emit(entry, [&](JsonWriter& json) {
    json.member("first_name", name.substr(0, first));
    if (last > first) json.member("middle_name", name.substr(first + 1, last - first - 1));
    json.member("last_name", name.substr(last + 1));
  });
}

Status lives_at(Teller& teller, const Entry& entry) {
  const auto line =
      fmt::format("{}, {}, {}", entry.text("_street"), entry.text("_town"), entry.text("_parish"));
  return teller.emit(entry, [&](JsonWriter& json) {
    json.member("value", line).key("address").begin_object();
    json.member("line1", entry.text("_street")).member("city", entry.text("_town"));
    json.member("region", entry.text("_parish")).member("country", "JM").end_object();
  });
}

std::span<const VerbForm> verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      {.form = "registers <text:_name> born <date:date_of_birth> TRN <id:trn> "
               "=customer_type=individual =status=active =relationship_start=@today =language=en",
       .type = "dossier.customer.registered.v1",
       .source = kCrm,
       .usual_minute = 540,
       .actor = "staff",
       .clauses = {"national <id:national_id>", "gender <gender:gender>",
                   "pronoun <pronoun:pronoun>", "segment <text:segment>",
                   "through <text:acquisition_channel>", "referred by <text:referral_source>",
                   "branch <id:branch_id> <text:branch>", "officer <id:officer_id>",
                   "cif <id:cif_number>"},
       .handler = registers},
      {.form = "corrects the profile",
       .type = "dossier.customer.profile_updated.v1",
       .source = kCrm,
       .usual_minute = 600,
       .actor = "system/crm",
       .clauses = {"middle <text:middle_name>", "last <text:last_name>",
                   "national <id:national_id>", "language <id:language>"}},
      {.form = "gives <contact_kind:kind> <id:contact_id> <text:value>",
       .type = "dossier.customer.contact_point_added.v1",
       .source = kCrm,
       .usual_minute = 545,
       .actor = "customer",
       .clauses = {"labelled <text:label>", "primary =primary=true", "verified =verified=true"}},
      {.form = "lives at <id:contact_id> <text:_street> <text:_town> <text:_parish> =kind=address",
       .type = "dossier.customer.contact_point_added.v1",
       .source = kCrm,
       .usual_minute = 546,
       .actor = "customer",
       .clauses = {"labelled <text:label>"},
       .handler = lives_at},
      {.form = "changes contact <id:contact_id> to <text:value>",
       .type = "dossier.customer.contact_point_updated.v1",
       .source = kCrm,
       .usual_minute = 640,
       .actor = "customer"},
      {.form = "contact <id:contact_id> is verified by <id:method> =verified_on=@today",
       .type = "dossier.customer.contact_point_verified.v1",
       .source = kCrm,
       .usual_minute = 560,
       .actor = "system/crm"},
      {.form = "gives up contact <id:contact_id>",
       .type = "dossier.customer.contact_point_removed.v1",
       .source = kCrm,
       .usual_minute = 640,
       .actor = "customer"},
      {.form = "works as <text:job_title> at <text:employer_name> since <date:employed_since> "
               "earning <money:monthly_income>",
       .type = "dossier.customer.employment_changed.v1",
       .source = kCrm,
       .usual_minute = 550,
       .actor = "customer",
       .clauses = {"employment <employment:employment_type>", "phone <text:employer_phone>"}},
      {.form = "income of <money:monthly_income> is verified by <id:_by> =verified_on=@today",
       .type = "dossier.customer.income_verified.v1",
       .source = kCrm,
       .usual_minute = 620,
       .actor = "staff",
       .clauses = {"from <id:document_id>", "through <id:method>"}},
      {.form = "identity is verified by <id:verified_by> until <date:expires_on> "
               "=verified_on=@today =level=standard",
       .type = "dossier.customer.kyc_verified.v1",
       .source = "/kyc",
       .usual_minute = 630,
       .actor = "staff",
       .clauses = {"with <ids:documents>"}},
      {.form = "KYC becomes <kyc_status:status>",
       .type = "dossier.customer.kyc_status_changed.v1",
       .source = "/kyc",
       .usual_minute = 420,
       .actor = "system/kyc",
       .clauses = {"until <date:expires_on>"}},
      {.form = "KYC takes <document:document_type> <id:document_id>",
       .type = "dossier.customer.kyc_document_linked.v1",
       .source = "/kyc",
       .usual_minute = 625,
       .actor = "system/kyc",
       .clauses = {"until <date:expires_on>"}},
      {.form = "segment becomes <text:segment>",
       .type = "dossier.customer.segment_changed.v1",
       .source = kCrm,
       .usual_minute = 390,
       .actor = "system/segmentation",
       .clauses = {"from <text:previous_segment>", "method <segment_method:method>"}},
      {.form = "officer becomes <id:officer_id> =role=loan_officer",
       .type = "dossier.customer.officer_assigned.v1",
       .source = kCrm,
       .usual_minute = 565,
       .actor = "system/crm"},
      {.form = "officer changes from <id:previous_officer_id> to <id:officer_id> "
               "=role=loan_officer",
       .type = "dossier.customer.officer_reassigned.v1",
       .source = kCrm,
       .usual_minute = 565,
       .actor = "system/crm"},
      {.form = "collection agent becomes <id:officer_id> =role=collection_agent",
       .type = "dossier.customer.officer_assigned.v1",
       .source = kCrm,
       .usual_minute = 565,
       .actor = "system/crm"},
      {.form = "status becomes <customer_status:status>",
       .type = "dossier.customer.status_changed.v1",
       .source = kCrm,
       .usual_minute = 600,
       .actor = "system/crm",
       .clauses = {"from <customer_status:previous_status>"}},
      {.form = "is flagged <id:flag_id> for <flag_kind:kind>",
       .type = "dossier.customer.account_flagged.v1",
       .source = kCrm,
       .usual_minute = 690,
       .actor = "system/crm",
       .clauses = {"note <text:note>", "about <id:loan_id>", "until <date:expires_on>"}},
      {.form = "flag <id:flag_id> is lifted",
       .type = "dossier.customer.account_unflagged.v1",
       .source = kCrm,
       .usual_minute = 690,
       .actor = "system/crm"},
      {.form = "names <id:person_id> <text:name> as <relationship:relationship>",
       .type = "dossier.customer.reference_added.v1",
       .source = kCrm,
       .usual_minute = 570,
       .actor = "customer",
       .clauses = {"phone <text:phone>", "note <text:note>"}},
      {.form = "prefers <channel:preferred_channel>",
       .type = "dossier.customer.preferences_changed.v1",
       .source = kCrm,
       .usual_minute = 575,
       .actor = "customer"},
      {.form = "is rated <cooperation:cooperation>",
       .type = "dossier.customer.cooperation_rated.v1",
       .source = "/collections",
       .usual_minute = 1000,
       .actor = "system/collections"},
  });
  return kVerbs;
}

}  // namespace

std::span<const VerbForm> customer_verbs() { return verbs(); }

const VerbForm& staff_form() {
  static const VerbForm kForm = {
      .form = "<staff_kind:_kind> <id:_id> <text:name>",
      .type = "dossier.staff.registered.v1",
      .source = "/hr/staff",
      .actor = "system/hr",
      .clauses = {"email <text:email>", "phone <text:phone>", "branch <id:branch_id>",
                  "team <text:team>", "supervisor <id:supervisor_id>"}};
  return kForm;
}

}  // namespace dossier::seeds
