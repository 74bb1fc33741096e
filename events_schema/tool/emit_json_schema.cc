// Writes the JSON form of one event type's data as JSON Schema 2020-12, complete in itself.
#include <fmt/format.h>

#include <map>

#include "schema.h"

namespace dossier::schema {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// "dossier.event.loan.Terms" -> "loan.Terms", the name in $defs.
std::string def_name(const std::string& full_name) {
  return full_name.substr(std::string_view("dossier.event.").size());
}

class Writer {
 public:
  explicit Writer(const Schema& schema) : schema_(schema) {}

  std::string object(const Table& table) {
    std::string properties;
    std::string required;
    for (const Field& field : table.fields) {
      if (!field.published()) continue;
      properties += fmt::format("{}{}: {}", properties.empty() ? "" : ", ", quoted(field.name),
                                property(field));
      if (field.has("mandatory"))
        required += fmt::format("{}{}", required.empty() ? "" : ", ", quoted(field.name));
    }
    return fmt::format(
        "\"type\": \"object\", \"additionalProperties\": false, "
        "\"properties\": {{{}}}, \"required\": [{}]",
        properties, required);
  }

  std::string definitions() const {
    std::string out;
    for (const auto& [name, text] : defs_)
      out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", quoted(name), text);
    return out;
  }

 private:
  std::string property(const Field& field) {
    std::string out = "{" + form(field);
    if (!field.doc.empty()) out += ", \"description\": " + quoted(field.doc);
    if (field.has("personal")) out += ", \"x-dossier-personal\": " + quoted(field.get("personal"));
    if (field.has("id_of")) out += ", \"x-dossier-id-of\": " + quoted(field.get("id_of"));
    return out + "}";
  }

  std::string form(const Field& field) {
    switch (field.shape) {
      case Shape::boolean: return R"("type": "boolean")";
      case Shape::integer: return number(field);
      case Shape::enumeration: return reference(enumeration(schema_.enums.at(field.target)));
      case Shape::money: return reference(money());
      case Shape::text: return text(field);
      case Shape::table: return reference(table(schema_.table(field.target)));
      case Shape::texts: return list(text(field));
      case Shape::tables: return list(reference(table(schema_.table(field.target))));
      default: return {};
    }
  }

  static std::string list(const std::string& items) {
    return fmt::format(R"("type": "array", "maxItems": 10000, "items": {{{}}})", items);
  }

  static std::string reference(const std::string& name) {
    return fmt::format(R"("$ref": "#/$defs/{}")", name);
  }

  static std::string text(const Field& field) {
    if (field.has("id_of")) return R"("type": "string", "pattern": "^[A-Za-z0-9._:-]{1,128}$")";
    return R"("type": "string", "maxLength": 65536)";
  }

  static std::string number(const Field& field) {
    if (field.has("date")) return R"("type": "string", "format": "date")";
    if (field.has("instant")) return R"("type": "string", "format": "date-time")";
    if (field.has("decimal"))
      return fmt::format(R"("type": "string", "pattern": "^-?[0-9]+(\\.[0-9]{{1,{}}})?$")",
                         field.get("decimal"));
    const int bits = field.width * 8;
    const bool bounded = field.has("nonneg") || field.has("positive") || !field.is_signed;
    std::string out = R"("type": "integer")";
    if (field.has("positive")) out += R"(, "minimum": 1)";
    if (bounded && !field.has("positive")) out += R"(, "minimum": 0)";
    if (bits == 64) return out;
    const int64_t top = (int64_t{1} << (field.is_signed ? bits - 1 : bits)) - 1;
    if (!bounded) out += fmt::format(R"(, "minimum": {})", -top - 1);
    return out + fmt::format(R"(, "maximum": {})", top);
  }

  std::string money() {
    enumeration(schema_.enums.at("dossier.event.Currency"));
    defs_["Money"] =
        R"({"type": "object", "additionalProperties": false, "properties": )"
        R"({"amount": {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]{1,3})?$"}, )"
        R"("currency": {"$ref": "#/$defs/Currency"}}, "required": ["amount", "currency"]})";
    return "Money";
  }

  std::string enumeration(const Enum& item) {
    std::string values;
    for (const EnumValue& value : item.values)
      if (value.name != "none") values += (values.empty() ? "" : ", ") + quoted(value.name);
    const std::string name = def_name(item.name);
    defs_[name] = fmt::format(R"({{"enum": [{}]}})", values);
    return name;
  }

  std::string table(const Table& target) {
    const std::string name = def_name(target.name);
    if (!defs_.contains(name)) defs_[name] = "{" + object(target) + "}";
    return name;
  }

  const Schema& schema_;
  std::map<std::string, std::string> defs_;
};

}  // namespace

std::string json_schema(const Schema& schema, const Event& event) {
  Writer writer(schema);
  const std::string body = writer.object(*event.table);
  const std::string doc = event.table->doc.empty()
                              ? ""
                              : fmt::format("\"description\": {}, ", quoted(event.table->doc));
  return fmt::format(
      "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": "
      "\"urn:dossier:schema:{}\", \"title\": {}, {}{}, \"$defs\": {{{}}}}}\n",
      event.name, quoted(event.name), doc, body, writer.definitions());
}

std::string json_schema_source(const Schema& schema) {
  std::string texts;
  for (const Event& event : schema.events)
    texts += fmt::format("    R\"json({})json\"sv,\n", json_schema(schema, event));
  return fmt::format(
      "// Generated by schema_compiler from events_schema/; do not edit.\n"
      "#include \"dossier/events/json_schema.h\"\n\n"
      "namespace dossier::events {{\nnamespace {{\n\nusing namespace std::string_view_literals;\n\n"
      "constexpr std::string_view schemas[] = {{  // in the order of all_types()\n{}}};\n\n"
      "}}  // namespace\n\n"
      "std::string_view json_schema(const TypeDescriptor& type) {{\n"
      "  return schemas[&type - all_types().data()];\n}}\n\n"
      "}}  // namespace dossier::events\n",
      texts);
}

}  // namespace dossier::schema
