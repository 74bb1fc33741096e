// Import brackets: which records of a subject wait unfolded, and when its history is complete.
// Pure, so that a refold finds what the live fold found. Rules: docs/ARCHITECTURE.md, "Imports".
#pragma once

#include <cstdint>
#include <string_view>

#include "dossier/fold/event.h"
#include "projector/subject_state.h"

namespace dossier::engine {

enum class ImportStep : uint8_t {
  fold,      // no bracket is open: fold it as it comes
  hold,      // a bracket is open: it waits
  complete,  // this record closed the last open bracket: fold the whole stream anew
};

// What a record says of imports.
struct ImportMark {
  enum class Kind : uint8_t { none, started, completed } kind = Kind::none;
  std::string_view import_id;  // of the record; empty where it names none
  uint64_t count = 0;          // of a completion
};

ImportMark import_mark(const fold::Event& event);

// Whether the record changes anything in `imports` (else observe() need not be called).
bool concerns(const Imports& imports, const ImportMark& mark);

// The bracket opens with the first record that names its id, whichever that is: the start, the
// completion or a record of it, so that they may come in any order; a start after all of that opens
// nothing. A start under the id of a bracket that had its own opens a second one.
ImportStep observe(Imports& imports, const ImportMark& mark, Offset offset);

}  // namespace dossier::engine
