#include "audit_trail.h"

#include <array>

#include "audit_page.h"
#include "dossier/base/bytes.h"
#include "dossier/engine/position.h"

namespace dossier::api {
namespace {

constexpr char kCursorVersion = 1;

void write_entry(JsonWriter& out, const engine::Engine& engine, const TrailAsk& ask,
                 const TrailEntry& entry) {
  const Position position = entry.stored.position();
  out.begin_object();
  out.member("id",
             entry.access ? fmt::format("access:{}", position.offset.value) : to_string(position));
  out.member("log", entry.access ? "access" : "events");
  if (!entry.access)
    out.member("position", engine::position_token(engine.records().log_id(), std::array{position}));
  out.member("recorded", to_string(entry.stored.recorded()));
  out.member("time", entry.stored.header("ce_time"));
  out.member("source", entry.stored.header("ce_source"));
  out.member("action", entry.stored.header("ce_type"));
  // A type of a later version, or damaged: said, never passed over.
  if (entry.opened)
    render::write_audit(out, entry.record(), entry.changes, ask.subject.id(), ask.viewer);
  else
    out.member("unreadable", true);
  out.end_object();
}

}  // namespace

std::string encode_cursor(const TrailCursor& cursor) {
  ByteWriter bytes;
  bytes.u8(kCursorVersion);
  bytes.varint(static_cast<uint64_t>(cursor.events.value));
  bytes.varint(static_cast<uint64_t>(cursor.access.value));
  return base64url(bytes.bytes());
}

std::optional<TrailCursor> decode_cursor(std::string_view text) {
  const auto bytes = from_base64url(text);
  if (!bytes) return std::nullopt;
  ByteReader reader(*bytes);
  const uint8_t version = reader.u8();
  const TrailCursor cursor{{static_cast<int64_t>(reader.varint())},
                           {static_cast<int64_t>(reader.varint())}};
  const bool sound = reader.ok() && reader.at_end() && version == kCursorVersion &&
                     cursor.events.value >= 0 && cursor.access.value >= 0;
  return sound ? std::optional(cursor) : std::nullopt;
}

Status write_trail(JsonWriter& out, const engine::Engine& engine, const TrailAsk& ask) {
  DOSSIER_ASSIGN(TrailPage page, select_page(engine, ask));
  DOSSIER_TRY(set_changes(engine, ask, page));
  out.key("entries").begin_array();
  for (const TrailEntry& entry : page.entries) write_entry(out, engine, ask, entry);
  out.end_array().key("next");
  page.next ? out.text(encode_cursor(*page.next)) : out.null();
  return {};
}

}  // namespace dossier::api
