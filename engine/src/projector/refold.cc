#include "projector/refold.h"

#include <algorithm>

#include "dossier/base/ensure.h"
#include "dossier/events/fbs/control_generated.h"
#include "projector/imports.h"

namespace dossier::engine {

const OwnedTimer* next_due(const ProjectionOrder& order, const SubjectEntry& entry, Date last,
                           const std::vector<bool>& stopped) {
  const OwnedTimer* best = nullptr;
  const auto rank = [&](const OwnedTimer& t) {
    return std::tuple(t.timer.date, order.index_of(t.slot), t.timer.kind,
                      std::string_view(t.timer.entity));
  };
  for (const OwnedTimer& timer : entry.state.get<OwnTimers>().set)
    if (timer.timer.date <= last && !stopped[order.index_of(timer.slot)] &&
        (best == nullptr || rank(timer) < rank(*best)))
      best = &timer;
  return best;
}

PassStatus fire_timer(const FoldEnvironment& env, const SliceLoader& loader, SubjectEntry& entry,
                      const OwnedTimer& timer, PassInfo info, const std::vector<bool>& stopped) {
  const OwnedTimer fired = timer;  // `timer` may stand in the list that it leaves
  std::erase(entry.state.edit<OwnTimers>().set, fired);
  entry.timers.push_back({fired, false});
  info.business_date = fired.timer.date;
  return Pass(env.order, loader, env.zone, entry, info, stopped).run(fired.slot, fired.timer);
}

namespace {

using events::EventKind;

// One subject's whole stream and how it has to be folded.
class Refold {
 public:
  Refold(const RefoldInput& input, const Subject& subject)
      : in_(input), subject_(subject), loader_(input.env.store, input.partition) {}

  Result<std::unique_ptr<SubjectEntry>> run() {
    DOSSIER_TRY(read_stream());
    do {
      entry_ = std::make_unique<SubjectEntry>(subject_);
      entry_->complete = true;
    } while (!fold_all());  // a pass failed: from the start, without what failed there
    finish();
    return std::move(entry_);
  }

 private:
  Status read_stream();
  void note_skip(const fold::Event& event);
  bool fold_all();
  bool fold_history();
  bool open_days(Offset before);
  bool fold_one(const HeldEvent& held, std::optional<Date> business_date, Offset fact_offset);
  bool fire(Date last, const PassInfo& info);
  bool end_pass(const PassStatus& status, Offset at);
  void park(size_t index, const fold::FoldError& error, Offset at);
  const std::vector<bool>& parked();
  const std::vector<bool>& stopped();
  std::optional<Date> business_date_at(Offset offset) const;
  void finish();

  const RefoldInput& in_;
  const Subject& subject_;
  const SliceLoader loader_;
  std::vector<HeldEvent> stream_;
  Imports imports_;
  size_t history_ = 0;  // records up to and with the one that completed the last import
  std::vector<std::pair<fold::Slot, Offset>> skips_;

  // Passes are counted from 0 in each attempt; an attempt goes as the one before it up to the pass
  // that failed there, so a number names the same pass in both.
  std::vector<std::pair<uint64_t, Park>> parks_;      // from that pass on
  std::vector<std::pair<uint64_t, size_t>> skipped_;  // projections left out of that pass alone

