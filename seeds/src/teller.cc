#include "teller.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dossier/base/ids.h"
#include "members.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kOffset = "-05:00";  // Jamaica has no summer time.
constexpr int32_t kStaffMinute = 8 * 60;
constexpr int32_t kImportMinute = 5 * 60;
constexpr std::string_view kMigration = "/migration/customers";
constexpr std::array<std::string_view, 6> kStaffSlots = {
    "agent_id", "officer_id", "verified_by", "rejected_by", "to_officer_id", "previous_officer_id"};

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

// Spread over the minutes by the line's number, so that not all happens on the hour.
int32_t usual_minute(const Entry& entry) { return entry.verb->usual_minute + entry.line * 7 % 23; }

// Days from the due date to the day on which an `each_due` verb happens.
int32_t shift_of(const Entry& entry, Date due) {
  if (entry.has("_late")) return entry.number("_late");
  if (entry.has("_early")) return -entry.number("_early");
  if (entry.has("_jitter")) return -((due.days * 7 + 3) % 4);
  return 0;
}

void write_actor(JsonWriter& json, std::string_view actor) {
  const size_t slash = actor.find('/');
  json.key("actor").begin_object().member("kind", actor.substr(0, slash));
  json.member("id", actor.substr(slash + 1)).end_object();
}

}  // namespace

std::unexpected<Error> line_fault(const Entry& entry, std::string message, std::string remedy) {
  return fail(ErrorCode::invalid, std::move(message), line_field(entry.line), std::move(remedy));
}

Teller::Teller(const Story& story) : story_(story) {}

Result<std::vector<std::string>> Teller::tell() {
  DOSSIER_TRY(check());
  DOSSIER_TRY(tell_staff());
  const size_t before = events_.size() + 1;
  bracket("dossier.control.import_started.v1", std::nullopt);
  for (today_ = story_.entries.front().from; today_ <= business_date_; today_ = today_ + 1)
    DOSSIER_TRY(tell_day());
  for (const Entry& entry : story_.entries)
    if (!lines_told_.contains(entry.line))
      return line_fault(entry, "nothing comes of this line",
                        "let its dates hold a due date of an open instalment, or drop it");
  bracket("dossier.control.import_completed.v1", static_cast<int64_t>(events_.size() - before));
  return std::move(events_);
}

Status Teller::check() {
  customer_ = story_.headers.find("customer")->second;
  const auto date = parse_date(story_.headers.find("business date")->second);
  if (!date || !valid_id(customer_) || !valid_id(story_.headers.find("import")->second))
    return fail(ErrorCode::invalid, "customer, import or business date is not well formed",
                line_field(1), "write customer: C-1042, import: IMP-1, business date: 2026-03-02");
  business_date_ = *date;
  if (story_.entries.empty())
    return fail(ErrorCode::invalid, "the story has no dated line", line_field(1), "add one");
  for (const Entry& entry : story_.entries)
    if (entry.from > business_date_)
      return line_fault(entry, "the date is after the business date", "move one of the two");
  return {};
}

