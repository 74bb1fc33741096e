#include "dossier/render/audit.h"

#include <algorithm>
#include <array>

#include "dossier/timeline/lines.h"
#include "personal.h"
#include "words.h"

namespace dossier::render {
namespace {

using events::FieldDescriptor;
using events::FieldFlag;
using events::FieldKind;
using events::TableValue;
using events::Value;

constexpr uint16_t kMeta = 0;  // field 0 of every event

// What a type does, by the last word of its name.
constexpr auto kChanging =
    std::to_array<std::string_view>({"updated", "changed", "assigned", "reassigned", "verified",
                                     "rated", "adjusted", "valued", "corrected", "restructured"});
// Ids that are values of the customer, and do not say whose field another one is.
constexpr auto kValueIds = std::to_array<std::string_view>({"officer", "branch", "agent", "cif"});

const Value* in_meta(const AuditRecord& record, std::string_view name) {
  const Value& meta = (*record.data)[kMeta];
  return meta.present() ? meta.table().find(name) : nullptr;
}

std::string_view text_at(const TableValue& table, std::string_view name) {
  const Value* value = table.find(name);
  return value == nullptr ? std::string_view() : value->text();
}

// The name of an enum's value in a table's field.
std::string_view name_at(const TableValue& table, std::string_view name) {
  const FieldDescriptor* field = table.descriptor().find(name);
  const Value* value = table.find(name);
  if (field == nullptr || field->enumeration == nullptr || value == nullptr) return {};
  const auto* named = field->enumeration->find(value->number());
  return named == nullptr ? std::string_view() : named->name;
}

bool is_reference(const FieldDescriptor& field) {
  return field.kind == FieldKind::table && field.table->name == "dossier.event.EntityRef";
}

bool is_entity(std::string_view kind) {
  static const events::EnumDescriptor& kinds = *events::all_types()
                                                    .front()
                                                    .table->fields[kMeta]
                                                    .table->find("entities")
                                                    ->table->find("kind")
                                                    ->enumeration;
  return kinds.find(kind) != nullptr;
}

void add(std::vector<AuditEntity>& all, std::string_view kind, std::string_view id) {
  AuditEntity entity{std::string(kind), std::string(id)};
  if (!kind.empty() && !id.empty() && std::ranges::find(all, entity) == all.end())
    all.push_back(std::move(entity));
}

bool made_by_model(const AuditRecord& record) {
  for (const std::string_view name : {"ai_drafted", "ai_summary", "ai_generated"}) {
    const Value* flag = record.data->find(name);
    if (flag != nullptr && flag->number() != 0) return true;
  }
  return name_at(*record.data, "method") == "ai";
}

bool says_whose(const FieldDescriptor& field) {
  return field.kind == FieldKind::text && field.has(FieldFlag::id) &&
         field.has(FieldFlag::mandatory) &&
         std::ranges::find(kValueIds, field.id_of) == kValueIds.end();
}

// Ids of root fields that are there, in clear or in a box, whether it opens or not.
std::vector<bool> present_fields(const AuditRecord& record) {
  std::vector<bool> there(record.type->table->fields.size());
  for (const FieldDescriptor& field : record.type->table->fields)
    there[field.id] = (*record.data)[field.id].present();
  const Value* boxes = in_meta(record, "boxes");
  if (boxes == nullptr) return there;
  for (const Value& box : boxes->items()) {
    const Value* ids = box.table().find("present");
    if (ids == nullptr) continue;
    for (const Value& id : ids->items())
      if (static_cast<size_t>(id.number()) < there.size())
        there[static_cast<size_t>(id.number())] = true;
  }
  return there;
}

// "customer/CP-1/value": family, whose it is, which field, of which enum.
std::string key_of(const AuditRecord& record, std::string_view scope,
                   const FieldDescriptor& field) {
  std::string_view family = record.type->name;  // "dossier.customer.status_changed.v1"
  for (int i = 0; i < 2; ++i) family = family.substr(0, family.rfind('.'));
  std::string key(family);
  key.append(1, '/').append(scope).append(field.name);
  if (field.enumeration != nullptr) key.append(1, '/').append(field.enumeration->name);
  return key;
}

std::string scope_of(const AuditRecord& record) {
  std::string scope;
  for (const FieldDescriptor& field : record.type->table->fields)
    if (says_whose(field) && (*record.data)[field.id].present())
      scope.append((*record.data)[field.id].text()).append(1, '/');
  return scope;
}

// A personal member of meta, whole; or a word that says why it is not there.
void write_sealed(JsonWriter& out, const AuditRecord& record, std::string_view name,
                  events::Purpose purpose, const Viewer& viewer) {
  if (const Value* said = in_meta(record, name)) return void(out.member(name, said->text()));
  const Value* boxes = in_meta(record, "boxes");
  if (boxes == nullptr) return;
  for (const Value& box : boxes->items()) {
    const Value* ids = box.table().find("present");
    const Value* kept_for = box.table().find("purpose");
    const bool held = ids != nullptr && !ids->items().empty() && kept_for != nullptr &&
                      ids->items().front().number() == kMeta &&
                      kept_for->number() == static_cast<int64_t>(purpose);
    if (!held) continue;
    const bool erased = std::ranges::find(record.erased, kMeta) != record.erased.end();
    const auto* word = erased ? "marker.erased" : "marker.unreadable";
    out.member(name, find_word(viewer.language, word).value_or(word));
  }
}

}  // namespace

AuditActor audit_actor(const AuditRecord& record) {
  if (const Value* actor = in_meta(record, "actor")) {
    const std::string_view kind = name_at(actor->table(), "kind");
    if (!kind.empty()) return {std::string(kind), std::string(text_at(actor->table(), "id"))};
  }
  const auto* line = timeline::find_line(record.type->code);
  const auto id =
      line == nullptr || line->by.empty() ? std::string_view() : text_at(*record.data, line->by);
  if (!id.empty()) return {line->by == "agent_id" ? "agent" : "officer", std::string(id)};
  return {made_by_model(record) ? "ai" : "system", {}};
}

std::vector<AuditEntity> audit_entities(const AuditRecord& record, std::string_view customer_id) {
  std::vector<AuditEntity> all;
  const auto add_reference = [&all](const TableValue& reference) {
    add(all, name_at(reference, "kind"), text_at(reference, "id"));
  };
  for (const FieldDescriptor& field : record.type->table->fields) {
    const Value& value = (*record.data)[field.id];
    if (!value.present()) continue;
    if (field.kind == FieldKind::text && is_entity(field.id_of))
      add(all, field.id_of, value.text());
    else if (is_reference(field))
      add_reference(value.table());
  }
  if (const Value* named = in_meta(record, "entities"))
    for (const Value& item : named->items()) add_reference(item.table());
  if (all.empty()) add(all, "customer", customer_id);
  return all;
}

bool audit_changes(const events::TypeDescriptor& type) {
  std::string_view name = type.name.substr(0, type.name.rfind('.'));
  name = name.substr(name.find_last_of("._") + 1);
  return std::ranges::find(kChanging, name) != kChanging.end();
}

std::vector<AuditField> audit_fields(const AuditRecord& record) {
  const auto& table = *record.type->table;
  const std::vector<bool> there = present_fields(record);
  const std::string scope = scope_of(record);
  std::vector<AuditField> fields;
  const auto put = [&](const FieldDescriptor& field, bool cleared) {
    const auto* previous = table.find("previous_" + std::string(field.name));
    const bool said = previous != nullptr && there[previous->id];
    fields.push_back({field.id, cleared, said ? previous->id : -1, key_of(record, scope, field)});
  };
  const auto is_previous = [&](std::string_view name) {
    constexpr std::string_view kPrefix = "previous_";
    return name.starts_with(kPrefix) && table.find(name.substr(kPrefix.size())) != nullptr;
  };
  for (const FieldDescriptor& field : table.fields) {
    const bool list = field.id == table.cleared;
    if (field.id == kMeta || list || !there[field.id] || !field.published()) continue;
    if (!says_whose(field) && !is_previous(field.name)) put(field, false);
  }
  if (table.cleared < 0) return fields;
  for (const Value& name : (*record.data)[static_cast<uint16_t>(table.cleared)].items())
    if (const auto* field = table.find(name.text())) put(*field, true);
  return fields;
}

void write_audit(JsonWriter& out, const AuditRecord& record, std::span<const AuditChange> changes,
                 std::string_view customer_id, const Viewer& viewer) {
  const AuditActor actor = audit_actor(record);
  out.key("actor").begin_object().member("kind", actor.kind).member("id", actor.id).end_object();
  out.key("entities").begin_array();
  for (const auto& [kind, id] : audit_entities(record, customer_id))
    out.begin_object().member("kind", kind).member("id", id).end_object();
  out.end_array();
  write_sealed(out, record, "reason", events::Purpose::content, viewer);
  write_sealed(out, record, "ip", events::Purpose::trace, viewer);
  out.key("changes").begin_array();
  for (const AuditChange& change : changes) {
    out.begin_object().member("field", record.type->table->fields[change.field.id].name);
    for (const auto& [name, value] : {std::pair("before", change.before), {"after", change.after}})
      value ? out.member(name, *value) : out.key(name).null();
    if (!change.before_known) out.member("before_known", false);
    out.end_object();
  }
  out.end_array();
  const auto param = [&](std::string_view name) -> std::optional<std::string> {
    const FieldDescriptor* field = record.type->table->find(name);
    const Value* value = record.data->find(name);
    if (field == nullptr || value == nullptr || field->personal()) return std::nullopt;
    if (value->kind() == events::ValueKind::list) return std::to_string(value->items().size());
    return text_of(*field, *value, viewer.language);
  };
  std::string who(find_word(viewer.language, "actor." + actor.kind).value_or(actor.kind));
  if (!actor.id.empty()) who += " " + actor.id;
  out.key("text").begin_object();
  out.member("action", event_title(viewer.language, record.type->name, param));
  out.member("who", who).end_object();
}

}  // namespace dossier::render
