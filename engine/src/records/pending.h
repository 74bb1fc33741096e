// Identities claimed by the batch that is being judged, by the index key they will stand under.
// An open-addressing table that keeps its memory from batch to batch; not thread-safe.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "dossier/engine/records.h"

namespace dossier::engine {

class PendingIdentities {
 public:
  struct Entry {
    uint64_t hash;
    const NewRecord* record;
    Offset offset;
  };

  // Forgets all, and makes room for a batch of so many.
  void reset(size_t batch_size) {
    const size_t wanted = std::bit_ceil(std::max<size_t>(16, 2 * batch_size));
    mask_ = wanted - 1;
    entries_.clear();
    table_.assign(wanted, 0);
  }

  const Entry* find(Partition partition, std::string_view key, uint64_t hash) const {
    for (size_t at = hash & mask_; table_[at] != 0; at = (at + 1) & mask_) {
      const Entry& entry = entries_[table_[at] - 1];
      if (entry.hash == hash && entry.record->partition == partition && entry.record->key == key)
        return &entry;
    }
    return nullptr;
  }

  void add(const Entry& entry) {
    entries_.push_back(entry);
    size_t at = entry.hash & mask_;
    while (table_[at] != 0) at = (at + 1) & mask_;
    table_[at] = static_cast<uint32_t>(entries_.size());
  }

 private:
  size_t mask_ = 0;
  std::vector<uint32_t> table_;  // place in entries_, plus one; 0: free
  std::vector<Entry> entries_;
};

}  // namespace dossier::engine
