// What the files of this fold share. Pure; any thread, one subject at a time.
#pragma once

#include <optional>
#include <string>

#include "dossier/applications/slice.h"

namespace dossier::applications {

using fold::Event;
using fold::FoldContext;
using fold::FoldStatus;

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
template <uint32_t Places>
std::optional<fold::Decimal<Places>> decimal_of(flatbuffers::Optional<int64_t> scaled) {
  return scaled ? std::optional(fold::Decimal<Places>{*scaled}) : std::nullopt;
}
inline std::optional<Money> money_of(const event::Money* money) {
  if (money == nullptr) return std::nullopt;
  return Money{money->minor(), static_cast<uint16_t>(money->currency())};
}

inline fold::FoldStatus too_many(std::string_view things) {
  return std::unexpected(fold::FoldError{
      "more than " + std::to_string(kMaxItems) + " " + std::string(things) + " of one application",
      "look at the publisher: it makes new events for what it has sent before; "
      "then skip the record or mend the source and rebuild"});
}

// steps.cc: submitted, referred, approved, rejected, withdrawn, and disbursed where a loan names an
// application.
FoldStatus fold_step(const Event& event, FoldContext& context);

// attachments.cc
FoldStatus fold_document(const Event& event, FoldContext& context);
FoldStatus fold_bureau_report(const Event& event, FoldContext& context);
FoldStatus fold_bureau_request(const Event& event, FoldContext& context);
FoldStatus attach_submitted(const Event& event, ApplicationSlice& slice);

// summary.cc: the summary of these steps and this request.
Summary summary_of(const Request& request, const Steps& steps);
// Sorts the keys by time, then position.
void sort_steps(Steps& steps);

}  // namespace dossier::applications
