// Values of headers that are lists (RFC 9110, 5.6.1). Pure functions.
#pragma once

#include <algorithm>
#include <string_view>

namespace dossier::api {

// Without the blanks and tabs around it.
inline std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// The first item of a list, trimmed; `rest` goes on behind its separator, and is empty at the end.
inline std::string_view take_item(std::string_view& rest, char separator = ',') {
  const std::string_view item = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(item.size() + 1, rest.size()));
  return trimmed(item);
}

}  // namespace dossier::api
