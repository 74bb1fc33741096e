#include "push/command.h"

#include <simdjson.h>

namespace dossier::api::push {
namespace {

Result<Command::Kind> kind_of(std::string_view type) {
  if (type == "subscribe") return Command::Kind::subscribe;
  if (type == "unsubscribe") return Command::Kind::unsubscribe;
  if (type == "presence") return Command::Kind::presence;
  if (type == "pong") return Command::Kind::pong;
  return fail(ErrorCode::invalid, "must be subscribe, unsubscribe, presence or pong", "type");
}

Result<render::Language> language_named(std::string_view text) {
  if (text == "en") return render::Language::en;
  if (text == "vi") return render::Language::vi;
  return fail(ErrorCode::invalid, "must be en or vi", "lang");
}

Status take_text(std::string_view name, std::string_view text, Command& command,
                 std::string& type) {
  if (name == "type") {
    type = text;
  } else if (name == "id") {
    command.id = text;
  } else if (name == "topic") {
    command.topic = text;
  } else if (name == "after") {
    command.after = text;
  } else if (name == "lang") {
    DOSSIER_ASSIGN(command.language, language_named(text));
  } else {
    return fail(ErrorCode::invalid, "the message has a member that is not known here", "",
                "docs/push.md lists them");
  }
  return {};
}

}  // namespace

Result<Command> parse_command(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json.data(), json.size(), true).get_object().get(object))
    return fail(ErrorCode::invalid, "a message must be a JSON object");
  Command command;
  std::string type;
  for (const auto& member : object) {
    if (member.key == "looking") {
      if (member.value.get_bool().get(command.looking))
        return fail(ErrorCode::invalid, "must be true or false", "looking");
      continue;
    }
    std::string_view text;
    if (member.value.get_string().get(text))
      return fail(ErrorCode::invalid, "must be a string", std::string(member.key));
    DOSSIER_TRY(take_text(member.key, text, command, type));
  }
  DOSSIER_ASSIGN(command.kind, kind_of(type));
  if (command.kind == Command::Kind::pong) return command;
  if (command.id.empty() || command.id.size() > kIdBytesMax)
    return fail(ErrorCode::invalid, "names the subscription in 1 to 64 bytes", "id");
  return command;
}

}  // namespace dossier::api::push
