// Events as publishers write them, into trees: CloudEvents 1.0 (structured, batch, binary mode),
// data as JSON or FlatBuffers. Every fault names its field; no fault says a value.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/base/ids.h"
#include "dossier/base/time.h"
#include "dossier/events/value.h"

namespace dossier::events {

struct ParseOptions {
  // Dossier itself and its tests: internal types, fields and subjects are let through.
  bool trusted = false;
  size_t event_bytes_max = size_t{1} << 20;
};

struct ParsedEvent {
  std::string id;  // empty where the publisher left it to an Idempotency-Key
  std::string source;
  const TypeDescriptor* type = nullptr;
  Subject subject;                                              // a bare id was read as customer/id
  std::optional<Instant> time;                                  // where the publisher gave it
  std::vector<std::pair<std::string, std::string>> extensions;  // "partitionkey", …
  Tree data;
  // meta.ip is what this server saw, not what the sender said: it is no part of content_mac, so the
  // same from another address is the same.
  bool ip_seen = false;
};

using Attribute = std::pair<std::string_view, std::string_view>;  // "id", "pay-881"
enum class DataFormat : uint8_t { json, flatbuffer };

// Keeps its buffers between calls: one for each thread.
class EventParser {
 public:
  explicit EventParser(ParseOptions options = {});
  ~EventParser();
  EventParser(EventParser&&) noexcept;
  EventParser& operator=(EventParser&&) noexcept;

  // application/cloudevents+json. Errors: invalid (field: what is wrong), too_large, refused (what
  // only Dossier may send).
  Result<ParsedEvent> parse_cloud_event(std::string_view json);
  // application/cloudevents-batch+json: one result for each event, in order; a fault of one leaves
  // the others alone. Errors: invalid, where the text is no JSON array.
  Result<std::vector<Result<ParsedEvent>>> parse_batch(std::string_view json);
  // Binary mode: attributes without their ce_ prefix, and the body.
  Result<ParsedEvent> parse_binary(std::span<const Attribute> attributes, DataFormat format,
                                   std::string_view data);
  // The data alone.
  Result<Tree> parse_data(const TypeDescriptor& type, std::string_view json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct CheckOptions {
  bool trusted = false;
  bool check_utf8 = true;  // false where the source has checked it (JSON)
};

// What the schema demands of a tree, wherever it came from: mandatory fields, signs, ranges, ids,
// owners, lengths, nothing internal from a publisher.
Status check(const TypeDescriptor& type, const TableValue& data, const CheckOptions& options);

}  // namespace dossier::events
