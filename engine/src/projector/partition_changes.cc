// What a partition tells of its changes. Where nobody watches, a pass pays for one look.
#include <algorithm>
#include <map>
#include <tuple>

#include "projector/keys.h"
#include "projector/partition.h"

namespace dossier::engine {

FoldedPosition PartitionFold::watch(const Subject& subject) {
  const Lock lock(lock_);
  changes_.watch(subject.key(), position_.next);
  return folded_for(subject);
}

void PartitionFold::unwatch(const Subject& subject) {
  const Lock lock(lock_);
  changes_.unwatch(subject.key());
}

void PartitionFold::listen(bool on) {
  const Lock lock(lock_);
  changes_.listen(on);
}

bool PartitionFold::changes_waiting() const {
  const Lock lock(lock_);
  return changes_.waiting();
}

ChangeBatch PartitionFold::take_changes() {
  const Lock lock(lock_);
  return changes_.take();
}

std::optional<std::vector<ChangePtr>> PartitionFold::since(const Subject& subject, Offset after,
                                                           Offset version) const {
  const Lock lock(lock_);
  return changes_.since(subject.key(), after, version);
}

// The row as it stood before the entry's op number `before`; nothing where there was none.
std::optional<std::string> PartitionFold::row_before(const SubjectEntry& entry, size_t before,
                                                     const RowOp& op) const {
  const auto same = [&op](const RowOp& other) {
    return std::tie(other.slot, other.set, other.key) == std::tie(op.slot, op.set, op.key);
  };
  for (size_t i = before; i-- > 0;)
    if (same(entry.rows[i])) return entry.rows[i].value;
  if (entry.row_reset) return std::nullopt;
  for (size_t i = entry.rows_committing.size(); i-- > 0;)
    if (same(entry.rows_committing[i])) return entry.rows_committing[i].value;
  if (entry.row_reset_committing) return std::nullopt;
  const auto stored = env_.store.get(
      Family::rows, keys::row(partition_, op.slot, entry.subject.key(), op.set, op.key));
  if (!stored || !*stored) return std::nullopt;
  const auto bytes = unwrap(**stored);
  return bytes ? std::optional(std::string(*bytes)) : std::nullopt;
}

Change PartitionFold::change_of(const SubjectEntry& entry, size_t rows_before, bool anew) const {
  Change change;
  change.subject = entry.subject;
  change.anew = anew;
  if (anew) return change;
  for (const LoadedSlice& loaded : entry.slices) {
    const std::pair name{loaded.slot, loaded.kind};
    if (loaded.slice && loaded.slice->changed() &&
        std::ranges::find(change.slices, name) == change.slices.end())
      change.slices.push_back(name);
  }
  std::map<std::tuple<fold::Slot, uint8_t, std::string_view>, const RowOp*> last;
  for (size_t i = rows_before; i < entry.rows.size(); ++i)
    last[{entry.rows[i].slot, entry.rows[i].set, entry.rows[i].key}] = &entry.rows[i];
  for (const auto& [name, op] : last) {
    const auto value = op->value ? op->value : row_before(entry, rows_before, *op);
    if (value) change.rows.push_back({op->slot, op->set, op->key, *value, !op->value});
  }
  return change;
}

void PartitionFold::note_pass(const SubjectEntry& entry, const StoredRecord& record,
                              size_t rows_before, bool anew, bool status) {
  if (!changes_.watches(entry.subject.key())) return;
  Change change = change_of(entry, rows_before, anew);
  change.position = record.position();
  change.recorded = record.recorded();
  change.traceparent = record.header("ce_traceparent");
  change.status = status;
  changes_.add(std::move(change));
}

void PartitionFold::note_fired(const SubjectEntry& entry, size_t rows_before, bool anew) {
  const Offset offset = position_.opening->offset;
  // Its timers may have been cleared meanwhile: then nothing happened.
  if (!changes_.watches(entry.subject.key()) || entry.state.get<Progress>().version != offset)
    return;
  Change change = change_of(entry, rows_before, anew);
  change.position = {partition_, offset};
  change.recorded = recorded_;
  changes_.hold(std::move(change));
}

void PartitionFold::note_control(Change::Kind kind, Offset offset, std::optional<Date> day) {
  Change change;
  change.kind = kind;
  change.position = {partition_, offset};
  change.recorded = recorded_;
  change.day = day;
  changes_.add(std::move(change));
}

}  // namespace dossier::engine