  // of one attempt
  std::unique_ptr<SubjectEntry> entry_;
  uint64_t pass_ = 0;
  std::optional<Date> day_;  // business date as folded so far
  std::map<Offset, Date>::const_iterator next_opening_;
  std::vector<bool> parked_scratch_, stopped_scratch_;
};

Status Refold::read_stream() {
  DOSSIER_ASSIGN(const auto offsets, in_.env.records.stream(subject_));
  for (const Offset offset : offsets) {
    if (offset >= in_.end) break;
    DOSSIER_ASSIGN(StoredRecord record, in_.env.records.get({in_.partition, offset}));
    DOSSIER_ASSIGN(HeldEvent held, HeldEvent::read(std::move(record), in_.env.zone));
    const fold::Event event = held.event();
    note_skip(event);
    if (observe(imports_, import_mark(event), offset) == ImportStep::complete)
      history_ = stream_.size() + 1;
    stream_.push_back(std::move(held));
  }
  ENSURE(!imports_.importing(), "{} is folded anew while an import is open", subject_.key());
  return {};
}

void Refold::note_skip(const fold::Event& event) {
  if (event.kind() != EventKind::control_quarantine_skip) return;
  const auto& skip = event.as<event::control::QuarantineSkip>();
  if (skip.projection() == nullptr) return;
  const auto* entry = in_.env.order.find(skip.projection()->string_view());
  if (entry == nullptr || skip.fold_version() != entry->projection->info().version) return;
  const Offset skipped{skip.offset().value_or(-1)};
  if (skipped < event.position.offset) skips_.emplace_back(entry->slot, skipped);
}

bool Refold::fold_all() {
  pass_ = 0;
  day_.reset();
  next_opening_ = in_.openings.begin();
  if (history_ > 0 && !fold_history()) return false;
  for (size_t i = history_; i < stream_.size(); ++i) {
    const HeldEvent& held = stream_[i];
    if (!open_days(held.offset()) || !fold_one(held, day_, held.offset())) return false;
    const PassInfo info{held.record().position(), held.record().recorded(), {}, held.offset()};
    if (day_ && !fire(*day_, info)) return false;
  }
  if (!open_days(in_.end)) return false;
  if (!in_.due) return true;
  const auto opening = in_.env.records.get({in_.partition, in_.end});
  if (!opening) throw StoreFailure{opening.error()};
  return fire(*in_.due, {opening->position(), opening->recorded(), {}, in_.end});
}

// What an import brought: in order of effective date, each day opened before its events. Where no
// business day was opened yet, the days of the history are opened all the same: what came late then
// is late now.
bool Refold::fold_history() {
  std::vector<const HeldEvent*> order;
  for (size_t i = 0; i < history_; ++i) order.push_back(&stream_[i]);
  std::ranges::sort(order, {}, [](const HeldEvent* held) {
    return std::pair(held->effective_date(), held->offset());
  });
  const StoredRecord& closing = stream_[history_ - 1].record();
  const Offset offset = closing.position().offset;
  const PassInfo info{closing.position(), closing.recorded(), {}, offset};
  day_ = business_date_at(offset);
  const Date last = day_.value_or(in_.env.zone.date_of(closing.recorded()));
  for (const HeldEvent* held : order) {
    const Date day = std::min(held->effective_date(), last);
    if (!fire(day, info) || !fold_one(*held, day, offset) || !fire(day, info)) return false;
  }
  if (day_ && !fire(*day_, info)) return false;
  next_opening_ = in_.openings.upper_bound(offset);
  return true;
}

bool Refold::open_days(Offset before) {
  for (; next_opening_ != in_.openings.end() && next_opening_->first < before; ++next_opening_) {
    const auto& [offset, date] = *next_opening_;
    day_ = date;
    if (next_due(in_.env.order, *entry_, date, parked()) == nullptr) continue;
    const auto opening = in_.env.records.get({in_.partition, offset});
    if (!opening) throw StoreFailure{opening.error()};
    if (!fire(date, {opening->position(), opening->recorded(), {}, offset})) return false;
  }
  return true;
}

bool Refold::fold_one(const HeldEvent& held, std::optional<Date> business_date,
                      Offset fact_offset) {
  const PassInfo info{held.record().position(), held.record().recorded(), business_date,
                      fact_offset};
  Pass pass(in_.env.order, loader_, in_.env.zone, *entry_, info, stopped());
  return end_pass(pass.run(held.event()), held.offset());
}

bool Refold::fire(Date last, const PassInfo& info) {
  while (const OwnedTimer* next = next_due(in_.env.order, *entry_, last, parked()))
    if (!end_pass(fire_timer(in_.env, loader_, *entry_, *next, info, stopped()),
                  info.position.offset))
      return false;
  return true;
}

bool Refold::end_pass(const PassStatus& status, Offset at) {
  if (status) {
    ++pass_;
    return true;
  }
  const auto& [slot, error] = status.error();
  const size_t index = in_.env.order.index_of(slot);
  if (std::ranges::find(skips_, std::pair(slot, at)) != skips_.end()) {
    skipped_.emplace_back(pass_, index);
  } else {
    park(index, error, at);
  }
  return false;
}

// Parks the projection and all that depend on it, before the pass that failed.
void Refold::park(size_t index, const fold::FoldError& error, Offset at) {
  const auto& entries = in_.env.order.entries();
  for (size_t i = index; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    const bool known = std::ranges::any_of(
        parks_, [&](const auto& park) { return park.second.slot == entry.slot; });
    if (!entries[index].dependents[i] || known) continue;
    std::string message = error.message;
    if (i != index)
      message = std::string(entries[index].projection->info().name) +
                ", which it reads, is incomplete: " + message;
    parks_.emplace_back(pass_, Park{entry.slot, at, entry.projection->info().version,
                                    std::move(message), error.remedy});
  }
}

// What is parked as of this pass, with what does not fold such subjects.
const std::vector<bool>& Refold::parked() {
  if (parks_.empty()) return in_.not_folding;
  parked_scratch_ = in_.not_folding;
  for (const auto& [from, park] : parks_)
    if (pass_ >= from) parked_scratch_[in_.env.order.index_of(park.slot)] = true;
  return parked_scratch_;
}

// What is left out of this pass.
const std::vector<bool>& Refold::stopped() {
  if (skipped_.empty()) return parked();
  stopped_scratch_ = parked();
  for (const auto& [pass, index] : skipped_)
    if (pass == pass_) stopped_scratch_[index] = true;
  return stopped_scratch_;
}

std::optional<Date> Refold::business_date_at(Offset offset) const {
  const auto next = in_.openings.lower_bound(offset);
  if (next == in_.openings.begin()) return std::nullopt;
  return std::prev(next)->second;
}

void Refold::finish() {
  auto& progress = entry_->state.edit<Progress>();
  progress.events = stream_.size();
  progress.version = in_.due ? in_.end : in_.end + -1;  // of the record that asked for this
  entry_->state.edit<Imports>() = std::move(imports_);
  entry_->state.edit<OwnTimers>();
  auto& parks = entry_->state.edit<Parks>().parked;
  for (auto& [from, park] : parks_) parks.push_back(std::move(park));
  std::ranges::sort(parks, {}, &Park::slot);
}

}  // namespace

Result<std::unique_ptr<SubjectEntry>> refold_subject(const RefoldInput& input,
                                                     const Subject& subject) {
  return Refold(input, subject).run();
}

}  // namespace dossier::engine
