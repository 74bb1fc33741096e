// Seals the personal fields of one event and writes what its record holds.
#pragma once

#include <string>

#include "dossier/engine/record.h"
#include "dossier/engine/vault.h"
#include "dossier/events/flatbuffer.h"
#include "dossier/events/json.h"

namespace dossier::engine {

// Turns the tree of a parsed event into its final one (derived fields, boxes, MAC or salt) and
// gives its clear part as FlatBuffer. `mac`: 16 bytes, or empty where the subject is erased. The
// owners' vault entries must exist. Errors: io, corrupt (vault).
struct SealedValue {
  std::string value;
  std::string mac;
};
Result<SealedValue> seal_event(const Vault& vault, events::ParsedEvent& event);

// Lays the opened boxes of a record's value over it; see OpenedEvent.
struct UnsealedTree {
  events::Tree tree;
  std::vector<uint16_t> erased;
  std::vector<uint16_t> unreadable;
};
Result<UnsealedTree> unseal_record(const Vault& vault, const StoredRecord& record);

// The sealed bytes of one box of a record, for boxes too large to be kept elsewhere. `owner` is
// empty for the subject. Errors: corrupt, not_found.
Result<std::string> sealed_bytes(const StoredRecord& record, std::string_view owner,
                                 uint8_t purpose);

}  // namespace dossier::engine
