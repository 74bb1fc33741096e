// The access log: who saw whom. Entries are records of a log of its own, of the events of the
// family `access`; what they hold: docs/formats/access.md. Safe from any thread; a thread of its
// own seals what waits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dossier/engine/event_log.h"
#include "dossier/engine/vault.h"

namespace dossier::engine {

enum class AccessKind : uint8_t { opened, revealed, exported, audit_read, refused };

struct Access {
  AccessKind kind = AccessKind::opened;
  Subject subject;         // the customer that was seen
  std::string actor_kind;  // "officer", or "system" for what is no person: an ActorKind
  std::string actor_id;    // "A-7"
  std::string role;        // as which they were signed in: a Role of access.fbs
  std::string what{};      // part, field, copy or operation; an audit_read has none
  std::string reason{};    // sealed under the customer's keys
  std::string ip{};        // sealed under the person's keys
};

struct AccessLogOptions {
  ClockMs clock;
  size_t max_waiting = 10'000;  // entries that are not durable yet; over this: unavailable
  size_t max_known = 100'000;   // openings of this half hour that are known without a look
};

struct AccessCounts {
  uint64_t entries = 0;  // in the log
  uint64_t waiting = 0;  // not durable yet
  uint64_t lost = 0;     // notes that the log did not take, since it was opened
};

struct AccessPage {
  std::vector<StoredRecord> entries;  // newest first
  bool more = false;                  // older ones stand behind them
};

class AccessLog {
 public:
  // Called once; from a thread of the log, or from the caller's where the entry is refused at once.
  // Must neither block nor throw.
  using Done = std::function<void(Status)>;

  // The vault outlives it; the log is its own.
  AccessLog(std::unique_ptr<EventLog> log, Vault& vault, AccessLogOptions options);
  ~AccessLog();  // as stop()

  // `done` says that the entry is durable. An opening that the person has made of this customer in
  // this half hour stands there already, which is as good. Errors: unavailable (too much waits, the
  // log is away or stopped), invalid (no such actor or role), io, corrupt: the entry may not stand.
  void append(Access access, Done done);
  // The same without waiting for it. Errors: unavailable; what fails later is counted as lost.
  Status note(Access access);
  // Whether that opening is known to be in the log, by memory alone: then it need not be noted.
  bool knows(const Access& opening) const;

  // The customer's entries that stand before that offset. Errors: io, corrupt.
  Result<AccessPage> read(const Subject& subject, Offset before, size_t limit) const;
  const Records& records() const;  // one partition; every entry is valid
  AccessCounts counts() const;
  LogHealth health() const;

  // Takes no more; what was taken is written and answered when it returns.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::engine
