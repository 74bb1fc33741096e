// From a stored record to what a fold sees. No state of its own; safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/base/time.h"
#include "dossier/engine/record.h"
#include "dossier/fold/event.h"

namespace dossier::engine {

// A record and the event in it, which points into the record.
class HeldEvent {
 public:
  // Verifies the FlatBuffer. Errors: corrupt (unknown type, bytes that are no such event), naming
  // the position.
  static Result<HeldEvent> read(StoredRecord record, const Zone& zone);

  HeldEvent(HeldEvent&&) = default;
  HeldEvent& operator=(HeldEvent&&) = default;

  fold::Event event() const;
  const StoredRecord& record() const { return record_; }
  const Subject& subject() const { return subject_; }
  Offset offset() const { return record_.position().offset; }
  Date effective_date() const { return effective_date_; }

 private:
  HeldEvent() = default;
  StoredRecord record_;
  Subject subject_;
  const events::TypeDescriptor* type_ = nullptr;
  std::string_view source_, id_;  // in the record
  Instant time_, effective_;
  Date effective_date_;
  std::vector<uint64_t> value_;  // the FlatBuffer, aligned
};

}  // namespace dossier::engine
