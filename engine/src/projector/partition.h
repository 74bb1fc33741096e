// One partition's fold: its position, the subjects in memory, what waits to be committed.
// The worker that owns the partition changes it; readers come in under the lock.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "dossier/base/bytes.h"
#include "dossier/engine/records.h"
#include "dossier/engine/views.h"
#include "projector/change_log.h"
#include "projector/event_reader.h"
#include "projector/imports.h"
#include "projector/pass.h"
#include "projector/subject_state.h"
#include "projector/timer_queue.h"
#include "projector/totals.h"
#include "projector/view_store.h"

namespace dossier::engine {

// The opening of a business day at work: timers up to (step_date, step_subject) have fired.
struct Opening {
  Offset offset;
  Date date;
  Date step_date;
  std::string step_subject;
  DOSSIER_FIELDS(offset, date, step_date, step_subject);
};

struct PartitionPosition {
  Offset next;  // the first offset that is not folded
  std::optional<Date> business_date;
  std::optional<Opening> opening;
  DOSSIER_FIELDS(next, business_date, opening);
};

// What all partitions share. Outlives them.
struct FoldEnvironment {
  const Records& records;
  const ViewStore& store;
  const ProjectionOrder& order;
  const Zone& zone;
  ChangeLimits changes = {};
};

class PartitionFold {
 public:
  PartitionFold(const FoldEnvironment& environment, Partition partition);

  // Reads where the partition stood. Errors: io, corrupt.
  Status load();

  // Folds on: at most `most` records or subjects with timers due. Says how many; 0: nothing to do.
  // After an error (corrupt, io) nothing may be folded or committed any more; a subject that was
  // amid its pass can not be read.
  Result<size_t> fold_on(size_t most);

  // Adds all that changed since the last call to the batch, and the position. The batch must be
  // written before end_commit(), and end_commit() called before the next begin_commit().
  void begin_commit(ViewStore::Batch& batch);
  void end_commit();
  size_t dirty_bytes() const { return dirty_bytes_; }
  bool dirty() const { return position_dirty_; }

  size_t memory_bytes() const { return memory_bytes_; }
  // Drops the longest unused clean subjects until at most `target` bytes are held. Worker only.
  void evict_to(size_t target);

  // --- readers, any thread

  FoldedPosition position() const;
  Result<SubjectView> read(const Subject& subject, std::span<const fold::Slot> slots) const;
  Result<RowPage> read_rows(const Subject& subject, const RowQuery& query) const;
  Result<SubjectPage> subjects(std::string_view kind, std::string_view after, size_t limit) const;
  std::vector<ParkedSubject> parked() const;
  // Adds this partition's to `into`: groups of that projection whose names begin with `prefix`.
  void add_totals(fold::Slot slot, std::string_view prefix, TotalsSum& into) const;
  size_t subjects_in_memory() const;

  // --- changes (partition_changes.cc), any thread; see ChangeFeed

  FoldedPosition watch(const Subject& subject);
  void unwatch(const Subject& subject);
  void listen(bool on);  // whether anybody takes them
  bool changes_waiting() const;
  ChangeBatch take_changes();
  std::optional<std::vector<ChangePtr>> since(const Subject& subject, Offset after,
                                              Offset version) const;

 private:
  using Lock = std::unique_lock<std::mutex>;

  Status load_openings();
  Status load_parked();
  Status fold_record(StoredRecord record);
  Status fold_control(const HeldEvent& held);
  Status fold_subject(const HeldEvent& held);
  // Runs the event's pass, and the timers that are due after it. False where a fold failed.
  bool fold_pass(SubjectEntry& entry, const HeldEvent& held, ImportStep step);
  // Fires the subject's timers up to `last`, in order. False where a fold failed.
  bool fire_due(SubjectEntry& entry, Date last, Position position, Instant recorded);
  void advance(Offset offset, Instant recorded);
  Result<size_t> work_opening(size_t most);
  Status fire_subject(const Due& due);
  void finish_opening();
  // The subject folded anew from its stream: its records before `end`, and, where a day is being
  // opened at `end`, the timers up to `due`.
  using Fresh = std::unique_ptr<SubjectEntry>;
  Result<Fresh> refold(SubjectEntry& entry, Offset end, std::optional<Date> due);
  void replace(SubjectEntry& entry, Fresh fresh);
  // Brings the totals up to what the subject's slices say now. `anew`: they were all replaced.
  void settle(SubjectEntry& entry, bool anew);
  void settle(SubjectEntry& entry, fold::Slot slot, const fold::Contribution& fresh);
  // Everything that is stored of the subject, or is on its way there, goes with the next batch.
  Status remove_stored(SubjectEntry& entry);

