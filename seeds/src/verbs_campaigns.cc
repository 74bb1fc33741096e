// Verbs of campaigns, and of the calls of a dialler that no agent took. A call that one took is a
// verb of collections.
#include <array>

#include "story.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kCampaigns = "/campaigns";
constexpr std::string_view kDialler = "/dialler";

Status is_dialled(Teller& teller, const Entry& entry) {
  return teller.emit(entry,
                     [&](JsonWriter& json) { json.member("attempt_id", teller.next_id("DA")); });
}

// The customer answers, and nobody comes to the line.
Status is_dropped(Teller& teller, const Entry& entry) {
  const std::string attempt = teller.next_id("DA");
  DOSSIER_TRY(teller.emit(entry, [&](JsonWriter& json) { json.member("attempt_id", attempt); }));
  teller.later(entry.number("_wait_s"));
  return teller.emit_also(entry, "dossier.campaign.call_dropped.v1", kDialler,
                          [&](JsonWriter& json) {
                            json.member("attempt_id", attempt);
                            json.member("campaign_id", entry.text("campaign_id"));
                            json.key("wait_s").raw(entry.text("_wait_s"));
                            json.member("reason", entry.text("_reason_code"));
                          });
}

}  // namespace

std::span<const VerbForm> campaign_verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      {.form = "is enrolled in campaign <id:campaign_id> for <id:reason_code> =enrolled_on=@today",
       .type = "dossier.campaign.customer_enrolled.v1",
       .source = kCampaigns,
       .usual_minute = 380,
       .actor = "system/campaigns",
       .clauses = {"stage <stage:stage>", "overdue <int:days_past_due> days",
                   "owing <money:amount_due>", "priority <int:priority>", "agent <id:agent_id>",
                   "until <date:expires_on>"},
       .on_loan = true,
       .needs = {"campaign_id"}},
      {.form = "leaves campaign <id:campaign_id> as <removal:reason> =removed_on=@today",
       .type = "dossier.campaign.customer_removed.v1",
       .source = kCampaigns,
       .usual_minute = 1150,
       .actor = "system/campaigns",
       .on_loan = true,
       .needs = {"campaign_id"}},
      {.form = "is dialled in <id:campaign_id> on <id:contact_id> with <dial_result:result>",
       .type = "dossier.campaign.call_dialled.v1",
       .source = kDialler,
       .usual_minute = 635,
       .actor = "system/dialler",
       .clauses = {"ringing <int:ring_s> s", "person <id:person_id>"},
       .on_loan = true,
       .handler = is_dialled,
       .needs = {"campaign_id"}},
      {.form = "is dialled in <id:campaign_id> on <id:contact_id> and dropped after <int:_wait_s> "
               "s for <drop_reason:_reason_code> =result=answered",
       .type = "dossier.campaign.call_dialled.v1",
       .source = kDialler,
       .usual_minute = 635,
       .actor = "system/dialler",
       .on_loan = true,
       .handler = is_dropped,
       .needs = {"campaign_id"}},
  });
  return kVerbs;
}

const VerbForm& campaign_form() {
  static const VerbForm kForm = {
      .form = "<id:_id> <text:name> for <campaign_kind:kind> from <date:starts_on>",
      .type = "dossier.campaign.registered.v1",
      .source = kCampaigns,
      .actor = "system/campaigns",
      .clauses = {"until <date:ends_on>", "mode <dial_mode:dial_mode>", "via <channel:channel>",
                  "stage <stage:stage>",
                  "overdue <int:days_past_due_from> to <int:days_past_due_to> days",
                  "product <product_type:product_type>", "segment <text:segment>",
                  "team <text:team>", "script <id:script_id>"}};
  return kForm;
}

}  // namespace dossier::seeds
