// Writes docs/events.md, the catalogue for people.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "schema.h"

namespace dossier::schema {
namespace {

// To the heading of a part; renderers make anchors in lower case.
std::string link(const std::string& full_name) {
  std::string anchor = short_name(full_name);
  for (char& c : anchor) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return fmt::format("[{}](#{})", short_name(full_name), anchor);
}

std::string form(const Field& field) {
  switch (field.shape) {
    case Shape::boolean: return "bool";
    case Shape::enumeration: return link(field.target);
    case Shape::money: return "Money";
    case Shape::text: return field.has("id_of") ? "id" : "string";
    case Shape::bytes: return "bytes";
    case Shape::table: return link(field.target);
    case Shape::texts: return field.has("id_of") ? "ids" : "strings";
    case Shape::tables: return "list of " + link(field.target);
    default: break;
  }
  if (field.has("date")) return "date";
  if (field.has("instant")) return "instant";
  return field.has("decimal") ? fmt::format("decimal, {} places", field.get("decimal")) : "integer";
}

std::string rules(const Field& field) {
  std::vector<std::string> out;
  if (field.has("mandatory")) out.emplace_back("mandatory");
  if (field.has("positive")) out.emplace_back("above zero");
  if (field.has("nonneg")) out.emplace_back("not below zero");
  if (field.has("id_of")) out.push_back(fmt::format("of: {}", field.get("id_of")));
  if (field.has("clearable")) out.emplace_back("clearable");
  if (field.has("derived")) out.push_back(fmt::format("left by intake: {}", field.get("derived")));
  if (field.has("personal"))
    out.push_back(fmt::format("**sealed** ({}{})", field.get("personal"),
                              field.has("owner") ? ", of `" + field.get("owner") + "`" : ""));
  return fmt::format("{}", fmt::join(out, "; "));
}

std::string table_rows(const Table& table) {
  std::string out = "| field | form | rules | |\n|---|---|---|---|\n";
  for (const Field& field : table.fields) {
    if (field.name == "meta" || field.has("internal")) continue;
    out +=
        fmt::format("| `{}` | {} | {} | {} |\n", field.name, form(field), rules(field), field.doc);
  }
  return out + "\n";
}

std::string event_section(const Event& event) {
  std::string out = fmt::format("### `{}`\n\n", event.name);
  if (!event.table->doc.empty()) out += event.table->doc + "\n\n";
  out += fmt::format("Code {}; subject: {}", event.code, fmt::join(event.subjects(), ", "));
  const std::string effective = event.table->get("effective");
  out += effective.empty() ? "; effective: `ce_time`" : fmt::format("; effective: `{}`", effective);
  out += event.table->attributes.contains("internal") ? "; written by Dossier only.\n\n" : ".\n\n";
  return event.table->fields.size() > 1 ? out + table_rows(*event.table) : out;
}

std::string enum_section(const Enum& item) {
  std::string values;
  for (const EnumValue& value : item.values)
    if (value.name != "none")
      values += fmt::format("{}`{}`", values.empty() ? "" : " ", value.name);
  return fmt::format("### {}\n\n{}{}{}\n\n", short_name(item.name), item.doc,
                     item.doc.empty() ? "" : "\n\n", values);
}

// The parts by short name; two families may both have one, then both stand there.
std::string parts(const Schema& schema) {
  std::multimap<std::string, std::string> sections;
  for (const auto& [name, item] : schema.enums)
    sections.emplace(short_name(name), enum_section(item));
  for (const Table* table : reachable_tables(schema)) {
    if (!table->get("event").empty() || table->name == "dossier.event.Box") continue;
    const std::string doc = table->doc.empty() ? "" : table->doc + "\n\n";
    sections.emplace(short_name(table->name), fmt::format("### {}\n\n{}{}", short_name(table->name),
                                                          doc, table_rows(*table)));
  }
  std::string out;
  for (const auto& [name, section] : sections) out += section;
  return out;
}

}  // namespace

std::string events_page(const Schema& schema) {
  std::string index;
  std::string body;
  std::string family;
  for (const Event& event : schema.events) {
    if (event.family() != family) {
      family = event.family();
      body += fmt::format("## {}\n\n", family);
      index += fmt::format("{}- [{}](#{})", index.empty() ? "" : "\n", family, family);
    }
    body += event_section(event);
  }
  return fmt::format(
      "# The catalogue of events\n\n"
      "Made from `events_schema/` by the build (`update-docs`); do not edit. The forms and rules "
      "are"
      " explained in\n[formats/event.md](formats/event.md). Every event also has `meta`"
      " ([Meta](#meta)). A JSON Schema of each type's\n`data` is written to the build folder under"
      " `schema/`. {} types.\n\n{}\n\n{}## Parts\n\n{}",
      schema.events.size(), index, body, parts(schema));
}

}  // namespace dossier::schema
