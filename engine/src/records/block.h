// Stored records as bytes: one by one in the tail, 64 at a time in a block. Pure functions.
// Layout: docs/formats/records.md.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "dossier/base/bytes.h"
#include "dossier/base/error.h"
#include "dossier/engine/record.h"

namespace dossier::engine {

// How many records a block has; its first offset is a multiple of it.
inline constexpr int64_t kBlockRecords = 64;

inline int64_t block_start(int64_t offset) { return offset - offset % kBlockRecords; }

struct StoredFields {
  Verdict verdict;
  Offset first;
  int64_t recorded_ms, timestamp_ms;
  std::string_view key, headers, value;
};

// Appends the record's length and its bytes; the return is where, in `out`, the bytes begin.
size_t append_stored(const StoredFields& fields, ByteWriter& out);

// A tail value: the bytes of one record, then their CRC.
void append_tail(std::string_view record, ByteWriter& out);
// The record in it. Errors: corrupt, naming the position.
Result<std::string_view> open_tail(Position position, std::string_view tail);

// A block is: begin_block, then its records (append_stored), then end_block.
void begin_block(ByteWriter& out);
void end_block(ByteWriter& out);

using BlockRecords = std::array<std::string_view, kBlockRecords>;
// The records of a block, as views into it. Errors: corrupt, naming the position.
Result<BlockRecords> open_block(Position first, std::string_view block);

}  // namespace dossier::engine
