// The inbox: takes what publishers write into Kafka to intake, in order, and passes over nothing
// that has no verdict. One of a group: each partition of the inbox is one process's at a time, and
// it does no harm where two believe it theirs.
#pragma once

#include <cstdint>
#include <memory>

#include "dossier/engine/dead_letters.h"
#include "dossier/engine/intake.h"

namespace dossier::engine {

struct InboxStats {
  uint32_t partitions = 0;  // that are this process's
  uint64_t taken = 0;       // new events
  uint64_t known = 0;       // that the log had
  uint64_t dead = 0;        // dead letters
  uint64_t unread = 0;      // records that have no verdict yet
  bool held_up = false;     // the log takes nothing at the moment: tried again and again
};

class Inbox {
 public:
  // All outlive the inbox. Errors: invalid, unavailable.
  static Result<std::unique_ptr<Inbox>> start(const KafkaOptions& options, Intake& intake,
                                              DeadLetters& dead_letters);
  ~Inbox();  // as stop()
  // Takes no more, waits for what is under way, commits.
  void stop();
  InboxStats stats() const;

 private:
  struct Impl;
  explicit Inbox(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::engine
