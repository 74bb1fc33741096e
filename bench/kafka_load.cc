#include "kafka_load.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <initializer_list>
#include <thread>
#include <utility>

#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"
#include "dossier/seeds/portfolio.h"

namespace dossier::bench {
namespace {

std::string structured_header() {
  engine::HeaderWriter headers;
  headers.add("content-type", "application/cloudevents+json");
  return headers.take();
}

std::vector<events::ParsedEvent> parsed(std::span<const std::string> documents) {
  events::EventParser parser;
  std::vector<events::ParsedEvent> all;
  for (const std::string& document : documents) {
    auto event = parser.parse_cloud_event(document);
    ENSURE(event, "{}", to_string(event.error()));
    all.push_back(std::move(*event));
  }
  return all;
}

}  // namespace

std::vector<std::string> generate(uint64_t customers, uint64_t events) {
  std::vector<std::string> documents;
  seeds::Portfolio portfolio(customers, events, 1);
  for (std::string json; documents.size() < events && portfolio.next(json);)
    documents.push_back(json);
  return documents;
}

std::vector<Item> inbox_items(std::span<const std::string> documents) {
  const std::string headers = structured_header();
  std::vector<Item> items;
  const auto events = parsed(documents);
  for (size_t i = 0; i < documents.size(); ++i)
    items.push_back({.id = events[i].source + " " + events[i].id,
                     .key = events[i].subject.key(),
                     .headers = headers,
                     .value = documents[i]});
  return items;
}

std::vector<Item> log_items(engine::Engine& engine, std::span<const std::string> documents) {
  std::vector<Item> items;
  for (auto& event : parsed(documents)) {
    auto draft = engine.intake().draft(std::move(event));
    ENSURE(draft, "{}", to_string(draft.error()));
    items.push_back(
        {.id = draft->source + " " + draft->id,
         .key = draft->subject.key(),
         .headers = std::move(draft->headers),
         .value = std::move(draft->value),
         .partition = partition_of(draft->subject, engine.records().partition_count()).value});
  }
  return items;
}

void id_of(const engine::StoredRecord& record, std::string& id) {
  id.assign(record.header("ce_source")).append(" ").append(record.header("ce_id"));
}

Publisher::Publisher(const std::string& brokers, std::string topic) : topic_(std::move(topic)) {
  rd_kafka_conf_t* config = rd_kafka_conf_new();
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::string>>{
           {"bootstrap.servers", brokers},
           {"enable.idempotence", "true"},
           {"linger.ms", "1"},
           {"compression.codec", "lz4"},
           {"queue.buffering.max.messages", "2000000"}})
    ENSURE(rd_kafka_conf_set(config, name, value.c_str(), nullptr, 0) == RD_KAFKA_CONF_OK, "{}",
           name);
  client_ = rd_kafka_new(RD_KAFKA_PRODUCER, config, nullptr, 0);
  ENSURE(client_ != nullptr, "no producer");
}

Publisher::~Publisher() {
  rd_kafka_flush(client_, 10'000);
  rd_kafka_destroy(client_);
}

void Publisher::send(std::vector<Item>& items, size_t rate) {
  const auto start = Clock::now();
  for (size_t i = 0; i < items.size(); ++i) {
    const auto due = start + std::chrono::microseconds(i * 1'000'000 / rate);
    if (due - Clock::now() > std::chrono::milliseconds(1)) std::this_thread::sleep_until(due);
    send(items[i]);
  }
}

void Publisher::send(Item& item) {
  ByteReader reader(item.headers);
  const uint64_t count = reader.varint();
  rd_kafka_headers_t* headers = rd_kafka_headers_new(count);
  for (uint64_t i = 0; i < count; ++i) {
    const std::string_view name = reader.text();
    const std::string_view value = reader.text();
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  item.sent = Clock::now();
  const auto code = rd_kafka_producev(
      client_, RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_PARTITION(item.partition),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(item.key.data(), item.key.size()),
      RD_KAFKA_V_VALUE(item.value.data(), item.value.size()), RD_KAFKA_V_HEADERS(headers),
      RD_KAFKA_V_END);
  ENSURE(code == RD_KAFKA_RESP_ERR_NO_ERROR, "{}", rd_kafka_err2str(code));
  rd_kafka_poll(client_, 0);
}

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void tell(const Told& told, std::vector<double>& latency_ms) {
  ENSURE(!latency_ms.empty(), "{}: nothing was seen", told.what);
  std::ranges::sort(latency_ms);
  const auto at = [&](double share) {
    return latency_ms[static_cast<size_t>(share * static_cast<double>(latency_ms.size() - 1))];
  };
  fmt::print("{:<28} {:>8.0f} events/s: p50 {:.1f} ms, p99 {:.1f} ms, most {:.1f} ms ({} {}{})\n",
             told.what, told.per_second, at(0.5), at(0.99), latency_ms.back(), latency_ms.size(),
             told.of, told.cpu_us > 0 ? fmt::format("; {:.1f} us of CPU each", told.cpu_us) : "");
  std::fflush(stdout);
}

}  // namespace dossier::bench
