// JSON Schemas of what publishers send, and of what becomes of it.
#include "dossier/events/descriptor.h"
#include "dossier/fold/json.h"
#include "schemas.h"

namespace dossier::api {

// The envelope. What `data` holds depends on the type: docs/events.md.
std::string cloud_event_schema() {
  JsonWriter out;
  out.begin_object().member("type", "object").key("properties").begin_object();
  out.key("specversion").begin_object().member("const", "1.0").end_object();
  for (const auto name : {"id", "source", "subject", "traceparent", "correlationid", "causationid"})
    fold::write_type(out.key(name), "string");
  out.key("type").begin_object().member("type", "string").key("enum").begin_array();
  for (const auto& type : events::all_types())
    if (!type.internal) out.text(type.name);
  out.end_array().end_object();
  fold::write_type(out.key("time"), "string", "date-time");
  out.key("data").begin_object().member("type", "object").member("additionalProperties", true);
  out.member("description",
             "As the type says: GET /schemas/{type} answers the JSON Schema of each type.");
  out.end_object();
  out.end_object().key("required").begin_array();
  for (const auto name : {"specversion", "source", "type", "subject", "data"}) out.text(name);
  out.end_array().end_object();
  return out.take();
}

std::string cloud_events_schema() {
  return R"({"type":"array","maxItems":10000,"items":{"$ref":"#/components/schemas/CloudEvent"}})";
}

std::string event_body_schema() {
  return R"({"description":"An event, an array of them, or with ce- headers the data of one",)"
         R"("anyOf":[{"$ref":"#/components/schemas/CloudEvent"},)"
         R"({"$ref":"#/components/schemas/CloudEvents"},{"type":"object"}]})";
}

std::string bytes_schema() {
  return R"({"type":"string","format":"binary","description":"A FlatBuffer, with ce- headers"})";
}

std::string appended_schema() {
  return object_schema("position string, duplicate boolean, at string");
}

std::string batch_appended_schema() {
  return R"({"type":"array","items":{"anyOf":[{"allOf":[{"$ref":"#/components/schemas/Appended"},)"
         R"({"type":"object","properties":{"status":{"type":"integer"}}}]},)"
         R"({"$ref":"#/components/schemas/Problem"}]}})";
}

std::string appended_or_batch_schema() {
  return R"({"anyOf":[{"$ref":"#/components/schemas/Appended"},)"
         R"({"$ref":"#/components/schemas/BatchAppended"}]})";
}

}  // namespace dossier::api
