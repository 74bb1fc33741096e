// Trees as JSON, in the forms of docs/formats/event.md: reading it back gives the same tree.
#pragma once

#include <span>
#include <string>

#include "dossier/events/value.h"

namespace dossier::events {

struct JsonOptions {
  // Also what no publisher sends: derived fields, boxes, MAC, salt.
  bool internal = false;
  // Ids of the root's fields that were in boxes whose keys are destroyed: named in a last member,
  // "erased":["national_id"], whether or not some of the field is still there.
  std::span<const uint16_t> erased = {};
};

// Appends an object; members in id order.
void append_json(const TableValue& data, std::string& out, const JsonOptions& options = {});

}  // namespace dossier::events
