// A sorted set of small plain values in blocks, so that one more moves few others: 4 or 8 bytes a
// value where a tree of nodes takes 40. The order is the caller's; equal values stand once.
// No threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace dossier::search {

template <class T>
class SortedBlocks {
 public:
  template <class Less>
  void insert(const T& value, const Less& less) {
    if (blocks_.empty()) {
      blocks_.emplace_back().reserve(kBlock);
      blocks_.front().push_back(value);
      return;
    }
    const size_t at = block_for([&](const T& first) { return !less(value, first); });
    auto& block = blocks_[at];
    const auto place = std::lower_bound(block.begin(), block.end(), value, less);
    if (place != block.end() && !less(value, *place)) return;
    const auto index = static_cast<size_t>(place - block.begin());
    if (block.size() < kBlock) {
      block.insert(place, value);
      return;
    }
    // What comes in order leaves full blocks behind.
    const size_t keep = index == kBlock ? kBlock : kBlock / 2;
    std::vector<T> upper;
    upper.reserve(kBlock);
    upper.assign(block.begin() + static_cast<std::ptrdiff_t>(keep), block.end());
    block.resize(keep);
    auto& target = index > keep || keep == kBlock ? upper : block;
    const size_t offset = &target == &upper ? index - keep : index;
    target.insert(target.begin() + static_cast<std::ptrdiff_t>(offset), value);
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(upper));
  }

  template <class Less>
  void erase(const T& value, const Less& less) {
    if (blocks_.empty()) return;
    const size_t at = block_for([&](const T& first) { return !less(value, first); });
    auto& block = blocks_[at];
    const auto place = std::lower_bound(block.begin(), block.end(), value, less);
    if (place == block.end() || less(value, *place)) return;
    block.erase(place);
    if (block.empty()) blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  // Visits values in order, from the first one that is not `before`, until `visit` says false.
  template <class Before, class Visit>
  void visit_from(const Before& before, const Visit& visit) const {
    if (blocks_.empty()) return;
    size_t at = block_for(before);
    auto place = std::partition_point(blocks_[at].begin(), blocks_[at].end(), before);
    for (;; place = blocks_[at].begin()) {
      for (; place != blocks_[at].end(); ++place)
        if (!visit(*place)) return;
      if (++at == blocks_.size()) return;
    }
  }

  // The same up to the first one that is not `within`, without asking that of each value.
  template <class Before, class Within, class Visit>
  void visit_between(const Before& before, const Within& within, const Visit& visit) const {
    if (blocks_.empty()) return;
    size_t at = block_for(before);
    auto place = std::partition_point(blocks_[at].begin(), blocks_[at].end(), before);
    while (true) {
      const auto& block = blocks_[at];
      const bool all = at + 1 < blocks_.size() && within(blocks_[at + 1].front());
      const auto end = all ? block.end() : std::partition_point(place, block.end(), within);
      for (; place != end; ++place)
        if (!visit(*place)) return;
      // Where all of a block is before the first one, the next may begin with it.
      if (end != block.end() || ++at == blocks_.size()) return;
      place = blocks_[at].begin();
    }
  }

 private:
  static constexpr size_t kBlock = 256;

  // The last block whose first value is `before`; the first one where none is.
  template <class Before>
  size_t block_for(const Before& before) const {
    const auto beyond = std::partition_point(
        blocks_.begin(), blocks_.end(), [&](const auto& block) { return before(block.front()); });
    return beyond == blocks_.begin() ? 0 : static_cast<size_t>(beyond - blocks_.begin()) - 1;
  }

  std::vector<std::vector<T>> blocks_;  // none is empty
};

}  // namespace dossier::search
