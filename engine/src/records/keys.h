// The keys of var/records (docs/formats/records.md). Big-endian, so that RocksDB sorts as we count.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dossier/base/ids.h"

namespace dossier::engine {

template <class T>
inline void put_big(char* at, T value) {
  for (size_t i = 0; i < sizeof(T); ++i)
    at[i] = static_cast<char>(value >> (8 * (sizeof(T) - 1 - i)));
}

template <class T>
inline T get_big(const char* at) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i)
    value = static_cast<T>(value << 8 | static_cast<uint8_t>(at[i]));
  return value;
}

// Key of a tail entry, and of a block (by its first offset).
class PositionKey {
 public:
  PositionKey(Partition partition, int64_t offset) {
    put_big(bytes_.data(), partition.value);
    put_big(bytes_.data() + 2, static_cast<uint64_t>(offset));
  }
  std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

  // Nothing where the key has another length.
  static std::optional<Position> parse(std::string_view key) {
    if (key.size() != 10) return std::nullopt;
    return Position{{get_big<uint16_t>(key.data())},
                    {static_cast<int64_t>(get_big<uint64_t>(key.data() + 2))}};
  }

 private:
  std::array<char, 10> bytes_;
};

// What all index keys of one subject begin with.
inline void subject_prefix(Partition partition, std::string_view subject, std::string& out) {
  out.resize(2);
  put_big(out.data(), partition.value);
  out.append(subject);
  out.push_back('\0');
}

inline void index_key(Partition partition, std::string_view subject, uint64_t hash,
                      std::string& out) {
  subject_prefix(partition, subject, out);
  const size_t at = out.size();
  out.resize(at + sizeof(hash));
  put_big(out.data() + at, hash);
}

}  // namespace dossier::engine
