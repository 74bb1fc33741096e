// A producer that keeps what it was given in order until Kafka has taken it, however long that
// lasts, and tells of each record where it stands. A thread of its own serves the reports;
// produce() from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "kafka/client.h"

namespace dossier::engine::kafka {

class Producer {
 public:
  struct Record {
    std::string_view key, headers, value;  // headers encoded, as records keep them
    int64_t timestamp_ms = 0;
  };
  // Called once, from the producer's thread; must not block. An error says that the record may or
  // may not stand in the topic.
  using Delivered = std::function<void(Result<Offset>)>;

  static Result<std::unique_ptr<Producer>> open(const KafkaOptions& options);
  // What was not taken yet is reported as an error, from within.
  ~Producer();

  // In order of the calls for each partition. Errors (then `delivered` is not called): unavailable,
  // too_large.
  Status produce(const Place& place, const Record& record, Delivered delivered);

 private:
  explicit Producer(KafkaOptions options) : options_(std::move(options)) {}
  Status connect();
  void run();
  void start_over();

  const KafkaOptions options_;
  std::shared_mutex mutex_;  // exclusive while the client is replaced
  Client client_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace dossier::engine::kafka
