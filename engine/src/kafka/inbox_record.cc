// From a record of the inbox to an event: CloudEvents' Kafka binding, and bare JSON. Pure
// functions.
#include <algorithm>

#include "dossier/base/bytes.h"
#include "dossier/engine/dead_letters.h"

namespace dossier::engine {
namespace {

constexpr std::string_view kPrefix = "ce_";

std::string media_type(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ')) content_type.remove_suffix(1);
  std::string type(content_type);
  std::ranges::transform(type, type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return type;
}

struct Headers {
  std::string type;  // media type; empty: none
  std::vector<events::Attribute> attributes;
};

// The views are those of `encoded`.
Headers read_headers(std::string_view encoded) {
  Headers headers;
  ByteReader reader(encoded);
  for (uint64_t count = reader.varint(); count > 0 && reader.ok(); --count) {
    const std::string_view name = reader.text();
    const std::string_view value = reader.text();
    if (name == "content-type") headers.type = media_type(value);
    if (name.starts_with(kPrefix))
      headers.attributes.emplace_back(name.substr(kPrefix.size()), value);
  }
  return headers;
}

}  // namespace

Result<events::ParsedEvent> parse_inbox_record(events::EventParser& parser,
                                               const InboxRecord& record) {
  using events::DataFormat;
  const auto [type, attributes] = read_headers(record.headers);
  const bool binary = !attributes.empty();
  if (type == "application/cloudevents+json") return parser.parse_cloud_event(record.value);
  if (type == "application/x-flatbuffers")
    return parser.parse_binary(attributes, DataFormat::flatbuffer, record.value);
  const bool json = type.empty() || type == "application/json" || type.ends_with("+json");
  if (json && binary) return parser.parse_binary(attributes, DataFormat::json, record.value);
  if (json && type != "application/cloudevents-batch+json")
    return parser.parse_cloud_event(record.value);
  return fail(ErrorCode::invalid, "this content type is not read from the inbox", "content-type",
              "send one event a record: application/cloudevents+json, or application/json or "
              "application/x-flatbuffers with ce_ headers");
}

}  // namespace dossier::engine
