#include "seen_event.h"

#include <doctest/doctest.h>

#include "dossier/events/json.h"

namespace dossier::seeds {
namespace {

using events::FieldDescriptor;
using events::FieldKind;
using events::TableValue;
using events::Value;
using events::ValueKind;

SeenRow row_of(const TableValue& table) {
  const auto number = [&](std::string_view name) { return table.find(name)->number(); };
  const auto money = [&](std::string_view name) { return table.find(name)->money().minor; };
  return {number("number"), Date{static_cast<int32_t>(number("due_date"))}, money("principal"),
          money("interest"), money("balance")};
}

void look(const TableValue& table, const std::string& path, SeenEvent& seen) {
  for (const FieldDescriptor& field : table.descriptor().fields) {
    const Value& value = table[field.id];
    const std::string name = path + std::string(field.name);
    if (value.kind() == ValueKind::money) seen.numbers[name] = value.money().minor;
    if (value.kind() == ValueKind::text) seen.texts[name] = value.text();
    if (value.kind() == ValueKind::table) look(value.table(), name + ".", seen);
    if (value.kind() != ValueKind::number) continue;
    if (field.kind == FieldKind::enumeration)
      seen.texts[name] = field.enumeration->find(value.number())->name;
    else
      seen.numbers[name] = value.number();
  }
}

}  // namespace

int64_t SeenEvent::number(const std::string& name) const {
  INFO(type, " ", id, " ", name);
  REQUIRE(numbers.contains(name));
  return numbers.at(name);
}

std::string SeenEvent::text(const std::string& name) const {
  const auto found = texts.find(name);
  return found == texts.end() ? std::string() : found->second;
}

SeenEvent see(std::string_view json) {
  static events::EventParser parser;
  const auto parsed = parser.parse_cloud_event(json);
  INFO(json);
  INFO((parsed ? std::string() : to_string(parsed.error())));
  REQUIRE(parsed.has_value());
  SeenEvent seen;
  seen.id = parsed->id;
  seen.source = parsed->source;
  const std::string_view type = parsed->type->name;
  seen.type = type.substr(8, type.size() - 8 - 3);
  seen.subject = parsed->subject.key();
  REQUIRE(parsed->time.has_value());
  seen.time = *parsed->time;
  look(parsed->data.root(), "", seen);
  if (const Value* schedule = parsed->data.root().find("schedule"))
    for (const Value& row : schedule->items()) seen.schedule.push_back(row_of(row.table()));
  return seen;
}

std::vector<SeenEvent> see_all(const std::vector<std::string>& documents) {
  std::vector<SeenEvent> all;
  for (const std::string& document : documents) all.push_back(see(document));
  return all;
}

}  // namespace dossier::seeds
