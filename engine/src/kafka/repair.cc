// `dossier log repair`: what topics lost is appended again from the local copies, in its old place.
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

std::unexpected<Error> others(const Place& place, Position position) {
  return fail(
      ErrorCode::refused,
      fmt::format("{} holds another record at {}: it is not the log that this copy was made from",
                  place.topic, to_string(position)),
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
      return others(place, position);
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

// What a partition has to get again: the copy's records from `from` on.
struct Gap {
  CopiedLog log;
  Partition partition;
  Place place;
  int64_t from = 0, to = 0;
};

// Looked at from both ends of what topic and copy share.
Result<Gap> gap_of(rd_kafka_t* client, const CopiedLog& log, const KafkaOptions& options,
                   Partition partition) {
  Gap gap{log, partition, place_of(options, partition, log.topic), 0,
          log.records.end(partition).value};
  DOSSIER_ASSIGN(const Bounds bounds, bounds_of(client, gap.place));
  if (bounds.low != 0)
    return fail(ErrorCode::refused,
                fmt::format("{} {} begins at offset {}: what was before can not be put back",
                            gap.place.topic, gap.place.number, bounds.low),
                "", "make the topic anew, then repair it");
  gap.from = std::min(bounds.high, gap.to);
  if (gap.from == 0) return gap;
  DOSSIER_TRY(compare(client, gap.place, log.records, partition, 0, 1));
  DOSSIER_TRY(compare(client, gap.place, log.records, partition,
                      std::max<int64_t>(0, gap.from - kCompared), gap.from));
  return gap;
}

Status find_gaps(rd_kafka_t* client, const CopiedLog& log, const KafkaOptions& options,
                 std::vector<Gap>& gaps) {
  const uint32_t count = log.records.partition_count();
  const std::string topic = topic_name(options, log.topic);
  DOSSIER_ASSIGN(const auto shape, shape_of(client, topic));
  if (!shape || shape->partitions != count)
    return fail(
        ErrorCode::refused,
        fmt::format("{} has {} partitions, and the log was made with {}", topic,
                    shape ? shape->partitions : 0, count),
        "",
        fmt::format("make the topic anew with {} partitions (`dossier topics create`), then "
                    "repair it",
                    count));
  std::vector<Partition> partitions;
  if (log.topic == TopicRole::events) partitions.push_back(kControlPartition);
  for (uint16_t p = 0; p < count; ++p) partitions.push_back({p});
  for (const Partition partition : partitions) {
    DOSSIER_ASSIGN(Gap gap, gap_of(client, log, options, partition));
    if (gap.from < gap.to) gaps.push_back(std::move(gap));
  }
  return {};
}

Status append_again(Producer& producer, const Gap& gap) {
  for (int64_t from = gap.from; from < gap.to;) {
    DOSSIER_ASSIGN(const auto batch, gap.log.records.read(gap.partition, {from}, kBatch));
    const auto deliveries = std::make_shared<Deliveries>(batch.size());
    for (const StoredRecord& record : batch)
      if (const auto given = producer.produce(
              gap.place,
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

}  // namespace

Result<std::vector<Repaired>> repair_logs(std::span<const CopiedLog> logs,
                                          const KafkaOptions& options) {
  DOSSIER_ASSIGN(const Client client, make_looker(options));
  std::vector<Gap> gaps;
  for (const CopiedLog& log : logs) DOSSIER_TRY(find_gaps(client.get(), log, options, gaps));
  DOSSIER_ASSIGN(const auto producer, Producer::open(options));
  std::vector<Repaired> all;
  for (const Gap& gap : gaps) {
    DOSSIER_TRY(append_again(*producer, gap));
    all.push_back({gap.log.topic, gap.partition, static_cast<uint64_t>(gap.to - gap.from)});
  }
  return all;
}

}  // namespace dossier::engine
