// Rates of the fold alone, with the real projections: a lender's portfolio is put into records once
// (with its days where asked, so that timers fire), then folded from them by sets of projections:
// one that keeps slices only, all that keep slices only, and all with their rows.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <thread>

#include "dossier/base/json.h"
#include "dossier/engine/intake.h"
#include "dossier/engine/vault.h"
#include "dossier/events/json.h"
#include "dossier/projections/registry.h"
#include "dossier/seeds/portfolio.h"
#include "projector/projector.h"

namespace {

using namespace dossier;
using namespace dossier::engine;
using Clock = std::chrono::steady_clock;

constexpr uint32_t kPartitions = 8;
constexpr size_t kBatch = 2000;

template <class T>
T must(Result<T> result) {
  ENSURE(result.has_value(), "{}", to_string(result.error()));
  return std::move(*result);
}

// Appends, and waits until it is durable.
class Writer {
 public:
  Writer(EventLog& log, Vault& vault) : log_(log), intake_(vault, log, [] { return int64_t{1}; }) {}

  void add(const std::string& json) {
    batch_.push_back(parser_.parse_cloud_event(json));
    if (batch_.size() == kBatch) flush();
  }
  void open_day(Date date) {
    flush();
    const std::string day = to_string(date);
    events::ParseOptions trusted;
    trusted.trusted = true;
    auto event = must(events::EventParser(trusted).parse_cloud_event(fmt::format(
        R"({{"specversion":"1.0","id":"{}","source":"dossier:engine","subject":"control/engine",)"
        R"("type":"dossier.control.business_date_opened.v1","data":{{"date":"{}"}}}})",
        day, day)));
    log_.append_control(must(intake_.draft(std::move(event))), answered());
    wait();
  }
  void flush() {
    if (batch_.empty()) return;
    intake_.submit(std::exchange(batch_, {}), answered());
    wait();
  }

 private:
  AppendDone answered() {
    return [this](std::vector<AppendOutcome> outcomes) {
      for (const auto& outcome : outcomes) ENSURE(outcome, "{}", to_string(outcome.error()));
      const std::lock_guard lock(mutex_);
      done_ = true;
      changed_.notify_all();
    };
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
    done_ = false;
  }

  EventLog& log_;
  Intake intake_;
  events::EventParser parser_;
  std::vector<Result<events::ParsedEvent>> batch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
};

void write_portfolio(const std::string& folder, uint64_t customers, uint64_t events, bool days) {
  auto vault = must(Vault::open(folder + "/vault", must(MasterKey::load(folder + "/key", true))));
  EmbeddedLogOptions options;
  options.clock = [] { return int64_t{1'772'000'000'000}; };
  const auto log = make_embedded_log(
      must(Records::open({.path = folder + "/records", .partitions = kPartitions})),
      std::move(options));
  Writer writer(*log, *vault);
  seeds::Portfolio portfolio(customers, events, 1);
  for (seeds::Portfolio::Item item; portfolio.next(item);) {
    if (item.kind == seeds::Portfolio::Item::Kind::event)
      writer.add(item.json);
    else if (days)
      writer.open_day(item.date);
  }
  writer.flush();
  log->stop();
}

struct Run {
  std::string what;
  std::vector<std::string_view> projections;  // empty: all
  uint32_t workers = 1;
};

fold::ProjectionSet named(const std::vector<std::string_view>& names) {
  fold::ProjectionSet set;
  for (auto& projection : projections::all_projections())
    if (names.empty() || std::ranges::find(names, projection->info().name) != names.end())
      set.push_back(projection);
  return set;
}

void measure(const Run& run, const Records& records, const std::string& path, uint64_t events,
             std::chrono::milliseconds commit_interval, size_t memory_bytes) {
  std::filesystem::remove_all(path);
  ProjectorOptions options;
  options.path = path;
  options.workers = run.workers;
  options.commit_interval = commit_interval;
  options.memory_budget_bytes = memory_bytes;
  const auto zone = must(Zone::load("America/Jamaica"));
  const auto projector = must(Projector::open(records, named(run.projections), zone, options));
  const auto start = Clock::now();
  const std::clock_t cpu = std::clock();
  projector->start();
  for (uint16_t p = 0; p < kPartitions; ++p)
    while (projector->position({p}).next.offset < records.end({p})) {
      ENSURE(!projector->failure(), "{}", to_string(*projector->failure()));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  projector->flush();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const double cpu_seconds = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
  const auto usage = projector->usage(true);
  const auto count = static_cast<double>(events);
  fmt::print("{:<38} {:>9.0f} events/s, {:>6.2f} µs of CPU an event\n", run.what, count / seconds,
             cpu_seconds * 1e6 / count);
  fmt::print(
      "{:<38} {:>9} B a customer in memory, {:.1f} + {:.1f} B an event on disk "
      "(slices + rows); {} parked\n",
      "", usage.state_bytes / std::max<size_t>(1, usage.subjects_in_memory),
      static_cast<double>(usage.disk_slices) / count, static_cast<double>(usage.disk_rows) / count,
      projector->parked().size());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The fold alone");
  uint64_t customers = 10'000, events = 500'000;
  bool days = false;
  size_t only = 0;
  int64_t commit_ms = 500;
  size_t memory_mb = 8192;
  std::string folder =
      (std::filesystem::temp_directory_path() / fmt::format("dossier-fold-{}", getpid())).string();
  std::string kept;
  app.add_option("--customers", customers)->capture_default_str();
  app.add_option("--events", events)->capture_default_str();
  app.add_flag("--days", days, "open each day of the three years, so that timers fire");
  app.add_option("--folder", folder, "made, and removed afterwards")->capture_default_str();
  app.add_option("--records", kept, "a folder whose records are used again, made where absent");
  app.add_option("--only", only, "the run of that number alone, from 1; for a profiler");
  app.add_option("--commit-ms", commit_ms, "at most so long between commits: more under valgrind")
      ->capture_default_str();
  app.add_option("--memory-mb", memory_mb, "of the projector in all")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string& source = kept.empty() ? folder : kept;
  if (!std::filesystem::exists(source + "/records")) {
    std::filesystem::create_directories(source);
    write_portfolio(source, customers, events, days);
  }
  fmt::print("{} events of {} customers{}\n", events, customers,
             days ? ", and each day of three years opened" : "");
  const Run runs[] = {
      {"loans alone, 1 worker", {"loans"}, 1},
      {"all slices, no rows, 1 worker", {"profile", "applications", "loans", "portfolio"}, 1},
      {"all projections and rows, 1 worker", {}, 1},
      {"all projections and rows, 2 workers", {}, 2}};
  {
    const auto records =
        must(Records::open({.path = source + "/records", .partitions = kPartitions}));
    for (size_t i = 0; i < std::size(runs); ++i)
      if (only == 0 || only == i + 1)
        measure(runs[i], *records, folder + "/views", events, std::chrono::milliseconds(commit_ms),
                memory_mb << 20);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
