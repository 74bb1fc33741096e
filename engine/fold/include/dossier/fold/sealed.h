// Personal data as folds keep it: they never see inside a box, but know which field stands in
// which.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/ids.h"
#include "dossier/fold/codec.h"
#include "dossier/fold/event.h"

namespace dossier::fold {

inline constexpr size_t kMaxKeptBoxBytes = 1024;  // a larger box stays in its record only

// One box with all that is needed to open it (docs/formats/event.md, "Boxes").
struct SealedBox {
  uint16_t type = 0;  // code of the event type, whose table the plaintext is
  Offset origin;      // of the record that holds it
  std::string owner;  // empty: the subject itself
  uint8_t purpose = 0;
  uint32_t key_id = 0;
  std::string source;  // of the event, with its id: associated data
  std::string id;
  std::string sealed;  // empty where over kMaxKeptBoxBytes (read the record) or erased
  bool erased = false;
  DOSSIER_FIELDS(type, origin, owner, purpose, key_id, source, id, sealed, erased);
};

// Field `field` (id in the root table) of box number `box`.
struct SealedField {
  uint32_t box = 0;
  uint16_t field = 0;
  DOSSIER_FIELDS(box, field);
};

// Which of an event's boxes.
struct BoxOf {
  std::optional<std::string_view> owner;   // "kind/id"; empty: the subject itself
  std::optional<events::Purpose> purpose;  // any where there is none
};

// Named personal fields, each pointing into the box that holds its newest value.
struct SealedFields {
  std::vector<SealedBox> boxes;
  std::map<std::string, SealedField> fields;
  DOSSIER_FIELDS(boxes, fields);

  bool has(std::string_view name) const { return fields.contains(std::string(name)); }
  // Where a box of the event holds root field `field`, `name` points there from now on; else
  // nothing changes. True where it did. `only`: where several may hold a part of the field.
  bool take(const Event& event, std::string_view name, uint16_t field, const BoxOf& only = {});
  void clear(std::string_view name);

 private:
  void drop_unused_boxes();
};

// All boxes of the event, as kept in rows.
std::vector<SealedBox> boxes_of(const Event& event);

// The root field id behind a generated VT_… constant.
constexpr uint16_t field_id(int vtable_offset) {
  return static_cast<uint16_t>((vtable_offset - 4) / 2);
}

}  // namespace dossier::fold
