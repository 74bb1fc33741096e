#include "support/memory_fold.h"

#include <algorithm>

#include "dossier/base/ensure.h"
#include "dossier/events/flatbuffer.h"

namespace dossier::test {

using fold::Event;
using fold::Fact;
using fold::FoldStatus;
using fold::Timer;

// An event's pass, or a timer's of projection `owner`.
struct MemoryFold::Pass {
  const Event* event = nullptr;
  const Timer* timer = nullptr;
  size_t owner = 0;
  Position position;
  std::optional<Date> business_date;
  std::vector<Emitted> facts;
};

class MemoryFold::Context final : public fold::FoldContext {
 public:
  Context(MemoryFold& fold, Pass& pass, size_t index)
      : fold_(fold), pass_(pass), index_(index), state_(fold.states_[index]) {}

  const Subject& subject() const override { return fold_.subject_; }
  const Event* event() const override { return pass_.event; }
  Position position() const override { return pass_.position; }
  Instant recorded() const override { return fold_.recorded_; }
  std::optional<Date> business_date() const override { return pass_.business_date; }
  Instant start_of_day(Date date) const override { return fold_.zone_.start_of_day(date); }
  fold::Slice& own_slice(uint8_t kind, std::string_view entity) override {
    auto& slice = state_.slices[{kind, std::string(entity)}];
    if (!slice) slice = fold_.projections_[index_]->make_slice(kind);
    ENSURE(slice != nullptr, "no slice kind {}", kind);
    return *slice;
  }
  const fold::Slice* find_slice(fold::Slot slot, uint8_t kind, std::string_view entity) override {
    const size_t other = fold_.index_of(slot);
    ENSURE(other == index_ || fold_.reads(index_, other), "reads of slot {} not declared", slot);
    return fold_.find(slot, kind, entity);
  }
  void put_row(uint8_t set, std::string_view key, std::string value) override {
    state_.rows[set][std::string(key)] = std::move(value);
  }
  void erase_row(uint8_t set, std::string_view key) override {
    state_.rows[set].erase(std::string(key));
  }
  void set_timer(const Timer& timer) override { state_.timers.insert(timer); }
  void clear_timer(const Timer& timer) override { state_.timers.erase(timer); }
  fold::FactRef emit(Fact fact) override {
    fact.ref = {pass_.position.offset, ++fold_.ordinal_};
    pass_.facts.push_back({index_, fact});
    return fact.ref;
  }
  void withdraw(Fact fact, fold::FactRef ref) override {
    fact.ref = ref;
    fact.withdrawn = true;
    pass_.facts.push_back({index_, std::move(fact)});
  }

