// Faults with a path. A path is built while the fault travels up, so that a sound event pays
// nothing. No fault ever says a value, since it could be personal.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "dossier/base/error.h"
#include "dossier/events/descriptor.h"

namespace dossier::events {

inline Error fault(std::string message, std::string remedy = {},
                   ErrorCode code = ErrorCode::invalid) {
  return {code, std::move(message), {}, std::move(remedy)};
}

// "amount" before "currency" is "amount.currency", before "[3].value" is "amount[3].value".
inline Error under(std::string_view member, Error error) {
  const bool joined = error.field.empty() || error.field.front() == '[';
  error.field = fmt::format("{}{}{}", member, joined ? "" : ".", error.field);
  return error;
}

inline Error under(size_t index, Error error) {
  return under(fmt::format("[{}]", index), std::move(error));
}

// Whether a name that a stranger sent is one that a schema could hold, and so may be said aloud.
inline bool sayable(std::string_view name) {
  if (name.empty() || name.size() > 64 || name[0] < 'a' || name[0] > 'z') return false;
  for (const char c : name)
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') return false;
  return true;
}

// "must be a date as YYYY-MM-DD": how a field is written in JSON.
std::string form_of(const FieldDescriptor& field);

inline constexpr size_t kTextBytesMax = size_t{64} << 10;
inline constexpr size_t kItemsMax = 10'000;
// What one event may take in memory: far above any real one, below what could hurt.
inline constexpr size_t kTreeBytesMax = size_t{16} << 20;

inline Error too_big_fault() {
  return fault("takes too much memory", "split the event", ErrorCode::too_large);
}

inline Error too_many_items_fault() {
  return fault(fmt::format("has more than {} items", kItemsMax), "split the event",
               ErrorCode::too_large);
}

// Type, where the name is known and this publisher may send it.
Result<const TypeDescriptor*> type_of(std::string_view name, bool trusted);

}  // namespace dossier::events
