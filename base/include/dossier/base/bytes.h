// Bytes in and out: little-endian varints for values, big-endian integers for keys.
// A reader never reads past its end: the first short or overlong read turns it to failed for good.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

class ByteWriter {
 public:
  void u8(uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void varint(uint64_t value) {  // LEB128
    if (value < 0x80) return u8(static_cast<uint8_t>(value));
    long_varint(value);
  }
  void zigzag(int64_t value) {  // zigzag, then LEB128
    varint(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63));
  }
  void text(std::string_view bytes) {  // varint length, then the bytes
    varint(bytes.size());
    raw(bytes);
  }
  void raw(std::string_view bytes) { out_.append(bytes); }
  void big16(uint16_t value);
  void big32(uint32_t value);
  void big64(uint64_t value);
  std::string take() { return std::move(out_); }
  const std::string& bytes() const { return out_; }
  void clear() { out_.clear(); }  // keeps what is allocated
  void reserve(size_t size) { out_.reserve(size); }

 private:
  void long_varint(uint64_t value);

  std::string out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  uint8_t u8() {
    const std::string_view byte = raw(1);
    return byte.empty() ? 0 : static_cast<uint8_t>(byte[0]);
  }
  uint64_t varint() {
    if (!rest_.empty() && static_cast<uint8_t>(rest_[0]) < 0x80) return u8();
    return long_varint();
  }
  int64_t zigzag() {
    const uint64_t value = varint();
    return static_cast<int64_t>(value >> 1 ^ (~(value & 1) + 1));
  }
  std::string_view text() { return raw(varint()); }
  std::string_view raw(size_t size) {
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  uint16_t big16();
  uint32_t big32();
  uint64_t big64();
  void fail() {
    ok_ = false;
    rest_ = {};
  }
  bool ok() const { return ok_; }  // false after any read that did not fit
  bool at_end() const { return rest_.empty(); }
  size_t remaining() const { return rest_.size(); }

 private:
  uint64_t long_varint();

  std::string_view rest_;
  bool ok_ = true;
};

uint32_t crc32c(std::string_view bytes);

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);  // lower or upper case
std::string base64url(std::string_view bytes);               // RFC 4648 §5, no padding
// Nothing where the text has another character, padding, or bits that no encoder leaves.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace dossier