 private:
  MemoryFold& fold_;
  Pass& pass_;
  size_t index_;
  State& state_;
};

MemoryFold::State MemoryFold::State::clone() const {
  State copy;
  for (const auto& [key, slice] : slices) copy.slices[key] = slice->clone();
  copy.rows = rows;
  copy.timers = timers;
  copy.parked = parked;
  return copy;
}

MemoryFold::MemoryFold(fold::ProjectionSet projections, std::string_view subject,
                       std::string_view zone)
    : projections_(std::move(projections)),
      subject_(Subject::trusted(std::string(subject))),
      zone_(Zone::load(zone).value()),
      states_(projections_.size()) {}

FoldStatus MemoryFold::fold(const MadeEvent& made) {
  ENSURE(made.subject == subject_, "an event of {}", made.subject.key());
  const auto when = events::effective(*made.type, made.bytes(), made.time);
  recorded_ = std::max(recorded_, made.time);
  ordinal_ = 0;
  Event event;
  event.type = made.type;
  event.subject = &subject_;
  event.source = made.source;
  event.id = made.id;
  event.position = {Partition{0}, {next_offset_++}};
  event.recorded = recorded_;
  event.time = made.time;
  event.effective = when.is_date ? zone_.start_of_day(when.date) : when.instant;
  event.effective_date = when.is_date ? when.date : zone_.date_of(when.instant);
  event.value = made.bytes();
  Pass pass;
  pass.event = &event;
  pass.position = event.position;
  pass.business_date = business_date_;
  const auto status = run(pass);
  fire_due();
  return status;
}

void MemoryFold::open_day(Date date) {
  ENSURE(!business_date_ || *business_date_ <= date, "days open forwards");
  Date day = business_date_ ? *business_date_ + 1 : date;
  for (; day <= date; day = day + 1) {
    business_date_ = day;
    recorded_ = std::max(recorded_, zone_.start_of_day(day));
    ++next_offset_;
    ordinal_ = 0;
    fire_due();
  }
}

// Each timer is a pass of its own, on its own date; passes may set more.
void MemoryFold::fire_due() {
  while (business_date_) {
    size_t owner = states_.size();
    std::optional<Timer> next;
    for (size_t i = 0; i < states_.size(); ++i) {
      const auto& timers = states_[i].timers;
      if (timers.empty() || timers.begin()->date > *business_date_) continue;
      if (next && next->date <= timers.begin()->date) continue;
      next = *timers.begin();
      owner = i;
    }
    if (!next) return;
    states_[owner].timers.erase(*next);
    Pass pass;
    pass.timer = &*next;
    pass.owner = owner;
    pass.position = {Partition{0}, {next_offset_ - 1}};
    pass.business_date = next->date;
    ENSURE(run(pass).has_value(), "a timer's fold erred");
  }
}

FoldStatus MemoryFold::run(Pass& pass) {
  FoldStatus result;
  for (size_t i = 0; i < projections_.size(); ++i) {
    const auto& kinds = projections_[i]->info().subjects;
    if (states_[i].parked || std::ranges::find(kinds, subject_.kind()) == kinds.end()) continue;
    State before = states_[i].clone();
    const size_t facts = pass.facts.size();
    if (auto status = run_one(i, pass); !status) {
      states_[i] = std::move(before);
      pass.facts.resize(facts);
      park(i);
      if (result) result = std::move(status);
    }
  }
  return result;
}

FoldStatus MemoryFold::run_one(size_t index, Pass& pass) {
  Context context(*this, pass, index);
  const auto& projection = *projections_[index];
  FoldStatus status;
  if (pass.event != nullptr) status = projection.fold(*pass.event, context);
  if (pass.timer != nullptr && pass.owner == index) status = projection.fire(*pass.timer, context);
  const size_t emitted = pass.facts.size();
  for (size_t i = 0; status && i < emitted; ++i) {
    if (!reads(index, pass.facts[i].by)) continue;
    const Fact fact = pass.facts[i].fact;
    status = projection.fold(fact, context);
  }
  return status;
}

void MemoryFold::park(size_t index) {
  states_[index].parked = true;
  for (size_t later = index + 1; later < states_.size(); ++later)
    if (reads(later, index)) park(later);
}

bool MemoryFold::reads(size_t reader, size_t earlier) const {
  const auto& names = projections_[reader]->info().reads;
  return std::ranges::find(names, projections_[earlier]->info().name) != names.end();
}

size_t MemoryFold::index_of(fold::Slot slot) const {
  const auto found = std::ranges::find_if(
      projections_, [&](const auto& projection) { return projection->info().slot == slot; });
  ENSURE(found != projections_.end(), "no projection has slot {}", slot);
  return static_cast<size_t>(found - projections_.begin());
}

const fold::Slice* MemoryFold::find(fold::Slot slot, uint8_t kind, std::string_view entity) const {
  const auto& slices = states_[index_of(slot)].slices;
  const auto found = slices.find({kind, std::string(entity)});
  return found == slices.end() ? nullptr : found->second.get();
}

const std::map<std::string, std::string>& MemoryFold::rows(fold::Slot slot) const {
  return rows(slot, 0);
}

fold::Contribution MemoryFold::contribution(fold::Slot slot) const {
  struct Reader final : fold::SliceReader {
    explicit Reader(const MemoryFold& of) : fold(of) {}
    const Subject& subject() const override { return fold.subject_; }
    const fold::Slice* find_slice(fold::Slot from, uint8_t kind, std::string_view entity) override {
      return fold.find(from, kind, entity);
    }
    const MemoryFold& fold;
  } reader(*this);
  fold::Contribution out;
  projections_[index_of(slot)]->contribute(reader, out);
  out.drop_empty();
  return out;
}

std::string MemoryFold::dump() const {
  ByteWriter out;
  for (const State& state : states_) {
    for (const auto& [key, slice] : state.slices)
      for (uint8_t part = 0; part < slice->part_count(); ++part) out.text(slice->encode_part(part));
    for (const auto& [set, rows] : state.rows) fold::encode(out, rows);
    for (const Timer& timer : state.timers) fold::encode(out, timer);
  }
  return out.take();
}

const std::map<std::string, std::string>& MemoryFold::rows(fold::Slot slot, uint8_t set) const {
  static const std::map<std::string, std::string> kNone;
  const auto& sets = states_[index_of(slot)].rows;
  const auto found = sets.find(set);
  return found == sets.end() ? kNone : found->second;
}

}  // namespace dossier::test
