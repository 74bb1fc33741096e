// GET /openapi.json, /docs and /schemas/{type}: the API's own description, for programs and for
// people.
#include "docs_assets.h"
#include "dossier/events/descriptor.h"
#include "dossier/events/json_schema.h"
#include "endpoint.h"
#include "openapi.h"
#include "schemas.h"

namespace dossier::api {
namespace {

constexpr std::string_view kPage = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dossier API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
)";
constexpr std::string_view kStart =
    "SwaggerUIBundle({url: \"/openapi.json\", dom_id: \"#ui\", deepLinking: true});\n";
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

void send(const CallPtr& call, std::string_view media, std::string body) {
  Response response{200, std::string(media), {}, std::move(body), {}};
  response.headers = {{"Cache-Control", "no-cache"},
                      {"Content-Security-Policy", std::string(kPolicy)},
                      {"X-Content-Type-Options", "nosniff"}};
  call->answer(std::move(response));
}

void describe(const CallPtr& call) {
  static const std::string kDocument = openapi_document(call->services.options.version);
  send(call, "application/json", kDocument);
}

void page(const CallPtr& call) { send(call, "text/html; charset=utf-8", std::string(kPage)); }

void asset(const CallPtr& call) {
  const std::string& name = call->names[0];
  if (name == "start.js") return send(call, "text/javascript", std::string(kStart));
  if (name == "swagger-ui.css") return send(call, "text/css", std::string(swagger_ui_css()));
  if (name == "swagger-ui-bundle.js")
    return send(call, "text/javascript", std::string(swagger_ui_js()));
  call->fault({ErrorCode::not_found, "the page has no such part", "", ""});
}

void event_schema(const CallPtr& call) {
  const auto* type = events::find_type(call->names[0]);
  if (type == nullptr)
    return call->fault({ErrorCode::not_found, "no event has this type", "type",
                        "the schema CloudEvent of /openapi.json lists the types"});
  send(call, "application/schema+json", std::string(events::json_schema(*type)) + "\n");
}

std::string openapi_schema() {
  return object_schema(
      "openapi string, info any, servers [any], security [any], tags [any], paths any, components "
      "any");
}
std::string json_schema_schema() {
  return R"({"additionalProperties":true,)" +
         object_schema("$schema string, $id string, properties any").substr(1);
}

}  // namespace

std::vector<Endpoint> docs_endpoints() {
  return {{.method = "GET",
           .path = "/openapi.json",
           .operation = "readDescription",
           .summary = "This description",
           .answers = {{200, "OpenAPI 3.1", "application/json", Schema{"OpenApi", openapi_schema}}},
           .access = Access::open,
           .handle = describe},
          {.method = "GET",
           .path = "/docs",
           .operation = "readDocs",
           .summary = "This description, for people",
           .answers = {{200, "A page", "text/html"}},
           .access = Access::open,
           .handle = page},
          {.method = "GET",
           .path = "/docs/{part}",
           .operation = "readDocsPart",
           .summary = "Script and style of that page",
           .answers =
               {
                   {200, "A part", "text/javascript"},
               },
           .access = Access::open,
           .handle = asset},
          {.method = "GET",
           .path = "/schemas/{type}",
           .operation = "readEventSchema",
           .summary = "JSON Schema (2020-12) of the `data` of one type of event",
           .answers = {{200, "Complete in itself", "application/schema+json",
                        Schema{"JsonSchema", json_schema_schema}}},
           .access = Access::open,
           .handle = event_schema}};
}

}  // namespace dossier::api
