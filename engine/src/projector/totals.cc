#include "projector/totals.h"

#include <algorithm>
#include <limits>

#include "projector/keys.h"

namespace dossier::engine {
namespace {

// Two's complement in two halves, the upper one first. The formats' page says so.
std::string encoded(const WideFigures& figures) {
  ByteWriter out;
  out.varint(figures.size());
  for (const __int128 figure : figures) {
    out.zigzag(static_cast<int64_t>(figure >> 64));
    out.varint(static_cast<uint64_t>(figure));
  }
  return out.take();
}

bool decode(std::string_view bytes, WideFigures& figures) {
  ByteReader in(bytes);
  const uint64_t count = in.varint();
  if (count > in.remaining()) return false;
  for (uint64_t i = 0; i < count; ++i) {
    const auto upper = static_cast<__int128>(in.zigzag());
    figures.push_back(upper * (static_cast<__int128>(1) << 64) + in.varint());
  }
  return in.ok() && in.at_end();
}

bool empty(const WideFigures& figures) {
  return std::ranges::all_of(figures, [](__int128 figure) { return figure == 0; });
}

void add_to(WideFigures& sums, const auto& figures, int sign) {
  if (sums.size() < figures.size()) sums.resize(figures.size());
  for (size_t i = 0; i < figures.size(); ++i) sums[i] += sign * static_cast<__int128>(figures[i]);
}

int64_t narrow(__int128 figure) {
  using Limits = std::numeric_limits<int64_t>;
  return static_cast<int64_t>(std::clamp<__int128>(figure, Limits::min(), Limits::max()));
}

}  // namespace

Status GroupTotals::load(const ViewStore& store, Partition partition) {
  const std::string prefix = keys::partition_prefix(partition);
  bool good = true;
  DOSSIER_TRY(store.scan(Family::totals, {prefix, {}}, nullptr,
                         [&](std::string_view key, std::string_view value) {
                           ByteReader name(key.substr(prefix.size()));
                           const fold::Slot slot = name.big16();
                           const std::string group(name.raw(name.remaining()));
                           const auto bytes = unwrap(value);
                           good = bytes && decode(*bytes, groups_[{slot, group}]);
                           return good;
                         }));
  if (!good)
    return fail(ErrorCode::corrupt, "views store: a total is damaged", "",
                "stop, remove var/views and start: it is made again from records");
  return {};
}

void GroupTotals::add(fold::Slot slot, const fold::Contribution& what, int sign) {
  for (const auto& [group, figures] : what.groups) {
    const Name name{slot, group};
    add_to(groups_[name], figures, sign);
    changed_.insert(name);
  }
}

void GroupTotals::replace(fold::Slot slot, const fold::Contribution& out,
                          const fold::Contribution& in) {
  add(slot, out, -1);
  add(slot, in, 1);
  // A group that nobody is in is gone, so that what is kept does not depend on who once was.
  for (const auto& [group, figures] : out.groups) {
    const auto found = groups_.find({slot, group});
    if (found != groups_.end() && empty(found->second)) groups_.erase(found);
  }
}

void GroupTotals::write(ViewStore::Batch& batch, Partition partition) {
  for (const Name& name : changed_) {
    const std::string key = keys::total(partition, name.first, name.second);
    const auto found = groups_.find(name);
    if (found == groups_.end()) {
      batch.remove(Family::totals, key);
    } else {
      batch.put(Family::totals, key, wrap(encoded(found->second)));
    }
  }
  changed_.clear();
}

void TotalsSum::add(const std::string& group, const WideFigures& figures) {
  add_to(groups_[group], figures, 1);
}

Totals TotalsSum::take() {
  for (const auto& [group, figures] : groups_) {
    if (empty(figures)) continue;
    auto& shown = totals_.groups[group];
    for (const __int128 figure : figures) shown.push_back(narrow(figure));
  }
  return std::move(totals_);
}

}  // namespace dossier::engine
