// Apache Kafka as the log: where it is, its topics, and the log over it. What a bank's platform
// team has to know stands in docs/KAFKA.md.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/engine/event_log.h"
#include "dossier/engine/records.h"

namespace dossier::engine {

struct KafkaOptions {
  std::string brokers = "127.0.0.1:9092";
  std::string topic_prefix;         // of every topic and group: "dossier." makes "dossier.events"
  std::string properties_file;      // more settings of librdkafka (TLS, SASL): name=value lines
  bool allow_unreplicated = false;  // topics of one replica: a laptop, a test
};

// --- topics

enum class TopicRole : uint8_t { inbox, events, control, dead_letters, access, checkpoints };
std::string topic_name(const KafkaOptions& options, TopicRole role);

// What a topic is, where it could lose records or is not as the log needs it.
struct TopicFault {
  std::string topic;
  std::string problem;
  std::string remedy;
};

// Makes those that are missing; leaves the others as they are. `partitions`: of events and inbox.
// Errors: unavailable (no answer), refused (the brokers refuse), invalid (properties file).
Result<std::vector<std::string>> create_topics(const KafkaOptions& options, uint32_t partitions,
                                               uint16_t replicas);
// Every fault of every topic; none while all is well. Errors: unavailable, invalid.
Result<std::vector<TopicFault>> check_topics(const KafkaOptions& options, uint32_t partitions);

// --- the log

// The value of the first record of `control`, which names the log; where there is none yet, the
// given one is appended before. Of several that race to be first, one wins: all get the same
// answer. Errors: unavailable, refused, invalid.
Result<std::string> first_control_value(const KafkaOptions& options, const Draft& first,
                                        int64_t now_ms);

struct KafkaLogOptions {
  KafkaOptions kafka;
  ClockMs clock;
  TopicRole topic = TopicRole::events;              // or access, which no control log stands beside
  size_t max_queued_bytes = 64u << 20;              // over this, append answers unavailable
  std::chrono::milliseconds answer_within{10'000};  // what Kafka has not taken by then: unavailable
  std::chrono::milliseconds away_after{5'000};      // of silence: appends are refused at once
  std::chrono::milliseconds check_every{60'000};    // the log against the local copy
};

// The log on Kafka; `records` is its local copy, which a thread of the log keeps up to date.
// Errors: unavailable (no answer from the brokers), refused (topics that could lose records, with
// what to do), invalid.
Result<std::unique_ptr<EventLog>> open_kafka_log(std::unique_ptr<Records> records,
                                                 KafkaLogOptions options);

// --- repair

// A log, events with control or access, and its local copy.
struct CopiedLog {
  TopicRole topic = TopicRole::events;
  const Records& records;
};
struct Repaired {
  TopicRole topic = TopicRole::events;
  Partition partition;
  uint64_t records = 0;  // appended again
};
// Appends again what the logs lost of the local records, in its old place; all are compared before
// anything is written. To be run while nothing else writes. Errors: refused (a log holds other
// records at those offsets, or has another number of partitions), unavailable, io, corrupt,
// invalid.
Result<std::vector<Repaired>> repair_logs(std::span<const CopiedLog> logs,
                                          const KafkaOptions& options);

}  // namespace dossier::engine
