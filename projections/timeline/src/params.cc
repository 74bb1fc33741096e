// A field of an event as a parameter of its entry, told by the schema's descriptor. Any thread.
#include "dossier/events/flatbuffer.h"
#include "dossier/timeline/lines.h"

namespace dossier::timeline {
namespace {

using events::FieldDescriptor;
using events::FieldKind;

Param scalar(const FieldDescriptor& field, int64_t number) {
  switch (field.kind) {
    case FieldKind::boolean: return {ParamKind::flag, {}, number, 0};
    case FieldKind::date: return {ParamKind::date, {}, number, 0};
    case FieldKind::instant: return {ParamKind::instant, {}, number, 0};
    case FieldKind::decimal: return {ParamKind::decimal, {}, number, field.scale};
    case FieldKind::enumeration: {
      const auto* value = field.enumeration->find(number);
      return {ParamKind::word, value == nullptr ? "" : std::string(value->name), 0, 0};
    }
    default: return {ParamKind::number, {}, number, 0};
  }
}

std::optional<Param> count_at(const FieldDescriptor& field, const uint8_t* flatbuffer) {
  const auto* root = flatbuffers::GetRoot<flatbuffers::Table>(flatbuffer);
  const auto* list =
      root->GetPointer<const flatbuffers::Vector<flatbuffers::Offset<void>>*>(field.vtable_offset);
  if (list == nullptr) return std::nullopt;
  return Param{ParamKind::number, {}, static_cast<int64_t>(list->size()), 0};
}

}  // namespace

std::optional<Param> param_at(const FieldDescriptor& field, const uint8_t* flatbuffer) {
  switch (field.kind) {
    case FieldKind::money: {
      const auto money = events::money_at(field, flatbuffer);
      if (!money) return std::nullopt;
      return Param{ParamKind::money, {}, money->minor, money->currency};
    }
    case FieldKind::text: {
      const auto text = events::text_at(field, flatbuffer);
      if (!text) return std::nullopt;
      return Param{ParamKind::text, std::string(*text), 0, 0};
    }
    case FieldKind::texts:
    case FieldKind::tables: return count_at(field, flatbuffer);
    case FieldKind::bytes:
    case FieldKind::numbers:
    case FieldKind::table: return std::nullopt;
    default: break;
  }
  const auto number = events::number_at(field, flatbuffer);
  return number ? std::optional(scalar(field, *number)) : std::nullopt;
}

}  // namespace dossier::timeline
