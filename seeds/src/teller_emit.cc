// How a Teller writes what it tells: envelopes, meta, actors.
#include <fmt/format.h>

#include <array>

#include "members.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kOffset = "-05:00";  // Jamaica has no summer time.
constexpr int32_t kImportMinute = 5 * 60;
constexpr std::string_view kMigration = "/migration/customers";
constexpr int32_t kStaffMinute = 8 * 60;
constexpr auto kStaffSlots =
    std::to_array<std::string_view>({"agent_id", "officer_id", "verified_by", "rejected_by",
                                     "corrected_by", "to_officer_id", "previous_officer_id"});

struct Pointing {
  std::string_view member;
  std::string_view kind;
};
constexpr auto kEntities = std::to_array<Pointing>({{"loan_id", "loan"},
                                                    {"application_id", "application"},
                                                    {"promise_id", "promise"},
                                                    {"document_id", "document"}});

const Slot* find_in(const std::vector<Part>& parts, std::string_view member) {
  for (const Part& part : parts)
    if (part.into.empty())
      for (const Slot& slot : part.slots)
        if (slot.member == member) return &slot;
  return nullptr;
}

void write_actor(JsonWriter& json, std::string_view actor) {
  const size_t slash = actor.find('/');
  json.key("actor").begin_object().member("kind", actor.substr(0, slash));
  json.member("id", actor.substr(slash + 1)).end_object();
}

void write_entities(JsonWriter& json, const std::vector<Part>& parts) {
  JsonWriter list;
  list.begin_array();
  for (const Pointing& pointing : kEntities)
    if (const Slot* slot = find_in(parts, pointing.member))
      list.begin_object().member("kind", pointing.kind).member("id", slot->text).end_object();
  if (list.str() != "[") json.key("entities").raw(list.end_array().str());
}

}  // namespace

std::unexpected<Error> line_fault(const Entry& entry, std::string message, std::string remedy) {
  return fail(ErrorCode::invalid, std::move(message), line_field(entry.line), std::move(remedy));
}

Status Teller::tell_staff() {
  today_ = story_.entries.front().from;
  second_of_day_ = kStaffMinute * 60;
  for (const Entry& entry : story_.staff) {
    const std::string id(entry.text("_id"));
    if (!staff_.emplace(id, entry.text("_kind")).second)
      return line_fault(entry, "this member of staff stands twice", "keep one of the lines");
    later(60);
    emit_header(entry, entry.verb->type, fmt::format("{}/{}", entry.text("_kind"), id),
                entry.parts);
  }
  return {};
}

// A campaign is registered at the first hour of its first day, and starts then.
Status Teller::tell_campaigns() {
  for (const Entry& entry : story_.campaigns) {
    const std::string id(entry.text("_id"));
    if (!introduced_.emplace("campaign_id", id).second)
      return line_fault(entry, "this campaign stands twice", "keep one of the lines");
    today_ = entry.date("starts_on");
    if (today_ > business_date_)
      return line_fault(entry, "the campaign starts after the business date", "move its start");
    second_of_day_ = kStaffMinute * 60;
    emit_header(entry, entry.verb->type, "campaign/" + id, entry.parts);
    later(60);
    emit_header(entry, "dossier.campaign.started.v1", "campaign/" + id, {});
  }
  return {};
}

void Teller::emit_header(const Entry& entry, std::string_view type, std::string_view subject,
                         const std::vector<Part>& parts) {
  JsonWriter json;
  json.begin_object();
  write_envelope(json, type, entry.verb->source, subject);
  json.key("data").begin_object().key("meta").begin_object();
  write_actor(json, entry.verb->actor);
  json.end_object();
  write_parts(json, parts, today_);
  events_.push_back(json.end_object().end_object().take());
}

void Teller::bracket(std::string_view type, std::optional<int64_t> count) {
  today_ = business_date_;
  second_of_day_ = kImportMinute * 60 + (count ? 1200 : 0);
  JsonWriter json;
  json.begin_object();
  write_envelope(json, type, kMigration, "customer/" + customer_);
  json.key("data").begin_object().key("meta").begin_object();
  write_actor(json, "system/migration");
  json.end_object().member("import_id", story_.headers.find("import")->second);
  if (count) json.member("count", *count);
  events_.push_back(json.end_object().end_object().take());
}

