// The commit side of a partition: what changed goes into one write batch with the position.
#include <algorithm>
#include <tuple>

#include "dossier/base/ensure.h"
#include "projector/keys.h"
#include "projector/partition.h"

namespace dossier::engine {

void PartitionFold::begin_commit(ViewStore::Batch& batch) {
  ENSURE(committing_.empty(), "a commit began before the last one ended");
  if (!position_dirty_ && dirty_.empty()) return;
  std::ranges::sort(dirty_, {}, [](const SubjectEntry* entry) -> const std::string& {
    return entry->subject.key();
  });
  for (SubjectEntry* entry : dirty_) {
    const Lock lock(lock_);  // for each subject apart: readers get in between
    encode(*entry, batch);
  }
  totals_.write(batch, partition_);
  committing_.swap(dirty_);
  timers_.begin_commit();
  for (const Offset offset : new_openings_) {
    ByteWriter date;
    date.zigzag(openings_[offset].days);
    batch.put(Family::meta, keys::opening(partition_, offset), date.bytes());
  }
  new_openings_.clear();
  batch.put(Family::meta, keys::position(partition_), wrap(fold::encoded(position_)));
  position_dirty_ = false;
  dirty_bytes_ = 0;
}

void PartitionFold::end_commit() {
  for (SubjectEntry* entry : committing_) {
    const Lock lock(lock_);
    entry->rows_committing.clear();
    entry->rows_committing.shrink_to_fit();
    entry->row_reset_committing = false;
    entry->committing = false;
    count_memory(*entry);
  }
  committing_.clear();
  timers_.end_commit();
}

void PartitionFold::encode(SubjectEntry& entry, ViewStore::Batch& batch) {
  for (const std::string& key : entry.slice_removals) batch.remove(Family::slices, key);
  for (const std::string& key : entry.row_removals) batch.remove(Family::rows, key);
  entry.slice_removals.clear();
  entry.row_removals.clear();
  const std::string& subject = entry.subject.key();
  if ((entry.state.dirty_parts() & 1u << SubjectState::index_of<Parks>()) != 0) {
    const std::string key = keys::parked(partition_, subject);
    if (entry.state.get<Parks>().parked.empty()) {
      batch.remove(Family::meta, key);
    } else {
      batch.put(Family::meta, key, {});
    }
  }
  encode_slice(entry, {kEngineSlot, 0, {}, nullptr}, entry.state, batch);
  for (LoadedSlice& loaded : entry.slices)
    if (loaded.slice) {
      loaded.stored = loaded.exists();
      encode_slice(entry, loaded, *loaded.slice, batch);
    }
  encode_rows(entry, batch);
  for (const TimerOp& op : entry.timers) {
    const std::string key = keys::timer(partition_, op.timer.slot, subject, op.timer.timer);
    if (op.set) {
      batch.put(Family::timers, key, {});
    } else {
      batch.remove(Family::timers, key);
    }
  }
  entry.timers.clear();
  entry.rows_committing = std::move(entry.rows);
  entry.rows.clear();
  entry.row_reset_committing = entry.row_reset;
  entry.row_reset = false;
  entry.dirty = false;
  entry.committing = true;
}

// In key order; of several changes of one row the last.
void PartitionFold::encode_rows(const SubjectEntry& entry, ViewStore::Batch& batch) {
  auto& rows = rows_scratch_;
  rows.clear();
  for (const RowOp& op : entry.rows) rows.push_back(&op);
  const auto name = [](const RowOp* op) { return std::tie(op->slot, op->set, op->key); };
  if (!std::ranges::is_sorted(rows, {}, name)) std::ranges::stable_sort(rows, {}, name);
  for (size_t i = 0; i < rows.size(); ++i) {
    const RowOp& op = *rows[i];
    if (i + 1 < rows.size() && name(rows[i]) == name(rows[i + 1])) continue;
    keys::row(key_scratch_, partition_, op.slot, entry.subject.key(), op.set, op.key);
    if (!op.value) {
      batch.remove(Family::rows, key_scratch_.bytes());
      continue;
    }
    begin_wrap(writer_scratch_);
    writer_scratch_.raw(*op.value);
    end_wrap(writer_scratch_);
    batch.put(Family::rows, key_scratch_.bytes(), writer_scratch_.bytes());
  }
}

void PartitionFold::encode_slice(const SubjectEntry& entry, const LoadedSlice& name,
                                 fold::Slice& slice, ViewStore::Batch& batch) {
  for (uint8_t part = 0; part < slice.part_count(); ++part) {
    if ((slice.dirty_parts() & 1u << part) == 0) continue;
    keys::slice(key_scratch_, partition_, name.slot, entry.subject.key(), name.kind, name.entity,
                part);
    begin_wrap(writer_scratch_);
    slice.encode_part(part, writer_scratch_);
    end_wrap(writer_scratch_);
    batch.put(Family::slices, key_scratch_.bytes(), writer_scratch_.bytes());
  }
  slice.mark_clean();
}

}  // namespace dossier::engine
