// Verbs of collections: attempts, promises, stages, cases, follow-ups.
#include <fmt/format.h>

#include <array>

#include "dossier/base/money.h"
#include "story.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kCollections = "/collections";
constexpr std::string_view kDialler = "/dialler";

// What may be said of every attempt.
constexpr std::string_view kNotes = "notes <text:notes>";
constexpr std::string_view kNext = "next <activity:next_action> on <date:next_action_on>";
constexpr std::string_view kPromise =
    "promise <id:promise_id> of <money:promised_amount> for <date:promised_date>";
constexpr std::string_view kFelt = "felt <sentiment:sentiment>";
constexpr std::string_view kCampaign = "campaign <id:campaign_id>";
constexpr std::string_view kPerson = "person <id:person_id>";

Status promise_of(Teller& teller, const Entry& entry, const std::string& activity,
                  std::string_view channel) {
  DOSSIER_ASSIGN(const Loan* loan, teller.loan_of(entry));
  teller.later(20);
  return teller.emit_also(entry, "dossier.promise.made.v1", kCollections, [&](JsonWriter& json) {
    json.member("promise_id", entry.text("promise_id")).member("loan_id", loan->id);
    write_money(json, "amount", entry.amount("promised_amount"));
    json.member("due_date", entry.text("promised_date"));
    write_date(json, "made_on", teller.today());
    if (entry.has("agent_id")) json.member("agent_id", entry.text("agent_id"));
    json.member("activity_id", activity);
    if (!channel.empty()) json.member("channel", channel);
  });
}

Status attempt(Teller& teller, const Entry& entry, const std::string& activity,
               std::string_view channel) {
  DOSSIER_TRY(teller.emit(entry, [&](JsonWriter& json) {
    json.member("activity_id", activity).member("performed_at", teller.time_text());
  }));
  if (!entry.has("promise_id")) return {};
  return promise_of(teller, entry, activity, channel);
}

Status attempts(Teller& teller, const Entry& entry) {
  return attempt(teller, entry, teller.next_id("CA"), "");
}

void write_call(JsonWriter& json, const Teller& teller, const Entry& entry, bool answered) {
  json.member("direction", "outbound").member("answered", answered);
  json.member("started_at", teller.time_text());
  json.key("duration_s").raw(entry.has("call_duration_s") ? entry.text("call_duration_s") : "0");
  for (const std::string_view member : {"contact_id", "person_id", "campaign_id"})
    if (entry.has(member)) json.member(member, entry.text(member));
  json.member("agent_id", entry.text("agent_id"));
  if (entry.has("recording_ref")) json.member("recording_ref", entry.text("recording_ref"));
  if (entry.has("_transcript")) json.member("transcript", entry.text("_transcript"));
  if (entry.has("_summary")) json.member("summary", entry.text("_summary"));
  if (entry.has("_summary")) json.member("ai_summary", true);
  if (entry.has("sentiment")) json.member("sentiment", entry.text("sentiment"));
}

// The dialler had the customer on the line first, and gave the call to the agent.
Status dials(Teller& teller, const Entry& entry, const std::string& attempt, const Loan& loan) {
  const auto named = [&](JsonWriter& json) {
    json.member("attempt_id", attempt).member("campaign_id", entry.text("campaign_id"));
    json.member("loan_id", loan.id);
  };
  DOSSIER_TRY(teller.emit_also(
      entry, "dossier.campaign.call_dialled.v1", kDialler,
      [&](JsonWriter& json) {
        named(json);
        json.member("contact_id", entry.text("contact_id")).member("result", "answered");
      },
      "system/dialler"));
  teller.later(entry.number("_wait_s"));
  return teller.emit_also(entry, "dossier.campaign.call_connected.v1", kDialler,
                          [&](JsonWriter& json) {
                            named(json);
                            json.member("agent_id", entry.text("agent_id"));
                            json.key("wait_s").raw(entry.text("_wait_s"));
                          });
}

Status wraps_up(Teller& teller, const Entry& entry, const std::string& attempt,
                const std::string& activity) {
  teller.later(entry.number("call_duration_s") + entry.number("_wrap_up_s"));
  return teller.emit_also(
      entry, "dossier.campaign.call_wrapped_up.v1", kDialler, [&](JsonWriter& json) {
        json.member("attempt_id", attempt).member("campaign_id", entry.text("campaign_id"));
        json.member("agent_id", entry.text("agent_id")).member("activity_id", activity);
        json.member("outcome", entry.text("outcome"));
        json.key("talk_s").raw(entry.text("call_duration_s"));
        json.key("wrap_up_s").raw(entry.text("_wrap_up_s"));
      });
}

