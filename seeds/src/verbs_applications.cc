// Verbs of applications, their decisions, and of credit bureaus.
#include <array>

#include "dossier/base/money.h"
#include "story.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kOrigination = "/core/origination";
constexpr std::string_view kBureau = "/bureau/creditinfo-jm";

// The parts of a decision waterfall.
constexpr std::string_view kScorecard =
    "scorecard{}: scorecard <id:scorecard_id> <text:name> version <text:version> "
    "scores <int:score> against <int:pass_mark> =passed=true";
constexpr std::string_view kFailedScorecard =
    "scorecard{}: failing <id:scorecard_id> <text:name> version <text:version> "
    "scores <int:score> against <int:pass_mark> =passed=false";
constexpr std::string_view kRule =
    "rules[]: rule <id:rule_id> <text:name> <rule_result:result> <text:detail>";
constexpr std::string_view kPull =
    "bureau{}: bureau <id:report_id> <text:bureau> score <int:score> pulled <date:pulled_on> "
    "ratio <rate:debt_to_income> %";
constexpr std::string_view kNotes = "notes <text:notes>";
constexpr std::string_view kSuggested = "suggested <text:ai_recommendation>";
constexpr std::string_view kAiFlag = "ai_flags[]: flag <id:code> <text:description>";

Status applies(Teller& teller, const Entry& entry) {
  Application application{std::string(entry.text("product_name")),
                          std::string(entry.text("product_type")),
                          0,
                          0,
                          0,
                          false};
  const std::string id(entry.text("application_id"));
  if (!teller.applications().emplace(id, std::move(application)).second)
    return line_fault(entry, "this application is submitted twice", "use a new id");
  return teller.emit(entry);
}

Status decides(Teller& teller, const Entry& entry) {
  DOSSIER_TRY(teller.application_of(entry));
  return teller.emit(entry);
}

Status approves(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Application * application, teller.application_of(entry));
  application->amount = entry.amount("amount_approved");
  application->months = entry.number("term_months");
  application->rate = entry.rate("annual_rate");
  const LoanTerms terms{application->amount, application->rate, application->months, teller.today(),
                        add_months(teller.today(), 1)};
  if (!workable(terms))
    return line_fault(entry, "no schedule can be made of these terms",
                      "give an amount, 1 to 480 months and a rate that a lender would ask for");
  if (!entry.has("decision_type"))
    return line_fault(entry, "who decided is not said",
                      "add \"automatically\" or \"officer OF-…\"");
  application->approved = true;
  return teller.emit(entry);
}

}  // namespace

std::span<const VerbForm> application_verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      {.form = "applies for <product_type:product_type> <text:product_name> as "
               "<id:application_id> of <money:amount_requested> over <int:term_months> months",
       .type = "dossier.application.submitted.v1",
       .source = kOrigination,
       .usual_minute = 585,
       .actor = "customer",
       .clauses = {"wanting <text:purpose>", "with <ids:documents>", "branch <id:branch_id>",
                   "through <id:channel>", "officer <id:officer_id>", "product <id:product_id>",
                   kAiFlag},
       .handler = applies},
      {.form = "application <id:application_id> is referred to <id:to_officer_id>",
       .type = "dossier.application.referred.v1",
       .source = kOrigination,
       .usual_minute = 700,
       .actor = "system/scorecard",
       .clauses = {kScorecard, kFailedScorecard, kRule, kPull, kNotes, kSuggested, kAiFlag},
       .handler = decides},
      {.form = "application <id:application_id> is approved for <money:amount_approved> over "
               "<int:term_months> months at <rate:annual_rate> %",
       .type = "dossier.application.approved.v1",
       .source = kOrigination,
       .usual_minute = 840,
       .actor = "staff",
       .clauses = {"automatically =decision_type=automatic",
                   "officer <id:officer_id> =decision_type=manual", "override =is_override=true",
                   kScorecard, kFailedScorecard, kRule, kPull, "conditions <texts:conditions>",
                   kNotes, kSuggested, kAiFlag},
       .handler = approves},
      {.form = "application <id:application_id> is rejected",
       .type = "dossier.application.rejected.v1",
       .source = kOrigination,
       .usual_minute = 840,
       .actor = "staff",
       .clauses = {"automatically =decision_type=automatic",
                   "officer <id:officer_id> =decision_type=manual", kScorecard, kFailedScorecard,
                   kRule, kPull, "reasons[]: reason <id:code> <text:text>",
                   "counter_offer{}: offer <id:offer_id> <money:amount> over <int:term_months> "
                   "months at <rate:annual_rate> % until <date:expires_on>",
                   kNotes, kSuggested},
       .handler = decides},
      {.form = "withdraws application <id:application_id>",
       .type = "dossier.application.withdrawn.v1",
       .source = kOrigination,
       .usual_minute = 900,
       .actor = "customer",
       .handler = decides},
      {.form = "report <id:request_id> is asked of <text:bureau>",
       .type = "dossier.bureau.check_requested.v1",
       .source = kOrigination,
       .usual_minute = 590,
       .actor = "system/origination",
       .clauses = {"for <id:application_id>"}},
      {.form = "bureau <text:bureau> reports <id:report_id> score <int:score> =pulled_on=@today",
       .type = "dossier.bureau.report_received.v1",
       .source = kBureau,
       .usual_minute = 592,
       .actor = "system/creditinfo-jm",
       .clauses = {"before <int:previous_score>", "ratio <rate:debt_to_income> %",
                   "default <rate:probability_of_default> %", "owing <money:total_debt>",
                   "monthly <money:monthly_obligations>", "accounts <int:open_accounts>",
                   "delinquent <int:delinquent_accounts>", "inquiries <int:inquiries>",
                   "factors[]: factor <id:code> <text:name> <impact:impact> <rate:weight>",
                   "for <id:application_id>", "answering <id:request_id>"}},
  });
  return kVerbs;
}

}  // namespace dossier::seeds
