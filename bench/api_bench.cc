// Reads of a hot view over loopback, a token with each: how many a core serves, and how long they
// take, idle and while events are folded. Each figure is the best of some runs, beside the floor
// and the target of this engine.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <future>
#include <thread>

#include "dossier/base/ensure.h"
#include "dossier/projections/registry.h"
#include "dossier/seeds/personas.h"
#include "dossier/seeds/portfolio.h"
#include "http_load.h"
#include "served.h"

namespace {

using namespace dossier;
using bench::Load;
using Clock = std::chrono::steady_clock;

constexpr size_t kBatch = 100;  // events of one append

struct Options {
  std::string role = "officer";
  std::string path;  // empty: the 360 view of the first persona
  size_t connections = 16;
  double seconds = 3;
  int runs = 3;
  double paced = 5000;  // reads a second where latency is measured; at most half of capacity
  uint64_t customers = 5000, events = 400'000;  // that are folded meanwhile
};

double process_cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

std::unique_ptr<engine::Engine> open_engine(const std::string& folder) {
  engine::EngineOptions options;
  options.var = folder;
  options.workers = 1;
  return bench::must(engine::Engine::open(options, projections::all_projections()));
}

api::ServerOptions one_thread() {
  api::ServerOptions options;
  options.threads = 1;
  return options;
}

// As a command in this process would.
api::Response ask(bench::Served& served, std::string method, std::string target,
                  std::string body = {}, const std::string& content_type = "application/json") {
  std::promise<api::Response> answer;
  served.router().handle({std::move(method),
                          std::move(target),
                          {{"content-type", content_type}},
                          std::move(body),
                          api::Peer::in_process},
                         [&](api::Response response) { answer.set_value(std::move(response)); });
  return answer.get_future().get();
}

void wait_folded(engine::Engine& engine) {
  while (engine.usage(false).unfolded > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

// The customer that is read; its id.
std::string publish_persona(engine::Engine& engine, bench::Served& served) {
  const seeds::Persona persona = seeds::personas().front();
  const std::string day = R"({"date":")" + to_string(persona.business_date) + R"("})";
  ENSURE(ask(served, "POST", "/api/ops/open-day", day).status == 200, "the day was not opened");
  const auto events = seeds::expand(persona);
  ENSURE(events, "{}", to_string(events.error()));
  std::string batch;
  for (const std::string& event : *events) batch += (batch.empty() ? "[" : ",") + event;
  const auto answer =
      ask(served, "POST", "/api/events", batch + "]", "application/cloudevents-batch+json");
  ENSURE(answer.status == 200, "the persona was not taken: {}", answer.body);
  wait_folded(engine);
  return persona.customer_id;
}

// Events of a portfolio, published in the background at some rate.
class Publisher {
 public:
  Publisher(engine::Engine& engine, const Options& options) : engine_(engine) {
    seeds::Portfolio portfolio(options.customers, options.events, 1);
    for (std::string json; portfolio.next(json);) documents_.push_back(json);
  }

  // As fast as they are taken and folded, for at most a third of them: events a second.
  double most() {
    const size_t count = documents_.size() / 3;
    const auto start = Clock::now();
    publish(count, 0);
    wait_folded(engine_);
    return static_cast<double>(count) / std::chrono::duration<double>(Clock::now() - start).count();
  }
  // From now until end(), or until there are no more events.
  void begin(double rate) {
    stop_ = false;
    thread_ = std::thread([this, rate] { publish(documents_.size(), rate); });
  }
  void end() {
    stop_ = true;
    thread_.join();
    wait_folded(engine_);
  }
  bool has_more() const { return next_ < documents_.size(); }

 private:
  void publish(size_t until, double rate) {
    const auto start = Clock::now();
    const size_t first = next_;
    std::atomic<size_t> open = 0;
    events::EventParser parser;
    while (next_ < until && !stop_) {
      std::vector<Result<events::ParsedEvent>> batch;
      while (batch.size() < kBatch && next_ < until)
        batch.push_back(parser.parse_cloud_event(documents_[next_++]));
      while (open > 16) std::this_thread::sleep_for(std::chrono::microseconds(200));
      ++open;
      engine_.intake().submit(std::move(batch),
                              [&](const std::vector<engine::AppendOutcome>&) { --open; });
      if (rate > 0)
        std::this_thread::sleep_until(
            start + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(next_ - first) / rate)));
    }
    while (open > 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
  }

  engine::Engine& engine_;
  std::vector<std::string> documents_;
  size_t next_ = 0;  // of whoever publishes
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

void report(std::string_view what, double value, std::string_view unit, double floor, double target,
            bool more_is_better) {
  const bool reached = more_is_better ? value >= floor : value <= floor;
  fmt::print("{:<44} {:>10.2f} {:<11} floor {:>7}  target {:>7}  {}\n", what, value, unit, floor,
             target, reached ? "reached" : "MISSED");
}

// Requests for each second of the server's own work; the runs, and the best.
double measure_core(const bench::LoadOptions& load, int runs) {
  double best = 0;
  for (int i = 0; i < runs; ++i) {
    const double cpu = process_cpu_seconds();
    const Load done = bench::run_load(load);
    const double server = process_cpu_seconds() - cpu - done.client_cpu_seconds;
    const double a_core = static_cast<double>(done.requests) / server;
    fmt::print("  {:.0f} requests/s on the wall, {:.0f} a core-second, {} B an answer\n",
               done.per_second(), a_core, done.bytes / std::max<uint64_t>(1, done.requests));
    best = std::max(best, a_core);
  }
  return best;
}

// The best p99 of some runs, in ms.
double measure_latency(bench::LoadOptions load, double rate, int runs, Publisher* publisher,
                       double events) {
  load.rate = rate;
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    if (publisher != nullptr && !publisher->has_more()) break;
    if (publisher != nullptr) publisher->begin(events);
    const Load done = bench::run_load(load);
    if (publisher != nullptr) publisher->end();
    fmt::print("  {:.0f} requests/s: p50 {:.3f}  p99 {:.3f}  most {:.3f} ms\n", done.per_second(),
               done.latency_ms(0.5), done.latency_ms(0.99), done.latency_ms(1));
    best = std::min(best, done.latency_ms(0.99));
  }
  return best;
}

void run(const Options& options, const std::string& folder) {
  const auto engine = open_engine(folder);
  bench::Served served(*engine, folder, one_thread());
  const std::string customer = publish_persona(*engine, served);
  const std::string path = options.path.empty() ? "/api/customers/" + customer : options.path;
  const auto role = api::role_of(options.role);
  ENSURE(role, "{} is no role", options.role);
  bench::LoadOptions load;
  load.port = served.port();
  load.connections = options.connections;
  load.seconds = options.seconds;
  load.request = fmt::format(
      "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
      "Authorization: Bearer {}\r\n\r\n",
      path, served.token(*role));
  fmt::print("GET {} as {}, {} connections\n", path, options.role, options.connections);
  const double core = measure_core(load, options.runs);
  const double rate = std::min(options.paced, core / 2);
  const double idle = measure_latency(load, rate, options.runs, nullptr, 0);
  Publisher publisher(*engine, options);
  const double fold = publisher.most();
  fmt::print("  intake and fold at most {:.0f} events/s; now half of it\n", fold);
  const double busy = measure_latency(load, rate, options.runs, &publisher, fold / 2);
  report("reads of a hot view, a core", core, "requests/s", 50'000, 80'000, true);
  report("p99, idle", idle, "ms", 1, 0.3, false);
  report("p99, fold at half its rate", busy, "ms", 5, 1, false);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Reads over HTTP");
  app.add_option("--role", options.role)->capture_default_str();
  app.add_option("--path", options.path, "What is read (default: the first persona)");
  app.add_option("--connections", options.connections)->capture_default_str();
  app.add_option("--seconds", options.seconds, "Of each run")->capture_default_str();
  app.add_option("--runs", options.runs)->capture_default_str();
  app.add_option("--paced", options.paced, "Reads a second for latency")->capture_default_str();
  app.add_option("--events", options.events, "Folded meanwhile")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const std::string folder =
      (std::filesystem::temp_directory_path() / fmt::format("dossier-bench-{}", getpid())).string();
  std::filesystem::remove_all(folder);
  run(options, folder);
  std::filesystem::remove_all(folder);
  return 0;
}
