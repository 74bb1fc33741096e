// An event as a row: told by the type's line and the schema's descriptors alone. Pure.
#include "entry.h"

#include <algorithm>

#include "dossier/events/flatbuffer.h"

namespace dossier::timeline {
namespace {

using event::ActorKind;
using event::EntityKind;
using events::FieldDescriptor;
using fold::Event;

const event::Meta* meta_of(const Event& event) {
  // Field 0 of every event is `meta` (docs/formats/event.md), so any table type reads it.
  return flatbuffers::GetRoot<flatbuffers::Table>(event.value)->GetPointer<const event::Meta*>(4);
}

std::optional<EntityKind> entity_kind(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(EntityKind::MAX); ++i)
    if (enum_name(static_cast<EntityKind>(i)) == name) return static_cast<EntityKind>(i);
  return std::nullopt;
}

void add_entity(Row& row, EntityKind kind, std::string id) {
  EntityLink link{kind, std::move(id)};
  if (std::ranges::find(row.entities, link) == row.entities.end())
    row.entities.push_back(std::move(link));
}

void add_reference(Row& row, const event::EntityRef* reference) {
  if (reference != nullptr && reference->kind() && reference->id() != nullptr)
    add_entity(row, *reference->kind(), reference->id()->str());
}

// A value of an entry: a root field, or a constant.
struct Source {
  const FieldDescriptor* field = nullptr;
  std::string constant;

  std::string read(const Event& event) const {
    if (field == nullptr) return constant;
    const auto param = param_at(*field, event.value);
    return param ? param->text : std::string();
  }
};

// A line with its names looked up, once.
struct Plan {
  std::vector<const FieldDescriptor*> params;
  std::vector<std::pair<EntityKind, const FieldDescriptor*>> ids;
  std::vector<const FieldDescriptor*> links;
  std::vector<const FieldDescriptor*> ai_flags;
  const FieldDescriptor* by = nullptr;
  const FieldDescriptor* sentiment = nullptr;
  Source channel;
  Source direction;
};

const FieldDescriptor* field_named(const events::TypeDescriptor& type, std::string_view name) {
  const auto* field = type.table->find(name);
  ENSURE(field != nullptr, "{} has no field {}", type.name, name);
  return field;
}

Source source_of(const events::TypeDescriptor& type, std::string_view text) {
  if (text.empty()) return {};
  if (text.starts_with('=')) return {nullptr, std::string(text.substr(1))};
  return {field_named(type, text), {}};
}

Plan plan(const Line& line) {
  const auto* type = events::find_type(line.kind);
  ENSURE(type != nullptr, "no event type {}", static_cast<int>(line.kind));
  Plan made;
  for (const auto name : split_words(line.params)) made.params.push_back(field_named(*type, name));
  for (const FieldDescriptor& field : type->table->fields) {
    const bool text = field.kind == events::FieldKind::text;
    const auto kind = text ? entity_kind(field.id_of) : std::nullopt;
    if (kind) made.ids.emplace_back(*kind, &field);
    if (field.kind == events::FieldKind::table && field.table->name == "dossier.event.EntityRef")
      made.links.push_back(&field);
  }
  for (const std::string_view name : {"ai_drafted", "ai_summary", "ai_generated"})
    if (const auto* field = type->table->find(name)) made.ai_flags.push_back(field);
  if (!line.by.empty()) made.by = field_named(*type, line.by);
  made.sentiment = type->table->find("sentiment");
  made.channel = source_of(*type, line.channel);
  made.direction = source_of(*type, line.direction);
  return made;
}

const Plan& plan_of(const Line& line) {
  static const std::vector<Plan> kPlans = [] {
    std::vector<Plan> plans;
    for (const Line& each : lines()) plans.push_back(plan(each));
    return plans;
  }();
  return kPlans[static_cast<size_t>(&line - lines().data())];
}

// Root fields that are ids of things, and links to things.
void add_entities(Row& row, const Plan& plan, const Event& event) {
  for (const auto& [kind, field] : plan.ids)
    if (const auto param = param_at(*field, event.value)) add_entity(row, kind, param->text);
  const auto* root = flatbuffers::GetRoot<flatbuffers::Table>(event.value);
  for (const auto* field : plan.links)
    add_reference(row, root->GetPointer<const event::EntityRef*>(field->vtable_offset));
}

Performer performer_of(ActorKind kind) {
  switch (kind) {
    case ActorKind::system: return Performer::system;
    case ActorKind::ai: return Performer::ai;
    case ActorKind::customer: return Performer::customer;
    default: return Performer::officer;
  }
}

// The actor in meta, else the field that names one, else the line's.
void set_performer(Row& row, const Plan& plan, const Event& event, const event::Meta* meta) {
  if (meta != nullptr && meta->actor() != nullptr && meta->actor()->kind()) {
    row.actor_kind = meta->actor()->kind();
    row.performer = performer_of(*row.actor_kind);
    if (meta->actor()->id() != nullptr) row.actor_id = meta->actor()->id()->str();
    return;
  }
  const auto by = plan.by == nullptr ? std::nullopt : param_at(*plan.by, event.value);
  if (!by) return;
  row.actor_kind = plan.by->name == "agent_id" ? ActorKind::agent : ActorKind::officer;
  row.actor_id = by->text;
  row.performer = Performer::officer;
}

bool made_by_model(const Row& row, const Plan& plan, const Event& event) {
  const auto method = row.params.find("method");
  const bool by_ai = method != row.params.end() && method->second.kind == ParamKind::word &&
                     method->second.text == "ai";
  return by_ai || row.performer == Performer::ai ||
         std::ranges::any_of(plan.ai_flags, [&](const FieldDescriptor* field) {
           const auto flag = param_at(*field, event.value);
           return flag && flag->number != 0;
         });
}

std::optional<event::Sentiment> sentiment_of(const Plan& plan, const Event& event) {
  if (plan.sentiment == nullptr) return std::nullopt;
  const auto number = events::number_at(*plan.sentiment, event.value);
  return number ? std::optional(static_cast<event::Sentiment>(*number)) : std::nullopt;
}

// A collector's activity counts as contact where it reaches out to somebody.
std::string channel_of(const std::string& said) {
  static constexpr std::pair<std::string_view, std::string_view> kChannels[] = {
      {"sms", "sms"},           {"email", "email"},
      {"whatsapp", "whatsapp"}, {"push", "push"},
      {"in_app", "in_app"},     {"call", "call"},
      {"phone_call", "call"},   {"field_visit", "visit"},
      {"letter", "letter"},     {"legal_notice", "letter"}};
  for (const auto& [name, channel] : kChannels)
    if (name == said) return std::string(channel);
  return {};
}

}  // namespace

