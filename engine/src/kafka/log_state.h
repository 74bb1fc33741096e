// What the parts of the log on Kafka share. The partitions' stops, the failure and the reader's
// progress are guarded by its mutex; the rest is safe by itself.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>

#include "kafka/appends.h"
#include "kafka/producer.h"

namespace dossier::engine::kafka {

class LogState {
 public:
  LogState(std::unique_ptr<Records> records, KafkaLogOptions options,
           std::unique_ptr<Producer> producer)
      : options(std::move(options)),
        records(std::move(records)),
        appends(*this->records, this->options.answer_within, this->options.max_queued_bytes),
        producer(std::move(producer)) {}
  ~LogState() { producer.reset(); }  // its last reports want the rest
  LogState(const LogState&) = delete;
  LogState& operator=(const LogState&) = delete;

  const KafkaLogOptions options;
  const std::unique_ptr<Records> records;
  Appends appends;
  std::unique_ptr<Producer> producer;
  std::atomic<bool> ending = false;   // the threads are to go
  std::atomic<bool> away = false;     // the brokers have not answered for a while
  std::atomic<bool> suspect = false;  // a topic seems to be gone: to be looked at

  std::vector<Partition> partitions() const;  // of the log's topic, then control, if it has one
  bool has_control() const { return options.topic == TopicRole::events; }
  Place place(Partition partition) const {
    return place_of(options.kafka, partition, options.topic);
  }
  void stop_partition(Partition partition, Error error);
  std::optional<Error> stopped(Partition partition) const;
  void fail(const Error& error);
  void topics_unsafe(std::optional<Error> error);
  void on_records(std::function<void(Partition)> wake);
  void fill(LogHealth& health) const;

  // New records of the local copy: wakes who waits.
  void grown(std::span<const Judged> judged);
  // Waits until the local copy has the offset, the log ends, or the time is over: false.
  bool wait_for(Position position, std::chrono::milliseconds most);
  // Something happened that those who wait should look at.
  void nudge() { changed_.notify_all(); }
  void pause(std::chrono::milliseconds most);

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Partition, Error> stopped_;
  std::optional<Error> failed_, unsafe_;
  std::function<void(Partition)> wake_;
};

}  // namespace dossier::engine::kafka
