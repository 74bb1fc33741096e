#include "dossier/fold/contribution.h"

#include <algorithm>
#include <limits>

namespace dossier::fold {

void Contribution::add(std::string_view group, std::initializer_list<int64_t> figures) {
  auto& sums = groups[group];
  if (sums.size() < figures.size()) sums.resize(figures.size());
  size_t i = 0;
  for (const int64_t figure : figures) {
    int64_t& sum = sums[i++];
    if (__builtin_add_overflow(sum, figure, &sum))
      sum = figure < 0 ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
  }
}

void Contribution::drop_empty() {
  groups.erase_if([](const auto& group) {
    return std::ranges::all_of(group.second, [](int64_t figure) { return figure == 0; });
  });
}

}  // namespace dossier::fold
