#include "dossier/fold/sealed.h"

#include <algorithm>

#include "dossier/events/fbs/common_generated.h"

namespace dossier::fold {
namespace {

using event::Box;

const flatbuffers::Vector<flatbuffers::Offset<Box>>* boxes_in(const Event& event) {
  // Field 0 of every event is `meta` (docs/formats/event.md), so any table type reads it.
  const auto* root = flatbuffers::GetRoot<flatbuffers::Table>(event.value);
  const auto* meta = root->GetPointer<const event::Meta*>(4);
  return meta == nullptr ? nullptr : meta->boxes();
}

SealedBox keep(const Event& event, const Box& box) {
  SealedBox kept;
  kept.type = event.type->code;
  kept.origin = event.position.offset;
  if (box.owner() != nullptr) kept.owner = box.owner()->str();
  if (box.purpose()) kept.purpose = static_cast<uint8_t>(*box.purpose());
  kept.key_id = box.key_id().value_or(0);
  kept.source = event.source;
  kept.id = event.id;
  kept.erased = box.erased().value_or(false);
  if (box.sealed() != nullptr && box.sealed()->size() <= kMaxKeptBoxBytes)
    kept.sealed.assign(reinterpret_cast<const char*>(box.sealed()->data()), box.sealed()->size());
  return kept;
}

bool holds(const Box& box, uint16_t field, const BoxOf& only) {
  const auto owner = box.owner() == nullptr ? std::string_view() : box.owner()->string_view();
  if (only.owner && *only.owner != owner) return false;
  if (only.purpose && static_cast<uint8_t>(*only.purpose) !=
                          static_cast<uint8_t>(box.purpose().value_or(event::Purpose{})))
    return false;
  return box.present() != nullptr &&
         std::find(box.present()->begin(), box.present()->end(), field) != box.present()->end();
}

}  // namespace

bool SealedFields::take(const Event& event, std::string_view name, uint16_t field,
                        const BoxOf& only) {
  const auto* boxes_of_event = boxes_in(event);
  if (boxes_of_event == nullptr) return false;
  for (const Box* box : *boxes_of_event) {
    if (!holds(*box, field, only)) continue;
    SealedBox kept = keep(event, *box);
    const auto same = std::ranges::find_if(boxes, [&](const SealedBox& other) {
      return other.origin == kept.origin && other.owner == kept.owner &&
             other.purpose == kept.purpose;
    });
    const auto index = static_cast<uint32_t>(same - boxes.begin());
    if (same == boxes.end()) boxes.push_back(std::move(kept));
    fields[std::string(name)] = {index, field};
    drop_unused_boxes();
    return true;
  }
  return false;
}

void SealedFields::clear(std::string_view name) {
  fields.erase(std::string(name));
  drop_unused_boxes();
}

void SealedFields::drop_unused_boxes() {
  for (uint32_t i = static_cast<uint32_t>(boxes.size()); i-- > 0;) {
    if (std::ranges::any_of(fields, [i](const auto& entry) { return entry.second.box == i; }))
      continue;
    boxes.erase(boxes.begin() + i);
    for (auto& [name, field] : fields)
      if (field.box > i) --field.box;
  }
}

std::vector<SealedBox> boxes_of(const Event& event) {
  std::vector<SealedBox> kept;
  if (const auto* all = boxes_in(event))
    for (const Box* box : *all) kept.push_back(keep(event, *box));
  return kept;
}

}  // namespace dossier::fold
