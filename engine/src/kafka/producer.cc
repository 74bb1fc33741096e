#include "kafka/producer.h"

#include <array>

#include "dossier/base/bytes.h"

namespace dossier::engine::kafka {
namespace {

constexpr int kPollMs = 100;
constexpr int kFlushMs = 2000;

void report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  const std::unique_ptr<Producer::Delivered> delivered(
      static_cast<Producer::Delivered*>(message->_private));
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
    (*delivered)(Offset{message->offset});
  else
    (*delivered)(std::unexpected(error_of(message->err, "take a record")));
}

rd_kafka_headers_t* headers_of(std::string_view encoded) {
  ByteReader reader(encoded);
  const uint64_t count = reader.varint();
  rd_kafka_headers_t* headers = rd_kafka_headers_new(count);
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const std::string_view name = reader.text();
    const std::string_view value = reader.text();
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  return headers;
}

}  // namespace

Result<std::unique_ptr<Producer>> Producer::open(const KafkaOptions& options) {
  std::unique_ptr<Producer> producer(new Producer(options));
  DOSSIER_TRY(producer->connect());
  producer->thread_ = std::thread([self = producer.get()] { self->run(); });
  return producer;
}

Producer::~Producer() {
  ending_ = true;
  if (thread_.joinable()) thread_.join();
}

Status Producer::connect() {
  // Without a timeout nothing is given up, so nothing that comes later gets before it.
  const Setting settings[] = {{"enable.idempotence", "true"},
                              {"acks", "all"},
                              {"message.timeout.ms", "0"},
                              {"linger.ms", "1"},
                              {"compression.codec", "lz4"},
                              {"batch.size", "1000000"},
                              {"message.max.bytes", "8388608"},
                              {"queue.buffering.max.messages", "2000000"},
                              {"queue.buffering.max.kbytes", "2000000"}};
  DOSSIER_ASSIGN(client_,
                 make_client(RD_KAFKA_PRODUCER, options_, settings, {.delivered = report}));
  return {};
}

Status Producer::produce(const Place& place, const Record& record, Delivered delivered) {
  auto kept = std::make_unique<Delivered>(std::move(delivered));
  rd_kafka_headers_t* headers = headers_of(record.headers);
  const std::shared_lock lock(mutex_);
  const rd_kafka_resp_err_t code = rd_kafka_producev(
      client_.get(), RD_KAFKA_V_TOPIC(place.topic.c_str()), RD_KAFKA_V_PARTITION(place.number),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
      RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
      RD_KAFKA_V_TIMESTAMP(record.timestamp_ms), RD_KAFKA_V_HEADERS(headers),
      RD_KAFKA_V_OPAQUE(kept.get()), RD_KAFKA_V_END);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    static_cast<void>(kept.release());  // report() takes it
    return {};
  }
  rd_kafka_headers_destroy(headers);
  return std::unexpected(error_of(code, "take a record"));
}

void Producer::run() {
  std::array<char, 256> why{};
  while (!ending_) {
    rd_kafka_poll(client_.get(), kPollMs);
    if (rd_kafka_fatal_error(client_.get(), why.data(), why.size()) != RD_KAFKA_RESP_ERR_NO_ERROR)
      start_over();
  }
  rd_kafka_flush(client_.get(), kFlushMs);
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(client_.get(), kFlushMs);
}

// After a fatal error (the topic was made anew, say) a client takes nothing more: all that waits is
// reported, and a new one goes on.
void Producer::start_over() {
  const std::unique_lock lock(mutex_);
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(client_.get(), kFlushMs);
  // The settings were good before: only memory could be short, and then the next round tries again.
  static_cast<void>(connect());
}

}  // namespace dossier::engine::kafka
