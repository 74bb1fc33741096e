#include "projector/subject_state.h"

#include <algorithm>

namespace dossier::engine {

const Park* Parks::find(fold::Slot slot) const {
  const auto found = std::ranges::find(parked, slot, &Park::slot);
  return found == parked.end() ? nullptr : &*found;
}

LoadedSlice* SubjectEntry::find(fold::Slot slot, uint8_t kind, std::string_view entity) {
  const auto found = std::ranges::find_if(slices, [&](const LoadedSlice& loaded) {
    return loaded.slot == slot && loaded.kind == kind && loaded.entity == entity;
  });
  return found == slices.end() ? nullptr : &*found;
}

size_t SubjectEntry::memory_bytes() const {
  size_t size = sizeof(*this) + state.memory_bytes() + 128;  // 128: map node and list node
  size += packed.capacity();
  for (const auto& loaded : slices)
    size +=
        sizeof(loaded) + loaded.entity.size() + (loaded.slice ? loaded.slice->memory_bytes() : 0);
  for (const auto* ops : {&rows, &rows_committing})
    for (const RowOp& op : *ops) size += op.memory_bytes();
  return size;
}

}  // namespace dossier::engine
