// The frame of a view's JSON Schema. Any thread.
#pragma once

#include <string>

#include "dossier/fold/json.h"

namespace dossier::projections {

// An object (2020-12) whose properties `write(out)` writes, as members.
template <class Write>
std::string schema_document(Write&& write) {
  JsonWriter out;
  out.begin_object().member("$schema", "https://json-schema.org/draft/2020-12/schema");
  out.member("type", "object").key("properties").begin_object();
  write(out);
  out.end_object().end_object();
  return out.take();
}

}  // namespace dossier::projections
