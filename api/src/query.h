// The target of a request, taken apart: path segments and query, percent-decoded. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dossier/base/error.h"

namespace dossier::api {

struct Target {
  std::vector<std::string> segments;                       // "/api/events" → {"api", "events"}
  std::vector<std::pair<std::string, std::string>> query;  // in order

  // The value of that name; nothing where it is absent.
  std::optional<std::string_view> find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name).has_value(); }
};

// Errors: invalid, where it is no origin-form target, an escape is broken, an escape makes a slash
// or a control character, a name stands twice, or there is too much of it.
Result<Target> parse_target(std::string_view target);

// The text with its % escapes undone. Errors: invalid, where one is broken, or gives a control
// character.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

}  // namespace dossier::api
