// The stored encoding of slices, rows and facts: fields in the order of DOSSIER_FIELDS, integers as
// zigzag varints, text and lists with their length. Bounds-checked; a list never reserves more than
// its bytes could hold. What wraps it (version, checksum) is in docs/formats/views.md.
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "dossier/base/bytes.h"
#include "dossier/base/ids.h"
#include "dossier/base/money.h"
#include "dossier/base/time.h"
#include "dossier/fold/fields.h"
#include "dossier/fold/flat_map.h"

namespace dossier::fold {

template <class M>
concept MapLike = requires { typename M::key_type; } && requires { typename M::mapped_type; };

// --- encode

inline void encode(ByteWriter& out, const std::string& value) { out.text(value); }
inline void encode(ByteWriter& out, Date value) { out.zigzag(value.days); }
inline void encode(ByteWriter& out, Instant value) { out.zigzag(value.micros); }
inline void encode(ByteWriter& out, Offset value) { out.zigzag(value.value); }
inline void encode(ByteWriter& out, Money value) {
  out.zigzag(value.minor);
  out.varint(value.currency);
}
template <std::integral T>
void encode(ByteWriter& out, T value) {
  out.zigzag(static_cast<int64_t>(value));
}
template <class T>
  requires std::is_enum_v<T>
void encode(ByteWriter& out, T value) {
  out.zigzag(static_cast<int64_t>(value));
}
template <class T>
void encode(ByteWriter& out, const std::optional<T>& value);
template <class T>
void encode(ByteWriter& out, const std::vector<T>& value);
template <MapLike M>
void encode(ByteWriter& out, const M& value);
template <HasFields T>
void encode(ByteWriter& out, const T& value) {
  std::apply([&](const auto&... fields) { (encode(out, fields), ...); }, value.tie());
}
template <class T>
void encode(ByteWriter& out, const std::optional<T>& value) {
  out.u8(value ? 1 : 0);
  if (value) encode(out, *value);
}
template <class T>
void encode(ByteWriter& out, const std::vector<T>& value) {
  out.varint(value.size());
  for (const auto& item : value) encode(out, item);
}
template <MapLike M>
void encode(ByteWriter& out, const M& value) {
  out.varint(value.size());
  for (const auto& [key, item] : value) {
    encode(out, key);
    encode(out, item);
  }
}

// --- decode: a failed read leaves the reader failed; the caller asks it once, at the end

inline void decode(ByteReader& in, std::string& value) { value = in.text(); }
inline void decode(ByteReader& in, Date& value) { value.days = static_cast<int32_t>(in.zigzag()); }
inline void decode(ByteReader& in, Instant& value) { value.micros = in.zigzag(); }
inline void decode(ByteReader& in, Offset& value) { value.value = in.zigzag(); }
inline void decode(ByteReader& in, Money& value) {
  value.minor = in.zigzag();
  value.currency = static_cast<uint16_t>(in.varint());
}
template <std::integral T>
void decode(ByteReader& in, T& value) {
  const int64_t wide = in.zigzag();
  value = static_cast<T>(wide);
  if (static_cast<int64_t>(value) != wide) in.fail();
}
template <class T>
  requires std::is_enum_v<T>
void decode(ByteReader& in, T& value) {
  std::underlying_type_t<T> raw{};
  decode(in, raw);
  value = static_cast<T>(raw);
}
template <class T>
void decode(ByteReader& in, std::optional<T>& value);
template <class T>
void decode(ByteReader& in, std::vector<T>& value);
template <MapLike M>
void decode(ByteReader& in, M& value);
template <HasFields T>
void decode(ByteReader& in, T& value) {
  std::apply([&](auto&... fields) { (decode(in, fields), ...); }, value.tie());
}
template <class T>
void decode(ByteReader& in, std::optional<T>& value) {
  value.reset();
  if (in.u8() != 0) decode(in, value.emplace());
}
template <class T>
void decode(ByteReader& in, std::vector<T>& value) {
  const uint64_t count = in.varint();
  if (count > in.remaining()) in.fail();
  value.clear();
  for (uint64_t i = 0; i < count && in.ok(); ++i) decode(in, value.emplace_back());
}
template <MapLike M>
void decode(ByteReader& in, M& value) {
  const uint64_t count = in.varint();
  if (count > in.remaining()) in.fail();
  value.clear();
  for (uint64_t i = 0; i < count && in.ok(); ++i) {
    typename M::key_type key{};
    decode(in, key);
    decode(in, value[std::move(key)]);
  }
}

template <class T>
std::string encoded(const T& value) {
  ByteWriter out;
  encode(out, value);
  return out.take();
}

// Nothing where the bytes are not exactly one value.
template <class T>
std::optional<T> decoded(std::string_view bytes) {
  ByteReader in(bytes);
  T value{};
  decode(in, value);
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return value;
}

// --- memory, for the one budget: what a value holds beyond its own size

// Whether values of the type hold nothing beyond their own size, whatever they are.
template <class T>
inline constexpr bool kFlat = true;
template <class... Fields>
inline constexpr bool kFlat<std::tuple<const Fields&...>> = (kFlat<Fields> && ...);
template <HasFields T>
inline constexpr bool kFlat<T> = kFlat<decltype(std::declval<const T&>().tie())>;
template <>
inline constexpr bool kFlat<std::string> = false;
template <class T>
inline constexpr bool kFlat<std::vector<T>> = false;
template <MapLike M>
inline constexpr bool kFlat<M> = false;
template <class T>
inline constexpr bool kFlat<std::optional<T>> = kFlat<T>;

template <class T>
size_t heap_bytes(const T& value);
template <class T>
size_t heap_of(const std::vector<T>& value) {
  size_t size = value.capacity() * sizeof(T);
  if constexpr (!kFlat<T>)
    for (const auto& item : value) size += heap_bytes(item);
  return size;
}
template <class K, class T>
size_t heap_of(const std::map<K, T>& value) {
  size_t size = value.size() * (sizeof(K) + sizeof(T) + 48);
  for (const auto& [key, item] : value) size += heap_bytes(key) + heap_bytes(item);
  return size;
}
template <class K, class T>
size_t heap_of(const FlatMap<K, T>& value) {
  size_t size = value.capacity() * sizeof(std::pair<K, T>);
  for (const auto& [key, item] : value) size += heap_bytes(key) + heap_bytes(item);
  return size;
}
template <class T>
size_t heap_of(const std::optional<T>& value) {
  return value ? heap_bytes(*value) : 0;
}
inline size_t heap_of(const std::string& value) {
  return value.capacity() > 15 ? value.capacity() + 1 : 0;
}
template <class T>
size_t heap_bytes(const T& value) {
  if constexpr (kFlat<T>) {
    return 0;
  } else if constexpr (HasFields<T>) {
    size_t size = 0;
    std::apply([&](const auto&... fields) { ((size += heap_bytes(fields)), ...); }, value.tie());
    return size;
  } else if constexpr (requires { heap_of(value); }) {
    return heap_of(value);
  } else {
    return 0;
  }
}

}  // namespace dossier::fold
