// Position tokens, as clients hold them: opaque text. Version byte (1), log id (8 bytes), then for
// each position partition and offset (varints), in base64url.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/base/ids.h"

namespace dossier::engine {

std::string position_token(std::string_view log_id, std::span<const Position> positions);

// Errors: invalid (no token), conflict (a token of another log).
Result<std::vector<Position>> parse_position_token(std::string_view log_id, std::string_view token);

}  // namespace dossier::engine
