#include "owner.h"

namespace dossier::events {

std::string Owner::key() const {
  if (kind.empty()) return {};
  std::string out;
  out.reserve(kind.size() + 1 + id.size());
  out.append(kind).append(1, '/').append(id);
  return out;
}

bool Owner::is(std::string_view owner_key) const {
  if (kind.empty()) return owner_key.empty();
  return owner_key.size() == kind.size() + 1 + id.size() && owner_key.starts_with(kind) &&
         owner_key[kind.size()] == '/' && owner_key.ends_with(id);
}

std::optional<Owner> owner_of(const TableValue& table, const FieldDescriptor& field) {
  if (field.owner < 0) return Owner{};
  const auto at = static_cast<uint16_t>(field.owner);
  const Value& sibling = table[at];
  if (!sibling.present()) return std::nullopt;
  if (sibling.kind() == ValueKind::text)
    return Owner{table.descriptor().fields[at].id_of, sibling.text()};
  const TableValue& who = sibling.table();
  const FieldDescriptor* kind = who.descriptor().find("kind");
  const Value* kind_value = who.find("kind");
  const Value* id = who.find("id");
  if (kind_value == nullptr || id == nullptr) return std::nullopt;
  const EnumValue* name = kind->enumeration->find(kind_value->number());
  if (name == nullptr) return std::nullopt;
  return Owner{name->name, id->text()};
}

}  // namespace dossier::events
