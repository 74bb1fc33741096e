// `dossier log repair`: what a topic lost is appended again from the local copy, in its old place.
#include <fmt/format.h>

#include <condition_variable>
#include <mutex>

#include "kafka/admin.h"
#include "kafka/producer.h"

namespace dossier::engine {

using namespace kafka;

namespace {

constexpr int64_t kCompared = 1000;  // of the records before the cut
constexpr size_t kBatch = 1000;

std::unexpected<Error> others(Position position) {
  return fail(
      ErrorCode::refused,
      fmt::format("the log holds another record at {}: it is not the one that this copy was "
                  "made from",
                  to_string(position)),
      "", "use the brokers and topics that it was made from; nothing was written");
}

// Where both have records, they must be the same.
Status compare(rd_kafka_t* client, const Place& place, const Records& records, Partition partition,
               int64_t from, int64_t to) {
  DOSSIER_ASSIGN(const auto found, fetch(client, place, from, to));
  for (const FoundRecord& one : found) {
    const Position position{partition, {one.offset}};
    DOSSIER_ASSIGN(const StoredRecord known, records.get(position));
    if (one.timestamp_ms != known.timestamp_ms() || one.key != known.key() ||
        one.headers != known.encoded_headers() || one.value != known.value())
      return others(position);
  }
  if (static_cast<int64_t>(found.size()) == to - from) return {};
  return fail(ErrorCode::refused,
              fmt::format("records are missing in {} before offset {}", place.topic, to), "",
              "restore the topic from a copy");
}

// Waits for a batch; notes the first thing that went wrong.
class Deliveries {
 public:
  explicit Deliveries(size_t count) : open_(count) {}
  void note(const Result<Offset>& at, Position wanted) {
    const std::lock_guard lock(mutex_);
    if (!at && status_)
      status_ = std::unexpected(at.error());
    else if (at && *at != wanted.offset && status_)
      status_ = fail(ErrorCode::refused,
                     fmt::format("record {} came to offset {}: something else writes to the log",
                                 to_string(wanted), at->value),
                     "", "stop everything that writes; make the topic anew and repair it again");
    if (--open_ == 0) changed_.notify_all();
  }
  Status wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_ == 0; });
    return status_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t open_;
  Status status_;
};

Status append_again(Producer& producer, const Place& place, const Records& records,
                    Partition partition, int64_t from, int64_t to) {
  while (from < to) {
    DOSSIER_ASSIGN(const auto batch, records.read(partition, {from}, kBatch));
    const auto deliveries = std::make_shared<Deliveries>(batch.size());
    for (const StoredRecord& record : batch)
      if (const auto given = producer.produce(
              place,
              {record.key(), record.encoded_headers(), record.value(), record.timestamp_ms()},
              [deliveries, wanted = record.position()](const Result<Offset>& at) {
                deliveries->note(at, wanted);
              });
          !given)
        deliveries->note(std::unexpected(given.error()), record.position());
    DOSSIER_TRY(deliveries->wait());
    from += static_cast<int64_t>(batch.size());
  }
  return {};
}

Result<uint64_t> repair(rd_kafka_t* client, Producer& producer, const Records& records,
                        const KafkaOptions& options, Partition partition) {
  const Place place = place_of(options, partition);
  const int64_t end = records.end(partition).value;
  DOSSIER_ASSIGN(const Bounds bounds, bounds_of(client, place));
  if (bounds.low != 0)
    return fail(ErrorCode::refused,
                fmt::format("{} {} begins at offset {}: what was before can not be put back",
                            place.topic, place.number, bounds.low),
                "", "make the topic anew, then repair it");
  const int64_t both = std::min(bounds.high, end);
  if (both > 0) {
    DOSSIER_TRY(compare(client, place, records, partition, 0, 1));
    DOSSIER_TRY(
        compare(client, place, records, partition, std::max<int64_t>(0, both - kCompared), both));
  }
  DOSSIER_TRY(append_again(producer, place, records, partition, both, end));
  return static_cast<uint64_t>(end - both);
}

}  // namespace

Result<std::vector<Repaired>> repair_log(const Records& records, const KafkaOptions& options) {
  DOSSIER_ASSIGN(const Client client, make_looker(options));
  const std::string topic = topic_name(options, TopicRole::events);
  DOSSIER_ASSIGN(const auto shape, shape_of(client.get(), topic));
  if (!shape || shape->partitions != records.partition_count())
    return fail(
        ErrorCode::refused,
        fmt::format("{} has {} partitions, and the log was made with {}", topic,
                    shape ? shape->partitions : 0, records.partition_count()),
        "",
        fmt::format("make the topic anew with {} partitions (`dossier topics create`), then "
                    "repair it",
                    records.partition_count()));
  DOSSIER_ASSIGN(const auto producer, Producer::open(options));
  std::vector<Repaired> all;
  std::vector<Partition> partitions = {kControlPartition};
  for (uint16_t p = 0; p < records.partition_count(); ++p) partitions.push_back({p});
  for (const Partition partition : partitions) {
    DOSSIER_ASSIGN(const uint64_t count,
                   repair(client.get(), *producer, records, options, partition));
    if (count > 0) all.push_back({partition, count});
  }
  return all;
}

}  // namespace dossier::engine
