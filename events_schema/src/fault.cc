// The words of faults that several doors share.
#include "fault.h"

#include <algorithm>

namespace dossier::events {
namespace {

std::string range_of(const FieldDescriptor& field) {
  if (field.width == 8) return "a whole number within 64 bits";
  const int64_t top = (int64_t{1} << (field.width * 8 - (field.is_signed ? 1 : 0))) - 1;
  return fmt::format("a whole number from {} to {}", field.is_signed ? -top - 1 : 0, top);
}

std::string names_of(const EnumDescriptor& item) {
  if (item.values.size() > 40)
    return fmt::format("a name of {}, as the catalogue lists them", item.name);
  std::string out = "one of";
  for (const EnumValue& value : item.values) out += fmt::format(" {}", value.name);
  return out;
}

}  // namespace

std::string form_of(const FieldDescriptor& field) {
  switch (field.kind) {
    case FieldKind::boolean: return "true or false";
    case FieldKind::integer: return range_of(field);
    case FieldKind::enumeration: return names_of(*field.enumeration);
    case FieldKind::date: return "a date as \"2026-03-02\"";
    case FieldKind::instant: return "an instant as \"2026-03-02T10:15:00Z\"";
    case FieldKind::decimal:
      return fmt::format("a decimal as a string, with at most {} places", field.scale);
    case FieldKind::money: return R"(money as {"amount":"45000.00","currency":"JMD"})";
    case FieldKind::text: return "a string";
    case FieldKind::bytes: return "bytes in base64url";
    case FieldKind::numbers: return "an array of whole numbers from 0 to 65535";
    case FieldKind::table: return "an object";
    case FieldKind::texts: return "an array of strings";
    case FieldKind::tables: return "an array of objects";
  }
  return {};
}

Result<const TypeDescriptor*> type_of(std::string_view name, bool trusted) {
  const TypeDescriptor* type = find_type(name);
  if (type == nullptr)
    return fail(ErrorCode::invalid, "no event of this type in the catalogue", "type",
                "take a type from docs/events.md");
  if (type->internal && !trusted)
    return fail(ErrorCode::refused, "only Dossier itself writes this type", "type",
                "take a type from docs/events.md that is not internal");
  return type;
}

}  // namespace dossier::events
