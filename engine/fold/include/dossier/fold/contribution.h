// What a subject adds to the totals across subjects: figures by group. The engine keeps each
// subject's last contribution, and puts the new one in the place of the old one in the totals.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/fold/codec.h"

namespace dossier::fold {

struct Contribution {
  // By group: the projection's own bytes, short. What the figures mean is the projection's affair.
  FlatMap<std::string, std::vector<int64_t>> groups;
  DOSSIER_FIELDS(groups);
  bool operator==(const Contribution&) const = default;

  // Adds figure by figure; at the limits of 64 bits a figure stays there.
  void add(std::string_view group, std::initializer_list<int64_t> figures);
  // A group without a figure other than 0 is no group.
  void drop_empty();
};

}  // namespace dossier::fold
