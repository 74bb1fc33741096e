#include "body.h"

#include <simdjson.h>

namespace dossier::api {

Result<std::optional<std::string>> body_text(std::string_view body, std::string_view name) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return std::nullopt;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(body.data(), body.size(), true).get_object().get(object))
    return fail(ErrorCode::invalid, "the body must be a JSON object");
  std::optional<std::string> found;
  for (const auto& member : object) {
    std::string_view text;
    if (member.key != name)
      return fail(ErrorCode::invalid, "the body has a member that is not known here", "",
                  "send only `" + std::string(name) + "`");
    if (member.value.get_string().get(text))
      return fail(ErrorCode::invalid, "must be a string", std::string(name));
    found = std::string(text);
  }
  return found;
}

}  // namespace dossier::api
