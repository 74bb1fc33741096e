// The engine: log, records, vault, projector and intake, wired on one folder. What api, cli and
// tools use; it knows nothing of lending and nothing of HTTP. Safe for concurrent use.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dossier/engine/access_log.h"
#include "dossier/engine/changes.h"
#include "dossier/engine/dead_letters.h"
#include "dossier/engine/event_log.h"
#include "dossier/engine/inbox.h"
#include "dossier/engine/intake.h"
#include "dossier/engine/kafka.h"
#include "dossier/engine/vault.h"
#include "dossier/engine/views.h"
#include "dossier/events/value.h"
#include "dossier/fold/projection.h"
#include "dossier/fold/sealed.h"

namespace dossier::engine {

struct EngineOptions {
  std::string var = "./var";  // holds records/, access/, views/, vault/, master.key
  std::string master_key_file =
      {};  // empty: master.key beside the vault; DOSSIER_MASTER_KEY goes first
  std::string zone = "America/Jamaica";  // of the business day
  uint32_t partitions = kDefaultPartitions;
  uint32_t workers = 0;  // 0: one for each core
  size_t memory_budget_bytes = size_t{1} << 30;
  std::chrono::milliseconds commit_interval{500};
  ClockMs clock = {};                      // empty: the system's
  std::optional<KafkaOptions> kafka = {};  // where the log is; nothing: embedded, in var/records
  std::string vault = {};  // its folder; empty: var/vault. With Kafka, several engines may share it
};

// An event with its personal fields, as far as their keys live.
struct OpenedEvent {
  events::Tree data;
  std::vector<uint16_t> erased;      // ids of root fields whose box is erased
  std::vector<uint16_t> unreadable;  // ids of root fields whose box does not open
};

// The plaintext of a box.
struct OpenedBox {
  enum class State : uint8_t { open, erased, unreadable } state = State::unreadable;
  std::string plain;   // FlatBuffer of the event's type, where open
  std::string reason;  // where unreadable; never personal
};

class Engine {
 public:
  // Opens or makes the folder, and starts folding. Errors: refused (folder held by another process,
  // other master key, zone or projections; each says what to do), io, corrupt, not_found (zone).
  static Result<std::unique_ptr<Engine>> open(const EngineOptions& options,
                                              const fold::ProjectionSet& projections);
  ~Engine();  // as stop()
  // Takes no event any more, commits what is folded, ends the threads.
  void stop();

  Intake& intake();
  Vault& vault();
  AccessLog& access();
  const AccessLog& access() const;
  const Records& records() const;
  const Zone& zone() const;
  const fold::ProjectionSet& projections() const;
  int64_t now_ms() const;
  // The first error that stopped a part (a worker, a log); nothing while all is well.
  std::optional<Error> failure() const;
  LogHealth log_health() const;
  // Waits until records has what the log held at the call. Errors: unavailable.
  Status reach_log_end(std::chrono::milliseconds most);
  // Takes in what comes to Kafka's inbox, from now on. Errors: invalid (the log is embedded), those
  // of Inbox.
  Status take_inbox();
  std::optional<InboxStats> inbox() const;  // nothing where it takes none
  DeadLetters* dead_letters();              // null where the log is embedded

  // --- views

  FoldedPosition position(Partition partition) const;
  // Calls `reached` once the position is folded; at once where it is. From any thread.
  void when_folded(Position position, std::function<void()> reached);
  // False where it is not folded in that time.
  bool wait_folded(Position position, std::chrono::milliseconds most);
  Result<SubjectView> read(const Subject& subject, std::span<const fold::Slot> slots) const;
  Result<RowPage> read_rows(const Subject& subject, const RowQuery& query) const;
  // Subjects of that kind in the partition that have an event, in key order: at most `limit` (1 or
  // more) behind `after` (a subject's key; empty: from the first). Each page is as of its own
  // position. Errors: corrupt, io.
  Result<SubjectPage> subjects(Partition partition, std::string_view kind, std::string_view after,
                               size_t limit) const;

  // What changes in the views, from now on.
  ChangeFeed& changes();

  // Totals across subjects of that projection: groups whose names begin with `prefix`, summed over
  // partitions, each as of its own position.
  Totals totals(fold::Slot slot, std::string_view prefix) const;

  // --- personal data

  OpenedBox open_box(const Subject& subject, const fold::SealedBox& box) const;
  Result<OpenedEvent> open_event(const StoredRecord& record) const;

  // --- operations

  // The latest day that the log opens, if any; partitions may still be at work on it.
  std::optional<Date> business_date() const;
  // Opens a business day; without a date the day after the latest, or today where there is none.
  // Errors: invalid (a day already passed, or one in the future), and those of the log.
  Result<Date> open_day(std::optional<Date> date);
  // Appends it to the control log. Errors: those of the log.
  Status set_exchange_rate(const ExchangeRate& rate);
  // Of each pair the one of the latest day, by the control log. Errors: io, corrupt.
  Result<std::vector<ExchangeRate>> exchange_rates() const;
  std::vector<ParkedSubject> quarantine() const;
  // The subject's stream is folded again. Answers with the position of the request.
  // Errors: not_found (nothing of the subject is parked there).
  Result<Position> quarantine_retry(const Subject& subject, std::string_view projection);
  // The same, without the record that failed.
  Result<Position> quarantine_skip(const Subject& subject, std::string_view projection);

  // Everything folded so far is on disk afterwards.
  bool flush();
  // Canonical bytes of every slice, row, timer and total, in key order: (family, key, value), once
  // all is folded that stands in the log at the call. `from_zero`: of a fold of the whole log made
  // for this in a folder beside, which `progress` (records folded, of all) follows and can end by
  // answering false (error: unavailable).
  using DumpVisit = std::function<bool(std::string_view, std::string_view, std::string_view)>;
  using Progress = std::function<bool(uint64_t, uint64_t)>;
  Status dump(const DumpVisit& visit);
  Status dump_from_zero(const Progress& progress, const DumpVisit& visit);

  struct Usage {
    uint64_t records = 0;    // in all partitions, the control log aside
    uint64_t unfolded = 0;   // of them not folded yet
    double lag_seconds = 0;  // age of the oldest record not folded
    size_t subjects_in_memory = 0;
    uint64_t state_bytes = 0;             // subjects in memory
    uint64_t store_bytes = 0;             // block cache and memtables of the views
    std::vector<Records::PartSize> disk;  // by part; only where asked for
  };
  Usage usage(bool with_disk) const;

  struct Impl;  // src/engine/impl.h

 private:
  explicit Engine(std::unique_ptr<Impl> impl);
  Result<std::string> read_large_box(const Subject& subject, const fold::SealedBox& box) const;
  Result<Position> append_own(std::string_view type, const Subject& subject, std::string_view what,
                              const std::string& data);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::engine
