// What a client may say. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "dossier/base/error.h"
#include "reading.h"

namespace dossier::api::push {

struct Command {
  enum class Kind : uint8_t { subscribe, unsubscribe, presence, pong } kind = Kind::pong;
  std::string id;     // the client's own name of the subscription
  std::string topic;  // of a subscribe
  std::string after;  // position token; empty: from now on
  render::Language language = render::Language::en;
  bool looking = false;  // of a presence
};

inline constexpr size_t kIdBytesMax = 64;

// Errors: invalid, with the member.
Result<Command> parse_command(std::string_view json);

}  // namespace dossier::api::push
