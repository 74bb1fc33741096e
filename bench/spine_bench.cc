// The whole path on the embedded log, with the real projections: how fast events are prepared
// (parse, check, derive, seal), taken in (prepared, appended, durable) and folded; what they cost
// on disk and in memory. Events are generated beforehand, so that the generator is not measured.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "dossier/base/ensure.h"
#include "dossier/engine/engine.h"
#include "dossier/projections/registry.h"
#include "dossier/seeds/portfolio.h"

namespace {

using namespace dossier;
using Clock = std::chrono::steady_clock;

constexpr size_t kBatch = 500;  // events of one append
constexpr size_t kPublishers = 4;
constexpr size_t kBatchesWaiting = 64;  // appends under way at once

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void report(std::string_view what, size_t count, double seconds) {
  fmt::print("{:<28} {:>10.0f} events/s   ({} in {:.2f} s)\n", what,
             static_cast<double>(count) / seconds, count, seconds);
}

std::vector<std::string> generate(uint64_t customers, uint64_t events) {
  std::vector<std::string> documents;
  documents.reserve(events);
  seeds::Portfolio portfolio(customers, events, 1);
  for (std::string json; portfolio.next(json);) documents.push_back(json);
  return documents;
}

// Everything up to the append, on one core.
void prepare_only(engine::Engine& engine, const std::vector<std::string>& documents) {
  events::EventParser parser;
  size_t bytes = 0;
  const size_t count = std::min<size_t>(documents.size(), 200'000);
  const auto start = Clock::now();
  for (size_t i = 0; i < count; ++i) {
    auto parsed = parser.parse_cloud_event(documents[i]);
    ENSURE(parsed, "{}", to_string(parsed.error()));
    const auto draft = engine.intake().draft(std::move(*parsed));
    ENSURE(draft, "{}", to_string(draft.error()));
    bytes += draft->value.size() + draft->headers.size();
  }
  report("prepare (parse…seal), 1 core", count, seconds_since(start));
  fmt::print("{:<28} {:>10} B\n", "value and headers, an event", bytes / count);
}

// Waits where too many appends are under way.
class Window {
 public:
  void begin() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_ < kBatchesWaiting; });
    ++open_;
  }
  void end() {
    const std::lock_guard lock(mutex_);
    --open_;
    changed_.notify_all();
  }
  void drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t open_ = 0;
};

// One publisher: the events of its customers, in batches, in order.
void publish(engine::Engine& engine, const std::vector<const std::string*>& documents,
             Window& window) {
  events::EventParser parser;
  for (size_t at = 0; at < documents.size(); at += kBatch) {
    std::vector<Result<events::ParsedEvent>> batch;
    for (size_t i = at; i < std::min(at + kBatch, documents.size()); ++i)
      batch.push_back(parser.parse_cloud_event(*documents[i]));
    window.begin();
    engine.intake().submit(std::move(batch), [&](std::vector<engine::AppendOutcome> outcomes) {
      for (const auto& outcome : outcomes) ENSURE(outcome, "{}", to_string(outcome.error()));
      window.end();
    });
  }
}

// Publishers at once: one that makes a new customer's keys waits for the disk, the others go on.
void take_in(engine::Engine& engine, const std::vector<std::string>& documents) {
  std::vector<std::vector<const std::string*>> lanes(kPublishers);
  for (const auto& document : documents) {
    const size_t subject = document.find("\"subject\":");
    const size_t lane =
        std::hash<std::string_view>()(std::string_view(document).substr(subject, 26));
    lanes[lane % kPublishers].push_back(&document);
  }
  Window window;
  const auto start = Clock::now();
  std::vector<std::thread> publishers;
  for (const auto& lane : lanes) publishers.emplace_back([&] { publish(engine, lane, window); });
  for (auto& publisher : publishers) publisher.join();
  window.drain();
  report("intake, durable", documents.size(), seconds_since(start));
  while (engine.usage(false).unfolded > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  report("intake and fold, all", documents.size(), seconds_since(start));
}

size_t resident_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6)) / 1024;
  return 0;
}

void fold_again(engine::Engine& engine, size_t count) {
  const auto start = Clock::now();
  std::optional<double> folded;
  size_t bytes = 0;
  const auto status = engine.dump_from_zero(
      [&](uint64_t done, uint64_t all) {
        if (done == all && !folded) folded = seconds_since(start);
        return true;
      },
      [&](std::string_view, std::string_view key, std::string_view value) {
        bytes += key.size() + value.size();
        return true;
      });
  ENSURE(status, "{}", to_string(status.error()));
  report("fold from zero, all cores", count, *folded);
  fmt::print("{:<28} {:>10} B\n", "views, an event", bytes / count);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The spine, end to end");
  uint64_t customers = 10'000;
  uint64_t events = 1'000'000;
  app.add_option("--customers", customers)->capture_default_str();
  app.add_option("--events", events)->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const std::string folder =
      (std::filesystem::temp_directory_path() / fmt::format("dossier-bench-{}", getpid())).string();
  std::filesystem::remove_all(folder);
  const auto documents = generate(customers, events);
  const size_t before = resident_mib();
  {
    engine::EngineOptions options;
    options.var = folder;
    auto engine = engine::Engine::open(options, projections::all_projections());
    ENSURE(engine, "{}", to_string(engine.error()));
    take_in(**engine, documents);
    prepare_only(**engine, documents);  // after, so that no key has to be made and synced in it
    const auto usage = (*engine)->usage(true);
    fmt::print("{:<28} {:>10} MiB ({} subjects, {} B each in slices)\n", "memory taken",
               resident_mib() - before, usage.subjects_in_memory,
               usage.state_bytes / std::max<size_t>(1, usage.subjects_in_memory));
    for (const auto& part : usage.disk)
      fmt::print("{:<28} {:>10.1f} B an event\n", "disk: " + part.part,
                 static_cast<double>(part.disk_bytes) / static_cast<double>(events));
    fold_again(**engine, documents.size());
  }
  std::filesystem::remove_all(folder);
  return 0;
}
