// One line a struct: DOSSIER_FIELDS(id, kind, since) names the fields that are kept and shown.
// From it come the stored encoding (codec.h), the JSON and its schema (json.h). The order is the
// stored order: a change of it, or of a type, is a new version of the projection.
#pragma once

#include <array>
#include <string_view>
#include <tuple>

namespace dossier::fold {

template <class T>
concept HasFields = requires(const T& t) { t.tie(); };

// The names in DOSSIER_FIELDS's text, in order.
template <size_t N>
consteval std::array<std::string_view, N> split_names(std::string_view text) {
  std::array<std::string_view, N> names{};
  for (size_t i = 0; i < N; ++i) {
    const size_t comma = text.find(',');
    std::string_view name = text.substr(0, comma);
    while (name.starts_with(' ')) name.remove_prefix(1);
    names[i] = name;
    if (comma != std::string_view::npos) text.remove_prefix(comma + 1);
  }
  return names;
}

template <HasFields T>
constexpr size_t field_count() {
  return std::tuple_size_v<decltype(std::declval<const T&>().tie())>;
}

template <HasFields T>
constexpr auto field_names() {
  return split_names<field_count<T>()>(T::kFieldText);
}

// Calls visit(name, field) for each field, in order.
template <class T, class Visit>
void for_each_field(T& value, Visit&& visit) {
  using Plain = std::remove_const_t<T>;
  static constexpr auto kNames = field_names<Plain>();
  std::apply(
      [&](auto&... fields) {
        size_t i = 0;
        (visit(kNames[i++], fields), ...);
      },
      value.tie());
}

}  // namespace dossier::fold

#define DOSSIER_FIELDS(...)                          \
  auto tie() { return std::tie(__VA_ARGS__); }       \
  auto tie() const { return std::tie(__VA_ARGS__); } \
  [[maybe_unused]] static constexpr std::string_view kFieldText = #__VA_ARGS__
