// The whole path on a real broker, with the real projections, at paced rates: from the inbox and,
// with records prepared beforehand, from the log itself, until events are folded and visible to
// readers, and until they arrive at WebSocket clients; how fast a new node catches up. Events are
// generated beforehand.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "dossier/base/ensure.h"
#include "dossier/projections/registry.h"
#include "kafka_load.h"
#include "kafka_push.h"

namespace {

using namespace dossier;
using namespace dossier::bench;

// What a reader sees: each record once its partition has folded it.
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
      const std::lock_guard lock(folded_->mutex);
      folded_->ending = true;
    }
    folded_->changed.notify_all();
    thread_.join();
  }

 private:
  // Kept by the engine, too, which calls when the feed is no more.
  struct Folded {
    std::mutex mutex;  // guards the next two
    std::vector<Partition> ready;
    bool ending = false;
    std::condition_variable changed;
  };

  void watch(Partition p) {
    engine_.when_folded({p, next_[p.value]}, [folded = folded_, p] {
      const std::lock_guard lock(folded->mutex);
      folded->ready.push_back(p);
      folded->changed.notify_all();
    });
  }
  void run() {
    std::unique_lock lock(folded_->mutex);
    while (true) {
      folded_->changed.wait(lock, [this] { return folded_->ending || !folded_->ready.empty(); });
      if (folded_->ending) return;
      std::vector<Partition> ready;
      ready.swap(folded_->ready);
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
  const std::shared_ptr<Folded> folded_ = std::make_shared<Folded>();
  std::thread thread_;
};

// Publishes, and waits until all was seen.
void run_fold_leg(engine::Engine& engine, const std::string& brokers, const std::string& topic,
                  std::vector<Item>& items, size_t rate, std::string_view what) {
  std::unordered_map<std::string_view, Item*> by_id;
  for (Item& item : items) by_id.emplace(item.id, &item);
  std::vector<double> latency_ms;
  latency_ms.reserve(items.size());
  std::atomic<size_t> seen = 0;
  std::string id;
  const auto start = Clock::now();
  const double cpu = cpu_seconds();
  {
    Publisher publisher(brokers, topic);
    Feed feed(engine, [&](const engine::StoredRecord& record) {
      id_of(record, id);
      const auto found = by_id.find(id);
      if (found == by_id.end() || record.verdict() != engine::Verdict::valid) return;
      latency_ms.push_back(seconds_since(found->second->sent) * 1000);
      ++seen;
    });
    publisher.send(items, rate);
    while (seen < items.size()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const auto count = static_cast<double>(items.size());
  const double per_second = count / seconds_since(start);
  latency_ms.erase(latency_ms.begin(),
                   latency_ms.begin() + static_cast<ptrdiff_t>(cold(items.size(), rate)));
  tell({.what = std::string(what),
        .per_second = per_second,
        .cpu_us = (cpu_seconds() - cpu) / count * 1e6},
       latency_ms);
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

struct Plan {
  std::string brokers = "127.0.0.1:9092";
  uint64_t customers = 10'000, seconds = 10, inbox_rate = 20'000, log_rate = 50'000;
  size_t connections = 4;
  std::string folder =
      (std::filesystem::temp_directory_path() / fmt::format("dossier-kafka-bench-{}", getpid()))
          .string();
};

void run(const Plan& plan) {
  engine::EngineOptions options;
  options.var = plan.folder + "/one";
  options.kafka = engine::KafkaOptions{.brokers = plan.brokers,
                                       .topic_prefix = fmt::format("bench-{}.", getpid()),
                                       .properties_file = {},
                                       .allow_unreplicated = true};
  const auto made = engine::create_topics(*options.kafka, options.partitions, 1);
  ENSURE(made, "{}", to_string(made.error()));
  const uint64_t at_inbox = plan.inbox_rate * plan.seconds, at_log = plan.log_rate * plan.seconds;
  const auto documents = generate(plan.customers, 2 * (at_inbox + at_log));
  std::span<const std::string> left(documents);
  const auto take = [&left](uint64_t count) {
    const auto some = left.first(std::min<size_t>(count, left.size()));
    left = left.subspan(some.size());
    return some;
  };
  const std::string inbox = topic_name(*options.kafka, engine::TopicRole::inbox);
  const std::string log = topic_name(*options.kafka, engine::TopicRole::events);
  {
    const auto engine = open(options);
    const auto taking = engine->take_inbox();
    ENSURE(taking, "{}", to_string(taking.error()));
    while (engine->inbox()->partitions == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    auto items = inbox_items(take(at_inbox));
    run_fold_leg(*engine, plan.brokers, inbox, items, plan.inbox_rate, "inbox -> folded");
    items = log_items(*engine, take(at_log));
    run_fold_leg(*engine, plan.brokers, log, items, plan.log_rate, "log -> folded");
    const auto to_clients = [&](std::string what, const std::string& topic, uint64_t rate) {
      run_push_leg(*engine,
                   {std::move(what), plan.brokers, topic, rate, plan.connections, plan.folder},
                   items);
    };
    items = inbox_items(take(at_inbox));
    to_clients("inbox", inbox, plan.inbox_rate);
    items = log_items(*engine, take(at_log));
    to_clients("log", log, plan.log_rate);
  }
  catch_up(options, plan.folder + "/two");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The path through Kafka, end to end");
  Plan plan;
  app.add_option("--brokers", plan.brokers)->capture_default_str();
  app.add_option("--customers", plan.customers)->capture_default_str();
  app.add_option("--seconds", plan.seconds, "of each leg")->capture_default_str();
  app.add_option("--inbox-rate", plan.inbox_rate, "events a second")->capture_default_str();
  app.add_option("--log-rate", plan.log_rate, "the same")->capture_default_str();
  app.add_option("--connections", plan.connections, "WebSockets, each watching 64 customers")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  run(plan);
  std::filesystem::remove_all(plan.folder);
  return 0;
}
