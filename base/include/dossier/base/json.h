// Writes JSON text. Commas are its own affair; nesting is the caller's (checked when it ends).
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace dossier {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);  // UTF-8; escaped
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  template <std::integral T>
  JsonWriter& integer(T value) {
    return raw(std::to_string(value));
  }
  JsonWriter& raw(std::string_view json);  // already JSON

  // key, then value
  JsonWriter& member(std::string_view name, std::string_view value) {
    return key(name).text(value);
  }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  JsonWriter& member(std::string_view name, T value) {
    return key(name).integer(value);
  }
  JsonWriter& member(std::string_view name, bool value) { return key(name).boolean(value); }
  JsonWriter& member(std::string_view name, const char* value) { return key(name).text(value); }

  const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string out_;
  bool needs_comma_ = false;
};

// The value with JSON's escapes and quotes around it, appended to `out`.
void append_json_text(std::string& out, std::string_view value);

}  // namespace dossier
