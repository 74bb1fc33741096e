// The attributes of a CloudEvent, from either mode, and their rules.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "dossier/base/error.h"
#include "dossier/events/json.h"

namespace dossier::events {

// Attributes as they were sent; the views live as long as the input.
class Envelope {
 public:
  // Errors: invalid, where the name is unknown or stands twice.
  Status put(std::string_view name, std::string_view value);
  // Checked, with an empty tree of the right type. Errors: invalid, refused, too_large.
  Result<ParsedEvent> open(const ParseOptions& options, size_t size_hint) const;

 private:
  static constexpr size_t kCount = 13;
  std::array<std::optional<std::string_view>, kCount> values_;
};

}  // namespace dossier::events
