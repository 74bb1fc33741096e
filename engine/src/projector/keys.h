// Keys of the views store. Layout: docs/formats/views.md.
#pragma once

#include <string>
#include <string_view>

#include "dossier/base/bytes.h"
#include "dossier/base/ids.h"
#include "dossier/base/time.h"
#include "dossier/fold/projection.h"

namespace dossier::engine::keys {

// All keys of one subject under one slot begin so, in slices and rows.
std::string subject_prefix(Partition partition, fold::Slot slot, std::string_view subject);
std::string slice(Partition partition, fold::Slot slot, std::string_view subject, uint8_t kind,
                  std::string_view entity, uint8_t part);
std::string row(Partition partition, fold::Slot slot, std::string_view subject, uint8_t set,
                std::string_view key);
// The same into a writer, which is emptied first.
void slice(ByteWriter& out, Partition partition, fold::Slot slot, std::string_view subject,
           uint8_t kind, std::string_view entity, uint8_t part);
void row(ByteWriter& out, Partition partition, fold::Slot slot, std::string_view subject,
         uint8_t set, std::string_view key);
std::string timer(Partition partition, fold::Slot slot, std::string_view subject,
                  const fold::Timer& timer);
// The first timer key of a slot at or after (date, subject).
std::string timer_from(Partition partition, fold::Slot slot, Date date, std::string_view subject);
std::string slot_prefix(Partition partition, fold::Slot slot);
std::string total(Partition partition, fold::Slot slot, std::string_view group);
std::string partition_prefix(Partition partition);  // of all slots

std::string position(Partition partition);
std::string opening(Partition partition, Offset offset);
std::string opening_prefix(Partition partition);
std::string parked(Partition partition, std::string_view subject);
std::string parked_prefix(Partition partition);

// What stands behind the prefix of a slice key.
struct SliceName {
  uint8_t kind = 0;
  std::string entity;
  uint8_t part = 0;
};
// `rest` = the key after subject_prefix(). False where it is no slice key.
bool parse_slice(std::string_view rest, SliceName& name);

// A due (date, subject) from a timer key; false where it is none.
bool parse_timer(std::string_view key, Date& date, std::string& subject);

}  // namespace dossier::engine::keys
