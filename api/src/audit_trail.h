// The audit trail of one customer: every event of its stream and every entry of the access log, as
// they were recorded, newest first. Reads records alone, no view. Blocking; any thread.
#pragma once

#include <optional>
#include <string>

#include "dossier/base/json.h"
#include "dossier/engine/engine.h"
#include "dossier/render/render.h"

namespace dossier::api {

// What is left of both logs: offsets below these. `next` of an answer, as text.
struct TrailCursor {
  Offset events{INT64_MAX}, access{INT64_MAX};
};
std::string encode_cursor(const TrailCursor& cursor);
std::optional<TrailCursor> decode_cursor(std::string_view text);  // nothing where it is none

struct TrailAsk {
  Subject subject;
  std::optional<Instant> from, to;  // recorded: `from` itself, not `to`
  std::string actor;                // "officer/A-7", "A-7" or "officer"; empty: all, so in the next
  std::string action;               // "dossier.payment.received.v1", "payment.received", "payment"
  std::string entity;               // "loan/LN-1", "LN-1" or "loan"
  size_t limit = 50;
  TrailCursor cursor;
  render::Viewer viewer;
};

// Writes `entries` and `next`. A call looks at a bounded number of records, so that with filters a
// page may have fewer than `limit`, and still a `next`. Errors: io, corrupt.
Status write_trail(JsonWriter& out, const engine::Engine& engine, const TrailAsk& ask);

}  // namespace dossier::api