Status Teller::check_staff(const Entry& entry) const {
  const auto unknown = [&](std::string_view id) {
    return line_fault(entry, fmt::format("nobody of the staff is {}", id),
                      fmt::format("add a header \"staff: agent {} …\"", id));
  };
  const std::string_view by = entry.text("_by");
  if (!by.empty() && !by.starts_with("AI-") && !staff_.contains(by)) return unknown(by);
  for (const std::string_view member : kStaffSlots)
    if (const Slot* slot = entry.find(member); slot && !staff_.contains(slot->text))
      return unknown(slot->text);
  return {};
}

Status Teller::check_ids(const Entry& entry) {
  for (const std::string_view member : entry.verb->needs) {
    const std::string id(entry.text(member));
    if (!id.empty() && !introduced_.contains({std::string(member), id}))
      return line_fault(entry, fmt::format("nothing before says what {} is", id),
                        "write the line that brings it in above, or mend the id");
  }
  const std::string_view fresh = entry.verb->introduces;
  if (!fresh.empty() && !introduced_.emplace(fresh, entry.text(fresh)).second)
    return line_fault(entry, fmt::format("{} is there already", entry.text(fresh)), "use a new id");
  return {};
}

std::string Teller::actor_of(const Entry& entry) const {
  const std::string_view by = entry.text("_by");
  if (by.starts_with("AI-")) return fmt::format("ai/{}", by);
  if (!by.empty()) return fmt::format("{}/{}", staff_.find(by)->second, by);
  if (entry.verb->actor == "customer") return "customer/" + customer_;
  if (entry.verb->actor != "staff") return std::string(entry.verb->actor);
  for (const std::string_view member : kStaffSlots)
    if (const Slot* slot = entry.find(member))
      return fmt::format("{}/{}", staff_.find(slot->text)->second, slot->text);
  return "system/core-banking";
}

void Teller::write_envelope(JsonWriter& json, std::string_view type, std::string_view source,
                            std::string_view subject) {
  json.member("specversion", "1.0");
  json.member("id", fmt::format("{}-{:04}", customer_, ++last_ids_["event"]));
  json.member("source", source).member("type", type).member("subject", subject);
  json.member("time", time_text());
}

void Teller::write_meta(JsonWriter& json, const Entry& entry, const std::vector<Part>& parts,
                        std::string_view actor) {
  json.key("meta").begin_object();
  write_actor(json, actor.empty() ? actor_of(entry) : std::string(actor));
  if (entry.has("_reason")) json.member("reason", entry.text("_reason"));
  write_entities(json, parts);
  if (const Slot* slot = find_in(parts, "application_id")) json.member("group", "G-" + slot->text);
  json.member("import_id", story_.headers.find("import")->second).end_object();
}

Status Teller::emit_event(const Entry& entry, std::string_view type, std::string_view source,
                          const std::vector<Part>& parts, const Members& more,
                          std::string_view actor) {
  JsonWriter json;
  json.begin_object();
  write_envelope(json, type, source, "customer/" + customer_);
  json.key("data").begin_object();
  write_meta(json, entry, parts, actor);
  write_parts(json, parts, today_);
  if (more) more(json);
  events_.push_back(json.end_object().end_object().take());
  return {};
}

Status Teller::emit(const Entry& entry, const Members& more) {
  std::vector<Part> parts = entry.parts;
  if (entry.verb->on_loan && !entry.has("loan_id")) {
    DOSSIER_ASSIGN(Loan * loan, loan_of(entry));
    parts[0].slots.insert(parts[0].slots.begin(), Slot{"loan_id", "id", loan->id, {}});
  }
  return emit_event(entry, entry.verb->type, entry.verb->source, parts, more);
}

Status Teller::emit_also(const Entry& entry, std::string_view type, std::string_view source,
                         const Members& members, std::string_view actor) {
  return emit_event(entry, type, source, {}, members, actor);
}

std::string Teller::next_id(std::string_view prefix) {
  const std::string_view digits = std::string_view(customer_).substr(customer_.rfind('-') + 1);
  auto& last = last_ids_[std::string(prefix)];
  return fmt::format("{}-{}-{:03}", prefix, digits, ++last);
}

std::string Teller::time_text() const {
  return fmt::format("{}T{:02}:{:02}:{:02}{}", to_string(today_), second_of_day_ / 3600,
                     second_of_day_ / 60 % 60, second_of_day_ % 60, kOffset);
}

}  // namespace dossier::seeds
