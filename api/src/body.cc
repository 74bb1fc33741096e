#include "body.h"

#include <simdjson.h>

#include <algorithm>

namespace dossier::api {

Result<std::map<std::string, std::string>> body_texts(std::string_view body,
                                                      std::span<const std::string_view> names) {
  std::map<std::string, std::string> found;
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return found;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(body.data(), body.size(), true).get_object().get(object))
    return fail(ErrorCode::invalid, "the body must be a JSON object");
  std::string known;
  for (const auto name : names) known += (known.empty() ? "`" : ", `") + std::string(name) + "`";
  for (const auto& member : object) {
    std::string_view text;
    if (std::ranges::find(names, member.key) == names.end())
      return fail(ErrorCode::invalid, "the body has a member that is not known here", "",
                  "send only " + known);
    if (member.value.get_string().get(text))
      return fail(ErrorCode::invalid, "must be a string", std::string(member.key));
    found[std::string(member.key)] = text;
  }
  return found;
}

Result<std::optional<std::string>> body_text(std::string_view body, std::string_view name) {
  DOSSIER_ASSIGN(auto found, body_texts(body, {&name, 1}));
  const auto at = found.find(std::string(name));
  return at == found.end() ? std::nullopt : std::optional(std::move(at->second));
}

bool is_json(std::string_view text) {
  simdjson::dom::parser parser;
  switch (parser.parse(text.data(), text.size(), true).error()) {
    case simdjson::SUCCESS:
    case simdjson::DEPTH_ERROR:   // deeper than this parser goes
    case simdjson::NUMBER_ERROR:  // or a number that it does not hold
    case simdjson::CAPACITY: return true;
    default: return false;
  }
}

}  // namespace dossier::api
