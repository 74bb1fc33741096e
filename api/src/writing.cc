// A body becomes an event: its members are put beside what the server says, as JSON, and read by
// the parser that reads publishers' events, with the same rules.
#include "writing.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "body.h"
#include "dossier/base/bytes.h"
#include "dossier/base/json.h"
#include "dossier/engine/crypto.h"
#include "dossier/events/flatbuffer.h"

namespace dossier::api {
namespace {

namespace od = simdjson::ondemand;

constexpr uint16_t kMeta = 0;  // of every event's root
constexpr size_t kMadeIdDigits = 20;

struct Body {
  std::string members;  // as JSON: "name":value,…
  std::optional<std::string> reason;
  bool has_id = false;
};

std::unexpected<Error> no_object() {
  return fail(ErrorCode::invalid, "the body is not a JSON object", "",
              "send one object; check quotes, commas and brackets");
}

Status take_reason(od::value value, Body& out) {
  std::string_view text;
  if (out.reason) return fail(ErrorCode::invalid, "stands twice in its object", "reason");
  if (value.get_string().get(text))
    return fail(ErrorCode::invalid, "must be a string", "reason", "say why, in words");
  out.reason = text;
  return {};
}

Status take_member(const WriteRow& row, od::field& member, Body& out) {
  std::string_view name;
  if (member.unescaped_key().get(name)) return no_object();
  if (name == "reason") return take_reason(member.value(), out);
  const auto* field = row.type().table->find(name);
  if (field != nullptr && row.server_fills(*field))
    return fail(ErrorCode::invalid, "the server fills this itself", std::string(name),
                "leave the member out");
  out.has_id |= name == row.id_field;
  std::string_view raw;
  JsonWriter key;
  key.text(name);  // the view of the name lives until the value is read
  if (simdjson::to_json_string(member.value()).get(raw)) return no_object();
  out.members.append(",").append(key.str()).append(":").append(raw);
  return {};
}

Result<Body> read_body(const WriteRow& row, std::string_view text) {
  Body out;
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return out;
  thread_local od::parser parser;
  const simdjson::padded_string padded(text);
  od::document document;
  od::object object;
  if (parser.iterate(padded).get(document) || document.get_object().get(object)) return no_object();
  for (auto entry : object) {
    od::field member;
    if (std::move(entry).get(member)) return no_object();
    DOSSIER_TRY(take_member(row, member, out));
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return no_object();
  return out;
}

std::string_view actor_kind(Role role) {
  switch (role) {
    case Role::officer: return "officer";
    case Role::agent: return "agent";
    case Role::supervisor: return "supervisor";
    case Role::manager: return "manager";
    case Role::compliance: return "compliance";
    case Role::auditor: return "auditor";
    case Role::admin: return "admin";
    case Role::data:
    case Role::publisher: break;
  }
  return "system";
}

void write_meta(JsonWriter& out, const WriteAsk& ask, const Body& body) {
  out.key("meta").begin_object().key("actor").begin_object();
  out.member("kind", actor_kind(ask.who.role)).member("id", ask.who.id).end_object();
  if (body.reason) out.member("reason", *body.reason);
  if (!ask.address.empty()) out.member("ip", ask.address);
  out.end_object();
}

// The same for the same person, customer and key: so a retry is the same event.
std::string made_id(const WriteRow& row, const WriteAsk& ask) {
  const auto digest =
      engine::sha256({ask.subject.key(), "\n", ask.who.id, "\n", ask.key, "\n", row.operation});
  const std::string digits = to_hex(engine::as_text(digest));
  return fmt::format("{}-{}", row.id_prefix, digits.substr(0, kMadeIdDigits));
}

std::string data_of(const WriteRow& row, const WriteAsk& ask, const Body& body) {
  JsonWriter out;
  out.begin_object();
  write_meta(out, ask, body);
  if (row.names_thing())
    out.member(row.id_field, ask.thing);
  else if (!row.id_prefix.empty() && !body.has_id)
    out.member(row.id_field, made_id(row, ask));
  if (!row.person_field.empty()) out.member(row.person_field, ask.who.id);
  if (!row.fixed_field.empty()) out.member(row.fixed_field, row.fixed_value);
  return out.take() + body.members + "}";
}

// "data.text" is `text` of the body.
Error in_body(Error error) {
  for (const std::string_view outer : {"data", "meta"}) {
    if (error.field != outer && !error.field.starts_with(std::string(outer) + ".")) continue;
    error.field.erase(0, std::min(error.field.size(), outer.size() + 1));
  }
  return error;
}

Status check_reason(const WriteRow& row, const Body& body) {
  if (!row.needs_reason) return {};
  if (body.reason && body.reason->find_first_not_of(" \t\r\n") != std::string::npos) return {};
  return fail(ErrorCode::invalid, "is missing", "reason", "say why, in words");
}

Result<events::Tree> read_data(const WriteRow& row, const WriteAsk& ask) {
  auto body = read_body(row, ask.body);
  Status sound = body ? check_reason(row, *body) : std::unexpected(body.error());
  if (sound) {
    thread_local events::EventParser parser;
    auto data = parser.parse_data(row.type(), data_of(row, ask, *body));
    if (data) return data;
    sound = std::unexpected(in_body(std::move(data.error())));
  }
  if (!ask.body.empty() && !is_json(ask.body)) return no_object();
  return std::unexpected(std::move(sound.error()));
}

}  // namespace

bool WriteRow::server_fills(const events::FieldDescriptor& field) const {
  const bool named = names_thing() && field.name == id_field;
  return field.id == kMeta || named || field.name == person_field || field.name == fixed_field ||
         !field.published();
}

Result<Write> write_of(const WriteRow& row, const WriteAsk& ask) {
  if (!valid_id(ask.who.id))
    return fail(ErrorCode::refused, "the id of who signed in can not stand in an event", "",
                "give the person an id of 1 to 128 of A-Z a-z 0-9 . _ : -");
  if (row.names_thing() && !valid_id(ask.thing))
    return fail(ErrorCode::not_found, "nothing has such an id");
  DOSSIER_ASSIGN(events::Tree data, read_data(row, ask));
  Write out{{.id = std::string(ask.key),
             .source = "dossier:ui/" + ask.who.id,
             .type = &row.type(),
             .subject = ask.subject,
             .time = {},
             .extensions = {},
             .data = std::move(data),
             .ip_seen = true},
            {}};
  const auto* id = row.id_field.empty() ? nullptr : out.event.data.root().find(row.id_field);
  if (id != nullptr) out.id = id->text();
  return out;
}

std::string_view personal_field(const Write& write) {
  const auto& root = write.event.data.root();
  for (const auto& part : events::personal_parts(root, write.event.subject.key()))
    for (const uint16_t id : part.present)
      if (part.owner.empty() && id != kMeta) return root.descriptor().fields[id].name;
  return {};
}

}  // namespace dossier::api
