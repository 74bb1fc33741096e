#include "kafka/log_reader.h"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "kafka/canonical.h"

namespace dossier::engine::kafka {
namespace {

constexpr size_t kBatchRecords = 4096;
constexpr int kWaitMs = 100;
constexpr int64_t kTimestampMaxMs = std::numeric_limits<int64_t>::max() / 1000;

Error shorter_than_copy(Partition partition) {
  return {
      ErrorCode::unavailable,
      fmt::format("partition {} of the log no longer has what stood at the end of the local copy: "
                  "it was cut, or made anew",
                  partition.value),
      {},
      "find out why; stop everything that writes; then `dossier log repair` appends again what "
      "was lost"};
}

}  // namespace

Result<std::unique_ptr<LogReader>> LogReader::start(LogState& state) {
  std::unique_ptr<LogReader> reader(new LogReader(state));
  DOSSIER_TRY(reader->open());
  reader->thread_ = std::thread([self = reader.get()] { self->run(); });
  return reader;
}

LogReader::~LogReader() {
  if (thread_.joinable()) thread_.join();
  for (const Partition partition : state_.partitions())
    if (queue_ != nullptr)
      rd_kafka_consume_stop(partition == kControlPartition ? control_.get() : events_.get(),
                            state_.place(partition).number);
}

Status LogReader::open() {
  // What is read ahead is bounded for each partition. librdkafka looks at a full queue again only
  // after a second, so that the bound has to last as long.
  const Setting settings[] = {
      {"auto.offset.reset", "error"},          {"fetch.wait.max.ms", "100"},
      {"fetch.error.backoff.ms", "50"},        {"queued.min.messages", "20000"},
      {"queued.max.messages.kbytes", "16384"}, {"receive.message.max.bytes", "134217728"}};
  DOSSIER_ASSIGN(client_, make_client(RD_KAFKA_CONSUMER, state_.options.kafka, settings));
  queue_.reset(rd_kafka_queue_new(client_.get()));
  const auto topic = [this](TopicRole role) {
    return Topic(
        rd_kafka_topic_new(client_.get(), topic_name(state_.options.kafka, role).c_str(), nullptr));
  };
  events_ = topic(state_.options.topic);
  if (state_.has_control()) control_ = topic(TopicRole::control);
  for (const Partition partition : state_.partitions()) {
    const int64_t end = state_.records->end(partition).value;
    next_.push_back(end);
    if (state_.stopped(partition)) continue;
    const Place place = state_.place(partition);
    rd_kafka_topic_t* in = partition == kControlPartition ? control_.get() : events_.get();
    if (rd_kafka_consume_start_queue(in, place.number, end, queue_.get()) != 0)
      return std::unexpected(
          error_of(rd_kafka_last_error(), fmt::format("be read at {} {}", place.topic, end)));
  }
  return {};
}

size_t LogReader::slot(Partition partition) const {
  return partition == kControlPartition ? next_.size() - 1 : partition.value;
}

Partition LogReader::partition_of_message(const rd_kafka_message_t& message) const {
  return message.rkt == control_.get() ? kControlPartition
                                       : Partition{static_cast<uint16_t>(message.partition)};
}

void LogReader::run() {
  std::vector<rd_kafka_message_t*> messages(kBatchRecords);
  while (!state_.ending) {
    // A call for more returns only when it has them all or its time is over: so wait for one, then
    // take what is there.
    ssize_t count = rd_kafka_consume_batch_queue(queue_.get(), kWaitMs, messages.data(), 1);
    if (count <= 0) continue;
    count += std::max<ssize_t>(
        0, rd_kafka_consume_batch_queue(queue_.get(), 0, messages.data() + 1, messages.size() - 1));
    const std::span taken(messages.data(), static_cast<size_t>(count));
    take(taken);
    for (rd_kafka_message_t* message : taken) rd_kafka_message_destroy(message);
  }
}

void LogReader::take(std::span<rd_kafka_message_t*> messages) {
  batch_.clear();
  headers_.clear();
  headers_.reserve(messages.size());
  for (const rd_kafka_message_t* message : messages) {
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      trouble(*message);
    } else if (const auto added = add(*message); !added) {
      state_.stop_partition(partition_of_message(*message), added.error());
    }
  }
  if (batch_.empty()) return;
  const auto judged = state_.records->append(batch_, Repeats::store);
  if (!judged) {
    Error error = judged.error();
    error.message = "the local copy of the log takes no more: " + error.message;
    return state_.fail(error);
  }
  state_.appends.judged(*judged);
  state_.grown(*judged);
}

Status LogReader::add(const rd_kafka_message_t& message) {
  const Partition partition = partition_of_message(message);
  int64_t& next = next_[slot(partition)];
  if (message.offset < next || state_.stopped(partition)) return {};
  const Position position{partition, {message.offset}};
  if (message.offset > next)
    return fail(ErrorCode::unavailable,
                fmt::format("offset {} follows {} in the log: records are missing between them",
                            to_string(position), next - 1),
                {},
                "the topic must not be compacted, expire, or be written in transactions: see "
                "`dossier topics check`");
  const int64_t timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  if (timestamp_ms > kTimestampMaxMs || timestamp_ms < -kTimestampMaxMs)
    return fail(ErrorCode::unavailable,
                fmt::format("record {} has the timestamp {} ms, which is no time",
                            to_string(position), timestamp_ms),
                {}, "see `dossier topics check`: message.timestamp.after.max.ms bounds it");
  headers_.push_back(encoded_headers(message));
  batch_.push_back(recognised(position, state_.records->partition_count(), timestamp_ms,
                              view(message.key, message.key_len), headers_.back(),
                              view(message.payload, message.len)));
  ++next;
  return {};
}

// Brokers that do not answer come back by themselves; an offset that is not there does not.
void LogReader::trouble(const rd_kafka_message_t& message) {
  if (message.rkt == nullptr) return;
  const Partition partition = partition_of_message(message);
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      return state_.stop_partition(partition, shorter_than_copy(partition));
    // So says a broker, too, that has just come up: LogCheck looks whether it stays so.
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC: state_.suspect = true; return;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return state_.stop_partition(partition, error_of(message.err, "be read"));
    default: break;
  }
}

uint64_t LogReader::unread() const {
  uint64_t count = 0;
  for (const Partition partition : state_.partitions()) {
    const Place place = state_.place(partition);
    int64_t low = 0, high = 0;
    const auto code = rd_kafka_get_watermark_offsets(client_.get(), place.topic.c_str(),
                                                     place.number, &low, &high);
    const int64_t end = state_.records->end(partition).value;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR && high > end)
      count += static_cast<uint64_t>(high - end);
  }
  return count;
}

}  // namespace dossier::engine::kafka
