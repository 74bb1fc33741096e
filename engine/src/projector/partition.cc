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

bool asks_refold(const fold::Event& event) {
  return event.kind() == EventKind::control_quarantine_retry ||
         event.kind() == EventKind::control_quarantine_skip;
}

Error damaged(std::string_view what) {
  return {ErrorCode::corrupt, "views store: " + std::string(what) + " is damaged", "",
          "stop, remove var/views and start: it is made again from records"};
}

}  // namespace

PartitionFold::PartitionFold(const FoldEnvironment& environment, Partition partition)
    : env_(environment),
      partition_(partition),
      loader_(environment.store, partition),
      changes_(partition, environment.changes),
      timers_(environment.store, environment.order, partition) {}

Status PartitionFold::load() {
  DOSSIER_ASSIGN(const auto position, env_.store.get(Family::meta, keys::position(partition_)));
  if (!position) return {};
  const auto bytes = unwrap(*position);
  const auto value = bytes ? fold::decoded<PartitionPosition>(*bytes) : std::nullopt;
  if (!value) return std::unexpected(damaged("a position"));
  position_ = *value;
  changes_.start(position_.next);
  if (position_.next > env_.records.end(partition_))
    return fail(ErrorCode::corrupt, "the views stand beyond the end of the log", "",
                "they belong to another log: remove var/views and start");
  DOSSIER_TRY(load_openings());
  DOSSIER_TRY(load_parked());
  DOSSIER_TRY(totals_.load(env_.store, partition_));
  // The record of a day that is being opened counts as folded, although `next` stands before it.
  const Offset last = position_.opening ? position_.opening->offset : position_.next + -1;
  if (last < Offset{0}) return {};
  DOSSIER_ASSIGN(const auto record, env_.records.get({partition_, last}));
  recorded_ = record.recorded();
  return {};
}

Status PartitionFold::load_openings() {
  const std::string prefix = keys::opening_prefix(partition_);
  return env_.store.scan(Family::meta, {prefix, {}}, nullptr,
                         [&](std::string_view key, std::string_view day) {
                           ByteReader offset(key.substr(prefix.size()));
                           ByteReader date(day);
                           openings_[Offset{static_cast<int64_t>(offset.big64())}] =
                               Date{static_cast<int32_t>(date.zigzag())};
                           return true;
                         });
}

