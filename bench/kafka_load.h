// What the benchmarks on Kafka publish: events of the portfolio generator, as publishers send them
// to the inbox or as they stand in the log, at a paced rate; and how they are told of.
#pragma once

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/engine/engine.h"

namespace dossier::bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// One thing to be published, and when it was.
struct Item {
  std::string id;  // source and id, as id_of() has them
  std::string key, headers, value;
  int32_t partition = RD_KAFKA_PARTITION_UA;
  Clock::time_point sent = {};
};

// JSON documents, the same for the same numbers.
std::vector<std::string> generate(uint64_t customers, uint64_t events);
std::vector<Item> inbox_items(std::span<const std::string> documents);
std::vector<Item> log_items(engine::Engine& engine, std::span<const std::string> documents);
// Of a record that came from an item: the item's.
void id_of(const engine::StoredRecord& record, std::string& id);

class Publisher {
 public:
  Publisher(const std::string& brokers, std::string topic);
  ~Publisher();  // once all is delivered
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  // All of them at so many a second, in steps of a millisecond.
  void send(std::vector<Item>& items, size_t rate);

 private:
  void send(Item& item);
  const std::string topic_;
  rd_kafka_t* client_ = nullptr;
};

// The first second of a leg finds caches, connections and keys cold: so many items do not count.
inline size_t cold(size_t items, size_t rate) { return std::min(rate, items / 2); }

// What this process has used up to now.
double cpu_seconds();

// A line of the output.
struct Told {
  std::string what;
  double per_second = 0;  // as it was published and taken
  double cpu_us = 0;      // of this process for each event, publishing included; 0: not told
  std::string of = "events";
};
void tell(const Told& told, std::vector<double>& latency_ms);

}  // namespace dossier::bench
