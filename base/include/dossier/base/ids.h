// Names of things: subjects, partitions, offsets, positions.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "dossier/base/error.h"

namespace dossier {

// Whose stream an event belongs to: "kind/id" ("customer/C-1042"). The kind is a lower-case word;
// the id is 1–128 bytes of [A-Za-z0-9._:-], case-sensitive, never itself personal.
class Subject {
 public:
  Subject() = default;
  // A bare id is read as "customer/id". Errors: invalid, with what is allowed.
  static Result<Subject> parse(std::string_view text);
  // Of parts known to be right (read from our own store): no check.
  static Subject trusted(std::string key);

  std::string_view kind() const;
  std::string_view id() const;
  const std::string& key() const { return key_; }  // "kind/id"
  auto operator<=>(const Subject&) const = default;

 private:
  std::string key_;
};

// [A-Za-z0-9._:-]{1,128}: ids of subjects and of the things inside events.
bool valid_id(std::string_view id);

struct Partition {
  uint16_t value = 0;
  auto operator<=>(const Partition&) const = default;
};

struct Offset {
  int64_t value = 0;
  auto operator<=>(const Offset&) const = default;
  Offset operator+(int64_t n) const { return {value + n}; }
};

struct Position {
  Partition partition;
  Offset offset;
  auto operator<=>(const Position&) const = default;
};

std::string to_string(Position position);  // "7:1042"

// Kafka's default partitioner: murmur2 of the key, sign bit cleared, modulo the count.
uint32_t murmur2(std::string_view bytes);
Partition partition_of(const Subject& subject, uint32_t partition_count);

}  // namespace dossier