Status Teller::tell_staff() {
  today_ = story_.entries.front().from;
  second_of_day_ = kStaffMinute * 60;
  for (const Entry& entry : story_.staff) {
    const std::string id(entry.text("_id"));
    if (!staff_.emplace(id, entry.text("_kind")).second)
      return line_fault(entry, "this member of staff stands twice", "keep one of the lines");
    later(60);
    JsonWriter json;
    json.begin_object();
    write_envelope(json, entry.verb->type, entry.verb->source,
                   fmt::format("{}/{}", entry.text("_kind"), id));
    json.key("data").begin_object().key("meta").begin_object();
    write_actor(json, entry.verb->actor);
    json.end_object();
    write_parts(json, entry.parts, today_);
    events_.push_back(json.end_object().end_object().take());
  }
  return {};
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

Status Teller::tell_day() {
  std::vector<Turn> turns;
  int32_t minute = 0;
  for (const Entry& entry : story_.entries) {
    if (entry.verb->each_due) {
      turns_for_dues(entry, turns);
    } else if (entry.from == today_) {
      // A line without a time keeps its place below the line above it.
      minute = entry.minute.value_or(std::max(usual_minute(entry), minute + 1));
      turns.push_back({minute, &entry, {}});
    }
  }
  std::ranges::stable_sort(turns, {}, &Turn::minute);
  for (const Turn& turn : turns) {
    auto told = tell_turn(turn);
    if (told) continue;
    if (told.error().field.empty()) told.error().field = line_field(turn.entry->line);
    return told;
  }
  return {};
}

void Teller::turns_for_dues(const Entry& entry, std::vector<Turn>& turns) {
  const auto loan = loan_of(entry);
  if (!loan) return;
  for (const LoanBook::Open& open : (*loan)->book.rows()) {
    const Date due = open.row.due;
    if (due < entry.from || due > entry.to || open.principal + open.interest == 0) continue;
    if (due + shift_of(entry, due) == today_) turns.push_back({usual_minute(entry), &entry, due});
  }
}

Status Teller::tell_turn(const Turn& turn) {
  second_of_day_ = turn.minute * 60 + turn.entry->line * 13 % 60;
  due_row_ = nullptr;
  if (turn.entry->verb->each_due) {
    DOSSIER_ASSIGN(Loan * loan, loan_of(*turn.entry));
    due_row_ = loan->book.due_on(turn.due);
  }
  DOSSIER_TRY(check_staff(*turn.entry));
  lines_told_.insert(turn.entry->line);
  const auto handler = turn.entry->verb->handler;
  return handler ? handler(*this, *turn.entry) : emit(*turn.entry);
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

void Teller::write_meta(JsonWriter& json, const Entry& entry, const std::vector<Part>& parts) {
  json.key("meta").begin_object();
  write_actor(json, actor_of(entry));
  if (entry.has("_reason")) json.member("reason", entry.text("_reason"));
  json.key("entities").begin_array();
  for (const Pointing& pointing : kEntities)
    if (const Slot* slot = find_in(parts, pointing.member))
      json.begin_object().member("kind", pointing.kind).member("id", slot->text).end_object();
  json.end_array();
  if (const Slot* slot = find_in(parts, "application_id")) json.member("group", "G-" + slot->text);
  json.member("import_id", story_.headers.find("import")->second).end_object();
}

Status Teller::emit_event(const Entry& entry, std::string_view type, std::string_view source,
                          const std::vector<Part>& parts, const Members& more) {
  JsonWriter json;
  json.begin_object();
  write_envelope(json, type, source, "customer/" + customer_);
  json.key("data").begin_object();
  write_meta(json, entry, parts);
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
                         const Members& members) {
  return emit_event(entry, type, source, {}, members);
}

Result<Loan*> Teller::loan_of(const Entry& entry) {
  const std::string_view wanted = entry.text("loan_id");
  for (auto loan = loans_.rbegin(); loan != loans_.rend(); ++loan)
    if (wanted.empty() ? !(*loan)->closed : (*loan)->id == wanted) return loan->get();
  return line_fault(entry,
                    wanted.empty() ? "no loan is open on that day"
                                   : fmt::format("no loan {} is paid out yet", wanted),
                    "write a line \"loan LN-… is paid out from AP-…\" before it");
}

Result<Loan*> Teller::add_loan(const Entry& entry, Loan loan) {
  for (const auto& other : loans_)
    if (other->id == loan.id)
      return line_fault(entry, fmt::format("loan {} is paid out twice", loan.id), "use a new id");
  for (const Entry& other : story_.entries)
    if (other.verb->form == "misses" && other.from >= today_) loan.missed.insert(other.from);
  loans_.push_back(std::make_unique<Loan>(std::move(loan)));
  return loans_.back().get();
}

Result<Application*> Teller::application_of(const Entry& entry) {
  const auto found = applications_.find(entry.text("application_id"));
  if (found == applications_.end())
    return line_fault(entry, "no such application is submitted yet",
                      "write its line \"applies for …\" before it");
  return &found->second;
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
