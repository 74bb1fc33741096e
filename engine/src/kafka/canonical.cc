#include "kafka/canonical.h"

#include <charconv>

#include "dossier/engine/event_log.h"

namespace dossier::engine::kafka {
namespace {

constexpr size_t kAttributeBytesMax = 256;

bool names(std::string_view text) { return !text.empty() && text.size() <= kAttributeBytesMax; }

// A control record stands in `control`, its copies in every partition; the others at home.
bool at_home(Position position, uint32_t partition_count, std::string_view key,
             std::string_view headers) {
  if (!key.starts_with("control/"))
    return position.partition == partition_of(Subject::trusted(std::string(key)), partition_count);
  const bool copy = !find_header(headers, kControlOffsetHeader).empty();
  return copy == (position.partition != kControlPartition);
}

}  // namespace

NewRecord recognised(Position position, uint32_t partition_count, int64_t timestamp_ms,
                     std::string_view key, std::string_view headers, std::string_view value) {
  NewRecord record{.partition = position.partition,
                   .timestamp_ms = timestamp_ms,
                   .key = key,
                   .headers = headers,
                   .value = value,
                   .source = find_header(headers, "ce_source"),
                   .id = find_header(headers, "ce_id"),
                   .mac = content_mac_of(value)};
  const auto subject = Subject::parse(key);
  const bool ours = subject && subject->key() == key && names(record.source) && names(record.id) &&
                    find_header(headers, "ce_specversion") == "1.0" &&
                    find_header(headers, "ce_subject") == key &&
                    !find_header(headers, "ce_type").empty() &&
                    find_header(headers, "content-type") == "application/x-flatbuffers" &&
                    is_sealed(value) && at_home(position, partition_count, key, headers);
  record.foreign = !ours;
  return record;
}

}  // namespace dossier::engine::kafka
