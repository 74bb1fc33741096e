// The parts of an engine, in the order in which they are made.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "dossier/engine/engine.h"
#include "projector/projector.h"

namespace dossier::engine {

struct Engine::Impl {
  EngineOptions options;
  fold::ProjectionSet projections;
  std::optional<Zone> zone;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<EventLog> log;
  std::unique_ptr<AccessLog> access;
  std::unique_ptr<Projector> projector;
  std::optional<Intake> intake;
  std::unique_ptr<Inbox> inbox;               // set once, by take_inbox
  std::unique_ptr<DeadLetters> dead_letters;  // with Kafka; its last reports go to the inbox
  std::atomic<bool> stopped = false;
  std::mutex stop_mutex;

  std::mutex day_mutex;
  // guarded by day_mutex
  std::optional<Date> latest_day;  // opened by the control log before `control_next`
  std::map<std::pair<uint16_t, uint16_t>, ExchangeRate> rates;  // set by it
  Offset control_next;

  Status open_vault();
  Result<std::unique_ptr<EventLog>> open_log() const;
  Result<std::unique_ptr<EventLog>> open_embedded() const;
  Result<std::unique_ptr<EventLog>> open_kafka() const;
  // Of the log that is open. Where that is on Kafka, so is this.
  Result<std::unique_ptr<AccessLog>> open_access() const;
  // Takes in what the control log has by now. Under day_mutex.
  Status read_control();
  // The latest day that the control log opens, folded or not.
  Result<std::optional<Date>> opened_day();
  ProjectorOptions projector_options(const std::string& path) const;
  // A control or quarantine event as the engine writes it. `data`: JSON of the event's data.
  Result<events::ParsedEvent> own_event(std::string_view type, std::string_view subject,
                                        std::string id, const std::string& data) const;
};

}  // namespace dossier::engine
