#include "projector/partition.h"

#include <algorithm>

#include "dossier/base/ensure.h"
#include "dossier/events/fbs/control_generated.h"
#include "projector/imports.h"
#include "projector/keys.h"
#include "projector/refold.h"

namespace dossier::engine {
namespace {

using events::EventKind;

constexpr std::string_view kControlKind = "control";

Error damaged(std::string_view what) {
  return {ErrorCode::corrupt, "views store: " + std::string(what) + " is damaged", "",
          "stop, remove var/views and start: it is made again from records"};
}

}  // namespace

PartitionFold::PartitionFold(const FoldEnvironment& environment, Partition partition)
    : env_(environment),
      partition_(partition),
      loader_(environment.store, partition),
      timers_(environment.store, environment.order, partition) {}

Status PartitionFold::load() {
  DOSSIER_ASSIGN(const auto position, env_.store.get(Family::meta, keys::position(partition_)));
  if (!position) return {};
  const auto bytes = unwrap(*position);
  const auto value = bytes ? fold::decoded<PartitionPosition>(*bytes) : std::nullopt;
  if (!value) return std::unexpected(damaged("a position"));
  position_ = *value;
  if (position_.next > env_.records.end(partition_))
    return fail(ErrorCode::corrupt, "the views stand beyond the end of the log", "",
                "they belong to another log: remove var/views and start");
  const std::string days = keys::opening_prefix(partition_);
  DOSSIER_TRY(env_.store.scan(Family::meta, {days, {}}, nullptr,
                              [&](std::string_view key, std::string_view day) {
                                ByteReader offset(key.substr(days.size()));
                                ByteReader date(day);
                                openings_[Offset{static_cast<int64_t>(offset.big64())}] =
                                    Date{static_cast<int32_t>(date.zigzag())};
                                return true;
                              }));
  const std::string parks = keys::parked_prefix(partition_);
  std::vector<Subject> subjects;
  DOSSIER_TRY(env_.store.scan(
      Family::meta, {parks, {}}, nullptr, [&](std::string_view key, std::string_view) {
        subjects.push_back(Subject::trusted(std::string(key.substr(parks.size()))));
        return true;
      }));
  for (const Subject& subject : subjects) note_parks(entry_of(subject));
  if (position_.next.value > 0) {
    DOSSIER_ASSIGN(const auto last,
                   env_.records.get({partition_, Offset{position_.next.value - 1}}));
    recorded_ = last.recorded();
  }
  return {};
}

Result<size_t> PartitionFold::fold_on(size_t most) {
  try {
    if (position_.opening) return work_opening(most);
    DOSSIER_ASSIGN(auto records, env_.records.read(partition_, position_.next, most));
    size_t count = 0;
    for (auto& record : records) {
      DOSSIER_TRY(fold_record(std::move(record)));
      ++count;
      if (position_.opening) break;
    }
    return count;
  } catch (const StoreFailure& failure) {
    return std::unexpected(failure.error);
  }
}

Status PartitionFold::fold_record(StoredRecord record) {
  const Offset offset = record.position().offset;
  const Instant recorded = record.recorded();
  position_dirty_ = true;
  if (record.verdict() == Verdict::valid) {
    DOSSIER_ASSIGN(const HeldEvent held, HeldEvent::read(std::move(record), env_.zone));
    if (held.subject().kind() == kControlKind) {
      DOSSIER_TRY(fold_control(held));
    } else {
      DOSSIER_TRY(fold_subject(held));
    }
  }
  const Lock lock(lock_);
  recorded_ = recorded;
  if (!position_.opening) position_.next = offset + 1;
  return {};
}

Status PartitionFold::fold_control(const HeldEvent& held) {
  const fold::Event event = held.event();
  if (event.kind() != EventKind::control_business_date_opened) return {};
  const Date date{event.as<event::control::BusinessDateOpened>().date().value_or(0)};
  if (position_.business_date && date <= *position_.business_date) return {};
  const Lock lock(lock_);
  position_.opening = Opening{held.offset(), date, Date{INT32_MIN}, {}};
  return {};
}

Result<size_t> PartitionFold::work_opening(size_t most) {
  const Opening& opening = *position_.opening;
  const Position position{partition_, opening.offset};
  size_t count = 0;
  while (count < most) {
    DOSSIER_ASSIGN(const auto due,
                   timers_.next_after({opening.step_date, opening.step_subject}, opening.date));
    ++count;
    if (!due) {
      finish_opening();
      break;
    }
    SubjectEntry& entry = entry_of(Subject::trusted(due->subject));
    Lock lock(lock_);
    if (!entry.state.get<Imports>().importing()) {
      const bool failed = fire_due(entry, due->date, position, recorded_);
      if (failed) DOSSIER_TRY(refold(entry, opening.offset, due->date));
    }
    position_.opening->step_date = due->date;
    position_.opening->step_subject = due->subject;
    position_dirty_ = true;
  }
  return count;
}

void PartitionFold::finish_opening() {
  const Lock lock(lock_);
  const Opening& opening = *position_.opening;
  openings_[opening.offset] = opening.date;
  new_openings_.push_back(opening.offset);
  position_.business_date = opening.date;
  position_.next = opening.offset + 1;
  position_.opening.reset();
  position_dirty_ = true;
}

Status PartitionFold::fold_subject(const HeldEvent& held) {
  SubjectEntry& entry = entry_of(held.subject());
  touch(entry);
  const fold::Event event = held.event();
  const Lock lock(lock_);
  auto& progress = entry.state.edit<Progress>();
  ++progress.events;
  progress.version = held.offset();
  mark_dirty(entry, 256);
  const ImportMark mark = import_mark(event);
  if (concerns(entry.state.get<Imports>(), mark)) {
    const ImportStep step = observe(entry.state.edit<Imports>(), mark, held.offset());
    if (step == ImportStep::hold) return {};
    if (step == ImportStep::complete) return refold(entry, held.offset() + 1, std::nullopt);
  }
  if (event.kind() == EventKind::control_quarantine_retry ||
      event.kind() == EventKind::control_quarantine_skip)
    return refold(entry, held.offset() + 1, std::nullopt);

  const size_t rows = entry.rows.size();
  const size_t timers = entry.timers.size();
  const PassInfo info{held.record().position(), held.record().recorded(), position_.business_date,
                      held.offset()};
  Pass pass(env_.order, loader_, env_.zone, entry, info, stopped_for(entry));
  bool failed = !pass.run(event);
  if (!failed && position_.business_date)
    failed = fire_due(entry, *position_.business_date, info.position, info.recorded);
  if (failed) return refold(entry, held.offset() + 1, std::nullopt);
  for (size_t i = rows; i < entry.rows.size(); ++i)
    dirty_bytes_ +=
        entry.rows[i].key.size() + (entry.rows[i].value ? entry.rows[i].value->size() : 0);
  queue_new_timers(entry, timers);
  return {};
}

bool PartitionFold::fire_due(SubjectEntry& entry, Date last, Position position, Instant recorded) {
  const auto& set = entry.state.get<OwnTimers>().set;
  if (std::ranges::none_of(set, [&](const OwnedTimer& t) { return t.timer.date <= last; }))
    return false;
  touch(entry);
  const size_t timers = entry.timers.size();
  const PassInfo info{position, recorded, std::nullopt, position.offset};
  bool fired = false;
  const auto status = fire_timers(env_, loader_, entry, last, info, stopped_for(entry), fired);
  if (!fired && status) return false;
  entry.state.edit<Progress>().version = position.offset;
  mark_dirty(entry, 256);
  queue_new_timers(entry, timers);
  return !status;
}

Status PartitionFold::refold(SubjectEntry& entry, Offset end, std::optional<Date> due) {
  const RefoldInput input{env_, partition_, openings_, not_folding(entry.subject.kind()), end, due};
  DOSSIER_ASSIGN(const auto fresh, refold_subject(input, entry.subject));
  DOSSIER_TRY(remove_stored(entry));
  const size_t timers = entry.timers.size();
  entry.timers.insert(entry.timers.end(), fresh->timers.begin(), fresh->timers.end());
  entry.state = fresh->state;
  entry.slices = std::move(fresh->slices);
  entry.rows = std::move(fresh->rows);
  entry.row_reset = true;
  entry.complete = true;
  touch(entry);
  mark_dirty(entry, entry.memory_bytes());
  queue_new_timers(entry, timers);
  note_parks(entry);
  return {};
}

// Everything that is stored of the subject, or is being written now, goes with the next batch.
Status PartitionFold::remove_stored(SubjectEntry& entry) {
  const std::string& subject = entry.subject.key();
  const auto collect = [](std::vector<std::string>& into) {
    return [&into](std::string_view key, std::string_view) {
      into.emplace_back(key);
      return true;
    };
  };
  for (const auto& projection : env_.order.entries()) {
    const std::string prefix = keys::subject_prefix(partition_, projection.slot, subject);
    DOSSIER_TRY(
        env_.store.scan(Family::slices, {prefix, {}}, nullptr, collect(entry.slice_removals)));
    if (entry.state.get<Progress>().has_rows)
      DOSSIER_TRY(
          env_.store.scan(Family::rows, {prefix, {}}, nullptr, collect(entry.row_removals)));
  }
  for (const LoadedSlice& loaded : entry.slices)
    for (uint8_t part = 0; loaded.slice && part < loaded.slice->part_count(); ++part)
      entry.slice_removals.push_back(
          keys::slice(partition_, loaded.slot, subject, loaded.kind, loaded.entity, part));
  for (const RowOp& op : entry.rows_committing)
    entry.row_removals.push_back(keys::row(partition_, op.slot, subject, op.set, op.key));
  for (const OwnedTimer& timer : entry.state.get<OwnTimers>().set)
    entry.timers.push_back({timer, false});
  return {};
}

SubjectEntry& PartitionFold::entry_of(const Subject& subject) {
  const auto found = entries_.find(subject.key());
  if (found != entries_.end()) return *found->second;
  auto entry = std::make_unique<SubjectEntry>(subject);
  loader_.load_state(*entry);
  entry->counted_bytes = entry->memory_bytes();
  memory_bytes_ += entry->counted_bytes;
  const Lock lock(lock_);
  recent_.push_front(entry.get());
  entry->recent = recent_.begin();
  return *entries_.emplace(subject.key(), std::move(entry)).first->second;
}

void PartitionFold::touch(SubjectEntry& entry) {
  recent_.splice(recent_.begin(), recent_, entry.recent);
}

void PartitionFold::mark_dirty(SubjectEntry& entry, size_t bytes) {
  dirty_bytes_ += bytes;
  if (entry.dirty) return;
  entry.dirty = true;
  dirty_.push_back(&entry);
}

void PartitionFold::queue_new_timers(const SubjectEntry& entry, size_t from) {
  for (size_t i = from; i < entry.timers.size(); ++i)
    if (entry.timers[i].set) timers_.add(entry.timers[i].timer.timer.date, entry.subject.key());
}

void PartitionFold::note_parks(const SubjectEntry& entry) {
  const auto& parks = entry.state.get<Parks>().parked;
  if (parks.empty()) {
    parked_.erase(entry.subject.key());
  } else {
    parked_[entry.subject.key()] = parks;
  }
}

const std::vector<bool>& PartitionFold::not_folding(std::string_view kind) {
  const auto known = not_folding_.find(kind);
  if (known != not_folding_.end()) return known->second;
  std::vector<bool> list(env_.order.size());
  for (size_t i = 0; i < list.size(); ++i) list[i] = !env_.order.folds(i, kind);
  return not_folding_.emplace(kind, std::move(list)).first->second;
}

const std::vector<bool>& PartitionFold::stopped_for(const SubjectEntry& entry) {
  const auto& plain = not_folding(entry.subject.kind());
  const auto& parks = entry.state.get<Parks>().parked;
  if (parks.empty()) return plain;
  stopped_scratch_ = plain;
  for (const Park& park : parks) stopped_scratch_[env_.order.index_of(park.slot)] = true;
  return stopped_scratch_;
}

}  // namespace dossier::engine
