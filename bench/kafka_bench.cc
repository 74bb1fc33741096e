// The whole path on a real broker, with the real projections: how long an event takes from the
// inbox into the change feed (folded, and visible to readers) at a paced rate, and from the log
// itself with records prepared beforehand; how fast a new node catches up. Events are generated
// beforehand.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"
#include "dossier/engine/engine.h"
#include "dossier/projections/registry.h"
#include "dossier/seeds/portfolio.h"

namespace {

using namespace dossier;
using Clock = std::chrono::steady_clock;

// One thing to be published, and when it was.
struct Item {
  std::string id;  // source and id
  std::string key, headers, value;
  int32_t partition = RD_KAFKA_PARTITION_UA;
  Clock::time_point sent;
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// What a subscriber sees: each record once its partition has folded it.
class Feed {
 public:
  using Seen = std::function<void(const engine::StoredRecord&)>;
  Feed(engine::Engine& engine, Seen seen) : engine_(engine), seen_(std::move(seen)) {
    for (uint16_t p = 0; p < engine.records().partition_count(); ++p) {
      next_.push_back(engine.position({p}).next.offset);
      watch({p});
    }
    thread_ = std::thread([this] { run(); });
  }
  ~Feed() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  void watch(Partition p) {
    engine_.when_folded({p, next_[p.value]}, [this, p] {
      const std::lock_guard lock(mutex_);
      ready_.push_back(p);
      changed_.notify_all();
    });
  }
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ending_ || !ready_.empty(); });
      if (ending_) return;
      std::vector<Partition> ready;
      ready.swap(ready_);
      lock.unlock();
      for (const Partition p : ready) tell(p);
      lock.lock();
    }
  }
  void tell(Partition p) {
    const Offset end = engine_.position(p).next.offset;
    Offset& next = next_[p.value];
    while (next < end) {
      const auto records =
          engine_.records().read(p, next, static_cast<size_t>(end.value - next.value));
      ENSURE(records, "{}", to_string(records.error()));
      for (const auto& record : *records) seen_(record);
      next = next + static_cast<int64_t>(records->size());
    }
    watch(p);
  }

  engine::Engine& engine_;
  const Seen seen_;
  std::vector<Offset> next_;  // by partition; the thread's
  std::mutex mutex_;          // guards the next two
  std::vector<Partition> ready_;
  bool ending_ = false;
  std::condition_variable changed_;
  std::thread thread_;
};

