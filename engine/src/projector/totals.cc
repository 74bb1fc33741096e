#include "projector/totals.h"

#include <algorithm>
#include <limits>

#include "dossier/base/ensure.h"
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

// The groups of an encoded contribution, one after the other, without making one.
class EncodedGroups {
 public:
  explicit EncodedGroups(std::string_view bytes) : in_(bytes) {
    if (!bytes.empty()) left_ = in_.varint();
    next();
  }
  bool done() const { return done_; }
  std::string_view name() const { return name_; }
  const std::vector<int64_t>& figures() const { return figures_; }
  void next() {
    done_ = left_ == 0;
    if (done_) return;
    --left_;
    name_ = in_.text();
    figures_.resize(std::min<uint64_t>(in_.varint(), in_.remaining()));
    for (int64_t& figure : figures_) figure = in_.zigzag();
    ENSURE(in_.ok(), "what a subject contributed can not be read");
  }

 private:
  ByteReader in_;
  uint64_t left_ = 0;
  bool done_ = true;
  std::string_view name_;
  std::vector<int64_t> figures_;
};

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

void GroupTotals::change(Groups& groups, std::string_view name, const std::vector<int64_t>* out,
                         const std::vector<int64_t>* in) {
  auto place = groups.lower_bound(name);
  if (place == groups.end() || place->first != name)
    place = groups.try_emplace(place, std::string(name));
  Group& group = place->second;
  group.changed = true;
  if (out != nullptr) add_to(group.figures, *out, -1);
  if (in != nullptr) add_to(group.figures, *in, 1);
  if (empty(group.figures)) group.figures.clear();  // as if nobody ever was in it
}

// Both are sorted by name; most groups of a pass are in both, with the same figures.
void GroupTotals::replace(fold::Slot slot, std::string_view out, const fold::Contribution& in) {
  Groups& groups = slots_[slot];
  auto to = in.groups.begin();
  EncodedGroups from(out);
  while (!from.done() || to != in.groups.end()) {
    const bool only_out = to == in.groups.end() || (!from.done() && from.name() < to->first);
    const bool only_in = !only_out && (from.done() || to->first < from.name());
    if (only_out) {
      change(groups, from.name(), &from.figures(), nullptr);
    } else if (only_in) {
      change(groups, to->first, nullptr, &to->second);
    } else if (from.figures() != to->second) {
      change(groups, to->first, &from.figures(), &to->second);
    }
    if (!only_in) from.next();
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
