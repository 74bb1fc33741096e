#include "projector/packing.h"

#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"

namespace dossier::engine {

void pack(SubjectEntry& entry) {
  if (entry.slices.empty()) return;
  ByteWriter out, part;
  out.varint(entry.slices.size());
  for (const LoadedSlice& loaded : entry.slices) {
    out.varint(loaded.slot);
    out.u8(loaded.kind);
    out.text(loaded.entity);
    out.u8(loaded.exists() ? 1 : 0);
    if (!loaded.exists()) continue;
    ENSURE(loaded.slice->dirty_parts() == 0, "a slice of {} is packed before it was written",
           entry.subject.key());
    for (uint8_t i = 0; i < loaded.slice->part_count(); ++i) {
      part.clear();
      loaded.slice->encode_part(i, part);
      out.text(part.bytes());
    }
  }
  entry.packed.assign(out.bytes());
  entry.slices = std::vector<LoadedSlice>();
}

void unpack(const ProjectionOrder& order, SubjectEntry& entry) {
  if (entry.packed.empty()) return;
  entry.slices = unpacked(order, entry.packed);
  entry.packed = std::string();
}

std::vector<LoadedSlice> unpacked(const ProjectionOrder& order, std::string_view packed) {
  ByteReader in(packed);
  std::vector<LoadedSlice> slices;
  bool good = true;
  for (uint64_t left = in.varint(); left > 0 && good && in.ok(); --left) {
    const auto slot = static_cast<fold::Slot>(in.varint());
    const uint8_t kind = in.u8();
    auto& loaded = slices.emplace_back(LoadedSlice{slot, kind, std::string(in.text()), nullptr});
    if (in.u8() == 0) continue;
    loaded.stored = true;
    loaded.slice = order.entries()[order.index_of(slot)].projection->make_slice(kind);
    for (uint8_t i = 0; i < loaded.slice->part_count() && good; ++i)
      good = loaded.slice->decode_part(i, in.text());
  }
  ENSURE(good && in.ok() && in.at_end(), "packed slices are not what was packed");
  return slices;
}

}  // namespace dossier::engine
