// The logs that the suite is run against, each made the same way.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dossier/engine/event_log.h"

namespace dossier::engine::test {

struct LogSetting {
  std::string folder;  // the log's own; opened again, it holds what was appended
  uint32_t partitions = 4;
  ClockMs clock = [] { return int64_t{1'772'000'000'000}; };
  std::optional<Draft> first_control = std::nullopt;
  bool access = false;  // the access log, which has one partition and no control log
};

struct LogKind {
  std::string name;
  std::function<std::unique_ptr<EventLog>(const LogSetting&)> open;
};

// A new implementation joins here, and has to pass everything.
const std::vector<LogKind>& log_kinds();

}  // namespace dossier::engine::test
