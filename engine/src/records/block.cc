#include "records/block.h"

#include <bit>

#include <fmt/format.h>

namespace dossier::engine {
namespace {

constexpr size_t kCrcSize = 4;

size_t varint_size(uint64_t value) { return (std::bit_width(value | 1) + 6) / 7; }

size_t text_size(std::string_view text) { return varint_size(text.size()) + text.size(); }

uint64_t zigzag(int64_t value) {
  return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}

std::unexpected<Error> damaged(std::string_view what, Position position) {
  return fail(ErrorCode::corrupt,
              fmt::format("the {} at {} is not what was written", what, to_string(position)), {},
              "restore the records from a copy");
}

// The bytes before the CRC, where it is theirs.
std::optional<std::string_view> checked(std::string_view bytes) {
  if (bytes.size() < kCrcSize) return std::nullopt;
  const std::string_view body = bytes.substr(0, bytes.size() - kCrcSize);
  if (ByteReader(bytes.substr(body.size())).big32() != crc32c(body)) return std::nullopt;
  return body;
}

}  // namespace

size_t append_stored(const StoredFields& fields, ByteWriter& out) {
  const bool valid = fields.verdict == Verdict::valid;
  const auto first = static_cast<uint64_t>(fields.first.value);
  const auto behind = static_cast<uint64_t>(fields.recorded_ms - fields.timestamp_ms);
  out.varint(1 + (valid ? 0 : varint_size(first)) + varint_size(behind) +
             varint_size(zigzag(fields.timestamp_ms)) + text_size(fields.key) +
             fields.headers.size() + text_size(fields.value));
  const size_t begin = out.bytes().size();
  out.u8(static_cast<uint8_t>(fields.verdict));
  if (!valid) out.varint(first);
  out.varint(behind);
  out.zigzag(fields.timestamp_ms);
  out.text(fields.key);
  out.raw(fields.headers);
  out.text(fields.value);
  return begin;
}

void append_tail(std::string_view record, ByteWriter& out) {
  out.raw(record);
  out.big32(crc32c(record));
}

Result<std::string_view> open_tail(Position position, std::string_view tail) {
  const auto body = checked(tail);
  if (!body) return damaged("record", position);
  return *body;
}

void begin_block(ByteWriter& out) { out.varint(kBlockRecords); }

void end_block(ByteWriter& out) { out.big32(crc32c(out.bytes())); }

Result<BlockRecords> open_block(Position first, std::string_view block) {
  const auto body = checked(block);
  if (!body) return damaged("block of 64 records", first);
  ByteReader reader(*body);
  BlockRecords records;
  const bool counted = reader.varint() == kBlockRecords;
  for (std::string_view& record : records) record = reader.text();
  if (!counted || !reader.ok() || !reader.at_end()) return damaged("block of 64 records", first);
  return records;
}

}  // namespace dossier::engine
