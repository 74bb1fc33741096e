// One record of the log as bytes, as Kafka has it, and the same with its verdict, as records keeps it.
// Layout: docs/formats/records.md. Plain values, no threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/base/ids.h"
#include "dossier/base/time.h"

namespace dossier::engine {

inline constexpr Partition kControlPartition{0xFFFF};
inline constexpr uint32_t kDefaultPartitions = 32;

enum class Verdict : uint8_t { valid = 0, void_ = 1, conflict = 2 };

struct Header {
  std::string_view name;
  std::string_view value;
};

// A record to be appended: everything but what the log decides (offset, timestamp).
struct Draft {
  Subject subject;      // also the key and, by murmur2, the partition
  std::string source;   // ce_source, part of the identity
  std::string id;       // ce_id, part of the identity
  std::string headers;  // encoded: see HeaderWriter
  std::string value;    // FlatBuffer
  std::string mac;      // content_mac: 16 bytes, or empty where the subject's keys are destroyed
};

// Builds the encoded header list, in the order of docs/formats/event.md.
class HeaderWriter {
 public:
  void add(std::string_view name, std::string_view value);
  std::string take();  // varint count, then name and value of each

 private:
  std::string body_;
  uint32_t count_ = 0;
};

// A judged record, owning its bytes. Views stay good as long as the record lives, moves included.
class StoredRecord {
 public:
  // Errors: corrupt.
  static Result<StoredRecord> decode(Position position, std::string_view bytes);

  Position position() const { return position_; }
  Verdict verdict() const { return verdict_; }
  Offset first() const { return first_; }         // of its identity; its own where valid
  Instant recorded() const { return recorded_; }  // greatest timestamp of the partition up to it
  int64_t timestamp_ms() const { return timestamp_ms_; }
  std::string_view key() const;
  std::string_view header(std::string_view name) const;  // empty where absent
  std::vector<Header> headers() const;
  std::string_view value() const;

 private:
  Position position_;
  Verdict verdict_ = Verdict::valid;
  Offset first_;
  Instant recorded_;
  int64_t timestamp_ms_ = 0;
  std::string bytes_;  // from the key on; the pairs below are (begin, size) in it
  uint32_t key_[2]{}, headers_[2]{}, value_[2]{};
};

// The 8-byte hash of (source, id) that stands in the index.
uint64_t identity_hash(std::string_view source, std::string_view id);

}  // namespace dossier::engine
