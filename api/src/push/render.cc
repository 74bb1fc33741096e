#include "push/render.h"

#include <algorithm>
#include <array>
#include <set>

#include "dossier/engine/position.h"
#include "present.h"

namespace dossier::api::push {
namespace {

// An object's members without its braces.
std::string members_of(JsonWriter& out) {
  std::string text = out.end_object().take();
  return text.substr(1, text.size() - 2);
}

void write_day(JsonWriter& out, const std::optional<Date>& day) {
  out.key("business_date");
  if (day)
    out.text(to_string(*day));
  else
    out.null();
}

// Names of the projections whose slices or rows changed, in their order.
void write_changed(JsonWriter& out, const engine::Engine& engine, const engine::Change& change) {
  std::set<fold::Slot> slots;
  for (const auto& [slot, kind] : change.slices) slots.insert(slot);
  for (const auto& row : change.rows) slots.insert(row.slot);
  out.key("changed").begin_array();
  for (const auto& projection : engine.projections())
    if (slots.contains(projection->info().slot)) out.text(projection->info().name);
  if (change.status) out.text("importing");
  out.end_array();
}

void write_rows(JsonWriter& out, const engine::Engine& engine, const engine::Change& change,
                const render::Viewer& viewer) {
  const auto shown = timeline_query();
  const auto of_timeline = [&](const engine::ChangedRow& row) {
    return row.slot == shown.slot && row.set == shown.set;
  };
  const engine::SubjectView view;  // entries say nothing of it
  out.key("rows").begin_array();
  for (const auto& row : change.rows)
    if (of_timeline(row) && !row.withdrawn)
      write_entry(out, {engine, change.subject, view, viewer}, {row.key, row.value});
  out.end_array().key("withdrawn").begin_array();
  for (const auto& row : change.rows)
    if (of_timeline(row) && row.withdrawn) out.text(entry_id(row.value));
  out.end_array();
}

}  // namespace

std::string token_of(const engine::Engine& engine, Position position) {
  if (position.offset.value < 0) return {};
  return engine::position_token(engine.records().log_id(), std::array{position});
}

MessagePtr change_message(const engine::Engine& engine, const TopicName& topic,
                          const engine::Change& change, const render::Viewer& viewer) {
  const std::string token = token_of(engine, change.position);
  JsonWriter out;
  out.begin_object().member("topic", topic.text).member("position", token);
  if (change.day) write_day(out, change.day);
  if (change.kind == engine::Change::Kind::day_opened)
    return std::make_shared<Message>("day", members_of(out), token);
  if (change.kind == engine::Change::Kind::rate_changed)
    return std::make_shared<Message>("rates", members_of(out), token);
  out.member("subject", change.subject.key()).member("version", token);
  if (!change.traceparent.empty()) out.member("traceparent", change.traceparent);
  if (change.anew) {
    out.member("why", "anew");
    return std::make_shared<Message>("snapshot", members_of(out), token);
  }
  write_changed(out, engine, change);
  write_rows(out, engine, change, viewer);
  return std::make_shared<Message>("change", members_of(out), token);
}

MessagePtr snapshot_message(const engine::Engine& engine, const TopicName& topic,
                            std::string_view why, const engine::SubjectView& view) {
  const std::string token = folded_token(engine, view.folded);
  JsonWriter out;
  out.begin_object().member("topic", topic.text).member("why", why).member("position", token);
  write_day(out, view.folded.business_date);
  out.member("subject", topic.subject.key()).member("version", token_of(engine, view.version));
  return std::make_shared<Message>("snapshot", members_of(out), token);
}

MessagePtr subscribed_message(const engine::Engine& engine, const TopicName& topic,
                              const engine::SubjectView& view, Position position, bool resumed) {
  JsonWriter out;
  out.begin_object().member("topic", topic.text).member("position", token_of(engine, position));
  write_day(out, view.folded.business_date);
  out.member("subject", topic.subject.key()).member("version", token_of(engine, view.version));
  out.member("resumed", resumed);
  return std::make_shared<Message>("subscribed", members_of(out));
}

MessagePtr portfolio_message(const engine::Engine& engine, std::string_view type,
                             std::string_view why) {
  std::vector<engine::FoldedPosition> folded;
  for (uint16_t p = 0; p < engine.records().partition_count(); ++p)
    folded.push_back(engine.position({p}));
  const std::string token = folded_token(engine, folded);
  JsonWriter out;
  out.begin_object().member("topic", "portfolio").member("position", token);
  write_day(out,
            std::ranges::max(folded, {}, &engine::FoldedPosition::business_date).business_date);
  if (type == "subscribed") out.member("resumed", false);
  if (type == "change") out.key("changed").begin_array().text("portfolio").end_array();
  if (!why.empty()) out.member("why", why);
  return std::make_shared<Message>(type, members_of(out), token);
}

std::string operations_json(const engine::Engine& engine) {
  const auto usage = engine.usage(false);
  JsonWriter out;
  out.begin_object().member("quarantine", engine.quarantine().size());
  out.member("records", usage.records).member("unfolded", usage.unfolded);
  out.member("lag_ms", static_cast<int64_t>(usage.lag_seconds * 1000));
  out.member("failed", engine.failure().has_value()).key("partitions").begin_array();
  for (uint16_t p = 0; p < engine.records().partition_count(); ++p) {
    const auto folded = engine.position({p});
    out.begin_object().member("partition", p).member("folded", folded.next.offset.value);
    write_day(out, folded.business_date);
    out.end_object();
  }
  return out.end_array().end_object().take();
}

MessagePtr operations_message(std::string_view type, const std::string& state) {
  JsonWriter out;
  out.begin_object().member("topic", "operations");
  if (type == "subscribed") out.member("resumed", false);
  if (type == "snapshot") out.member("why", "first");
  if (!state.empty()) out.key("operations").raw(state);
  return std::make_shared<Message>(type, members_of(out));
}

MessagePtr presence_message(const TopicName& topic, std::string_view event,
                            std::span<const Present> who) {
  JsonWriter out;
  out.begin_object().member("topic", topic.text).member("event", event).key("who").begin_array();
  for (const Present& one : who)
    out.begin_object().member("id", one.id).member("role", name_of(one.role)).end_object();
  out.end_array();
  return std::make_shared<Message>("presence", members_of(out));
}

}  // namespace dossier::api::push
