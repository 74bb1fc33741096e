// What the files of this fold share. Pure; any thread, one subject at a time.
#pragma once

#include <optional>
#include <string>

#include "dossier/applications/slice.h"
#include "dossier/projections/said.h"

namespace dossier::applications {

using fold::Event;
using fold::FoldContext;
using fold::FoldStatus;
using projections::date_of;
using projections::money_of;
using projections::text_of;
using projections::value_of;

template <uint32_t Places>
std::optional<fold::Decimal<Places>> decimal_of(flatbuffers::Optional<int64_t> scaled) {
  return scaled ? std::optional(fold::Decimal<Places>{*scaled}) : std::nullopt;
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
