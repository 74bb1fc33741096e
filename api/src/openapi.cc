#include "openapi.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <map>

#include "dossier/base/ensure.h"
#include "dossier/base/json.h"
#include "dossier/fold/json.h"
#include "endpoint.h"
#include "openapi_parts.h"
#include "schemas.h"

namespace dossier::api {
namespace {

// Components that others point at, beside those that endpoints name.
struct Shared {
  std::string_view name;
  std::string_view members;
  bool open = false;  // has more members than are named: attributes of an event
};
constexpr Shared kShared[] = {
    {"Problem",
     "type string, title string, status integer, detail string?, field string?, remedy string, "
     "trace_id string?, position string?"},
    {"Incomplete",
     "projection string, fold_version integer, since string, message string, remedy string"},
    {"AuditThing", "kind string, id string"},
    {"AuditChange", "field string, before string|null, after string|null, before_known boolean?"},
    {"AuditEntry",
     "id string, log string, position string?, recorded date-time, time string, source string, "
     "action string, unreadable boolean?, actor #AuditThing?, entities [#AuditThing]?, reason "
     "string?, ip string?, changes [#AuditChange]?, text #Text?"},
    {"Parked",
     "subject string, projection string, fold_version integer, since string, message string, "
     "remedy string"},
    {"Finding", "name string, state string, detail string, remedy string?"},
    {"DiskPart", "part string, disk_bytes integer, raw_bytes integer"},
    {"DeadLetter",
     "number integer, at date-time, inbox string, code string, field string, message string, "
     "remedy string, taken string?, record any?, record_gone string?"},
    {"Record",
     "at string, verdict string, first string?, recorded date-time, specversion string?, id "
     "string?, "
     "source string?, type string?, subject string?, time date-time?, data any?, "
     "unreadable [string]?, unreadable_because string?",
     true},
};

// Words for people, of a view: as `data`, each member said in the language that was asked for.
constexpr std::string_view kText =
    R"({"type":"object","additionalProperties":{"anyOf":[{"type":"string"},)"
    R"({"$ref":"#/components/schemas/Text"},)"
    R"({"type":"array","items":{"anyOf":[{"type":"string"},{"$ref":"#/components/schemas/Text"}]}}]}})";

// A header of an answer, by its name among the components.
struct Header {
  std::string_view name;
  std::string_view summary;
};
constexpr Header kHeaders[] = {
    {"Trace-Id", "Of this request: it stands in the server's log, too"},
    {"ETag", "Send it as If-None-Match to be answered 304 while nothing has changed"},
    {"Dossier-Position", "How far what is answered was folded"},
    {"Retry-After", "Seconds after which to try again"},
    {"WWW-Authenticate", "How to sign in"},
    {"Location", "Where to go on"},
};

// A schema that is complete in itself keeps what it points at under $defs: here these are
// components like all others.
void hoist_defs(std::string& schema, std::map<std::string, std::string>& schemas) {
  constexpr std::string_view kOld = "#/$defs/", kNew = "#/components/schemas/";
  for (size_t at = schema.find(kOld); at != std::string::npos; at = schema.find(kOld, at))
    schema.replace(at, kOld.size(), kNew);
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  simdjson::dom::object members, defs;
  if (parser.parse(schema).get(root) || root.get(members) || root["$defs"].get(defs)) return;
  for (const auto& [name, def] : defs) schemas.emplace(name, simdjson::minify(def));
  JsonWriter out;
  out.begin_object();
  for (const auto& [name, value] : members)
    if (name != "$defs" && name != "$schema" && name != "$id")
      out.key(name).raw(simdjson::minify(value));
  schema = out.end_object().take();
}

void write_components(JsonWriter& out) {
  std::map<std::string, std::string> schemas;
  for (const Shared& shared : kShared) {
    std::string schema = object_schema(shared.members);
    if (shared.open) schema.insert(1, R"("additionalProperties":true,)");
    schemas.emplace(shared.name, std::move(schema));
  }
  schemas.emplace("Text", kText);
  const auto add = [&schemas](const Schema& schema) {
    if (schemas.contains(schema.name)) return;
    std::string json = schema.json();
    hoist_defs(json, schemas);
    schemas.emplace(schema.name, std::move(json));
  };
  for (const Endpoint& endpoint : all_endpoints()) {
    for (const Body& body : endpoint.bodies) add(body.schema);
    for (const Answer& answer : endpoint.answers)
      if (answer.schema) add(*answer.schema);
  }
  out.key("schemas").begin_object();
  for (const auto& [name, json] : schemas) out.key(name).raw(json);
  out.end_object().key("headers").begin_object();
  for (const auto& [name, summary] : kHeaders) {
    fold::write_type(out.key(name).begin_object().member("description", summary).key("schema"),
                     "string");
    out.end_object();
  }
  out.end_object().key("responses").begin_object();
  for (const auto& [status, summary] : kProblemAnswers) {
    out.key(std::to_string(status)).begin_object().member("description", summary);
    if (status == 401)
      write_headers(out, {"WWW-Authenticate", "Trace-Id"});
    else if (status == 503 || status == 409)
      write_headers(out, {"Retry-After", "Trace-Id"});
    else
      write_headers(out, {"Trace-Id"});
    out.key("content").begin_object().key("application/problem+json").begin_object();
    write_ref(out, "Problem");
    out.end_object().end_object().end_object();
  }
  out.end_object().key("securitySchemes").begin_object().key("bearer").begin_object();
  out.member("type", "http").member("scheme", "bearer").member("bearerFormat", "JWT");
  out.end_object().end_object();
}

void write_tags(JsonWriter& out) {
  constexpr std::pair<std::string_view, std::string_view> kTags[] = {
      {"customers", "One customer: read and write"},
      {"lender", "Across customers: publish, search, totals"},
      {"operations", "For those who run Dossier"},
      {"service", "What watches over a server asks, and this description"}};
  out.key("tags").begin_array();
  for (const auto& [name, summary] : kTags)
    out.begin_object().member("name", name).member("description", summary).end_object();
  out.end_array();
}

}  // namespace

void write_ref(JsonWriter& out, std::string_view name) {
  out.key("schema").begin_object();
  out.member("$ref", "#/components/schemas/" + std::string(name)).end_object();
}

void write_headers(JsonWriter& out, std::initializer_list<std::string_view> names) {
  out.key("headers").begin_object();
  for (const auto name : names) {
    out.key(name).begin_object();
    out.member("$ref", "#/components/headers/" + std::string(name)).end_object();
  }
  out.end_object();
}

std::string openapi_document(std::string_view version) {
  JsonWriter out;
  out.begin_object().member("openapi", "3.1.0").key("info").begin_object();
  out.member("title", "Dossier").member("version", version);
  out.member("description",
             "A live, provable file on every customer of a lender. `/docs` shows this page for "
             "people. Money is an exact decimal as a string with its ISO 4217 code; dates are "
             "ISO 8601, instants RFC 3339; positions and cursors are opaque.");
  out.end_object();
  out.key("servers").begin_array().begin_object().member("url", "/").end_object().end_array();
  out.key("security").begin_array().begin_object();
  out.key("bearer").begin_array().end_array().end_object().end_array();
  write_tags(out);
  write_paths(out);
  out.key("components").begin_object();
  write_components(out);
  out.end_object().end_object();
  return out.take() + "\n";
}

}  // namespace dossier::api
