// Values of any event, masked by the class that their field belongs to.
#include <algorithm>

#include "dossier/render/audit.h"
#include "mask.h"
#include "personal.h"
#include "words.h"

namespace dossier::render {
namespace {

using events::FieldDescriptor;
using events::FieldKind;
using events::Value;

bool has(std::string_view name, std::string_view part) {
  return name.find(part) != std::string_view::npos;
}

FieldClass contact_class(std::string_view name, std::string_view text) {
  if (has(name, "email") || text.find('@') != std::string_view::npos) return FieldClass::email;
  if (name == "label") return FieldClass::content;
  return has(name, "phone") || name == "value" ? FieldClass::phone : FieldClass::address;
}

FieldClass identity_class(std::string_view name) {
  if (has(name, "national_id") || name == "trn") return FieldClass::national_number;
  if (has(name, "birth")) return FieldClass::birth_date;
  return name == "gender" || name == "pronoun" ? FieldClass::trait : FieldClass::name;
}

// As the profile's page shows the same field; what no rule knows is as guarded as people's words.
FieldClass class_of(const FieldDescriptor& field, std::string_view text) {
  switch (field.purpose) {
    case events::Purpose::identity: return identity_class(field.name);
    case events::Purpose::contact: return contact_class(field.name, text);
    case events::Purpose::finance:
      return field.kind == FieldKind::money ? FieldClass::income : FieldClass::work;
    default: return FieldClass::content;
  }
}

std::string shown_as(FieldClass field_class, std::string_view text, const Viewer& viewer) {
  switch (viewer.masks.of(field_class)) {
    case Shown::full: return std::string(text);
    case Shown::masked: return masked(field_class, text);
    case Shown::hidden: break;
  }
  return std::string(find_word(viewer.language, "marker.hidden").value_or(""));
}

std::string value_text(const FieldDescriptor& field, const Value& value, const Viewer& viewer);

// A table's parts, each by its own class.
std::string parts_text(const events::TableValue& table, const Viewer& viewer) {
  std::string out;
  for (const FieldDescriptor& field : table.descriptor().fields) {
    if (!table[field.id].present() || !field.published()) continue;
    const std::string text = value_text(field, table[field.id], viewer);
    if (!text.empty()) out.append(out.empty() ? "" : ", ").append(text);
  }
  return out;
}

std::string value_text(const FieldDescriptor& field, const Value& value, const Viewer& viewer) {
  std::string text;
  switch (field.kind) {
    case FieldKind::table: return parts_text(value.table(), viewer);
    case FieldKind::tables:
      for (const Value& item : value.items())
        text.append(text.empty() ? "" : "; ").append(parts_text(item.table(), viewer));
      return text;
    case FieldKind::texts:
      for (const Value& item : value.items())
        text.append(text.empty() ? "" : ", ").append(item.text());
      break;
    default: text = text_of(field, value, viewer.language);
  }
  return field.personal() ? shown_as(class_of(field, text), text, viewer) : text;
}

std::string value_of(const AuditRecord& record, uint16_t id, const Viewer& viewer) {
  const auto marker = [&](std::string_view key) {
    return std::string(find_word(viewer.language, key).value_or(key));
  };
  if (std::ranges::find(record.erased, id) != record.erased.end()) return marker("marker.erased");
  const Value& value = (*record.data)[id];
  if (std::ranges::find(record.unreadable, id) != record.unreadable.end() || !value.present())
    return marker("marker.unreadable");
  return value_text(record.type->table->fields[id], value, viewer);
}

}  // namespace

std::optional<std::string> audit_value(const AuditRecord& record, const AuditField& field,
                                       const Viewer& viewer) {
  if (field.cleared) return std::nullopt;
  return value_of(record, field.id, viewer);
}

std::optional<std::string> audit_previous(const AuditRecord& record, const AuditField& field,
                                          const Viewer& viewer) {
  if (field.previous < 0) return std::nullopt;
  return value_of(record, static_cast<uint16_t>(field.previous), viewer);
}

}  // namespace dossier::render
