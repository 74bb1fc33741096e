// Reads the log back: a thread takes what Kafka has of every partition from the end of the local
// copy on, has it judged and stored in one synced batch, and tells who waits.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "kafka/log_state.h"

namespace dossier::engine::kafka {

class LogReader {
 public:
  // Starts where the local copy ends. Errors: unavailable, invalid.
  static Result<std::unique_ptr<LogReader>> start(LogState& state);
  ~LogReader();

  // Records that Kafka has told of, and that are not in the local copy yet.
  uint64_t unread() const;

 private:
  explicit LogReader(LogState& state) : state_(state) {}
  Status open();
  void run();
  void take(std::span<rd_kafka_message_t*> messages);
  Status add(const rd_kafka_message_t& message);
  void trouble(const rd_kafka_message_t& message);
  size_t slot(Partition partition) const;
  Partition partition_of_message(const rd_kafka_message_t& message) const;

  LogState& state_;
  Client client_;
  Queue queue_;
  Topic events_, control_;

  // The thread's alone.
  std::vector<int64_t> next_;  // offset that comes next, by slot; the control partition last
  std::vector<NewRecord> batch_;
  std::vector<std::string> headers_;  // what the views of batch_ point to
  std::thread thread_;
};

}  // namespace dossier::engine::kafka
