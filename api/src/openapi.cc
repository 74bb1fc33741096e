#include "openapi.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <map>

#include "dossier/base/ensure.h"
#include "dossier/base/json.h"
#include "endpoint.h"
#include "schemas.h"

namespace dossier::api {
namespace {

// Components that others point at, beside those that endpoints name.
struct Shared {
  std::string_view name;
  std::string_view members;
};
constexpr Shared kShared[] = {
    {"Problem",
     "type string, title string, status integer, detail string?, field string?, remedy string, "
     "trace_id string?, position string?"},
    {"Incomplete",
     "projection string, fold_version integer, since string, message string, remedy string"},
    {"Parked",
     "subject string, projection string, fold_version integer, since string, message string, "
     "remedy string"},
    {"Finding", "name string, state string, detail string, remedy string?"},
    {"DiskPart", "part string, disk_bytes integer, raw_bytes integer"},
    {"DeadLetter",
     "number integer, at date-time, inbox string, code string, field string, message string, "
     "remedy string, taken string?, record any?, record_gone string?"},
    {"Record",
     "at string, verdict string, first string?, recorded date-time, data any?, unreadable any?, "
     "unreadable_because string?"},
};

// What stands in the braces of a path.
struct PathName {
  std::string_view name;
  std::string_view summary;
};
constexpr PathName kPathNames[] = {
    {"id", "Id of the customer, or of the subject of that kind"},
    {"loan", "Id of a loan of the customer"},
    {"code", "The last part of a problem's `type`"},
    {"kind", "Kind of subject: customer, agent…"},
    {"number", "Number of the dead letter"},
    {"part", "Name of the script or style"},
    {"promise", "Id of a promise"},
    {"follow_up", "Id of a follow-up"},
    {"flag", "Id of a flag"},
    {"contact", "Id of a number or address"},
    {"signal", "Id of a signal"},
    {"recommendation", "Id of a recommendation"},
};

constexpr std::array<std::pair<int, std::string_view>, 11> kProblems = {{
    {400, "The request is wrong: the answer names what"},
    {401, "Not signed in"},
    {403, "The role may not do this: the answer says who can grant it"},
    {404, "Not there, or out of reach"},
    {409, "Another content under the same key, or a position that is not reached"},
    {413, "Too large"},
    {415, "The content type is not read here"},
    {422, "A field of the body breaks its rules"},
    {429, "Too many requests at once: wait Retry-After seconds"},
    {500, "The server failed"},
    {503, "Not available at the moment: try again after Retry-After seconds"},
}};

std::string tag_of(const Endpoint& endpoint) {
  for (const auto& [prefix, tag] :
       {std::pair<std::string_view, std::string_view>{"/api/ops/", "operations"},
        {"/api/customers", "customers"},
        {"/api/", "lender"}})
    if (endpoint.path.starts_with(prefix)) return std::string(tag);
  return "service";
}

void write_schema_of(JsonWriter& out, const Parameter& parameter) {
  using Kind = Parameter::Kind;
  out.key("schema").begin_object();
  switch (parameter.kind) {
    case Kind::number:
      out.member("type", "integer").member("minimum", parameter.least);
      out.member("maximum", parameter.most);
      if (parameter.fallback) out.member("default", *parameter.fallback);
      break;
    case Kind::flag:
      out.member("type", "string").key("enum").begin_array().text("true").end_array();
      break;
    case Kind::date: out.member("type", "string").member("format", "date"); break;
    case Kind::choice: {
      out.member("type", "string").key("enum").begin_array();
      std::string_view left = parameter.choices;
      while (!left.empty()) {
        const std::string_view one = left.substr(0, left.find(' '));
        out.text(one);
        left.remove_prefix(std::min(one.size() + 1, left.size()));
      }
      out.end_array();
      break;
    }
    case Kind::text:
      out.member("type", "string").member("minLength", parameter.least);
      out.member("maxLength", parameter.most);
      break;
  }
  out.end_object();
}

void write_parameters(JsonWriter& out, const Endpoint& endpoint) {
  out.key("parameters").begin_array();
  std::string_view path = endpoint.path;
  for (size_t at = path.find('{'); at != std::string_view::npos; at = path.find('{', at + 1)) {
    const std::string_view name = path.substr(at + 1, path.find('}', at) - at - 1);
    const auto* known = std::ranges::find(kPathNames, name, &PathName::name);
    ENSURE(known != std::end(kPathNames), "{{{}}} has no description", name);
    out.begin_object().member("name", name).member("in", "path").member("required", true);
    out.member("description", known->summary).key("schema").begin_object();
    out.member("type", "string").member("pattern", "^[A-Za-z0-9._:-]{1,128}$");
    out.end_object().end_object();
  }
  if (endpoint.idempotent) {
    out.begin_object().member("name", "Idempotency-Key").member("in", "header");
    out.member("required", true).member("description", "One for each act; a retry has the same");
    out.key("schema").begin_object().member("type", "string").member("minLength", 1);
    out.member("maxLength", 256).member("pattern", "^[\\x20-\\x7E]+$").end_object().end_object();
  }
  for (const Parameter& parameter : endpoint.query) {
    out.begin_object().member("name", parameter.name).member("in", "query");
    out.member("required", parameter.required).member("description", parameter.summary);
    write_schema_of(out, parameter);
    out.end_object();
  }
  out.end_array();
}

void write_ref(JsonWriter& out, std::string_view name) {
  out.key("schema").begin_object();
  out.member("$ref", "#/components/schemas/" + std::string(name)).end_object();
}

void write_bodies(JsonWriter& out, const Endpoint& endpoint) {
  if (endpoint.bodies.empty()) return;
  out.key("requestBody").begin_object().key("content").begin_object();
  for (const Body& body : endpoint.bodies) {
    write_ref(out.key(body.media).begin_object(), body.schema.name);
    out.end_object();
  }
  out.end_object().end_object();
}

bool may_answer(const Endpoint& endpoint, int status) {
  const bool named = endpoint.path.find('{') != std::string_view::npos;
  switch (status) {
    case 401:
    case 403: return endpoint.access != Access::open;
    case 404: return named || endpoint.path.starts_with("/api/ops/dead-letters");
    case 409: return !endpoint.bodies.empty() || endpoint.method == "GET";
    case 413: return true;
    case 415:
    case 422: return !endpoint.bodies.empty();
    case 429: return endpoint.access != Access::open && endpoint.path != "/api/events";
    default: return true;
  }
}

void write_answers(JsonWriter& out, const Endpoint& endpoint) {
  out.key("responses").begin_object();
  const auto own = [&](int status) {
    return std::ranges::find(endpoint.answers, status, &Answer::status) != endpoint.answers.end();
  };
  for (const Answer& answer : endpoint.answers) {
    out.key(std::to_string(answer.status)).begin_object().member("description", answer.summary);
    out.key("content").begin_object().key(answer.media).begin_object();
    if (answer.schema)
      write_ref(out, answer.schema->name);
    else
      out.key("schema").begin_object().member("type", "string").end_object();
    out.end_object().end_object().end_object();
  }
  if (std::ranges::find(endpoint.query, "min_position", &Parameter::name) != endpoint.query.end())
    out.key("304").begin_object().member("description", "As the ETag sent says").end_object();
  for (const auto& [status, summary] : kProblems)
    if (!own(status) && may_answer(endpoint, status))
      out.key(std::to_string(status))
          .begin_object()
          .member("$ref", "#/components/responses/" + std::to_string(status))
          .end_object();
  out.end_object();
}

void write_operation(JsonWriter& out, const Endpoint& endpoint) {
  std::string method(endpoint.method);
  for (char& c : method) c = static_cast<char>(c + 32);
  out.key(method).begin_object().member("operationId", endpoint.operation);
  out.member("summary", endpoint.summary);
  out.key("tags").begin_array().text(tag_of(endpoint)).end_array();
  if (endpoint.access == Access::open) out.key("security").begin_array().end_array();
  write_parameters(out, endpoint);
  write_bodies(out, endpoint);
  write_answers(out, endpoint);
  out.end_object();
}

void write_paths(JsonWriter& out) {
  std::vector<std::string_view> done;
  out.key("paths").begin_object();
  for (const Endpoint& first : all_endpoints()) {
    if (std::ranges::find(done, first.path) != done.end()) continue;
    done.push_back(first.path);
    out.key(first.path).begin_object();
    for (const Endpoint& endpoint : all_endpoints())
      if (endpoint.path == first.path) write_operation(out, endpoint);
    out.end_object();
  }
  out.end_object();
}

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
  for (const Shared& shared : kShared) schemas.emplace(shared.name, object_schema(shared.members));
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
  out.end_object().key("responses").begin_object();
  for (const auto& [status, summary] : kProblems) {
    out.key(std::to_string(status)).begin_object().member("description", summary);
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
