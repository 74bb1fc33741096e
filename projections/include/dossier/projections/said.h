// What an event says, field by field, as folds keep it. Pure.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <optional>
#include <string>

#include "dossier/base/money.h"
#include "dossier/base/time.h"
#include "dossier/events/fbs/common_generated.h"

namespace dossier::projections {

inline std::string text_of(const flatbuffers::String* text) {
  return text == nullptr ? std::string() : text->str();
}
template <class T>
std::optional<T> value_of(flatbuffers::Optional<T> value) {
  return value ? std::optional<T>(*value) : std::nullopt;
}
inline std::optional<Date> date_of(flatbuffers::Optional<int32_t> days) {
  return days ? std::optional(Date{*days}) : std::nullopt;
}
inline std::optional<Money> money_of(const event::Money* money) {
  if (money == nullptr) return std::nullopt;
  return Money{money->minor(), static_cast<uint16_t>(money->currency())};
}

}  // namespace dossier::projections
