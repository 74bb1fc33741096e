// Stage two of the engine: folds the records of all partitions into views, and lets them be read.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "dossier/engine/changes.h"
#include "dossier/engine/records.h"
#include "dossier/engine/views.h"
#include "projector/change_feed.h"
#include "projector/partition.h"
#include "projector/worker.h"

namespace dossier::engine {

struct ProjectorOptions {
  std::string path;  // "var/views"
  uint32_t workers = 2;
  size_t memory_budget_bytes = 1u << 30;  // block cache, memtables and state together
  std::chrono::milliseconds commit_interval{500};
  size_t commit_bytes = 32u << 20;
};

class Projector {
 public:
  // Errors: refused (views made with another time zone or other projections), io, corrupt.
  static Result<std::unique_ptr<Projector>> open(const Records& records,
                                                 const fold::ProjectionSet& projections,
                                                 const Zone& zone, const ProjectorOptions& options);
  ~Projector();

  void start();
  void wake(Partition partition);
  void stop();   // commits what is folded, then ends
  bool flush();  // everything folded by now is committed; false where a worker has failed

  // Where a worker stopped for an error: it can not look healthy.
  std::optional<Error> failure() const;

  FoldedPosition position(Partition partition) const;
  // Calls `reached` once the partition has folded `offset`; at once where it has. Never where the
  // folding stops before, or there is no such partition. Any thread.
  void when_folded(Position position, std::function<void()> reached);

  Result<SubjectView> read(const Subject& subject, std::span<const fold::Slot> slots) const;
  Result<RowPage> read_rows(const Subject& subject, const RowQuery& query) const;
  Result<SubjectPage> subjects(Partition partition, std::string_view kind, std::string_view after,
                               size_t limit) const;
  std::vector<ParkedSubject> parked() const;
  ChangeFeed& changes() { return *feed_; }
  Totals totals(fold::Slot slot, std::string_view prefix) const;

  // Canonical bytes of every slice, row, timer and total, in key order, as committed by a flush
  // before. `visit(family, key, value)`; timers have no value.
  using DumpVisit = std::function<bool(std::string_view, std::string_view, std::string_view)>;
  Status dump(const DumpVisit& visit) const;

  struct Usage {
    size_t subjects_in_memory = 0;
    uint64_t state_bytes = 0;
    uint64_t store_bytes = 0;
    uint64_t disk_slices = 0, disk_rows = 0, disk_timers = 0;
  };
  Usage usage(bool with_disk) const;

 private:
  struct Waiters {
    std::mutex mutex;
    std::multimap<Offset, std::function<void()>> waiting;
  };

  Projector(const Records& records, const fold::ProjectionSet& projections, const Zone& zone);
  Status check_format(const ProjectorOptions& options);
  void make_workers(const ProjectorOptions& options, size_t state_budget);
  void folded(Partition partition);
  const PartitionFold& of(const Subject& subject) const;

  const Records& records_;
  const ProjectionOrder order_;
  const Zone zone_;
  std::unique_ptr<ViewStore> store_;
  std::unique_ptr<FoldEnvironment> environment_;
  std::vector<std::unique_ptr<PartitionFold>> partitions_;
  std::unique_ptr<PartitionFeed> feed_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::unique_ptr<Waiters>> waiters_;
  mutable std::mutex failure_mutex_;
  std::optional<Error> failure_;
};

}  // namespace dossier::engine
