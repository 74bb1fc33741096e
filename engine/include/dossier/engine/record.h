// One record of the log as bytes, as Kafka has it, and the same with its verdict, as records keeps
// it. Layout: docs/formats/records.md. Plain values, no threads.
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

// `foreign`: no record of Dossier's (docs/formats/records.md); whoever wrote it into the log.
enum class Verdict : uint8_t { valid = 0, void_ = 1, conflict = 2, foreign = 3 };

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

// The same list with one header more, at its end.
std::string with_header(std::string_view headers, std::string_view name, std::string_view value);
// The header of that name in an encoded list; empty where absent or where the list is broken.
std::string_view find_header(std::string_view headers, std::string_view name);

// meta.content_mac of an event's value (field 7 of field 0, docs/formats/event.md), found without
// the schema of its type; every step is checked against the bounds. Empty where there is none.
std::string_view content_mac_of(std::string_view value);

// Of a record whose identity stands earlier in the log: conflict where both have a content_mac and
// these differ, else void.
Verdict verdict_of_repeat(std::string_view first_mac, std::string_view mac);

// Whether intake has been over the value: its meta has a content_mac, a salt or boxes. Found in the
// same way.
bool is_sealed(std::string_view value);

// A judged record, owning its bytes. Views stay good as long as the record lives, moves included.
class StoredRecord {
 public:
  // Errors: corrupt.
  static Result<StoredRecord> decode(Position position, std::string_view bytes);

  Position position() const { return position_; }
  Verdict verdict() const { return verdict_; }
  // Of its identity; its own where valid or foreign.
  Offset first() const { return first_; }
  Instant recorded() const { return recorded_; }  // greatest timestamp of the partition up to it
  int64_t timestamp_ms() const { return timestamp_ms_; }
  std::string_view key() const { return part(key_); }
  std::string_view header(std::string_view name) const;  // empty where absent
  std::vector<Header> headers() const;
  std::string_view encoded_headers() const { return part(headers_); }
  std::string_view value() const { return part(value_); }

 private:
  struct Part {
    uint32_t begin = 0, size = 0;
  };
  std::string_view part(Part p) const { return std::string_view(bytes_).substr(p.begin, p.size); }

  Position position_;
  Verdict verdict_ = Verdict::valid;
  Offset first_;
  Instant recorded_;
  int64_t timestamp_ms_ = 0;
  std::string bytes_;  // from the key on; the parts below lie in it
  Part key_, headers_, value_;
};

// The hash of (source, id) that stands in the index: the first 8 bytes, big-endian, of SHA-256.
uint64_t identity_hash(std::string_view source, std::string_view id);

}  // namespace dossier::engine
