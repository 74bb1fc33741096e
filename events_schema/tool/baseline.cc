// The schema as lines that diff well: what once stood there must stand there for ever.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "schema.h"

namespace dossier::schema {
namespace {

// "dossier.event.loan.Terms" -> "loan"; "dossier.event.Money" -> "common".
std::string family_of(const std::string& full_name) {
  const auto parts = split(full_name, '.');
  return parts.size() > 3 ? parts[2] : "common";
}

std::string attributes_text(const Attributes& attributes) {
  std::string out;
  for (const auto& [name, value] : attributes) {
    // Kinds of subject may be added, so each has a line of its own.
    if (name == "id" || name == "subjects") continue;
    const bool valued = !value.empty() && value != "0";
    out += valued ? fmt::format(" {}={}", name, value) : " " + name;
  }
  return out;
}

void add_table(const Table& table, Baseline& out) {
  auto& lines = out[family_of(table.name)];
  lines.push_back(fmt::format("{} {}{}", table.is_struct ? "struct" : "table", table.name,
                              attributes_text(table.attributes)));
  for (const Field& field : table.fields)
    lines.push_back(fmt::format("field {}.{} id={} offset={} {}{}", table.name, field.name,
                                field.id, field.offset, field.type,
                                attributes_text(field.attributes)));
}

void add_enum(const Enum& item, Baseline& out) {
  auto& lines = out[family_of(item.name)];
  lines.push_back(fmt::format("enum {} {}", item.name, item.type));
  for (const EnumValue& value : item.values)
    lines.push_back(fmt::format("value {}.{} {}", item.name, value.name, value.number));
}

// "field dossier.event.loan.Terms.balloon": what a line is about.
std::string key_of(const std::string& line) {
  return line.substr(0, line.find(' ', line.find(' ') + 1));
}

const std::string* same_key(const std::vector<std::string>& lines, const std::string& key) {
  const auto found = std::ranges::find(lines, key, key_of);
  return found == lines.end() ? nullptr : &*found;
}

void check_added(const std::string& family, const std::vector<std::string>& before,
                 const std::string& line, Faults& faults) {
  const auto words = split(line, ' ');
  if (words[0] != "field" || std::ranges::find(words, "mandatory") == words.end()) return;
  const std::string table = "table " + words[1].substr(0, words[1].rfind('.'));
  if (same_key(before, table) != nullptr)
    faults.push_back(
        fmt::format("baseline/{}.txt: {} is new in an old table, so it can't be "
                    "mandatory: publishers do not send it yet",
                    family, words[1]));
}

}  // namespace

Baseline baseline_of(const Schema& schema) {
  Baseline out;
  for (const Event& event : schema.events) {
    auto& lines = out[event.family()];
    lines.push_back(fmt::format("code {} {}", event.name, event.code));
    for (const std::string& kind : event.subjects())
      lines.push_back(fmt::format("subject {}/{}", event.name, kind));
  }
  for (const auto& [name, item] : schema.enums) add_enum(item, out);
  for (const auto& [name, table] : schema.tables) add_table(table, out);
  return out;
}

void compare_baseline(const Baseline& before, const Baseline& now, Faults& faults) {
  static const std::vector<std::string> kNone;
  for (const auto& [family, lines] : before) {
    const auto found = now.find(family);
    const auto& present = found == now.end() ? kNone : found->second;
    const std::set<std::string> kept(present.begin(), present.end());
    for (const std::string& line : lines) {
      if (kept.contains(line)) continue;
      const std::string* changed = same_key(present, key_of(line));
      faults.push_back(changed == nullptr ? fmt::format("baseline/{}.txt: gone: {}", family, line)
                                          : fmt::format("baseline/{}.txt: changed: {}\n    now: {}",
                                                        family, line, *changed));
    }
    for (const std::string& line : present) {
      if (std::ranges::find(lines, line) == lines.end()) check_added(family, lines, line, faults);
    }
  }
}

}  // namespace dossier::schema
