// dossier serve: engine, router and server in one process, until SIGINT or SIGTERM.
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <memory>

#include "backend.h"
#include "command.h"
#include "day_schedule.h"
#include "dossier/api/server.h"
#include "dossier/projections/registry.h"
#include "dossier/seeds/personas.h"
#include "exit_code.h"
#include "seeding.h"
#include "signals.h"

namespace dossier::cli {
namespace {

constexpr int kLookMs = 1000;

void open_due_days(engine::Engine& engine, int open_at, std::optional<Date>& latest) {
  latest = std::max(latest, engine.business_date());
  while (!interrupted()) {
    const auto due = day_due(engine.zone(), Instant{engine.now_ms() * 1000}, open_at, latest);
    if (!due) return;
    const auto opened = engine.open_day(due);
    if (!opened) return spdlog::error("opening {}: {}", to_string(*due), to_string(opened.error()));
    spdlog::info("business date {}", to_string(*opened));
    latest = *opened;
  }
}

// Through the front door, as any publisher.
Status seed(const Config& config) {
  DOSSIER_ASSIGN(const auto backend, open_socket(config.socket_path()));
  if (!backend) return fail(ErrorCode::io, "the server does not listen on its own socket");
  DOSSIER_ASSIGN(const auto seeded, seed_personas(*backend));
  for (const Seeded& one : seeded)
    spdlog::info("seeded {}: {} events new, {} known, {} faults", one.customer_id, one.fresh,
                 one.known, one.faults);
  return {};
}

// What a newcomer can try at once, against a customer that the seeds brought.
void print_examples(uint16_t port) {
  const std::string id = seeds::personas().front().customer_id;
  fmt::print("try: curl -s http://127.0.0.1:{}/api/customers/{}\n", port, id);
  fmt::print("     curl -s 'http://127.0.0.1:{}/api/customers/{}/timeline?limit=5'\n", port, id);
  std::fflush(stdout);
}

// What was said of the log already.
struct LogState {
  bool away = false;
  bool unsafe = false;
  size_t stopped = 0;
};

void note_log(const engine::Engine& engine, LogState& said) {
  const auto health = engine.log_health();
  if (health.away != std::exchange(said.away, health.away))
    spdlog::warn("{}", health.away ? "Kafka does not answer: reads go on, events are refused"
                                   : "Kafka answers again");
  if (health.unsafe && !std::exchange(said.unsafe, true))
    spdlog::error("{}", to_string(*health.unsafe));
  for (; said.stopped < health.stopped.size(); ++said.stopped)
    spdlog::error("stopped: {}", to_string(health.stopped[said.stopped].second));
}

// Until a signal comes.
void watch(engine::Engine& engine, const Config& config) {
  std::optional<Date> latest;
  bool told = false;
  LogState log_state;
  while (!interrupted()) {
    if (config.open_day_at) open_due_days(engine, *config.open_day_at, latest);
    if (const auto failure = engine.failure(); failure && !std::exchange(told, true))
      spdlog::error("folding has stopped: {}", to_string(*failure));
    note_log(engine, log_state);
    pause_ms(kLookMs);
  }
}

// Each connection is a file: as many as this user may have.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const Config& config, bool with_seed) {
  raise_file_limit();
  std::signal(SIGPIPE, SIG_IGN);  // whoever read the log may leave; the server stays
  auto engine = engine::Engine::open(config.engine_options(), projections::all_projections());
  if (!engine) return report(engine.error());
  api::Router router(**engine,
                     {.var = config.var, .version = DOSSIER_VERSION, .origins = config.origins});
  api::ServerOptions options;
  options.port = config.port;
  options.socket_path = config.socket_path();
  auto server = api::Server::start(router, options);
  if (!server) return report(server.error());
  spdlog::info("serving version={} var={} zone={} socket={}", DOSSIER_VERSION, config.var,
               config.zone, options.socket_path);
  fmt::print("listening on http://127.0.0.1:{}\n", (*server)->port());
  std::fflush(stdout);
  int code = kOk;
  if (config.on_kafka)
    if (const auto taking = (*engine)->take_inbox(); !taking) code = report(taking.error());
  if (code == kOk && with_seed) {
    if (const auto seeded = seed(config); seeded) {
      print_examples((*server)->port());
    } else if (!interrupted()) {
      code = report(seeded.error());
    }
  }
  if (code == kOk) watch(**engine, config);
  spdlog::info("stopping");
  (*server)->stop();
  router.stop();
  (*engine)->stop();
  spdlog::info("stopped");
  return code;
}

}  // namespace

void add_serve(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("serve", "Serve the API on 127.0.0.1 and var/dossier.sock");
  const auto with_seed = std::make_shared<bool>(false);
  command->add_flag("--seed", *with_seed, "Publish the built-in customers first");
  command->footer(
      "Examples:\n  dossier serve --port 8360 --var ./var\n"
      "  dossier serve --log kafka --brokers kafka-1:9092,kafka-2:9092\n"
      "  dossier serve --zone America/Jamaica --open-day-at 06:00");
  command->callback([&chosen, with_seed] {
    chosen.run = [with_seed](const Config& c) { return serve(c, *with_seed); };
  });
}

}  // namespace dossier::cli
