// A record of the log as JSON for people: attributes, verdict, data with its boxes opened.
#pragma once

#include "dossier/base/json.h"
#include "dossier/engine/engine.h"

namespace dossier::api {

void write_record(JsonWriter& out, const engine::Engine& engine,
                  const engine::StoredRecord& record);

}  // namespace dossier::api
