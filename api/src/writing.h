// What people write, as a table: a path, the event that it appends, and what of it the server says
// itself. Pure functions; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dossier/api/principal.h"
#include "dossier/base/ids.h"
#include "dossier/engine/views.h"
#include "dossier/events/json.h"

namespace dossier::api {

// The body of such a write is the `data` of the event, without what the server fills, and with
// `reason` for what stands in meta.reason.
struct WriteRow {
  std::string_view operation;  // "addNote"
  std::string_view path;       // "/api/customers/{id}/notes"; a second {…} is the id of the thing
  events::EventKind event;
  std::string_view summary;
  std::string_view id_field = {};   // the thing's own id; empty: the event has none
  std::string_view id_prefix = {};  // of the id that is made where the body has none; empty: never
  std::string_view person_field = {};  // gets the id of who asks
  std::string_view fixed_field = {};   // an enum that the path decides
  std::string_view fixed_value = {};
  bool needs_reason = false;
  // Whether the customer has, or had, what the path names; null: no view knows.
  bool (*had_thing)(const engine::SubjectView& view, std::string_view id) = nullptr;

  bool names_thing() const { return path.find('{') != path.rfind('{'); }
  const events::TypeDescriptor& type() const { return *events::find_type(event); }
  // Whether a body may not have that field, since the server says it.
  bool server_fills(const events::FieldDescriptor& field) const;
};

// In the order of docs/writes.md.
std::span<const WriteRow> write_rows();

// JSON Schema 2020-12 of the row's body, complete in itself; `$defs` as in events::json_schema.
std::string write_body_schema(const WriteRow& row);

struct WriteAsk {
  const Principal& who;
  const Subject& subject;
  std::string_view thing;    // what the path names; empty where it names none
  std::string_view key;      // Idempotency-Key
  std::string_view address;  // of the person; empty: not known
  std::string_view body;
};

struct Write {
  events::ParsedEvent event;  // source dossier:ui/<person>, id = the key, no time
  std::string id;             // of the thing; empty where the event has none
};

// The same ask makes the same event. Errors: invalid (with the field of the body; without one where
// it is no JSON object), too_large, not_found (no thing can have such an id), refused (such a
// person can not be named in an event).
Result<Write> write_of(const WriteRow& row, const WriteAsk& ask);

// The first field, if any, that is personal data of the customer, the reason aside.
std::string_view personal_field(const Write& write);

}  // namespace dossier::api
