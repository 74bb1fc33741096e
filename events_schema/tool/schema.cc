// Small look-ups that the other files of the compiler share.
#include "schema.h"

#include <algorithm>
#include <functional>
#include <set>

namespace dossier::schema {
namespace {

std::string lookup(const Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string() : found->second;
}

}  // namespace

std::string Field::get(std::string_view attribute) const { return lookup(attributes, attribute); }

std::string Table::get(std::string_view attribute) const { return lookup(attributes, attribute); }

const Field* Table::find(std::string_view field_name) const {
  const auto found = std::ranges::find(fields, field_name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(separator, at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::string short_name(std::string_view full_name) {
  return std::string(full_name.substr(full_name.rfind('.') + 1));
}

std::string Event::family() const { return split(name, '.').at(1); }

std::string Event::identifier() const {
  const auto parts = split(name, '.');
  const std::string plain = parts.at(1) + "_" + parts.at(2);
  return parts.at(3) == "v1" ? plain : plain + "_" + parts.at(3);
}

std::vector<std::string> Event::subjects() const {
  const std::string listed = table->get("subjects");
  return listed.empty() ? std::vector<std::string>{"customer"} : split(listed, ',');
}

DerivedFrom parse_derived(const std::string& text) {
  const size_t open = text.find('(');
  if (open == std::string::npos || !text.ends_with(')')) return {};
  return {text.substr(0, open), text.substr(open + 1, text.size() - open - 2)};
}

std::vector<const Table*> reachable_tables(const Schema& schema) {
  std::vector<const Table*> out;
  std::set<std::string> seen;
  const std::function<void(const Table&)> visit = [&](const Table& table) {
    if (!seen.insert(table.name).second) return;
    for (const Field& field : table.fields)
      if (field.shape == Shape::table || field.shape == Shape::tables)
        visit(schema.table(field.target));
    out.push_back(&table);
  };
  for (const Event& event : schema.events) visit(*event.table);
  return out;
}

}  // namespace dossier::schema
