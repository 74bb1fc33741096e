// Verbs of messages, calls outside collections, and notes.
#include <array>

#include "story.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kComms = "/comms";
constexpr std::string_view kAbout = "about <id:loan_id>";
constexpr std::string_view kFelt = "felt <sentiment:sentiment>";
constexpr std::string_view kThread = "thread <id:thread_id>";
constexpr std::string_view kAttached = "attachments[]: attached <id:document_id> <text:name>";
constexpr int32_t kReadAfterSeconds = 23 * 60;

Status is_sent(Teller& teller, const Entry& entry) {
  const std::string message = teller.next_id("M");
  DOSSIER_TRY(teller.emit(entry, [&](JsonWriter& json) { json.member("message_id", message); }));
  if (!entry.has("_read")) return {};
  teller.later(kReadAfterSeconds);
  return teller.emit_also(entry, "dossier.message.delivery_status_changed.v1", kComms,
                          [&](JsonWriter& json) {
                            json.member("message_id", message).member("status", "read");
                            json.member("changed_at", teller.time_text());
                          });
}

Status writes(Teller& teller, const Entry& entry) {
  return teller.emit(entry,
                     [&](JsonWriter& json) { json.member("message_id", teller.next_id("M")); });
}

Status talks(Teller& teller, const Entry& entry) {
  return teller.emit(entry, [&](JsonWriter& json) {
    json.member("call_id", teller.next_id("CL")).member("started_at", teller.time_text());
    if (entry.has("summary")) json.member("ai_summary", true);
  });
}

Status notes(Teller& teller, const Entry& entry) {
  return teller.emit(entry, [&](JsonWriter& json) { json.member("note_id", teller.next_id("N")); });
}

VerbForm talking(std::string_view form) {
  return {.form = form,
          .type = "dossier.message.call_logged.v1",
          .source = "/telephony",
          .usual_minute = 690,
          .actor = "staff",
          .clauses = {"summary <text:summary>", "transcript <text:transcript>", kFelt, kAbout,
                      "contact <id:contact_id>", "recorded <id:recording_ref>"},
          .handler = talks};
}

}  // namespace

std::span<const VerbForm> message_verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      {.form = "is sent <written:channel> <text:content>",
       .type = "dossier.message.sent.v1",
       .source = kComms,
       .usual_minute = 660,
       .actor = "system/messaging",
       .clauses = {"subject <text:subject_line>", kThread, "drafted =ai_drafted=true",
                   "to <id:contact_id>", "agent <id:agent_id>", "template <id:template_id>", kAbout,
                   "delivered =status=delivered", "failed =status=failed",
                   "read =status=delivered =_read=true", kFelt, kAttached,
                   "campaign <id:campaign_id>"},
       .handler = is_sent},
      {.form = "writes <written:channel> <text:content>",
       .type = "dossier.message.received.v1",
       .source = kComms,
       .usual_minute = 740,
       .actor = "customer",
       .clauses = {"subject <text:subject_line>", kThread, kFelt, "from <id:contact_id>", kAbout,
                   kAttached},
       .handler = writes},
      [] {
        VerbForm form =
            talking("calls <id:agent_id> for <int:duration_s> s =direction=inbound =answered=true");
        form.actor = "customer";
        return form;
      }(),
      talking("is phoned by <id:agent_id> for <int:duration_s> s =direction=outbound "
              "=answered=true"),
      {.form = "note <text:text>",
       .type = "dossier.note.added.v1",
       .source = "/crm/notes",
       .usual_minute = 1010,
       .actor = "staff",
       .clauses = {"tagged <words:tags>", kAbout, "pinned =pinned=true"},
       .handler = notes},
  });
  return kVerbs;
}

}  // namespace dossier::seeds
