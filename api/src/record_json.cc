// Reads only; any thread.
#include "record_json.h"

#include "dossier/events/to_json.h"

namespace dossier::api {
namespace {

std::string_view name_of(engine::Verdict verdict) {
  switch (verdict) {
    case engine::Verdict::valid: return "valid";
    case engine::Verdict::void_: return "void";
    case engine::Verdict::conflict: return "conflict";
    case engine::Verdict::foreign: break;
  }
  return "foreign";
}

void write_headers(JsonWriter& out, const engine::StoredRecord& record) {
  for (const engine::Header& header : record.headers()) {
    std::string_view name = header.name;
    if (name == "content-type") continue;
    if (name.starts_with("ce_")) name.remove_prefix(3);
    out.member(name, header.value);
  }
}

void write_names(JsonWriter& out, std::string_view member, const events::TableDescriptor& table,
                 const std::vector<uint16_t>& ids) {
  if (ids.empty()) return;
  out.key(member).begin_array();
  for (const uint16_t id : ids) out.text(table.fields[id].name);
  out.end_array();
}

}  // namespace

void write_record(JsonWriter& out, const engine::Engine& engine,
                  const engine::StoredRecord& record) {
  out.begin_object().member("at", to_string(record.position()));
  out.member("verdict", name_of(record.verdict()));
  if (record.verdict() == engine::Verdict::void_ || record.verdict() == engine::Verdict::conflict)
    out.member("first", to_string(Position{record.position().partition, record.first()}));
  out.member("recorded", to_string(record.recorded()));
  if (record.verdict() == engine::Verdict::foreign) {
    // What a stranger wrote: it may be personal, and names may stand twice.
    out.end_object();
    return;
  }
  write_headers(out, record);
  if (const auto event = engine.open_event(record)) {
    std::string data;
    events::append_json(event->data.root(), data, {.erased = event->erased});
    out.key("data").raw(data);
    write_names(out, "unreadable", event->data.root().descriptor(), event->unreadable);
  } else {
    out.member("unreadable_because", event.error().message);
  }
  out.end_object();
}

}  // namespace dossier::api
