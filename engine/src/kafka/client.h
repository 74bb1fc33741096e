// librdkafka held in move-only owners, its settings and its errors in our words. Everything of it
// stays in this folder. Owners are as thread-safe as librdkafka: a client may be used by any
// thread.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dossier/engine/kafka.h"

namespace dossier::engine::kafka {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* owned) const {
    Free(owned);
  }
};
using Client = std::unique_ptr<rd_kafka_t, Freed<rd_kafka_destroy>>;
using Config = std::unique_ptr<rd_kafka_conf_t, Freed<rd_kafka_conf_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Freed<rd_kafka_topic_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Freed<rd_kafka_queue_destroy>>;
using Message = std::unique_ptr<rd_kafka_message_t, Freed<rd_kafka_message_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Freed<rd_kafka_event_destroy>>;
using Offsets =
    std::unique_ptr<rd_kafka_topic_partition_list_t, Freed<rd_kafka_topic_partition_list_destroy>>;
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Freed<rd_kafka_metadata_destroy>>;

// Callbacks that a client is made with; all null for most.
struct Callbacks {
  void* opaque = nullptr;
  void (*delivered)(rd_kafka_t*, const rd_kafka_message_t*, void*) = nullptr;
  void (*rebalanced)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*,
                     void*) = nullptr;
};
using Setting = std::pair<const char*, std::string>;

// Brokers and the settings of the properties file, then `settings` over them. Errors: invalid.
Result<Client> make_client(rd_kafka_type_t type, const KafkaOptions& options,
                           std::span<const Setting> settings, const Callbacks& callbacks = {});
// For looking only: metadata, configuration, offsets, single records.
Result<Client> make_looker(const KafkaOptions& options);

// `action` completes "Kafka could not …".
Error error_of(rd_kafka_resp_err_t code, std::string_view action);

inline std::string_view view(const void* bytes, size_t size) {
  return {static_cast<const char*>(bytes), bytes == nullptr ? 0 : size};
}
// A message's headers as records keep them: in order, a null value as an empty one.
std::string encoded_headers(const rd_kafka_message_t& message);

// The log's topic and number of a partition, and back.
struct Place {
  std::string topic;
  int32_t number;
};
inline Place place_of(const KafkaOptions& options, Partition partition,
                      TopicRole log = TopicRole::events) {
  if (partition == kControlPartition) return {topic_name(options, TopicRole::control), 0};
  return {topic_name(options, log), partition.value};
}

}  // namespace dossier::engine::kafka
