// JSON Schema of a write's body: that of its event, without what the server fills, with `reason`.
#include <fmt/format.h>
#include <simdjson.h>

#include <map>

#include "dossier/base/ensure.h"
#include "dossier/base/json.h"
#include "dossier/events/json_schema.h"
#include "writing.h"

namespace dossier::api {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kReason =
    R"({"type":"string","minLength":1,"maxLength":65536,"description":"Why, in words.",)"
    R"("x-dossier-personal":"content"})";
constexpr std::string_view kNeededReason =
    R"({"type":"string","minLength":1,"maxLength":65536,"pattern":"[^ \\t\\r\\n]",)"
    R"("description":"Why, in words.","x-dossier-personal":"content"})";

bool taken(const WriteRow& row, std::string_view name) {
  const auto* field = row.type().table->find(name);
  return field != nullptr && !row.server_fills(*field);
}

std::string properties_of(const WriteRow& row, dom::object all) {
  JsonWriter out;
  out.begin_object();
  for (const auto& member : all)
    if (taken(row, member.key)) out.key(member.key).raw(simdjson::minify(member.value));
  out.key("reason").raw(row.needs_reason ? kNeededReason : kReason).end_object();
  return out.take();
}

std::string required_of(const WriteRow& row, dom::array all) {
  JsonWriter out;
  out.begin_array();
  for (const std::string_view name : all) {
    const bool made = name == row.id_field && !row.id_prefix.empty();
    if (taken(row, name) && !made) out.text(name);
  }
  if (row.needs_reason) out.text("reason");
  out.end_array();
  return out.take();
}

// Those that `text` refers to, and those that these refer to.
std::string definitions_of(std::string text, dom::object all) {
  std::map<std::string_view, std::string> used;
  for (bool more = true; more;) {
    more = false;
    for (const auto& member : all) {
      const bool asked = text.find(fmt::format("\"#/$defs/{}\"", member.key)) != std::string::npos;
      if (!asked || used.contains(member.key)) continue;
      text += used[member.key] = simdjson::minify(member.value);
      more = true;
    }
  }
  JsonWriter out;
  out.begin_object();
  for (const auto& [name, definition] : used) out.key(name).raw(definition);
  out.end_object();
  return out.take();
}

}  // namespace

std::string write_body_schema(const WriteRow& row) {
  dom::parser parser;
  dom::element schema;
  const bool whole =
      parser.parse(std::string(events::json_schema(row.type()))).get(schema) == simdjson::SUCCESS;
  ENSURE(whole, "the schema of {} is no JSON", row.type().name);
  const std::string properties = properties_of(row, schema["properties"].get_object());
  JsonWriter out;
  out.begin_object().member("$schema", "https://json-schema.org/draft/2020-12/schema");
  out.member("$id", fmt::format("urn:dossier:schema:{}", row.operation));
  out.member("title", row.summary).member("type", "object").member("additionalProperties", false);
  out.key("properties").raw(properties);
  out.key("required").raw(required_of(row, schema["required"].get_array()));
  out.key("$defs").raw(definitions_of(properties, schema["$defs"].get_object()));
  out.end_object();
  return out.take();
}

}  // namespace dossier::api
