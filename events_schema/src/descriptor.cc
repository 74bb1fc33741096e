// Look-ups in the generated tables.
#include "dossier/events/descriptor.h"

#include <algorithm>
#include <functional>

#include "dossier/events/fbs/common_generated.h"
#include "generated_tables.h"

namespace dossier::events {

namespace {

// As the schema compiler sorts names.
struct LookUpOrder {
  bool operator()(std::string_view a, std::string_view b) const {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
};

}  // namespace

static_assert(static_cast<uint8_t>(Purpose::identity) ==
              static_cast<uint8_t>(event::Purpose::identity));
static_assert(static_cast<uint8_t>(Purpose::trace) == static_cast<uint8_t>(event::Purpose::trace));

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::none: return "none";
    case Purpose::identity: return "identity";
    case Purpose::contact: return "contact";
    case Purpose::finance: return "finance";
    case Purpose::content: return "content";
    case Purpose::trace: return "trace";
  }
  return "none";
}

const EnumValue* EnumDescriptor::find(int64_t number) const {
  // Most enums count from 0 without a gap, so the first guess is right.
  const auto guess = static_cast<uint64_t>(number - values.front().number);
  if (guess < values.size() && values[guess].number == number) return &values[guess];
  const auto found = std::ranges::lower_bound(values, number, {}, &EnumValue::number);
  return found == values.end() || found->number != number ? nullptr : &*found;
}

const EnumValue* EnumDescriptor::find(std::string_view value_name) const {
  const auto found = std::ranges::lower_bound(by_name, value_name, LookUpOrder{}, &EnumValue::name);
  return found == by_name.end() || found->name != value_name ? nullptr : &*found;
}

const FieldDescriptor* TableDescriptor::find(std::string_view field_name) const {
  const auto name_at = [this](uint16_t id) { return fields[id].name; };
  const auto found = std::ranges::lower_bound(by_name, field_name, LookUpOrder{}, name_at);
  return found == by_name.end() || name_at(*found) != field_name ? nullptr : &fields[*found];
}

bool TypeDescriptor::allows_subject(std::string_view subject_kind) const {
  return std::ranges::find(subject_kinds, subject_kind) != subject_kinds.end();
}

std::span<const TypeDescriptor> all_types() { return generated::kTypes; }

const TypeDescriptor* find_type(std::string_view name) {
  const auto name_at = [](uint16_t index) { return generated::kTypes[index].name; };
  const auto found =
      std::ranges::lower_bound(generated::kTypesByName, name, LookUpOrder{}, name_at);
  if (found == generated::kTypesByName.end() || name_at(*found) != name) return nullptr;
  return &generated::kTypes[*found];
}

const TypeDescriptor* find_type(uint16_t code) {
  const auto types = all_types();
  const auto found = std::ranges::lower_bound(types, code, {}, &TypeDescriptor::code);
  return found == types.end() || found->code != code ? nullptr : &*found;
}

}  // namespace dossier::events
