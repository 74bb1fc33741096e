// Intake: a checked event becomes a canonical record. It derives what may stand in clear, seals the
// personal fields, computes content_mac and appends (docs/formats/event.md). No state of its own;
// safe from any thread.
#pragma once

#include <functional>
#include <vector>

#include "dossier/engine/event_log.h"
#include "dossier/engine/vault.h"
#include "dossier/events/json.h"

namespace dossier::engine {

class Intake {
 public:
  // All outlive the intake.
  Intake(Vault& vault, EventLog& log, ClockMs clock);

  // One outcome for each event, in order, once all are durable and judged; a fault stays the
  // outcome of its event and stops nobody else. An event without id is a fault here. `done` is
  // called once, from a thread of the log, or from this one where nothing had to be appended.
  // Errors beside the events' own: conflict (same identity, other content), unavailable, io.
  void submit(std::vector<Result<events::ParsedEvent>> events, AppendDone done);

  // The record that the event becomes, not appended: for control events, and tools.
  Result<Draft> draft(events::ParsedEvent event);

 private:
  // The event's tree becomes what the record holds.
  Result<Draft> seal(events::ParsedEvent& event);
  Status make_keys(const std::vector<Result<events::ParsedEvent>>& events);

  Vault& vault_;
  EventLog& log_;
  const ClockMs clock_;
};

}  // namespace dossier::engine
