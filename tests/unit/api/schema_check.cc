#include "schema_check.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <regex>
#include <set>

namespace dossier::api {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

const std::set<std::string_view> kKnown = {"$schema",
                                           "$id",
                                           "$defs",
                                           "$ref",
                                           "title",
                                           "description",
                                           "type",
                                           "enum",
                                           "pattern",
                                           "format",
                                           "minLength",
                                           "maxLength",
                                           "minimum",
                                           "maximum",
                                           "maxItems",
                                           "items",
                                           "required",
                                           "properties",
                                           "additionalProperties",
                                           "x-dossier-personal",
                                           "x-dossier-id-of"};

class Checker {
 public:
  explicit Checker(object root) : root_(root) {}

  std::string fault(object schema, element value, const std::string& where) const {
    for (const auto& member : schema)
      if (!kKnown.contains(member.key)) return fmt::format("{}: keyword {}", where, member.key);
    if (std::string_view name; !schema["$ref"].get(name)) {
      object target;
      name.remove_prefix(std::string_view("#/$defs/").size());
      if (root_["$defs"][name].get(target)) return where + ": broken $ref";
      return fault(target, value, where);
    }
    for (const auto check : {&Checker::of_type, &Checker::of_enum, &Checker::of_text,
                             &Checker::of_number, &Checker::of_list, &Checker::of_object})
      if (auto found = (this->*check)(schema, value, where); !found.empty()) return found;
    return {};
  }

 private:
  std::string of_type(object schema, element value, const std::string& where) const {
    std::string_view type;
    if (schema["type"].get(type)) return {};
    const bool fits = type == "object"    ? value.is_object()
                      : type == "array"   ? value.is_array()
                      : type == "string"  ? value.is_string()
                      : type == "integer" ? value.is_int64() || value.is_uint64()
                                          : type == "boolean" && value.is_bool();
    return fits ? std::string() : fmt::format("{}: no {}", where, type);
  }

  std::string of_enum(object schema, element value, const std::string& where) const {
    array names;
    std::string_view text;
    if (schema["enum"].get(names)) return {};
    const bool known = !value.get(text) && std::ranges::any_of(names, [&](element name) {
      return std::string_view(name) == text;
    });
    return known ? std::string() : where + ": not of the enum";
  }

  std::string of_text(object schema, element value, const std::string& where) const {
    std::string_view text, pattern;
    if (value.get(text)) return {};
    if (!schema["pattern"].get(pattern) &&
        !std::regex_search(std::string(text), std::regex(std::string(pattern))))
      return where + ": not of the pattern";
    const auto letters = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
    int64_t bound = 0;
    if (!schema["minLength"].get(bound) && letters < bound) return where + ": too short";
    if (!schema["maxLength"].get(bound) && letters > bound) return where + ": too long";
    return {};
  }

  std::string of_number(object schema, element value, const std::string& where) const {
    int64_t number = 0, bound = 0;
    if (value.get(number)) return {};
    if (!schema["minimum"].get(bound) && number < bound) return where + ": too small";
    if (!schema["maximum"].get(bound) && number > bound) return where + ": too large";
    return {};
  }

  std::string of_list(object schema, element value, const std::string& where) const {
    array items;
    object each;
    if (value.get(items) || schema["items"].get(each)) return {};
    size_t i = 0;
    for (const element item : items)
      if (auto found = fault(each, item, fmt::format("{}/{}", where, i++)); !found.empty())
        return found;
    return {};
  }

  std::string of_object(object schema, element value, const std::string& where) const {
    object members, properties;
    array required;
    if (value.get(members)) return {};
    element none;
    if (!schema["required"].get(required))
      for (const std::string_view name : required)
        if (members[name].get(none)) return fmt::format("{}: {} is missing", where, name);
    if (schema["properties"].get(properties)) return {};
    bool open = true;
    if (schema["additionalProperties"].get(open)) open = true;
    for (const auto& member : members) {
      object of_member;
      if (properties[member.key].get(of_member)) {
        if (!open) return fmt::format("{}: {} is not known", where, member.key);
        continue;
      }
      const std::string place = fmt::format("{}/{}", where, member.key);
      if (auto found = fault(of_member, member.value, place); !found.empty()) return found;
    }
    return {};
  }

  object root_;
};

}  // namespace

std::string schema_fault(const std::string& schema, const std::string& json) {
  simdjson::dom::parser of_schema, of_json;
  object root;
  element value;
  if (of_schema.parse(schema).get(root)) return "the schema is no JSON object";
  if (of_json.parse(json).get(value)) return "no JSON";
  return Checker(root).fault(root, value, "");
}

}  // namespace dossier::api
