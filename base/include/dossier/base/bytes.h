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
  void varint(uint64_t value);        // LEB128
  void zigzag(int64_t value);         // zigzag, then LEB128
  void text(std::string_view bytes);  // varint length, then the bytes
  void raw(std::string_view bytes) { out_.append(bytes); }
  void big16(uint16_t value);
  void big32(uint32_t value);
  void big64(uint64_t value);
  std::string take() { return std::move(out_); }
  const std::string& bytes() const { return out_; }
  void clear() { out_.clear(); }

 private:
  std::string out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  uint8_t u8();
  uint64_t varint();
  int64_t zigzag();
  std::string_view text();
  std::string_view raw(size_t size);
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
