#include "support/made_event.h"

#include <cstring>

#include "dossier/base/ensure.h"
#include "dossier/events/derive.h"
#include "dossier/events/flatbuffer.h"
#include "dossier/events/json.h"

namespace dossier::test {
namespace {

using events::Tree;
using events::Value;

// Puts `value` under a field that must exist.
void set(events::TableValue& table, std::string_view name, Value value) {
  const auto* field = table.descriptor().find(name);
  ENSURE(field != nullptr, "no field {}", name);
  table.set(field->id, value);
}

Value made_box(Tree& tree, const events::TableDescriptor& descriptor, std::string_view subject,
               const events::PersonalPart& part) {
  std::string plaintext;
  events::build(tree.root(), events::Selector::personal(part, subject), plaintext);
  events::TableValue& box = tree.new_table(descriptor);
  if (!part.owner.empty()) set(box, "owner", tree.new_text(part.owner));
  set(box, "purpose", Value::of(static_cast<int64_t>(part.purpose)));
  set(box, "key_id", Value::of(int64_t{1}));
  const Value present = tree.new_list(part.present.size());
  for (size_t i = 0; i < part.present.size(); ++i)
    present.items()[i] = Value::of(static_cast<int64_t>(part.present[i]));
  set(box, "present", present);
  set(box, "sealed", tree.new_bytes(plaintext));
  return Value::of(box);
}

void seal(Tree& tree, std::string_view subject) {
  const auto parts = events::personal_parts(tree.root(), subject);
  if (parts.empty()) return;
  events::TableValue& meta = tree.open_table(tree.root(), 0);
  const auto* field = meta.descriptor().find("boxes");
  const Value boxes = tree.new_list(parts.size());
  for (size_t i = 0; i < parts.size(); ++i)
    boxes.items()[i] = made_box(tree, *field->table, subject, parts[i]);
  meta.set(field->id, boxes);
}

}  // namespace

MadeEvent make_event(std::string_view json) {
  events::EventParser parser({.trusted = true});
  auto parsed = parser.parse_cloud_event(json);
  ENSURE(parsed.has_value(), "{} in {}", to_string(parsed.error()), json);
  ENSURE(parsed->time.has_value(), "no time in {}", json);
  Tree& tree = parsed->data;
  const events::DeriveOptions options{
      .token = [](std::string_view, std::string_view value) -> Result<std::optional<std::string>> {
        return "token of " + std::string(value);
      },
      .country_code = "1"};
  ENSURE(events::derive(tree, options).has_value(), "derive");
  seal(tree, parsed->subject.key());
  std::string bytes;
  events::build(tree.root(), events::Selector::clear(), bytes);
  MadeEvent made{parsed->type, parsed->subject, parsed->source, parsed->id, *parsed->time, {}};
  made.value.resize((bytes.size() + 7) / 8);
  std::memcpy(made.value.data(), bytes.data(), bytes.size());
  return made;
}

}  // namespace dossier::test
