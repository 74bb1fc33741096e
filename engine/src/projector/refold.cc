#include "projector/refold.h"

#include <algorithm>

#include "dossier/base/ensure.h"
#include "dossier/events/fbs/control_generated.h"
#include "projector/imports.h"

namespace dossier::engine {
namespace {

using events::EventKind;

// The earliest timer of the entry that is due, in firing order.
const OwnedTimer* earliest(const ProjectionOrder& order, const SubjectEntry& entry, Date last) {
  const OwnedTimer* best = nullptr;
  const auto rank = [&](const OwnedTimer& t) {
    return std::tuple(t.timer.date, order.index_of(t.slot), t.timer.kind,
                      std::string_view(t.timer.entity));
  };
  for (const auto& timer : entry.state.get<OwnTimers>().set)
    if (timer.timer.date <= last && (best == nullptr || rank(timer) < rank(*best))) best = &timer;
  return best;
}

}  // namespace

PassStatus fire_timers(const FoldEnvironment& env, const SliceLoader& loader, SubjectEntry& entry,
                       Date last, PassInfo info, const std::vector<bool>& stopped, bool& fired) {
  std::vector<OwnedTimer> waiting;  // of stopped projections: they stay set, for a refold
  while (const OwnedTimer* next = earliest(env.order, entry, last)) {
    const OwnedTimer timer = *next;
    auto& set = entry.state.edit<OwnTimers>().set;
    std::erase(set, timer);
    if (stopped[env.order.index_of(timer.slot)]) {
      waiting.push_back(timer);
      continue;
    }
    entry.timers.push_back({timer, false});
    fired = true;
    info.business_date = timer.timer.date;
    Pass pass(env.order, loader, env.zone, entry, info, stopped);
    if (auto status = pass.run(timer.slot, timer.timer); !status) return status;
  }
  if (waiting.empty()) return {};
  auto& set = entry.state.edit<OwnTimers>().set;
  set.insert(set.end(), waiting.begin(), waiting.end());
  std::ranges::sort(set);
  return {};
}

namespace {

// One subject's whole stream and how it has to be folded.
class Refold {
 public:
  Refold(const RefoldInput& input, const Subject& subject)
      : in_(input), subject_(subject), loader_(input.env.store, input.partition) {}

  Result<std::unique_ptr<SubjectEntry>> run() {
    DOSSIER_TRY(read_stream());
    while (true) {
      entry_ = std::make_unique<SubjectEntry>(subject_);
      entry_->complete = true;
      pass_count_ = 0;
      if (fold_all()) break;  // else one more projection is parked: from the start, without it
    }
    finish();
    return std::move(entry_);
  }

 private:
  Status read_stream();
  void observe_imports();
  void note_skip(const HeldEvent& held);
  bool fold_all();
  bool fold_history(size_t count);
  bool fold_from(size_t first);
  bool fold_one(const HeldEvent& held, std::optional<Date> business_date, Offset fact_offset);
  bool open_days(Offset before);
  bool fire(Date last, Position position, Offset fact_offset);
  bool park(const FailedFold& failed, Offset at);
  std::vector<bool> stopped_at(Offset offset) const;
  std::optional<Date> business_date_at(Offset offset) const;
  void finish();

  const RefoldInput& in_;
  const Subject& subject_;
  const SliceLoader loader_;
  std::vector<HeldEvent> stream_;
  Imports imports_;
  size_t history_ = 0;   // records up to and with the last completed import
  size_t foldable_ = 0;  // records before the bracket that is still open
  std::multimap<fold::Slot, Offset> skips_;
  std::vector<std::pair<Park, uint64_t>> parks_;  // with the pass before which the fold stopped

