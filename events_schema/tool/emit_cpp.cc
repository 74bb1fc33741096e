// Writes the descriptors as constant C++ tables, and the codes as an enum.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "schema.h"

namespace dossier::schema {
namespace {

// "dossier.event.loan.Terms" as part of a C++ name.
std::string symbol(std::string_view full_name) {
  std::string out(full_name.substr(std::string_view("dossier.event.").size()));
  std::ranges::replace(out, '.', '_');
  return out;
}

// Shorter first: the look-up then compares lengths for the most part.
std::pair<size_t, std::string_view> look_up_order(const std::string& name) {
  return {name.size(), name};
}

std::string kind_name(const Field& field) {
  switch (field.shape) {
    case Shape::boolean: return "boolean";
    case Shape::enumeration: return "enumeration";
    case Shape::money: return "money";
    case Shape::text: return "text";
    case Shape::bytes: return "bytes";
    case Shape::numbers: return "numbers";
    case Shape::table: return "table";
    case Shape::texts: return "texts";
    case Shape::tables: return "tables";
    default: break;
  }
  if (field.has("date")) return "date";
  if (field.has("instant")) return "instant";
  return field.has("decimal") ? "decimal" : "integer";
}

int flags_of(const Field& field) {
  return (field.has("mandatory") ? 1 : 0) | (field.has("internal") ? 2 : 0) |
         (field.has("nonneg") ? 4 : 0) | (field.has("positive") ? 8 : 0) |
         (field.has("clearable") ? 16 : 0) | (field.has("id_of") ? 32 : 0);
}

int sibling(const Table& table, const std::string& name) {
  const Field* field = name.empty() ? nullptr : table.find(name);
  return field == nullptr ? -1 : field->id;
}

std::string field_row(const Table& table, const Field& f) {
  const bool nested = f.shape == Shape::table || f.shape == Shape::tables;
  const DerivedFrom derived = parse_derived(f.get("derived"));
  return fmt::format(
      "    {{.name = \"{}\", .id_of = \"{}\", .table = {}, .enumeration = {}, .id = {},\n"
      "     .vtable_offset = {}, .flags = {}, .owner = {}, .derived_from = {},\n"
      "     .kind = FieldKind::{}, .derivation = Derivation::{}, .purpose = Purpose::{},\n"
      "     .width = {}, .scale = {}, .is_signed = {}}},\n",
      f.name, f.get("id_of"), nested ? "&table_" + symbol(f.target) : "nullptr",
      f.shape == Shape::enumeration ? "&enum_" + symbol(f.target) : "nullptr", f.id, f.offset,
      flags_of(f), sibling(table, f.get("owner")), sibling(table, derived.field), kind_name(f),
      derived.function.empty() ? "none" : derived.function,
      f.has("personal") ? f.get("personal") : "none", f.width,
      f.has("decimal") ? f.get("decimal") : "0", f.is_signed);
}

// Widest first, as flatc's own builders do it, so that padding is least.
int alignment(const Field& field) {
  if (field.shape == Shape::money) return 8;
  return field.width == 0 ? 4 : field.width;
}

std::string ids(const std::vector<const Field*>& fields) {
  std::string out;
  for (const Field* field : fields) out += fmt::format("{}{}", out.empty() ? "" : ", ", field->id);
  return out;
}

bool holds(const Schema& schema, const Table& table, std::string_view attribute) {
  return std::ranges::any_of(table.fields, [&](const Field& field) {
    const bool nested = field.shape == Shape::table || field.shape == Shape::tables;
    return field.has(attribute) || (nested && holds(schema, schema.table(field.target), attribute));
  });
}

std::string table_source(const Schema& schema, const Table& table) {
  std::vector<const Field*> fields;
  for (const Field& field : table.fields) fields.push_back(&field);
  auto by_name = fields;
  std::ranges::sort(by_name, {}, [](const Field* field) { return look_up_order(field->name); });
  auto layout = fields;
  std::ranges::sort(layout, {}, [](const Field* f) { return std::pair(-alignment(*f), f->id); });
  const std::string name = symbol(table.name);
  std::string out = fmt::format("constexpr FieldDescriptor fields_{}[] = {{\n", name);
  for (const Field& field : table.fields) out += field_row(table, field);
  out += "};\n";
  out += fmt::format("constexpr uint16_t names_{}[] = {{{}}};\n", name, ids(by_name));
  out += fmt::format("constexpr uint16_t layout_{}[] = {{{}}};\n", name, ids(layout));
  out += fmt::format(
      "constexpr TableDescriptor table_{0} = {{.name = \"{1}\", .fields = fields_{0},\n"
      "    .by_name = names_{0}, .layout = layout_{0}, .cleared = {2},\n"
      "    .holds_personal = {3}, .holds_derived = {4}}};\n\n",
      name, table.name, sibling(table, "cleared"), holds(schema, table, "personal"),
      holds(schema, table, "derived"));
  return out;
}

std::string enum_rows(const std::vector<EnumValue>& values) {
  std::string out;
  for (const EnumValue& value : values)
    out += fmt::format("    {{\"{}\", {}}},\n", value.name, value.number);
  return out;
}

std::string enum_source(const Enum& item) {
  auto values = item.values;
  // Currency's `none` is what an empty struct holds, no value that an event may have.
  if (item.name == "dossier.event.Currency")
    std::erase_if(values, [](const EnumValue& value) { return value.number == 0; });
  auto by_name = values;
  std::ranges::sort(by_name, {}, [](const EnumValue& v) { return look_up_order(v.name); });
  const std::string name = symbol(item.name);
  return fmt::format(
      "constexpr EnumValue values_{0}[] = {{\n{1}}};\n"
      "constexpr EnumValue value_names_{0}[] = {{\n{2}}};\n"
      "constexpr EnumDescriptor enum_{0} = {{\"{3}\", values_{0}, value_names_{0}}};\n\n",
      name, enum_rows(values), enum_rows(by_name), item.name);
}

std::string type_row(const Event& event) {
  const std::string effective = event.table->get("effective");
  return fmt::format(
      "    {{.code = {}, .name = \"{}\", .table = &table_{},\n"
      "     .subject_kinds = subjects_{}, .effective = {}, .internal = {}}},\n",
      event.code, event.name, symbol(event.table->name), event.identifier(),
      sibling(*event.table, effective), event.table->attributes.contains("internal"));
}

std::string types_source(const Schema& schema) {
  std::string subjects;
  std::string rows;
  std::map<std::pair<size_t, std::string_view>, size_t> by_name;
  for (const Event& event : schema.events) {
    std::string kinds;
    for (const std::string& kind : event.subjects())
      kinds += fmt::format("{}\"{}\"", kinds.empty() ? "" : ", ", kind);
    subjects += fmt::format("constexpr std::string_view subjects_{}[] = {{{}}};\n",
                            event.identifier(), kinds);
    by_name.emplace(look_up_order(event.name), by_name.size());
    rows += type_row(event);
  }
  std::string order;
  for (const auto& [name, index] : by_name) order += fmt::format("{}, ", index);
  return fmt::format(
      "{}\nconstexpr TypeDescriptor types[] = {{\n{}}};\n"
      "constexpr uint16_t type_names[] = {{{}}};\n\n",
      subjects, rows, order);
}

}  // namespace

std::string catalogue_header(const Schema& schema) {
  std::string kinds;
  std::map<std::string, std::string> forward;
  std::string traits;
  for (const Event& event : schema.events) {
    kinds += fmt::format("  {} = {},\n", event.identifier(), event.code);
    const std::string table = short_name(event.table->name);
    forward[event.family()] += fmt::format("struct {};\n", table);
    traits += fmt::format(
        "template <>\nstruct EventOf<event::{}::{}> {{\n"
        "  static constexpr EventKind kKind = EventKind::{};\n"
        "  static constexpr uint16_t kCode = {};\n"
        "  static constexpr std::string_view kName = \"{}\";\n}};\n",
        event.family(), table, event.identifier(), event.code, event.name);
  }
  std::string declared;
  for (const auto& [family, structs] : forward)
    declared += fmt::format(
        "namespace dossier::event::{0} {{\n{1}}}  // namespace "
        "dossier::event::{0}\n",
        family, structs);
  return fmt::format(
      "// Generated by schema_compiler from events_schema/; do not edit.\n#pragma once\n\n"
      "#include <cstdint>\n#include <string_view>\n\n{}\nnamespace dossier::events {{\n\n"
      "enum class EventKind : uint16_t {{\n{}}};\n\n"
      "// Code and name of the event whose value the FlatBuffers table T is.\n"
      "template <class T>\nstruct EventOf;\n{}\n}}  // namespace dossier::events\n",
      declared, kinds, traits);
}

std::string catalogue_source(const Schema& schema) {
  std::string out =
      "// Generated by schema_compiler from events_schema/; do not edit.\n"
      "#include \"generated_tables.h\"\n\nnamespace dossier::events::generated {\nnamespace {\n\n";
  for (const auto& [name, item] : schema.enums) out += enum_source(item);
  for (const Table* table : reachable_tables(schema)) out += table_source(schema, *table);
  out += types_source(schema);
  out +=
      "}  // namespace\n\n"
      "constinit const std::span<const TypeDescriptor> kTypes = types;\n"
      "constinit const std::span<const uint16_t> kTypesByName = type_names;\n\n"
      "}  // namespace dossier::events::generated\n";
  return out;
}

}  // namespace dossier::schema