Status PartitionFold::load_parked() {
  const std::string prefix = keys::parked_prefix(partition_);
  std::vector<Subject> subjects;
  DOSSIER_TRY(env_.store.scan(
      Family::meta, {prefix, {}}, nullptr, [&](std::string_view key, std::string_view) {
        subjects.push_back(Subject::trusted(std::string(key.substr(prefix.size()))));
        return true;
      }));
  try {
    for (const Subject& subject : subjects) note_parks(entry_of(subject));
  } catch (const StoreFailure& failure) {
    return std::unexpected(failure.error);
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
  position_dirty_ = true;
  if (record.verdict() != Verdict::valid) {
    const Lock lock(lock_);
    advance(record.position().offset, record.recorded());
    return {};
  }
  DOSSIER_ASSIGN(const HeldEvent held, HeldEvent::read(std::move(record), env_.zone));
  return held.subject().kind() == kControlKind ? fold_control(held) : fold_subject(held);
}

// Under the lock that made what the record changed visible: position and view move together.
void PartitionFold::advance(Offset offset, Instant recorded) {
  recorded_ = recorded;
  if (!position_.opening) position_.next = offset + 1;
}

Status PartitionFold::fold_control(const HeldEvent& held) {
  const fold::Event event = held.event();
  const Lock lock(lock_);
  if (event.kind() == EventKind::control_business_date_opened) {
    const Date date{event.as<event::control::BusinessDateOpened>().date().value_or(0)};
    if (!position_.business_date || date > *position_.business_date)
      position_.opening = Opening{held.offset(), date, Date{INT32_MIN}, {}};
  }
  advance(held.offset(), held.record().recorded());
  if (event.kind() == EventKind::control_exchange_rate_set)
    note_control(Change::Kind::rate_changed, held.offset(), std::nullopt);
  return {};
}

Result<size_t> PartitionFold::work_opening(size_t most) {
  const Opening& opening = *position_.opening;
  size_t count = 0;
  while (count < most) {
    DOSSIER_ASSIGN(const auto due,
                   timers_.next_after({opening.step_date, opening.step_subject}, opening.date));
    ++count;
    position_dirty_ = true;
    if (!due) {
      finish_opening();
      break;
    }
    DOSSIER_TRY(fire_subject(*due));
  }
  return count;
}

Status PartitionFold::fire_subject(const Due& due) {
  SubjectEntry& entry = entry_of(Subject::trusted(due.subject));
  const Lock lock(lock_);
  const Offset offset = position_.opening->offset;
  if (!entry.state.get<Imports>().importing()) {
    entry.in_pass = true;
    const size_t rows_before = entry.rows.size();
    const bool good = fire_due(entry, due.date, {partition_, offset}, recorded_);
    if (!good) {
      DOSSIER_ASSIGN(auto fresh, refold(entry, offset, due.date));
      replace(entry, std::move(fresh));
    }
    note_fired(entry, rows_before, !good);
    settle(entry, !good);
    entry.in_pass = false;
  }
  position_.opening->step_date = due.date;
  position_.opening->step_subject = due.subject;
  return {};
}

void PartitionFold::finish_opening() {
  const Lock lock(lock_);
  const Opening& opening = *position_.opening;
  openings_[opening.offset] = opening.date;
  new_openings_.push_back(opening.offset);
  position_.business_date = opening.date;
  position_.next = opening.offset + 1;
  changes_.release(opening.date);
  note_control(Change::Kind::day_opened, opening.offset, opening.date);
  position_.opening.reset();
}

Status PartitionFold::fold_subject(const HeldEvent& held) {
  SubjectEntry& entry = entry_of(held.subject());
  touch(entry);
  const fold::Event event = held.event();
  const ImportMark mark = import_mark(event);
  ImportStep step = ImportStep::fold;
  std::optional<Imports> imports;  // where the record changes them
  if (concerns(entry.state.get<Imports>(), mark))
    step = observe(imports.emplace(entry.state.get<Imports>()), mark, held.offset());

  Fresh fresh;  // made outside the lock: it takes long where the stream is long
  if (step == ImportStep::complete || (step == ImportStep::fold && asks_refold(event))) {
    DOSSIER_ASSIGN(fresh, refold(entry, held.offset() + 1, std::nullopt));
  }
  const Lock lock(lock_);
  entry.in_pass = true;
  const size_t rows_before = entry.rows.size();
  if (!fresh) {
    if (imports) entry.state.edit<Imports>() = std::move(*imports);
    if (!fold_pass(entry, held, step)) {
      DOSSIER_ASSIGN(fresh, refold(entry, held.offset() + 1, std::nullopt));
    }
  }
  const bool anew = fresh != nullptr;
  if (anew) replace(entry, std::move(fresh));
  note_pass(entry, held.record(), rows_before, anew, imports.has_value());
  settle(entry, anew);
  entry.in_pass = false;
  advance(held.offset(), held.record().recorded());
  return {};
}

bool PartitionFold::fold_pass(SubjectEntry& entry, const HeldEvent& held, ImportStep step) {
  const Pending before = pending(entry);
  auto& progress = entry.state.edit<Progress>();
  ++progress.events;
  progress.version = held.offset();
  bool good = true;
  if (step == ImportStep::fold) {
    const PassInfo info{held.record().position(), held.record().recorded(), position_.business_date,
                        held.offset()};
    Pass pass(env_.order, loader_, env_.zone, entry, info, stopped_for(entry));
    good = pass.run(held.event()).has_value();
    if (good && position_.business_date)
      good = fire_due(entry, *position_.business_date, info.position, info.recorded);
  }
  note_changes(entry, before);
  return good;
}

bool PartitionFold::fire_due(SubjectEntry& entry, Date last, Position position, Instant recorded) {
  const auto& stopped = stopped_for(entry);
  const OwnedTimer* next = next_due(env_.order, entry, last, stopped);
  if (next == nullptr) return true;
  touch(entry);
  const Pending before = pending(entry);
  const PassInfo info{position, recorded, std::nullopt, position.offset};
  bool good = true;
  for (; good && next != nullptr; next = next_due(env_.order, entry, last, stopped))
    good = fire_timer(env_, loader_, entry, *next, info, stopped).has_value();
  entry.state.edit<Progress>().version = position.offset;
  note_changes(entry, before);
  return good;
}

Result<PartitionFold::Fresh> PartitionFold::refold(SubjectEntry& entry, Offset end,
                                                   std::optional<Date> due) {
  DOSSIER_TRY(remove_stored(entry));
  return refold_subject({env_, partition_, openings_, not_folding(entry.subject.kind()), end, due},
                        entry.subject);
}

void PartitionFold::replace(SubjectEntry& entry, Fresh fresh) {
  const Pending before{0, entry.timers.size()};
  for (const OwnedTimer& timer : fresh->state.get<OwnTimers>().set)
    entry.timers.push_back({timer, true});
  auto contributed = entry.state.get<Contributed>();  // stands in the totals until settled
  entry.state = std::move(fresh->state);
  entry.state.edit<Contributed>() = std::move(contributed);
  entry.slices = std::move(fresh->slices);
  entry.rows = std::move(fresh->rows);
  entry.row_reset = true;
  entry.complete = true;
  note_changes(entry, before);
  dirty_bytes_ += entry.memory_bytes();
  note_parks(entry);
}

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

}  // namespace dossier::engine
