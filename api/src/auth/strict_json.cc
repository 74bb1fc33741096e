#include "auth/strict_json.h"

#include <algorithm>
#include <vector>

namespace dossier::api {
namespace {

namespace dom = simdjson::dom;

constexpr int kDepthMax = 8;

bool sound(const dom::element& element, int depth);

bool sound(const dom::object& object, int depth) {
  std::vector<std::string_view> names;
  for (const auto& member : object) {
    names.push_back(member.key);
    if (!sound(member.value, depth)) return false;
  }
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) == names.end();
}

// No member twice, and no nesting beyond what keys and claims have.
bool sound(const dom::element& element, int depth) {
  if (depth > kDepthMax) return false;
  if (element.is_object()) return sound(element.get_object().value_unsafe(), depth + 1);
  if (!element.is_array()) return true;
  return std::ranges::all_of(element.get_array().value_unsafe(),
                             [depth](const dom::element& item) { return sound(item, depth + 1); });
}

}  // namespace

Result<dom::object> parse_strict(dom::parser& parser, std::string_view text) {
  dom::object object;
  if (parser.parse(text.data(), text.size(), true).get_object().get(object))
    return fail(ErrorCode::invalid, "is no JSON object");
  if (!sound(object, 0)) return fail(ErrorCode::invalid, "has a member twice, or is nested deep");
  return object;
}

std::optional<std::string_view> text_member(const dom::object& object, std::string_view name) {
  std::string_view text;
  if (object[name].get_string().get(text)) return std::nullopt;
  return text;
}

bool has_member(const dom::object& object, std::string_view name) {
  return object[name].error() == simdjson::SUCCESS;
}

}  // namespace dossier::api
