// What a publisher is told of a judged record; both logs say it the same way.
#pragma once

#include <fmt/format.h>

#include "dossier/engine/event_log.h"

namespace dossier::engine {

inline size_t size_of(const Draft& draft) {
  return draft.subject.key().size() + draft.headers.size() + draft.value.size();
}

inline AppendOutcome outcome_of(Verdict verdict, Position first) {
  if (verdict != Verdict::conflict) return Appended{first, verdict == Verdict::void_};
  return fail(ErrorCode::conflict,
              fmt::format("another event with this source and id stands at {}", to_string(first)),
              "id", "send changed content under a new id");
}

// Of a record whose identity stands in the log already, as `first`.
inline AppendOutcome outcome_of_repeat(const StoredRecord& first, std::string_view mac) {
  const std::string_view first_mac = content_mac_of(first.value());
  return outcome_of(verdict_of_repeat(first_mac, mac), first.position());
}

inline AppendOutcome outcome_of(const Judged& judged) {
  return outcome_of(judged.verdict, {judged.position.partition, judged.first});
}

}  // namespace dossier::engine
