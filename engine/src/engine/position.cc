#include "dossier/engine/position.h"

#include <algorithm>
#include <limits>

#include "dossier/base/bytes.h"

namespace dossier::engine {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kLogIdBytes = 8;
constexpr size_t kTokenBytesMax = 4096;

std::unexpected<Error> no_token() {
  return fail(ErrorCode::invalid, "not a position token", "min_position",
              "send one that an answer of this server gave, unchanged");
}

}  // namespace

std::string position_token(std::string_view log_id, std::span<const Position> positions) {
  ByteWriter out;
  out.u8(kVersion);
  out.raw(log_id);
  for (const Position& position : positions) {
    out.varint(position.partition.value);
    out.varint(static_cast<uint64_t>(position.offset.value));
  }
  return base64url(out.bytes());
}

Result<std::vector<Position>> parse_position_token(std::string_view log_id,
                                                   std::string_view token) {
  if (token.size() > kTokenBytesMax) return no_token();
  const auto bytes = from_base64url(token);
  if (!bytes) return no_token();
  ByteReader in(*bytes);
  const uint8_t version = in.u8();
  const std::string_view log = in.raw(kLogIdBytes);
  std::vector<Position> positions;
  while (in.ok() && !in.at_end()) {
    const uint64_t partition = in.varint();
    const uint64_t offset = in.varint();
    if (partition > UINT16_MAX ||
        offset > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
      return no_token();
    positions.push_back({{static_cast<uint16_t>(partition)}, {static_cast<int64_t>(offset)}});
  }
  if (!in.ok() || version != kVersion || positions.empty()) return no_token();
  if (log != log_id)
    return fail(ErrorCode::conflict, "the position is of another log", "min_position",
                "read without it once, and go on from the position of that answer");
  return positions;
}

}  // namespace dossier::engine
