// JSON Schema of what publishers send. Constant; any thread.
#pragma once

#include <string_view>

#include "dossier/events/descriptor.h"

namespace dossier::events {

// JSON Schema 2020-12 of the type's `data`, complete in itself: its own tables and enums stand in
// `$defs`, each under one name and alike in every schema that has it. `type` is one of all_types().
std::string_view json_schema(const TypeDescriptor& type);

}  // namespace dossier::events
