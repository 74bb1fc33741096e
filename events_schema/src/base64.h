// RFC 4648 §5 backwards; base/bytes.h has the way forth.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dossier::events {

// Nothing where the text has another character, padding, or bits that no encoder leaves.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace dossier::events
