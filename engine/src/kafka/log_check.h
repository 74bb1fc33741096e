// Is the log still the one that the local copy is of? A thread looks on each return of the brokers
// and each minute; a partition that does not fit is stopped. Between, it sees whether they answer.
#pragma once

#include <thread>

#include "kafka/admin.h"
#include "kafka/log_state.h"

namespace dossier::engine::kafka {

class LogCheck {
 public:
  // Errors: invalid.
  static Result<std::unique_ptr<LogCheck>> make(LogState& state);
  ~LogCheck();

  // Stops what does not fit. Errors: refused (topics that could lose records), unavailable.
  Status look();
  // Where each partition ends in the log. Errors: unavailable.
  Result<std::vector<Position>> ends();
  // Looks from now on, on a thread of its own.
  void start();

 private:
  LogCheck(LogState& state, Client client) : state_(state), client_(std::move(client)) {}
  Status look_at_count();
  Status look_at(Partition partition);
  void run();
  bool answered();

  LogState& state_;
  const Client client_;
  std::thread thread_;
};

}  // namespace dossier::engine::kafka
