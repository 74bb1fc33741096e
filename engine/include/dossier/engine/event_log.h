// The log as the engine sees it. Both logs (embedded, Kafka) pass tests/conformance.
// append() may be called from any thread; `done` is called once, from a thread of the log, and must
// neither block nor throw.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dossier/engine/record.h"
#include "dossier/engine/records.h"

namespace dossier::engine {

// Where an event stands after it was judged.
struct Appended {
  Position position;       // its own, or that of the first where it is a duplicate
  bool duplicate = false;  // the same event stood in the log already
};

// Errors: conflict (same identity, other content), unavailable (too much waits, or stopped), io.
using AppendOutcome = Result<Appended>;
using AppendDone = std::function<void(std::vector<AppendOutcome>)>;

// How a log stands, for health, metrics and `dossier doctor`.
struct LogHealth {
  std::string kind = "embedded";
  bool away = false;            // the brokers do not answer: reads go on, appends are refused
  uint64_t unread = 0;          // records that stand in the log, and not in the local copy yet
  std::optional<Error> failed;  // nothing more is read or written: the local copy's store failed
  std::optional<Error> unsafe;  // the log could lose records, since its topics were changed
  // These take nothing and read nothing until they are mended; the others go on.
  std::vector<std::pair<Partition, Error>> stopped;
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  // Appends in order; the outcome of each, in the same order, once it is durable and judged.
  // Records of one subject keep the order of the calls that returned one after the other.
  virtual void append(std::vector<Draft> drafts, AppendDone done) = 0;

  // Appends to the control log, and a copy to each partition, in one batch. The outcome has the
  // control position. The subject is `control/engine`; identity is judged in the control log.
  virtual void append_control(Draft draft, AppendDone done) = 0;

  // The judged local copy, which everything reads.
  virtual const Records& records() const = 0;

  // `wake` is called after new records of a partition can be read; from a thread of the log, must
  // not block. Set once, before the first append.
  virtual void on_records(std::function<void(Partition)> wake) = 0;

  virtual LogHealth health() const { return {}; }

  // Waits until the local copy has what the log held at the call. Errors: unavailable (the brokers
  // do not answer, or it takes longer than that).
  virtual Status catch_up(std::chrono::milliseconds) { return {}; }

  // No append is taken any more (answered unavailable); those taken are finished and answered when
  // this returns. From within `done` or `wake` it returns at once. The destructor stops, too.
  virtual void stop() = 0;
};

// Milliseconds since 1970, as the log stamps records. Injected, so that a test can replay a run.
using ClockMs = std::function<int64_t()>;

struct EmbeddedLogOptions {
  ClockMs clock;
  size_t max_queued_bytes = 256u << 20;  // over this, append answers unavailable
  size_t max_group_bytes = 8u << 20;     // what one synced batch takes, save one larger append
  std::optional<Draft> first_control{};  // appended at once where the control log is empty
};

// The header of a control record's copy that names the original's offset, in decimal.
inline constexpr std::string_view kControlOffsetHeader = "dossier_control_offset";

// The embedded log: one thread groups what waits, judges it and writes one synced batch. After the
// first error of the store it answers io to all: nothing is acknowledged that is not durable.
std::unique_ptr<EventLog> make_embedded_log(std::unique_ptr<Records> records,
                                            EmbeddedLogOptions options);

}  // namespace dossier::engine