  std::unique_ptr<SubjectEntry> entry_;
  uint64_t pass_count_ = 0;
  std::optional<Date> day_;  // business date as folded so far
  std::map<Offset, Date>::const_iterator next_opening_;
  Offset version_{-1};
};

Status Refold::read_stream() {
  DOSSIER_ASSIGN(const auto offsets, in_.env.records.stream(subject_));
  for (const Offset offset : offsets) {
    if (offset >= in_.end) break;
    DOSSIER_ASSIGN(StoredRecord record, in_.env.records.get({in_.partition, offset}));
    DOSSIER_ASSIGN(HeldEvent held, HeldEvent::read(std::move(record), in_.env.zone));
    note_skip(held);
    stream_.push_back(std::move(held));
  }
  observe_imports();
  return {};
}

void Refold::observe_imports() {
  foldable_ = stream_.size();
  for (size_t i = 0; i < stream_.size(); ++i) {
    const bool was_open = imports_.importing();
    const ImportStep step = observe(imports_, import_mark(stream_[i].event()), stream_[i].offset());
    if (step == ImportStep::hold && !was_open) foldable_ = i;
    if (step == ImportStep::complete) {
      history_ = i + 1;
      foldable_ = stream_.size();
    }
  }
}

void Refold::note_skip(const HeldEvent& held) {
  const fold::Event event = held.event();
  if (event.kind() != EventKind::control_quarantine_skip) return;
  const auto& skip = event.as<event::control::QuarantineSkip>();
  const auto* entry = in_.env.order.find(std::string_view(skip.projection()->c_str()));
  if (entry == nullptr || skip.fold_version() != entry->projection->info().version) return;
  skips_.emplace(entry->slot, Offset{skip.offset().value_or(-1)});
}

bool Refold::fold_all() {
  day_.reset();
  version_ = Offset{-1};
  next_opening_ = in_.openings.begin();
  if (history_ > 0 && !fold_history(history_)) return false;
  if (!fold_from(history_)) return false;
  if (imports_.importing()) return true;  // timers wait for the bracket
  if (!open_days(in_.end)) return false;
  return !in_.due || fire(*in_.due, {in_.partition, in_.end}, in_.end);
}

// What an import brought: in order of effective date, each day opened before its events.
bool Refold::fold_history(size_t count) {
  std::vector<const HeldEvent*> order;
  for (size_t i = 0; i < count; ++i) order.push_back(&stream_[i]);
  std::ranges::stable_sort(order, {}, [](const HeldEvent* held) { return held->effective_date(); });
  const HeldEvent& closing = stream_[count - 1];
  const Position position{in_.partition, closing.offset()};
  const std::optional<Date> today = business_date_at(closing.offset());
  for (const HeldEvent* held : order) {
    std::optional<Date> day;
    if (today) {
      day = std::min(held->effective_date(), *today);
      if (!fire(*day, position, closing.offset())) return false;
    }
    if (!fold_one(*held, day, closing.offset())) return false;
    if (day && !fire(*day, position, closing.offset())) return false;
  }
  if (today && !fire(*today, position, closing.offset())) return false;
  day_ = today;
  version_ = closing.offset();
  next_opening_ = in_.openings.upper_bound(closing.offset());
  return true;
}

bool Refold::fold_from(size_t first) {
  for (size_t i = first; i < foldable_; ++i) {
    const HeldEvent& held = stream_[i];
    if (!open_days(held.offset())) return false;
    if (!fold_one(held, day_, held.offset())) return false;
    if (day_ && !fire(*day_, held.record().position(), held.offset())) return false;
  }
  return true;
}

bool Refold::open_days(Offset before) {
  for (; next_opening_ != in_.openings.end() && next_opening_->first < before; ++next_opening_) {
    const auto& [offset, date] = *next_opening_;
    if (!fire(date, {in_.partition, offset}, offset)) return false;
    day_ = date;
  }
  return true;
}

bool Refold::fold_one(const HeldEvent& held, std::optional<Date> business_date,
                      Offset fact_offset) {
  ++pass_count_;
  version_ = held.offset();
  const fold::Event event = held.event();
  const PassInfo info{held.record().position(), held.record().recorded(), business_date,
                      fact_offset};
  const std::vector<bool> stopped = stopped_at(held.offset());
  Pass pass(in_.env.order, loader_, in_.env.zone, *entry_, info, stopped);
  const PassStatus status = pass.run(event);
  return status || park(status.error(), held.offset());
}

bool Refold::fire(Date last, Position position, Offset fact_offset) {
  ++pass_count_;
  if (earliest(in_.env.order, *entry_, last) == nullptr) return true;
  const auto record = in_.env.records.get(position);
  if (!record) throw StoreFailure{record.error()};
  const PassInfo info{position, record->recorded(), std::nullopt, fact_offset};
  bool fired = false;
  const PassStatus status =
      fire_timers(in_.env, loader_, *entry_, last, info, stopped_at(position.offset), fired);
  if (fired) version_ = std::max(version_, position.offset);
  return status || park(status.error(), position.offset);
}

// Parks the projection and all that depend on it, before the pass that failed. False: start anew.
bool Refold::park(const FailedFold& failed, Offset at) {
  const auto& order = in_.env.order;
  const size_t index = order.index_of(failed.slot);
  for (size_t i = 0; i < order.size(); ++i) {
    const auto& entry = order.entries()[i];
    const bool known = std::ranges::any_of(
        parks_, [&](const auto& park) { return park.first.slot == entry.slot; });
    if (!order.entries()[index].dependents[i] || known) continue;
    std::string message = failed.error.message;
    if (i != index)
      message = std::string(order.entries()[index].projection->info().name) +
                ", which it reads, is incomplete: " + message;
    parks_.push_back({{entry.slot, at, entry.projection->info().version, std::move(message),
                       failed.error.remedy},
                      pass_count_});
  }
  return false;
}

std::vector<bool> Refold::stopped_at(Offset offset) const {
  std::vector<bool> stopped = in_.not_folding;
  for (const auto& [park, pass] : parks_)
    if (pass_count_ >= pass) stopped[in_.env.order.index_of(park.slot)] = true;
  for (const auto& [slot, skipped] : skips_)
    if (skipped == offset) stopped[in_.env.order.index_of(slot)] = true;
  return stopped;
}

std::optional<Date> Refold::business_date_at(Offset offset) const {
  const auto next = in_.openings.lower_bound(offset);
  if (next == in_.openings.begin()) return std::nullopt;
  return std::prev(next)->second;
}

void Refold::finish() {
  auto& progress = entry_->state.edit<Progress>();
  progress.events = stream_.size();
  progress.version = imports_.importing() ? stream_.back().offset() : version_;
  entry_->state.edit<Imports>() = imports_;
  entry_->state.edit<OwnTimers>();
  auto& parks = entry_->state.edit<Parks>().parked;
  for (auto& [park, pass] : parks_) parks.push_back(park);
  std::ranges::sort(parks, {}, &Park::slot);
}

}  // namespace

Result<std::unique_ptr<SubjectEntry>> refold_subject(const RefoldInput& input,
                                                     const Subject& subject) {
  return Refold(input, subject).run();
}

}  // namespace dossier::engine
