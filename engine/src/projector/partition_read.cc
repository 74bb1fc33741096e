// The read side of a partition, any thread. The one read rule: under the lock take what is in
// memory (pending rows included) and a snapshot of the store; then read the store outside the lock,
// and where both have something, memory wins. Dirty subjects are never evicted, so what is not in
// memory is committed. The answer is exactly as of the position taken under the lock.
#include <algorithm>
#include <map>

#include "dossier/base/bytes.h"
#include "projector/keys.h"
#include "projector/packing.h"
#include "projector/partition.h"

namespace dossier::engine {
namespace {

Error damaged() {
  return {ErrorCode::corrupt, "a stored view is damaged", "",
          "stop, remove var/views and start: it is made again from records"};
}

Error halted(const Subject& subject) {
  return {ErrorCode::unavailable, "folding stopped while " + subject.key() + " was changed", "",
          "see `dossier doctor` for the error that stopped it; a restart folds it again"};
}

}  // namespace

const fold::Slice* SubjectView::find(fold::Slot slot, uint8_t kind, std::string_view entity) const {
  const auto found = std::ranges::find_if(slices, [&](const NamedSlice& named) {
    return named.slot == slot && named.kind == kind && named.entity == entity;
  });
  return found == slices.end() ? nullptr : found->slice.get();
}

FoldedPosition PartitionFold::position() const {
  const Lock lock(lock_);
  return {{partition_, position_.next}, position_.business_date, recorded_};
}

size_t PartitionFold::subjects_in_memory() const {
  const Lock lock(lock_);
  return entries_.size();
}

std::vector<ParkedSubject> PartitionFold::parked() const {
  const Lock lock(lock_);
  std::vector<ParkedSubject> list;
  for (const auto& [subject, parks] : parked_)
    for (const Park& park : parks) list.push_back({Subject::trusted(subject), incomplete(park)});
  return list;
}

Incomplete PartitionFold::incomplete(const Park& park) const {
  const auto* projection = env_.order.find(park.slot);
  return {park.slot,
          projection == nullptr ? std::string() : std::string(projection->projection->info().name),
          park.fold_version,
          {partition_, park.since},
          park.message,
          park.remedy};
}

// The position and day of a subject: beyond an opening at work once that has passed the subject.
FoldedPosition PartitionFold::folded_for(const Subject& subject) const {
  FoldedPosition folded{{partition_, position_.next}, position_.business_date, recorded_};
  if (position_.opening) {
    const Opening& opening = *position_.opening;
    if (std::tie(opening.step_date, opening.step_subject) >=
        std::tie(opening.date, subject.key())) {
      folded.business_date = opening.date;
      folded.next.offset = opening.offset + 1;
    }
  }
  return folded;
}

void PartitionFold::describe(const SubjectState& state, SubjectView& view) const {
  const auto& progress = state.get<Progress>();
  view.exists = progress.events > 0;
  view.version = {partition_, progress.version};
  view.events = progress.events;
  view.importing = state.get<Imports>().importing();
  for (const Park& park : state.get<Parks>().parked) view.incomplete.push_back(incomplete(park));
}

Result<SubjectView> PartitionFold::read(const Subject& subject,
                                        std::span<const fold::Slot> slots) const {
  SubjectView view;
  ViewStore::Snapshot snapshot;
  bool complete = false;
  std::string packed;
  {
    const Lock lock(lock_);
    view.folded = folded_for(subject);
    const auto found = entries_.find(subject.key());
    if (found != entries_.end()) {
      const SubjectEntry& entry = *found->second;
      if (entry.in_pass) return std::unexpected(halted(subject));
      describe(entry.state, view);
      complete = entry.complete;
      packed = entry.packed;
      for (const LoadedSlice& loaded : entry.slices)
        if (std::ranges::find(slots, loaded.slot) != slots.end())
          view.slices.push_back({loaded.slot, loaded.kind, loaded.entity,
                                 loaded.exists() ? loaded.slice->clone() : nullptr});
    }
    if (!complete) snapshot = env_.store.snapshot();
  }
  if (!packed.empty())
    for (LoadedSlice& loaded : unpacked(env_.order, packed))
      if (std::ranges::find(slots, loaded.slot) != slots.end())
        view.slices.push_back(
            {loaded.slot, loaded.kind, std::move(loaded.entity), std::move(loaded.slice)});
  if (!complete && !view.exists) {
    SubjectState state;
    DOSSIER_TRY(read_stored(subject, kEngineSlot, snapshot,
                            [&](uint8_t, const std::string&) { return &state; }));
    describe(state, view);
  }
  if (!complete && view.exists)
    for (const fold::Slot slot : slots) DOSSIER_TRY(add_stored(subject, slot, snapshot, view));
  std::erase_if(view.slices, [](const auto& named) { return named.slice == nullptr; });
  std::ranges::sort(view.slices, {}, [](const SubjectView::NamedSlice& named) {
    return std::tie(named.slot, named.kind, named.entity);
  });
  return view;
}

// Decodes each stored part of the subject under `slot` into the slice that `target` gives, if any.
Status PartitionFold::read_stored(const Subject& subject, fold::Slot slot,
                                  const ViewStore::Snapshot& snapshot,
                                  const SliceTarget& target) const {
  const std::string prefix = keys::subject_prefix(partition_, slot, subject.key());
  bool good = true;
  DOSSIER_TRY(env_.store.scan(Family::slices, {prefix, {}}, snapshot,
                              [&](std::string_view key, std::string_view value) {
                                keys::SliceName name;
                                const auto bytes = unwrap(value);
                                good = bytes && keys::parse_slice(key.substr(prefix.size()), name);
                                if (!good) return false;
                                fold::Slice* slice = target(name.kind, name.entity);
                                if (slice != nullptr) good = slice->decode_part(name.part, *bytes);
                                return good;
                              }));
  if (!good) return std::unexpected(damaged());
  return {};
}

Status PartitionFold::add_stored(const Subject& subject, fold::Slot slot,
                                 const ViewStore::Snapshot& snapshot, SubjectView& view) const {
  const auto* projection = env_.order.find(slot);
  if (projection == nullptr) return {};
  std::map<std::pair<uint8_t, std::string>, std::unique_ptr<fold::Slice>> stored;
  DOSSIER_TRY(read_stored(
      subject, slot, snapshot, [&](uint8_t kind, const std::string& entity) -> fold::Slice* {
        const bool in_memory =
            std::ranges::any_of(view.slices, [&](const SubjectView::NamedSlice& named) {
              return named.slot == slot && named.kind == kind && named.entity == entity;
            });
        if (in_memory) return nullptr;
        auto& slice = stored[{kind, entity}];
        if (!slice) slice = projection->projection->make_slice(kind);
        return slice.get();
      }));
  for (auto& [name, slice] : stored)
    view.slices.push_back({slot, name.first, name.second, std::move(slice)});
  return {};
}

Result<RowPage> PartitionFold::read_rows(const Subject& subject, const RowQuery& query) const {
  RowPage page;
  ViewStore::Snapshot snapshot;
  std::map<std::string, std::optional<std::string>> pending;  // by row key
  bool store_is_void = false;
  {
    const Lock lock(lock_);
    page.folded = folded_for(subject);
    const auto found = entries_.find(subject.key());
    if (found != entries_.end()) {
      const SubjectEntry& entry = *found->second;
      if (entry.in_pass) return std::unexpected(halted(subject));
      store_is_void = entry.row_reset || entry.row_reset_committing;
      const auto take = [&](const std::vector<RowOp>& ops) {
        for (const RowOp& op : ops)
          if (op.slot == query.slot && op.set == query.set) pending[op.key] = op.value;
      };
      if (!entry.row_reset) take(entry.rows_committing);
      take(entry.rows);
    }
    snapshot = env_.store.snapshot();
  }
  DOSSIER_TRY(merge_rows(subject, query, pending, store_is_void ? nullptr : snapshot, page));
  return page;
}

Status PartitionFold::merge_rows(const Subject& subject, const RowQuery& query,
                                 const PendingRows& pending, const ViewStore::Snapshot& snapshot,
                                 RowPage& page) const {
  const auto beyond = [&](std::string_view key) {
    return query.from.empty() || (query.newest_first ? key < query.from : key > query.from);
  };
  std::map<std::string, std::string> rows;
  for (const auto& [key, value] : pending)
    if (value && beyond(key)) rows[key] = *value;
  if (snapshot) {
    const std::string prefix = keys::row(partition_, query.slot, subject.key(), query.set, {});
    const std::string from = query.from.empty() ? std::string() : prefix + query.from;
    size_t taken = 0;
    bool good = true;
    DOSSIER_TRY(env_.store.scan(Family::rows, {prefix, from, query.newest_first}, snapshot,
                                [&](std::string_view key, std::string_view value) {
                                  const std::string row(key.substr(prefix.size()));
                                  if (!beyond(row) || pending.contains(row)) return true;
                                  const auto bytes = unwrap(value);
                                  good = bytes.has_value();
                                  if (good) rows[row] = *bytes;
                                  return good && ++taken <= query.limit;
                                }));
    if (!good) return std::unexpected(damaged());
  }
  const auto give = [&](const auto& row) {
    if (page.rows.size() == query.limit) {
      page.more = true;
      return false;
    }
    page.rows.push_back({row.first, row.second});
    return true;
  };
  if (query.newest_first) {
    for (auto it = rows.rbegin(); it != rows.rend() && give(*it); ++it) continue;
  } else {
    for (auto it = rows.begin(); it != rows.end() && give(*it); ++it) continue;
  }
  return {};
}

}  // namespace dossier::engine