  using SliceTarget = std::function<fold::Slice*(uint8_t kind, const std::string& entity)>;
  using PendingRows = std::map<std::string, std::optional<std::string>>;
  FoldedPosition folded_for(const Subject& subject) const;
  Incomplete incomplete(const Park& park) const;
  void describe(const SubjectState& state, SubjectView& view) const;
  Status read_stored(const Subject& subject, fold::Slot slot, const ViewStore::Snapshot& snapshot,
                     const SliceTarget& target) const;
  Status add_stored(const Subject& subject, fold::Slot slot, const ViewStore::Snapshot& snapshot,
                    SubjectView& view) const;
  Status merge_rows(const Subject& subject, const RowQuery& query, const PendingRows& pending,
                    const ViewStore::Snapshot& snapshot, RowPage& page) const;

  // Of a pass that is over, where its subject is watched; `rows_before`: what of the entry's rows
  // was pending before it. Under the lock, before settle().
  void note_pass(const SubjectEntry& entry, const StoredRecord& record, size_t rows_before,
                 bool anew, bool status);
  void note_fired(const SubjectEntry& entry, size_t rows_before, bool anew);
  void note_control(Change::Kind kind, Offset offset, std::optional<Date> day);
  Change change_of(const SubjectEntry& entry, size_t rows_before, bool anew) const;
  std::optional<std::string> row_before(const SubjectEntry& entry, size_t before,
                                        const RowOp& op) const;

  SubjectEntry& entry_of(const Subject& subject);
  void open_packed(SubjectEntry& entry);
  void touch(SubjectEntry& entry);
  void evict_to(size_t target, std::list<SubjectEntry*>& list);
  // What is pending of the entry, so that note_changes() sees what came after.
  struct Pending {
    size_t rows, timers;
  };
  static Pending pending(const SubjectEntry& entry);
  void note_changes(SubjectEntry& entry, const Pending& before);
  void count_memory(SubjectEntry& entry);
  void note_parks(const SubjectEntry& entry);
  void encode(SubjectEntry& entry, ViewStore::Batch& batch);
  void encode_rows(const SubjectEntry& entry, ViewStore::Batch& batch);
  void encode_slice(const SubjectEntry& entry, const LoadedSlice& name, fold::Slice& slice,
                    ViewStore::Batch& batch);
  // By index in the order: projections that do not fold this kind of subject; and those, with what
  // is parked of this subject. Good until the next call.
  const std::vector<bool>& not_folding(std::string_view kind);
  const std::vector<bool>& stopped_for(const SubjectEntry& entry);

  const FoldEnvironment& env_;
  const Partition partition_;
  const SliceLoader loader_;

  mutable std::mutex lock_;
  // guarded by lock_ (the worker alone changes them)
  PartitionPosition position_;
  Instant recorded_;  // of the last folded record
  std::map<Offset, Date> openings_;
  std::unordered_map<std::string, std::unique_ptr<SubjectEntry>> entries_;
  std::map<std::string, std::vector<Park>> parked_;
  GroupTotals totals_;
  ChangeLog changes_;

  // worker only
  std::list<SubjectEntry*> recent_;  // newest first
  std::list<SubjectEntry*> packed_;  // those whose slices are packed, likewise
  TimerQueue timers_;
  std::vector<SubjectEntry*> dirty_, committing_;
  std::vector<Offset> new_openings_;
  bool position_dirty_ = false;
  size_t dirty_bytes_ = 0;
  std::atomic<size_t> memory_bytes_ = 0;                               // the worker changes it
  std::map<std::string, std::vector<bool>, std::less<>> not_folding_;  // by kind of subject
  // Kept so that a pass and a commit allocate nothing anew.
  std::vector<bool> stopped_scratch_, changed_scratch_;
  fold::Contribution contribution_scratch_;
  ByteWriter writer_scratch_, key_scratch_;
  std::vector<const RowOp*> rows_scratch_;
};

}  // namespace dossier::engine
