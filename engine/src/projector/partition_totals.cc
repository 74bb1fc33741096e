// Contributions of a partition's subjects to the totals across them: settled after each pass, under
// the lock that makes the pass visible, so that totals and views are as of the same position.
#include <algorithm>

#include "projector/partition.h"

namespace dossier::engine {
namespace {

constexpr std::string_view kImporting = "importing";  // the engine's own group: subjects

class Slices final : public fold::SliceReader {
 public:
  Slices(const ProjectionOrder& order, const SliceLoader& loader, SubjectEntry& entry, size_t index)
      : order_(order), loader_(loader), entry_(entry), index_(index) {}

  const Subject& subject() const override { return entry_.subject; }
  const fold::Slice* find_slice(fold::Slot slot, uint8_t kind, std::string_view entity) override {
    return engine::find_slice(order_, loader_, entry_, index_, slot, kind, entity);
  }

 private:
  const ProjectionOrder& order_;
  const SliceLoader& loader_;
  SubjectEntry& entry_;
  size_t index_;
};

}  // namespace

void PartitionFold::settle(SubjectEntry& entry, bool anew) {
  fold::Contribution& fresh = contribution_scratch_;
  fresh.groups.clear();
  if (entry.state.get<Imports>().importing()) fresh.add(kImporting, {1});
  settle(entry, kEngineSlot, fresh);

  std::vector<bool>& changed = changed_scratch_;
  changed.assign(env_.order.size(), anew);
  for (LoadedSlice& loaded : entry.slices)
    if (loaded.slice && loaded.slice->take_changed())
      changed[env_.order.index_of(loaded.slot)] = true;
  for (size_t i = 0; i < env_.order.size(); ++i) {
    const auto& one = env_.order.entries()[i];
    if (!one.contributes || !env_.order.folds(i, entry.subject.kind())) continue;
    bool concerned = changed[i];
    for (size_t j = 0; j < i; ++j) concerned = concerned || (one.reads[j] && changed[j]);
    if (!concerned) continue;
    Slices slices(env_.order, loader_, entry, i);
    fresh.groups.clear();
    one.projection->contribute(slices, fresh);
    fresh.drop_empty();
    settle(entry, one.slot, fresh);
  }
}

void PartitionFold::settle(SubjectEntry& entry, fold::Slot slot, const fold::Contribution& fresh) {
  const auto& all = entry.state.get<Contributed>().by_slot;
  const auto found = all.find(slot);
  const std::string_view kept = found == all.end() ? std::string_view() : found->second;
  if (fresh.groups.empty() && kept.empty()) return;
  writer_scratch_.clear();
  if (!fresh.groups.empty()) fold::encode(writer_scratch_, fresh);
  if (kept == writer_scratch_.bytes()) return;
  totals_.replace(slot, kept, fresh);
  changes_.note_totals(slot);
  auto& contributed = entry.state.edit<Contributed>().by_slot;
  if (fresh.groups.empty()) {
    contributed.erase(slot);
  } else {
    contributed[slot].assign(writer_scratch_.bytes());
  }
}

void PartitionFold::add_totals(fold::Slot slot, std::string_view prefix, TotalsSum& into) const {
  const Lock lock(lock_);
  Totals& totals = into.totals();
  totals.folded.push_back({{partition_, position_.next}, position_.business_date, recorded_});
  totals_.each(slot, prefix, [&](const std::string& group, const WideFigures& figures) {
    into.add(group, figures);
  });
  totals_.each(kEngineSlot, kImporting, [&](const std::string&, const WideFigures& figures) {
    totals.importing += static_cast<size_t>(figures.front());
  });
  totals.incomplete += static_cast<size_t>(std::ranges::count_if(parked_, [&](const auto& subject) {
    return std::ranges::find(subject.second, slot, &Park::slot) != subject.second.end();
  }));
}

}  // namespace dossier::engine
