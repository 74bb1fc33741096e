// JSON of a view's `data`, and its JSON Schema, both from DOSSIER_FIELDS. Sealed fields show as the
// list of their names under "sealed"; their values appear in `text` only.
// An enum shows as its name, through an `enum_name(E)` found next to the enum.
#pragma once

#include <algorithm>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "dossier/base/json.h"
#include "dossier/base/money.h"
#include "dossier/base/time.h"
#include "dossier/fold/fields.h"
#include "dossier/fold/sealed.h"

namespace dossier::fold {

inline void write_json(JsonWriter& out, const std::string& value) { out.text(value); }
inline void write_json(JsonWriter& out, bool value) { out.boolean(value); }
inline void write_json(JsonWriter& out, Date value) { out.text(to_string(value)); }
inline void write_json(JsonWriter& out, Instant value) { out.text(to_string(value)); }
inline void write_json(JsonWriter& out, Offset value) { out.integer(value.value); }
void write_json(JsonWriter& out, Money value);
void write_json(JsonWriter& out, const SealedFields& value);
void write_json(JsonWriter& out, const SealedBox& value);
template <std::integral T>
  requires(!std::same_as<T, bool>)
void write_json(JsonWriter& out, T value) {
  out.integer(value);
}
template <class T>
  requires std::is_enum_v<T>
void write_json(JsonWriter& out, T value) {
  out.text(enum_name(value));
}
template <class T>
void write_json(JsonWriter& out, const std::vector<T>& value);
template <MapLike M>
void write_json(JsonWriter& out, const M& value);
// Members of a struct: for writing several parts into one object. Empty optionals are left out.
template <HasFields T>
void write_members(JsonWriter& out, const T& value);
template <HasFields T>
void write_json(JsonWriter& out, const T& value) {
  out.begin_object();
  write_members(out, value);
  out.end_object();
}
template <class T>
void write_member(JsonWriter& out, std::string_view name, const T& value) {
  out.key(name);
  write_json(out, value);
}
template <class T>
void write_member(JsonWriter& out, std::string_view name, const std::optional<T>& value) {
  if (value) write_member(out, name, *value);
}
template <HasFields T>
void write_members(JsonWriter& out, const T& value) {
  for_each_field(value,
                 [&](std::string_view name, const auto& field) { write_member(out, name, field); });
}
template <class T>
void write_json(JsonWriter& out, const std::vector<T>& value) {
  out.begin_array();
  for (const auto& item : value) write_json(out, item);
  out.end_array();
}
template <MapLike M>
void write_json(JsonWriter& out, const M& value) {
  out.begin_object();
  for (const auto& [key, item] : value) write_member(out, key, item);
  out.end_object();
}

// --- JSON Schema

template <class T>
struct SchemaOf;

template <class T>
void write_schema(JsonWriter& out) {
  SchemaOf<T>::write(out);
}

template <HasFields T>
void write_schema_members(JsonWriter& out) {
  const T value{};
  for_each_field(value, [&]<class F>(std::string_view name, const F&) {
    out.key(name);
    write_schema<F>(out);
  });
}

// Names of the members that are always there: all but the optional ones.
template <class T>
inline constexpr bool kMayBeAbsent = false;
template <class T>
inline constexpr bool kMayBeAbsent<std::optional<T>> = true;
template <HasFields T>
void write_required(JsonWriter& out) {
  const T value{};
  for_each_field(value, [&]<class F>(std::string_view name, const F&) {
    if (!kMayBeAbsent<F>) out.text(name);
  });
}

// The names that an enum's values have, in order. A value that this build does not know has none.
template <class E>
void write_enum(JsonWriter& out) {
  std::vector<std::string_view> names;
  for (int i = 0; i < 256; ++i) {
    const std::string_view name = enum_name(static_cast<E>(i));
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  out.begin_object().member("type", "string").key("enum").begin_array();
  for (const auto name : names) out.text(name);
  out.end_array().end_object();
}

inline void write_type(JsonWriter& out, std::string_view type, std::string_view format = {}) {
  out.begin_object().member("type", type);
  if (!format.empty()) out.member("format", format);
  out.end_object();
}

template <class T>
struct SchemaOf {
  static void write(JsonWriter& out) {
    if constexpr (std::same_as<T, bool>) {
      write_type(out, "boolean");
    } else if constexpr (std::integral<T> || std::same_as<T, Offset>) {
      write_type(out, "integer");
    } else if constexpr (std::same_as<T, Date>) {
      write_type(out, "string", "date");
    } else if constexpr (std::same_as<T, Instant>) {
      write_type(out, "string", "date-time");
    } else if constexpr (std::same_as<T, std::string>) {
      write_type(out, "string");
    } else if constexpr (std::is_enum_v<T>) {
      write_enum<T>(out);
    } else {
      out.begin_object().member("type", "object").key("properties").begin_object();
      write_schema_members<T>(out);
      out.end_object().key("required").begin_array();
      write_required<T>(out);
      out.end_array().end_object();
    }
  }
};
template <>
struct SchemaOf<Money> {
  static void write(JsonWriter& out);
};
template <>
struct SchemaOf<SealedFields> {
  static void write(JsonWriter& out);
};
template <class T>
struct SchemaOf<std::optional<T>> {
  static void write(JsonWriter& out) { SchemaOf<T>::write(out); }
};
template <class T>
struct SchemaOf<std::vector<T>> {
  static void write(JsonWriter& out) {
    out.begin_object().member("type", "array").key("items");
    write_schema<T>(out);
    out.end_object();
  }
};
template <MapLike M>
struct SchemaOf<M> {
  static void write(JsonWriter& out) {
    out.begin_object().member("type", "object").key("additionalProperties");
    write_schema<typename M::mapped_type>(out);
    out.end_object();
  }
};

}  // namespace dossier::fold
