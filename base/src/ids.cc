#include "dossier/base/ids.h"

#include <fmt/format.h>

#include <algorithm>

namespace dossier {
namespace {

bool id_char(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == ':' || c == '-';
}

}  // namespace

bool valid_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::ranges::all_of(id, id_char);
}

Result<Subject> Subject::parse(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view kind =
      slash == std::string_view::npos ? "customer" : text.substr(0, slash);
  const std::string_view id = slash == std::string_view::npos ? text : text.substr(slash + 1);
  const bool kind_ok = !kind.empty() && kind.size() <= 32 && std::ranges::all_of(kind, [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
  });
  if (!kind_ok || !valid_id(id))
    return fail(ErrorCode::invalid, "not a subject", "subject",
                "write kind/id or a bare customer id: a lower-case kind, an id of 1 to 128 of "
                "A-Z a-z 0-9 . _ : -");
  return trusted(fmt::format("{}/{}", kind, id));
}

Subject Subject::trusted(std::string key) {
  Subject subject;
  subject.key_ = std::move(key);
  return subject;
}

std::string_view Subject::kind() const { return std::string_view(key_).substr(0, key_.find('/')); }

std::string_view Subject::id() const { return std::string_view(key_).substr(key_.find('/') + 1); }

std::string to_string(Position position) {
  return fmt::format("{}:{}", position.partition.value, position.offset.value);
}

uint32_t murmur2(std::string_view bytes) {
  constexpr uint32_t kM = 0x5bd1e995;
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  size_t length = bytes.size();
  uint32_t h = 0x9747b28cU ^ static_cast<uint32_t>(length);
  for (; length >= 4; length -= 4, data += 4) {
    uint32_t k = static_cast<uint32_t>(data[0]) | static_cast<uint32_t>(data[1]) << 8 |
                 static_cast<uint32_t>(data[2]) << 16 | static_cast<uint32_t>(data[3]) << 24;
    k *= kM;
    k ^= k >> 24;
    h = h * kM ^ k * kM;
  }
  if (length >= 3) h ^= static_cast<uint32_t>(data[2]) << 16;
  if (length >= 2) h ^= static_cast<uint32_t>(data[1]) << 8;
  if (length >= 1) h = (h ^ data[0]) * kM;
  h = (h ^ h >> 13) * kM;
  return h ^ h >> 15;
}

Partition partition_of(const Subject& subject, uint32_t partition_count) {
  return {static_cast<uint16_t>((murmur2(subject.key()) & 0x7fffffffU) % partition_count)};
}

}  // namespace dossier
