// What is asked of the cluster about its topics. Blocking, each with a bound.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kafka/client.h"

namespace dossier::engine::kafka {

using Settings = std::map<std::string, std::string>;

struct TopicShape {
  uint32_t partitions = 0;
  uint32_t replicas = 0;  // of the partition that has the fewest
};
// Nothing where there is no such topic. Errors: unavailable, refused.
Result<std::optional<TopicShape>> shape_of(rd_kafka_t* client, const std::string& topic);
Result<Settings> settings_of(rd_kafka_t* client, const std::string& topic);

struct NewTopic {
  std::string name;
  uint32_t partitions;
  uint16_t replicas;
  Settings settings;
};
// False where it was there. Errors: unavailable, refused.
Result<bool> create_topic(rd_kafka_t* client, const NewTopic& topic);

Result<std::vector<TopicFault>> check_topics(rd_kafka_t* client, const KafkaOptions& options,
                                             uint32_t partitions);

// The first and the next offset of a partition.
struct Bounds {
  int64_t low = 0, high = 0;
};
Result<Bounds> bounds_of(rd_kafka_t* client, const Place& place);

// One record of a log, as it stands there.
struct FoundRecord {
  int64_t offset = 0;
  int64_t timestamp_ms = 0;
  std::string key, headers, value;
};
// The records [from, to) of a partition. Errors: unavailable (no answer in time).
Result<std::vector<FoundRecord>> fetch(rd_kafka_t* client, const Place& place, int64_t from,
                                       int64_t to);

}  // namespace dossier::engine::kafka
