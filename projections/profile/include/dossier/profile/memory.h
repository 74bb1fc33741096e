// What the fold remembers so that events may arrive late, out of order and twice. Never shown.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "dossier/fold/codec.h"

namespace dossier::profile {

// When each attribute was last said: an older event changes only what nothing newer has said.
// `Attribute` numbers are stored: add at the end.
template <class Attribute>
struct Stamps {
  struct Stamp {
    Attribute attribute{};
    Instant at;
    DOSSIER_FIELDS(attribute, at);
  };
  std::vector<Stamp> stamps;
  DOSSIER_FIELDS(stamps);

  // False where something newer was said; equal instants go to the later record.
  bool allow(Attribute attribute, Instant at) const {
    const auto found = std::ranges::find(stamps, attribute, &Stamp::attribute);
    return found == stamps.end() || found->at <= at;
  }
  void set(Attribute attribute, Instant at) {
    const auto found = std::ranges::find(stamps, attribute, &Stamp::attribute);
    if (found == stamps.end())
      stamps.push_back({attribute, at});
    else
      found->at = at;
  }
};

// Things that were taken away, so that an older event about them does not bring them back.
struct Gone {
  static constexpr size_t kMax = 1000;  // then the oldest are forgotten
  std::map<std::string, Instant> at;
  DOSSIER_FIELDS(at);

  void note(const std::string& id, Instant when) {
    auto& kept = at.try_emplace(id, when).first->second;
    kept = std::max(kept, when);
    if (at.size() > kMax)
      at.erase(std::ranges::min_element(at, {}, [](const auto& entry) { return entry.second; }));
  }
  bool hides(const std::string& id, Instant when) const {
    const auto found = at.find(id);
    return found != at.end() && when < found->second;
  }
};

}  // namespace dossier::profile
