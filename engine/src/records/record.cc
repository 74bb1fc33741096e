#include "dossier/engine/record.h"

#include <cstring>
#include <limits>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"

namespace dossier::engine {
namespace {

template <class T>
std::optional<T> little_at(std::string_view bytes, size_t at) {
  if (at > bytes.size() || bytes.size() - at < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

// Where the thing lies that the offset field `id` of the table at `table` points to.
std::optional<size_t> follow_field(std::string_view bytes, size_t table, uint16_t id) {
  const auto back = little_at<int32_t>(bytes, table);
  if (!back) return std::nullopt;
  const int64_t vtable = static_cast<int64_t>(table) - *back;
  if (vtable < 0) return std::nullopt;
  const auto vtable_size = little_at<uint16_t>(bytes, static_cast<size_t>(vtable));
  const size_t entry = 4 + 2 * static_cast<size_t>(id);
  if (!vtable_size || entry + 2 > *vtable_size) return std::nullopt;
  const auto field = little_at<uint16_t>(bytes, static_cast<size_t>(vtable) + entry);
  if (!field || *field == 0) return std::nullopt;
  const auto forward = little_at<uint32_t>(bytes, table + *field);
  if (!forward) return std::nullopt;
  return table + *field + *forward;
}

// Fields of an event's root, and of its meta (docs/formats/event.md).
constexpr uint16_t kMeta = 0, kBoxes = 6, kContentMac = 7, kSalt = 8;

std::optional<size_t> find_meta(std::string_view value) {
  const auto root = little_at<uint32_t>(value, 0);
  return root ? follow_field(value, *root, kMeta) : std::nullopt;
}

// Reads the header list; `each` returns false to stop.
template <class F>
bool walk_headers(ByteReader& reader, F each) {
  const uint64_t count = reader.varint();
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const std::string_view name = reader.text();
    const std::string_view value = reader.text();
    if (reader.ok() && !each(Header{name, value})) break;
  }
  return reader.ok();
}

}  // namespace

void HeaderWriter::add(std::string_view name, std::string_view value) {
  ByteWriter writer;
  writer.text(name);
  writer.text(value);
  body_ += writer.bytes();
  ++count_;
}

std::string HeaderWriter::take() {
  ByteWriter writer;
  writer.varint(count_);
  writer.raw(body_);
  body_.clear();
  count_ = 0;
  return writer.take();
}

std::string with_header(std::string_view headers, std::string_view name, std::string_view value) {
  ByteReader reader(headers);
  const uint64_t count = reader.varint();
  ByteWriter writer;
  writer.varint(count + 1);
  writer.raw(headers.substr(headers.size() - reader.remaining()));
  writer.text(name);
  writer.text(value);
  return writer.take();
}

std::string_view find_header(std::string_view headers, std::string_view name) {
  ByteReader reader(headers);
  std::string_view found;
  walk_headers(reader, [&](const Header& header) {
    if (header.name != name) return true;
    found = header.value;
    return false;
  });
  return found;
}

Verdict verdict_of_repeat(std::string_view first_mac, std::string_view mac) {
  const bool differs = !first_mac.empty() && !mac.empty() && first_mac != mac;
  return differs ? Verdict::conflict : Verdict::void_;
}

std::string_view content_mac_of(std::string_view value) {
  const auto meta = find_meta(value);
  if (!meta) return {};
  const auto mac = follow_field(value, *meta, kContentMac);
  if (!mac) return {};
  const auto size = little_at<uint32_t>(value, *mac);
  if (!size || *size > value.size() - *mac - sizeof(uint32_t)) return {};
  return value.substr(*mac + sizeof(uint32_t), *size);
}

bool is_sealed(std::string_view value) {
  const auto meta = find_meta(value);
  if (!meta) return false;
  for (const uint16_t field : {kContentMac, kSalt, kBoxes})
    if (follow_field(value, *meta, field)) return true;
  return false;
}

Result<StoredRecord> StoredRecord::decode(Position position, std::string_view bytes) {
  ByteReader reader(bytes);
  StoredRecord record;
  record.position_ = position;
  const uint8_t verdict = reader.u8();
  record.verdict_ = static_cast<Verdict>(verdict);
  record.first_ = verdict == 0 ? position.offset : Offset{static_cast<int64_t>(reader.varint())};
  const uint64_t behind_ms = reader.varint();
  record.timestamp_ms_ = reader.zigzag();
  int64_t recorded_ms = 0;
  bool ok = reader.ok() && verdict <= static_cast<uint8_t>(Verdict::foreign) &&
            behind_ms <= std::numeric_limits<int64_t>::max() &&
            !__builtin_add_overflow(record.timestamp_ms_, static_cast<int64_t>(behind_ms),
                                    &recorded_ms) &&
            !__builtin_mul_overflow(recorded_ms, int64_t{1000}, &record.recorded_.micros);

  const std::string_view body = bytes.substr(bytes.size() - reader.remaining());
  const auto part_of = [&](std::string_view text) {
    return Part{static_cast<uint32_t>(text.data() - body.data()),
                static_cast<uint32_t>(text.size())};
  };
  const std::string_view key = reader.text();
  const size_t headers_at = body.size() - reader.remaining();
  ok = ok && walk_headers(reader, [](const Header&) { return true; });
  const size_t headers_end = body.size() - reader.remaining();
  const std::string_view value = reader.text();
  if (!ok || !reader.ok() || !reader.at_end() || body.size() > UINT32_MAX)
    return fail(ErrorCode::corrupt,
                "record " + to_string(position) + " cannot be decoded: its bytes are damaged", {},
                "restore the records from a copy");
  record.key_ = part_of(key);
  record.headers_ = {static_cast<uint32_t>(headers_at),
                     static_cast<uint32_t>(headers_end - headers_at)};
  record.value_ = part_of(value);
  record.bytes_.assign(body);
  return record;
}

std::string_view StoredRecord::header(std::string_view name) const {
  return find_header(encoded_headers(), name);
}

std::vector<Header> StoredRecord::headers() const {
  std::vector<Header> headers;
  ByteReader reader(encoded_headers());
  walk_headers(reader, [&](const Header& header) {
    headers.push_back(header);
    return true;
  });
  return headers;
}

uint64_t identity_hash(std::string_view source, std::string_view id) {
  ByteWriter length;
  length.varint(source.size());
  const Digest digest = sha256({length.bytes(), source, id});
  return ByteReader(as_text(digest)).big64();
}

}  // namespace dossier::engine