class Publisher {
 public:
  explicit Publisher(const std::string& brokers) {
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
  ~Publisher() {
    rd_kafka_flush(client_, 10'000);
    rd_kafka_destroy(client_);
  }
  void send(const std::string& topic, Item& item) {
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
        client_, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(item.partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(item.key.data(), item.key.size()),
        RD_KAFKA_V_VALUE(item.value.data(), item.value.size()), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_END);
    ENSURE(code == RD_KAFKA_RESP_ERR_NO_ERROR, "{}", rd_kafka_err2str(code));
    rd_kafka_poll(client_, 0);
  }

 private:
  rd_kafka_t* client_ = nullptr;
};

void print(std::string_view what, std::vector<double>& ms, double seconds) {
  std::ranges::sort(ms);
  const auto at = [&](double share) { return ms[static_cast<size_t>(share * (ms.size() - 1))]; };
  fmt::print("{:<28} {:>8.0f} events/s: p50 {:.1f} ms, p99 {:.1f} ms, most {:.1f} ms ({} events)\n",
             what, static_cast<double>(ms.size()) / seconds, at(0.5), at(0.99), ms.back(),
             ms.size());
}

// Publishes at the rate, in steps of a millisecond, and waits until all was seen.
void paced(engine::Engine& engine, const std::string& brokers, const std::string& topic,
           std::vector<Item>& items, size_t rate, std::string_view what) {
  std::unordered_map<std::string_view, Item*> by_id;
  for (Item& item : items) by_id.emplace(item.id, &item);
  std::vector<double> latency_ms;
  latency_ms.reserve(items.size());
  std::atomic<size_t> seen = 0;
  std::string id;
  double took = 0;
  {
    Publisher publisher(brokers);
    Feed feed(engine, [&](const engine::StoredRecord& record) {
      id.assign(record.header("ce_source")).append(" ").append(record.header("ce_id"));
      const auto found = by_id.find(id);
      if (found == by_id.end() || record.verdict() != engine::Verdict::valid) return;
      latency_ms.push_back(seconds_since(found->second->sent) * 1000);
      ++seen;
    });
    const auto start = Clock::now();
    for (size_t i = 0; i < items.size(); ++i) {
      const auto due = start + std::chrono::microseconds(i * 1'000'000 / rate);
      if (due - Clock::now() > std::chrono::milliseconds(1)) std::this_thread::sleep_until(due);
      publisher.send(topic, items[i]);
    }
    while (seen < items.size()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    took = seconds_since(start);
  }
  // The first second finds caches, connections and keys cold.
  latency_ms.erase(latency_ms.begin(),
                   latency_ms.begin() + static_cast<ptrdiff_t>(std::min(rate, items.size() / 2)));
  print(what, latency_ms,
        took * static_cast<double>(latency_ms.size()) / static_cast<double>(items.size()));
}

std::string structured_header() {
  engine::HeaderWriter headers;
  headers.add("content-type", "application/cloudevents+json");
  return headers.take();
}

std::vector<events::ParsedEvent> parsed(const std::vector<std::string>& documents) {
  events::EventParser parser;
  std::vector<events::ParsedEvent> all;
  for (const std::string& document : documents) {
    auto event = parser.parse_cloud_event(document);
    ENSURE(event, "{}", to_string(event.error()));
    all.push_back(std::move(*event));
  }
  return all;
}

std::vector<std::string> generate(uint64_t customers, uint64_t events) {
  std::vector<std::string> documents;
  seeds::Portfolio portfolio(customers, events, 1);
  for (std::string json; documents.size() < events && portfolio.next(json);)
    documents.push_back(json);
  return documents;
}

std::vector<Item> inbox_items(const std::vector<std::string>& documents) {
  const std::string headers = structured_header();
  std::vector<Item> items;
  const auto events = parsed(documents);
  for (size_t i = 0; i < documents.size(); ++i)
    items.push_back({.id = events[i].source + " " + events[i].id,
                     .key = events[i].subject.key(),
                     .headers = headers,
                     .value = documents[i],
                     .sent = {}});
  return items;
}

std::vector<Item> log_items(engine::Engine& engine, const std::vector<std::string>& documents) {
  std::vector<Item> items;
  for (auto& event : parsed(documents)) {
    auto draft = engine.intake().draft(std::move(event));
    ENSURE(draft, "{}", to_string(draft.error()));
    items.push_back(
        {.id = draft->source + " " + draft->id,
         .key = draft->subject.key(),
         .headers = std::move(draft->headers),
         .value = std::move(draft->value),
         .partition = partition_of(draft->subject, engine.records().partition_count()).value,
         .sent = {}});
  }
  return items;
}

std::unique_ptr<engine::Engine> open(const engine::EngineOptions& options) {
  auto engine = engine::Engine::open(options, projections::all_projections());
  ENSURE(engine, "{}", to_string(engine.error()));
  return std::move(*engine);
}

void catch_up(engine::EngineOptions options, const std::string& folder) {
  options.vault = options.var + "/vault";
  options.var = folder;
  const auto start = Clock::now();
  const auto engine = open(options);
  const auto reached = engine->reach_log_end(std::chrono::minutes(10));
  ENSURE(reached, "{}", to_string(reached.error()));
  const double read = seconds_since(start);
  while (engine->usage(false).unfolded > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const double folded = seconds_since(start);
  const auto records = static_cast<double>(engine->usage(false).records);
  fmt::print(
      "{:<28} {:>8.0f} events/s read and judged, {:.0f} events/s folded, too ({} in {:.1f} s)\n",
      "catch up from Kafka", records / read, records / folded, records, folded);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The path through Kafka, end to end");
  std::string brokers = "127.0.0.1:9092";
  uint64_t customers = 10'000, seconds = 10, inbox_rate = 20'000, log_rate = 50'000;
  app.add_option("--brokers", brokers)->capture_default_str();
  app.add_option("--customers", customers)->capture_default_str();
  app.add_option("--seconds", seconds)->capture_default_str();
  app.add_option("--inbox-rate", inbox_rate)->capture_default_str();
  app.add_option("--log-rate", log_rate)->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const std::string folder =
      (std::filesystem::temp_directory_path() / fmt::format("dossier-kafka-bench-{}", getpid()))
          .string();
  engine::EngineOptions options;
  options.var = folder + "/one";
  options.kafka = engine::KafkaOptions{.brokers = brokers,
                                       .topic_prefix = fmt::format("bench-{}.", getpid()),
                                       .properties_file = {},
                                       .allow_unreplicated = true};
  const auto made = engine::create_topics(*options.kafka, options.partitions, 1);
  ENSURE(made, "{}", to_string(made.error()));
  auto documents = generate(customers, (inbox_rate + log_rate) * seconds);
  const auto cut = documents.begin() +
                   static_cast<ptrdiff_t>(documents.size() * inbox_rate / (inbox_rate + log_rate));
  {
    const auto engine = open(options);
    const auto taking = engine->take_inbox();
    ENSURE(taking, "{}", to_string(taking.error()));
    while (engine->inbox()->partitions == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    auto first = inbox_items({documents.begin(), cut});
    paced(*engine, brokers, topic_name(*options.kafka, engine::TopicRole::inbox), first, inbox_rate,
          "inbox -> change feed");
    auto second = log_items(*engine, {cut, documents.end()});
    paced(*engine, brokers, topic_name(*options.kafka, engine::TopicRole::events), second, log_rate,
          "log -> change feed");
  }
  catch_up(options, folder + "/two");
  std::filesystem::remove_all(folder);
  return 0;
}