Row row_of(const Line& line, const Event& event) {
  const Plan& plan = plan_of(line);
  Row row;
  row.id = to_string(event.position);
  row.event = event.type->code;
  row.category = line.category;
  row.recorded = event.recorded;
  row.performer = line.performer;
  row.params.reserve(plan.params.size());
  for (const auto* field : plan.params)
    if (auto param = param_at(*field, event.value))
      row.params.emplace(field->name, std::move(*param));
  const event::Meta* meta = meta_of(event);
  set_performer(row, plan, event, meta);
  if (meta != nullptr && meta->entities() != nullptr)
    for (const auto* reference : *meta->entities()) add_reference(row, reference);
  add_entities(row, plan, event);
  if (meta != nullptr && meta->group() != nullptr) row.group = meta->group()->str();
  row.sentiment = sentiment_of(plan, event);
  row.ai = made_by_model(row, plan, event);
  row.boxes = fold::boxes_of(event);
  // Network addresses are for the audit of the record itself, not for a page that many read.
  std::erase_if(row.boxes, [](const fold::SealedBox& box) {
    return box.purpose == static_cast<uint8_t>(event::Purpose::trace);
  });
  return row;
}

std::optional<LastContact> contact_of(const Line& line, const Event& event) {
  if (line.channel.empty()) return std::nullopt;
  const Plan& plan = plan_of(line);
  LastContact contact;
  contact.at = event.effective;
  contact.channel = channel_of(plan.channel.read(event));
  if (contact.channel.empty()) return std::nullopt;
  const bool inbound = plan.direction.read(event) == "inbound";
  contact.direction = inbound ? Direction::inbound : Direction::outbound;
  return contact;
}

}  // namespace dossier::timeline
