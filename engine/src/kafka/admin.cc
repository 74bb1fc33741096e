#include "kafka/admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace dossier::engine::kafka {
namespace {

using NewTopicHandle = std::unique_ptr<rd_kafka_NewTopic_t, Freed<rd_kafka_NewTopic_destroy>>;
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, Freed<rd_kafka_ConfigResource_destroy>>;

constexpr int kWaitMs = 10'000;
constexpr std::chrono::seconds kFetchWait{20};

Result<Event> answer(rd_kafka_queue_t* queue, std::string_view action) {
  Event event(rd_kafka_queue_poll(queue, kWaitMs + 1000));
  if (event == nullptr) return std::unexpected(error_of(RD_KAFKA_RESP_ERR__TIMED_OUT, action));
  if (const auto code = rd_kafka_event_error(event.get()))
    return std::unexpected(error_of(code, action));
  return event;
}

FoundRecord found(const rd_kafka_message_t& message) {
  FoundRecord record;
  record.offset = message.offset;
  record.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  record.key = view(message.key, message.key_len);
  record.headers = encoded_headers(message);
  record.value = view(message.payload, message.len);
  return record;
}

}  // namespace

Result<std::optional<TopicShape>> shape_of(rd_kafka_t* client, const std::string& topic) {
  const std::string action = fmt::format("say what topic {} is", topic);
  const Topic handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  if (const auto code = rd_kafka_metadata(client, 0, handle.get(), &raw, kWaitMs))
    return std::unexpected(error_of(code, action));
  const Metadata metadata(raw);
  if (metadata->topic_cnt != 1) return std::nullopt;
  const rd_kafka_metadata_topic_t& it = metadata->topics[0];
  if (it.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return std::nullopt;
  if (it.err != RD_KAFKA_RESP_ERR_NO_ERROR && it.err != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
    return std::unexpected(error_of(it.err, action));
  TopicShape shape{static_cast<uint32_t>(it.partition_cnt), UINT32_MAX};
  for (int i = 0; i < it.partition_cnt; ++i)
    shape.replicas = std::min(shape.replicas, static_cast<uint32_t>(it.partitions[i].replica_cnt));
  return shape;
}

Result<Settings> settings_of(rd_kafka_t* client, const std::string& topic) {
  const std::string action = fmt::format("say how topic {} is set", topic);
  const Queue queue(rd_kafka_queue_new(client));
  const Resource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  rd_kafka_DescribeConfigs(client, resources, 1, nullptr, queue.get());
  DOSSIER_ASSIGN(const Event event, answer(queue.get(), action));
  size_t count = 0;
  const auto* result = rd_kafka_event_DescribeConfigs_result(event.get());
  const auto* found = rd_kafka_DescribeConfigs_result_resources(result, &count);
  if (count != 1) return std::unexpected(error_of(RD_KAFKA_RESP_ERR__BAD_MSG, action));
  if (const auto code = rd_kafka_ConfigResource_error(found[0]))
    return std::unexpected(error_of(code, action));
  size_t entries = 0;
  const auto* entry = rd_kafka_ConfigResource_configs(found[0], &entries);
  Settings settings;
  for (size_t i = 0; i < entries; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entry[i]);
    settings.emplace(rd_kafka_ConfigEntry_name(entry[i]), value == nullptr ? "" : value);
  }
  return settings;
}

Result<bool> create_topic(rd_kafka_t* client, const NewTopic& topic) {
  const std::string action = fmt::format("make topic {}", topic.name);
  std::array<char, 256> why{};
  const NewTopicHandle handle(rd_kafka_NewTopic_new(topic.name.c_str(),
                                                    static_cast<int>(topic.partitions),
                                                    topic.replicas, why.data(), why.size()));
  if (handle == nullptr)
    return fail(ErrorCode::invalid,
                fmt::format("no topic {} can be made: {}", topic.name, why.data()));
  for (const auto& [name, value] : topic.settings)
    rd_kafka_NewTopic_set_config(handle.get(), name.c_str(), value.c_str());
  const Queue queue(rd_kafka_queue_new(client));
  rd_kafka_NewTopic_t* topics[] = {handle.get()};
  rd_kafka_CreateTopics(client, topics, 1, nullptr, queue.get());
  DOSSIER_ASSIGN(const Event event, answer(queue.get(), action));
  size_t count = 0;
  const auto* result = rd_kafka_event_CreateTopics_result(event.get());
  const auto* results = rd_kafka_CreateTopics_result_topics(result, &count);
  if (count != 1) return std::unexpected(error_of(RD_KAFKA_RESP_ERR__BAD_MSG, action));
  const auto code = rd_kafka_topic_result_error(results[0]);
  if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return false;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  Error error = error_of(code, action);
  if (const char* detail = rd_kafka_topic_result_error_string(results[0])) {
    error.message += fmt::format(" ({})", detail);
  }
  return std::unexpected(std::move(error));
}

Result<Bounds> bounds_of(rd_kafka_t* client, const Place& place) {
  Bounds bounds;
  const auto code = rd_kafka_query_watermark_offsets(client, place.topic.c_str(), place.number,
                                                     &bounds.low, &bounds.high, kWaitMs);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return bounds;
  return std::unexpected(
      error_of(code, fmt::format("say how far {} {} goes", place.topic, place.number)));
}

Result<std::vector<FoundRecord>> fetch(rd_kafka_t* client, const Place& place, int64_t from,
                                       int64_t to) {
  const std::string action =
      fmt::format("read {} {} from offset {}", place.topic, place.number, from);
  std::vector<FoundRecord> records;
  if (from >= to) return records;
  const Topic topic(rd_kafka_topic_new(client, place.topic.c_str(), nullptr));
  if (rd_kafka_consume_start(topic.get(), place.number, from) != 0)
    return std::unexpected(error_of(rd_kafka_last_error(), action));
  const auto until = std::chrono::steady_clock::now() + kFetchWait;
  auto code = RD_KAFKA_RESP_ERR__TIMED_OUT;
  while (from < to && std::chrono::steady_clock::now() < until) {
    const Message message(rd_kafka_consume(topic.get(), place.number, 1000));
    if (message == nullptr || message->err == RD_KAFKA_RESP_ERR__TRANSPORT) continue;
    code = message->err;
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) break;
    if (message->offset < from) continue;
    if (message->offset >= to) break;
    from = message->offset + 1;
    records.push_back(found(*message));
  }
  rd_kafka_consume_stop(topic.get(), place.number);
  if (records.empty() || code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return std::unexpected(error_of(code, action));
  return records;
}

}  // namespace dossier::engine::kafka
