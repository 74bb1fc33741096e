#include "projector/pass.h"

#include <algorithm>

#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"
#include "projector/keys.h"

namespace dossier::engine {

ProjectionOrder::ProjectionOrder(fold::ProjectionSet set) {
  for (auto& projection : set) {
    const auto& info = projection->info();
    ENSURE(info.slot != kEngineSlot && find(info.slot) == nullptr && find(info.name) == nullptr,
           "projection {} takes a name or slot that is taken", info.name);
    Entry entry{projection, info.slot, std::vector<bool>(set.size()), std::vector<bool>(set.size()),
                info.contributes};
    for (const std::string_view name : info.reads) {
      ENSURE(find(name) != nullptr, "projection {} reads {}, which is not before it", info.name,
             name);
      entry.reads[index_of(find(name)->slot)] = true;
    }
    const size_t own = entries_.size();
    entry.dependents[own] = true;
    for (auto& earlier : entries_)
      for (size_t i = 0; i < own; ++i)
        if (earlier.dependents[i] && entry.reads[i]) earlier.dependents[own] = true;
    if (index_by_slot_.size() <= info.slot) index_by_slot_.resize(info.slot + size_t{1}, -1);
    index_by_slot_[info.slot] = static_cast<int32_t>(own);
    entries_.push_back(std::move(entry));
  }
}

const ProjectionOrder::Entry* ProjectionOrder::find(fold::Slot slot) const {
  const auto found = std::ranges::find(entries_, slot, &Entry::slot);
  return found == entries_.end() ? nullptr : &*found;
}

const ProjectionOrder::Entry* ProjectionOrder::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      entries_, [&](const Entry& entry) { return entry.projection->info().name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

size_t ProjectionOrder::index_of(fold::Slot slot) const {
  ENSURE(slot < index_by_slot_.size() && index_by_slot_[slot] >= 0, "no projection has slot {}",
         slot);
  return static_cast<size_t>(index_by_slot_[slot]);
}

bool ProjectionOrder::folds(size_t index, std::string_view subject_kind) const {
  const auto& kinds = entries_[index].projection->info().subjects;
  return std::ranges::find(kinds, subject_kind) != kinds.end();
}

namespace {

// True where all parts were absent or decoded; `found` tells whether any was there.
void decode_parts(fold::Slice& slice, const std::vector<std::string>& keys,
                  const std::vector<std::optional<std::string>>& values, bool& found) {
  found = false;
  for (uint8_t part = 0; part < slice.part_count(); ++part) {
    if (!values[part]) continue;
    found = true;
    const auto bytes = unwrap(*values[part]);
    if (!bytes || !slice.decode_part(part, *bytes))
      throw StoreFailure{{ErrorCode::corrupt,
                          "views store: a slice is damaged: " + to_hex(keys[part]), "",
                          "stop, remove var/views and start: it is made again from records"}};
  }
}

}  // namespace

LoadedSlice* SliceLoader::load(SubjectEntry& entry, const fold::Projection& projection,
                               uint8_t kind, std::string_view entity, bool create) const {
  const fold::Slot slot = projection.info().slot;
  LoadedSlice* known = entry.find(slot, kind, entity);
  if (known != nullptr && (known->slice || !create)) return known;
  std::unique_ptr<fold::Slice> slice = projection.make_slice(kind);
  ENSURE(slice != nullptr, "projection {} has no slice kind {}", projection.info().name, kind);
  bool found = false;
  if (known == nullptr && !entry.complete) {
    std::vector<std::string> keys;
    for (uint8_t part = 0; part < slice->part_count(); ++part)
      keys.push_back(keys::slice(partition_, slot, entry.subject.key(), kind, entity, part));
    auto values = store_.get_many(Family::slices, keys);
    if (!values) throw StoreFailure{values.error()};
    decode_parts(*slice, keys, *values, found);
  }
  if (!found && !create) slice = nullptr;
  if (known == nullptr)
    known = &entry.slices.emplace_back(LoadedSlice{slot, kind, std::string(entity), nullptr});
  known->slice = std::move(slice);
  known->stored = found;
  return known;
}

void SliceLoader::load_state(SubjectEntry& entry) const {
  std::vector<std::string> keys;
  for (uint8_t part = 0; part < SubjectState::kParts; ++part)
    keys.push_back(keys::slice(partition_, kEngineSlot, entry.subject.key(), 0, {}, part));
  // Every subject has part 0, so a new one costs one look.
  auto first = store_.get(Family::slices, keys[0]);
  if (!first) throw StoreFailure{first.error()};
  entry.complete = !*first;
  if (entry.complete) return;
  auto values = store_.get_many(Family::slices, keys);
  if (!values) throw StoreFailure{values.error()};
  bool found = false;
  decode_parts(entry.state, keys, *values, found);
}

const fold::Slice* find_slice(const ProjectionOrder& order, const SliceLoader& loader,
                              SubjectEntry& entry, size_t index, fold::Slot slot, uint8_t kind,
                              std::string_view entity) {
  const auto& reader = order.entries()[index];
  const size_t owner = order.index_of(slot);
  ENSURE(owner == index || reader.reads[owner], "projection {} does not declare that it reads {}",
         reader.projection->info().name, slot);
  const LoadedSlice* loaded =
      loader.load(entry, *order.entries()[owner].projection, kind, entity, false);
  return loaded->exists() ? loaded->slice.get() : nullptr;
}

// What a fold of projection `index` sees and does.
class Pass::Context final : public fold::FoldContext {
 public:
  Context(Pass& pass, size_t index)
      : pass_(pass), entry_(pass.entry_), index_(index), self_(pass.order_.entries()[index]) {}

  const Subject& subject() const override { return entry_.subject; }
  const fold::Event* event() const override { return pass_.event_; }
  Position position() const override { return pass_.info_.position; }
  Instant recorded() const override { return pass_.info_.recorded; }
  std::optional<Date> business_date() const override { return pass_.info_.business_date; }
  Instant start_of_day(Date date) const override { return pass_.zone_.start_of_day(date); }

  fold::Slice& own_slice(uint8_t kind, std::string_view entity) override {
    return *pass_.loader_.load(entry_, *self_.projection, kind, entity, true)->slice;
  }

  const fold::Slice* find_slice(fold::Slot slot, uint8_t kind, std::string_view entity) override {
    return engine::find_slice(pass_.order_, pass_.loader_, entry_, index_, slot, kind, entity);
  }

  void put_row(uint8_t set, std::string_view key, std::string value) override {
    entry_.rows.push_back({self_.slot, set, std::string(key), std::move(value)});
    if (!entry_.state.get<Progress>().has_rows) entry_.state.edit<Progress>().has_rows = true;
  }
  void erase_row(uint8_t set, std::string_view key) override {
    entry_.rows.push_back({self_.slot, set, std::string(key), std::nullopt});
  }

  void set_timer(const fold::Timer& timer) override { change_timer(timer, true); }
  void clear_timer(const fold::Timer& timer) override { change_timer(timer, false); }

  fold::FactRef emit(fold::Fact fact) override {
    auto& progress = entry_.state.edit<Progress>();
    if (progress.ordinal_at != pass_.info_.fact_offset) {
      progress.ordinal_at = pass_.info_.fact_offset;
      progress.ordinal = 0;
    }
    fact.ref = {progress.ordinal_at, ++progress.ordinal};
    const fold::FactRef ref = fact.ref;
    pass_.facts_.push_back({index_, std::move(fact)});
    return ref;
  }
  void withdraw(fold::Fact fact, fold::FactRef ref) override {
    fact.ref = ref;
    fact.withdrawn = true;
    pass_.facts_.push_back({index_, std::move(fact)});
  }

 private:
  void change_timer(const fold::Timer& timer, bool set) {
    const OwnedTimer owned{self_.slot, timer};
    const auto& known = entry_.state.get<OwnTimers>().set;
    const auto at = std::ranges::lower_bound(known, owned);
    const bool is_set = at != known.end() && *at == owned;
    if (is_set == set) return;
    const auto index = at - known.begin();
    auto& timers = entry_.state.edit<OwnTimers>().set;
    if (set) {
      timers.insert(timers.begin() + index, owned);
    } else {
      timers.erase(timers.begin() + index);
    }
    entry_.timers.push_back({owned, set});
  }

  Pass& pass_;
  SubjectEntry& entry_;
  size_t index_;
  const ProjectionOrder::Entry& self_;
};

Pass::Pass(const ProjectionOrder& order, const SliceLoader& loader, const Zone& zone,
           SubjectEntry& entry, const PassInfo& info, const std::vector<bool>& stopped)
    : order_(order), loader_(loader), zone_(zone), entry_(entry), info_(info), stopped_(stopped) {}

PassStatus Pass::run(const fold::Event& event) {
  event_ = &event;
  for (size_t i = 0; i < order_.size(); ++i) {
    if (stopped_[i]) continue;
    const size_t earlier = facts_.size();
    Context context(*this, i);
    if (auto status = order_.entries()[i].projection->fold(event, context); !status)
      return std::unexpected(FailedFold{order_.entries()[i].slot, std::move(status.error())});
    if (auto status = fold_facts(i, earlier); !status) return status;
  }
  return {};
}

PassStatus Pass::run(fold::Slot owner, const fold::Timer& timer) {
  const size_t first = order_.index_of(owner);
  if (stopped_[first]) return {};
  Context context(*this, first);
  if (auto status = order_.entries()[first].projection->fire(timer, context); !status)
    return std::unexpected(FailedFold{owner, std::move(status.error())});
  for (size_t i = first + 1; i < order_.size(); ++i) {
    if (stopped_[i]) continue;
    if (auto status = fold_facts(i, facts_.size()); !status) return status;
  }
  return {};
}

PassStatus Pass::fold_facts(size_t index, size_t count) {
  const auto& entry = order_.entries()[index];
  for (size_t f = 0; f < count; ++f) {
    if (!entry.reads[facts_[f].by]) continue;
    // A fold may emit: the list can move. Nobody looks at it meanwhile.
    fold::Fact fact = std::move(facts_[f].fact);
    Context context(*this, index);
    if (auto status = entry.projection->fold(fact, context); !status)
      return std::unexpected(FailedFold{entry.slot, std::move(status.error())});
    facts_[f].fact = std::move(fact);
  }
  return {};
}

}  // namespace dossier::engine
