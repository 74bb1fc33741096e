// The parts of an engine, in the order in which they are made.
#pragma once

#include <memory>

#include "dossier/engine/engine.h"
#include "projector/projector.h"

namespace dossier::engine {

struct Engine::Impl {
  EngineOptions options;
  fold::ProjectionSet projections;
  std::optional<Zone> zone;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<EventLog> log;
  std::unique_ptr<Projector> projector;
  std::optional<Intake> intake;
  bool stopped = false;
  std::mutex stop_mutex;

  ProjectorOptions projector_options(const std::string& path) const;
  // A control or quarantine event as the engine writes it. `data`: JSON of the event's data.
  Result<events::ParsedEvent> own_event(std::string_view type, std::string_view subject,
                                        std::string id, const std::string& data) const;
};

}  // namespace dossier::engine