// A call is an activity of collections and a call in the log: the telephone system knows the one,
// the collectors' desk the other.
Status calls(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(const Loan* loan, teller.loan_of(entry));
  const std::string activity = teller.next_id("CA");
  const std::string_view outcome = entry.text("outcome");
  const bool answered = outcome != "no_answer";
  const bool dialled = entry.has("_wait_s");
  if (dialled && !(answered && entry.has("campaign_id") && entry.has("call_duration_s")))
    return line_fault(entry, "a call from the dialler has a campaign, an answer and a length",
                      "add \"campaign CMP-…\" and \"lasting <n> s\"");
  const std::string tried = dialled ? teller.next_id("DA") : std::string();
  if (dialled) DOSSIER_TRY(dials(teller, entry, tried, *loan));
  DOSSIER_TRY(teller.emit_also(
      entry, "dossier.message.call_logged.v1", "/telephony", [&](JsonWriter& json) {
        json.member("call_id", teller.next_id("CL")).member("activity_id", activity);
        json.member("loan_id", loan->id);
        write_call(json, teller, entry, answered);
      }));
  DOSSIER_TRY(attempt(teller, entry, activity, "call"));
  return dialled ? wraps_up(teller, entry, tried, activity) : Status();
}

Status plans(Teller& teller, const Entry& entry) {
  return teller.emit(entry, [&](JsonWriter& json) {
    json.member("due_at", fmt::format("{}T10:00:00-05:00", entry.text("_due")));
  });
}

VerbForm trying(std::string_view form, std::vector<std::string_view> clauses,
                Status (*handler)(Teller&, const Entry&)) {
  clauses.insert(clauses.end(), {kNotes, kNext, kPromise, kFelt, kCampaign, kPerson});
  return {.form = form,
          .type = "dossier.collection.activity_recorded.v1",
          .source = kCollections,
          .usual_minute = 630,
          .actor = "staff",
          .clauses = std::move(clauses),
          .on_loan = true,
          .handler = handler,
          .needs = {"campaign_id"}};
}

}  // namespace

std::span<const VerbForm> collection_verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      trying("is called by <id:agent_id> on <id:contact_id> with <outcome:outcome> "
             "=type=phone_call",
             {"lasting <int:call_duration_s> s", "recorded <id:recording_ref>",
              "summary <text:_summary>", "transcript <text:_transcript>",
              "dialled waiting <int:_wait_s> s wrapping up <int:_wrap_up_s> s"},
             calls),
      trying("is visited by <id:agent_id> at <id:contact_id> with <outcome:outcome> "
             "=type=field_visit",
             {}, attempts),
      trying("is pursued by <id:agent_id> with <activity:type>",
             {"outcome <outcome:outcome>", "document <id:document_id>", "contact <id:contact_id>"},
             attempts),
      {.form = "promises <money:amount> by <date:due_date> as <id:promise_id> =made_on=@today",
       .type = "dossier.promise.made.v1",
       .source = kCollections,
       .usual_minute = 720,
       .actor = "customer",
       .clauses = {"via <channel:channel>", "note <text:note>", "to <id:agent_id>"},
       .on_loan = true},
      {.form = "promise <id:promise_id> is cancelled =cancelled_on=@today",
       .type = "dossier.promise.cancelled.v1",
       .source = kCollections,
       .usual_minute = 885,
       .actor = "system/collections",
       .on_loan = true},
      {.form = "case moves to <stage:stage> =escalated_on=@today",
       .type = "dossier.collection.escalated.v1",
       .source = kCollections,
       .usual_minute = 425,
       .actor = "system/collections",
       .clauses = {"from <stage:previous_stage>", "queue <text:queue>", "agent <id:agent_id>"},
       .on_loan = true},
      {.form = "case <id:case_id> becomes <case_status:status>",
       .type = "dossier.collection.case_status_changed.v1",
       .source = kCollections,
       .usual_minute = 420,
       .actor = "system/collections",
       .clauses = {"from <case_status:previous_status>", "agent <id:agent_id>"},
       .on_loan = true},
      {.form = "legal action <id:legal_case_id> starts at <text:court> for "
               "<money:amount_claimed> =initiated_on=@today",
       .type = "dossier.collection.legal_action_initiated.v1",
       .source = kCollections,
       .usual_minute = 900,
       .actor = "system/collections",
       .clauses = {"lawyer <text:lawyer>", "document <id:document_id>"},
       .on_loan = true},
      {.form = "follow up <id:follow_up_id> is planned as <activity:action> for <date:_due>",
       .type = "dossier.collection.follow_up_scheduled.v1",
       .source = kCollections,
       .usual_minute = 1000,
       .actor = "staff",
       .clauses = {"agent <id:agent_id>", "contact <id:contact_id>", "note <text:note>"},
       .on_loan = true,
       .handler = plans},
      {.form = "follow up <id:follow_up_id> is <follow_up_result:result>",
       .type = "dossier.collection.follow_up_closed.v1",
       .source = kCollections,
       .usual_minute = 1010,
       .actor = "system/collections"},
  });
  return kVerbs;
}

}  // namespace dossier::seeds
