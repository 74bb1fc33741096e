// Operations of the API's description: parameters, bodies and answers, as endpoints declare them.
#include <simdjson.h>

#include <algorithm>
#include <string>
#include <vector>

#include "dossier/base/ensure.h"
#include "endpoint.h"
#include "openapi_parts.h"

namespace dossier::api {
namespace {

// What stands in the braces of a path; examples are those of the example customers.
struct PathName {
  std::string_view name;
  std::string_view summary;
  std::string_view example;
};
constexpr PathName kPathNames[] = {
    {"id", "Id of the customer, or of the subject of that kind", "C-1042"},
    {"loan", "Id of a loan of the customer", "LN-2024-00892"},
    {"code", "The last part of a problem's `type`", "invalid-request"},
    {"kind", "Kind of subject: customer, agent…", "customer"},
    {"number", "Number of the dead letter", "0"},
    {"part", "Name of the script or style", "start.js"},
    {"type", "Type of an event", "dossier.note.added.v1"},
    {"promise", "Id of a promise", "PR-1"},
    {"follow_up", "Id of a follow-up", "FU-1"},
    {"flag", "Id of a flag", "FL-1"},
    {"contact", "Id of a number or address", "CP-1"},
    {"signal", "Id of a signal", "SG-1"},
    {"recommendation", "Id of a recommendation", "RC-1"},
};

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
      out.member("default", parameter.choices.substr(0, parameter.choices.find(' ')));
      break;
    }
    case Kind::text:
      out.member("type", "string");
      if (parameter.least > 0) out.member("minLength", parameter.least);
      out.member("maxLength", parameter.most);
      if (!parameter.pattern.empty()) out.member("pattern", parameter.pattern);
      break;
  }
  out.end_object();
}

bool of_view(const Endpoint& endpoint) {
  return std::ranges::any_of(endpoint.answers, &Answer::view);
}

void write_header_parameter(JsonWriter& out, std::string_view name, bool required,
                            std::string_view summary) {
  out.begin_object().member("name", name).member("in", "header");
  out.member("required", required).member("description", summary);
  out.key("schema").begin_object().member("type", "string").member("minLength", 1);
  out.member("maxLength", 256).member("pattern", "^[\\x20-\\x7E]+$").end_object().end_object();
}

void write_declared(JsonWriter& out, std::string_view in, const std::vector<Parameter>& declared) {
  for (const Parameter& parameter : declared) {
    out.begin_object().member("name", parameter.name).member("in", in);
    out.member("required", parameter.required).member("description", parameter.summary);
    write_schema_of(out, parameter);
    out.end_object();
  }
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
    out.end_object().member("example", known->example).end_object();
  }
  if (endpoint.idempotent)
    write_header_parameter(out, "Idempotency-Key", true, "One for each act; a retry has the same");
  if (endpoint.takes_key)
    write_header_parameter(out, "Idempotency-Key", false, "The id of a single event that has none");
  if (of_view(endpoint))
    write_header_parameter(out, "If-None-Match", false, "The ETag of an answer before");
  write_declared(out, "header", endpoint.headers);
  write_declared(out, "query", endpoint.query);
  out.end_array();
}

// Whether an object of that schema has members that must be there.
bool needs_members(const Body& body) {
  simdjson::dom::parser parser;
  simdjson::dom::array required;
  const std::string schema = body.schema.json();
  return parser.parse(schema)["required"].get(required) == simdjson::SUCCESS && required.size() > 0;
}

void write_bodies(JsonWriter& out, const Endpoint& endpoint) {
  if (endpoint.bodies.empty()) return;
  const bool required =
      !endpoint.may_be_empty && std::ranges::any_of(endpoint.bodies, needs_members);
  out.key("requestBody").begin_object().member("required", required);
  out.key("content").begin_object();
  for (const Body& body : endpoint.bodies) {
    write_ref(out.key(body.media).begin_object(), body.schema.name);
    out.end_object();
  }
  out.end_object().end_object();
}

void write_headers_of(JsonWriter& out, const Endpoint& endpoint, int status) {
  if (status == 303) return write_headers(out, {"Location", "Trace-Id"});
  if (of_view(endpoint)) return write_headers(out, {"ETag", "Dossier-Position", "Trace-Id"});
  write_headers(out, {"Trace-Id"});
}

bool may_answer(const Endpoint& endpoint, int status) {
  const bool named = endpoint.path.find('{') != std::string_view::npos;
  switch (status) {
    case 401: return endpoint.access != Access::open;
    // Signing in and out is refused to pages of other sites.
    case 403: return endpoint.access != Access::open || endpoint.method == "POST";
    case 404:
      return named || endpoint.path.starts_with("/api/ops/dead-letters") || endpoint.takes("topic");
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
    write_headers_of(out, endpoint, answer.status);
    out.key("content").begin_object().key(answer.media).begin_object();
    if (answer.schema)
      write_ref(out, answer.schema->name);
    else
      out.key("schema").begin_object().member("type", "string").end_object();
    out.end_object().end_object().end_object();
  }
  if (of_view(endpoint)) {
    out.key("304").begin_object().member("description", "As the ETag sent says");
    write_headers_of(out, endpoint, 304);
    out.end_object();
  }
  for (const auto& [status, summary] : kProblemAnswers)
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

}  // namespace

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

}  // namespace dossier::api
