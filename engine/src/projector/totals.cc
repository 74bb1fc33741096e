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

void add_to(WideFigures& sums, const auto& figures, int sign) {
  if (sums.size() < figures.size()) sums.resize(figures.size());
  for (size_t i = 0; i < figures.size(); ++i) sums[i] += sign * static_cast<__int128>(figures[i]);
}

int64_t narrow(__int128 figure) {
  using Limits = std::numeric_limits<int64_t>;
  return static_cast<int64_t>(std::clamp<__int128>(figure, Limits::min(), Limits::max()));
}

}  // namespace

bool GroupTotals::empty(const WideFigures& figures) {
  return std::ranges::all_of(figures, [](__int128 figure) { return figure == 0; });
}

Status GroupTotals::load(const ViewStore& store, Partition partition) {
  const std::string prefix = keys::partition_prefix(partition);
  bool good = true;
  DOSSIER_TRY(store.scan(Family::totals, {prefix, {}}, nullptr,
                         [&](std::string_view key, std::string_view value) {
                           ByteReader name(key.substr(prefix.size()));
                           const fold::Slot slot = name.big16();
                           const std::string group(name.raw(name.remaining()));
                           const auto bytes = unwrap(value);
                           good = bytes && decode(*bytes, slots_[slot][group].figures);
                           return good;
                         }));
  if (!good)
    return fail(ErrorCode::corrupt, "views store: a total is damaged", "",
                "stop, remove var/views and start: it is made again from records");
  return {};
}

void GroupTotals::change(Groups& groups, const std::string& name, const std::vector<int64_t>* out,
                         const std::vector<int64_t>* in) {
  auto place = groups.lower_bound(name);
  if (place == groups.end() || place->first != name) place = groups.try_emplace(place, name);
  Group& group = place->second;
  group.changed = true;
  if (out != nullptr) add_to(group.figures, *out, -1);
  if (in != nullptr) add_to(group.figures, *in, 1);
  if (empty(group.figures)) group.figures.clear();  // as if nobody ever was in it
}

// Both are sorted by name; most groups of a pass are in both, with the same figures.
void GroupTotals::replace(fold::Slot slot, const fold::Contribution& out,
                          const fold::Contribution& in) {
  Groups& groups = slots_[slot];
  auto from = out.groups.begin();
  auto to = in.groups.begin();
  while (from != out.groups.end() || to != in.groups.end()) {
    const bool only_out =
        to == in.groups.end() || (from != out.groups.end() && from->first < to->first);
    const bool only_in = !only_out && (from == out.groups.end() || to->first < from->first);
    if (only_out) {
      change(groups, from->first, &from->second, nullptr);
    } else if (only_in) {
      change(groups, to->first, nullptr, &to->second);
    } else if (from->second != to->second) {
      change(groups, from->first, &from->second, &to->second);
    }
    if (!only_in) ++from;
    if (!only_out) ++to;
  }
}

void GroupTotals::write(ViewStore::Batch& batch, Partition partition) {
  for (auto& [slot, groups] : slots_) {
    for (auto& [name, group] : groups) {
      if (!group.changed) continue;
      const std::string key = keys::total(partition, slot, name);
      if (empty(group.figures)) {
        batch.remove(Family::totals, key);
      } else {
        batch.put(Family::totals, key, wrap(encoded(group.figures)));
      }
      group.changed = false;
    }
    // That nobody is in it any more leaves no trace of who once was.
    std::erase_if(groups, [](const auto& group) { return empty(group.second.figures); });
  }
}

void TotalsSum::add(const std::string& group, const WideFigures& figures) {
  add_to(groups_[group], figures, 1);
}

Totals TotalsSum::take() {
  for (const auto& [group, figures] : groups_) {
    if (std::ranges::all_of(figures, [](__int128 figure) { return figure == 0; })) continue;
    auto& shown = totals_.groups[group];
    for (const __int128 figure : figures) shown.push_back(narrow(figure));
  }
  return std::move(totals_);
}

}  // namespace dossier::engine
