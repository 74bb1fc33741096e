// dossier serve: engine, router and server in one process, until SIGINT or SIGTERM.
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <thread>

#include "backend.h"
#include "command.h"
#include "day_schedule.h"
#include "dossier/api/auth.h"
#include "dossier/api/dev_issuer.h"
#include "dossier/api/server.h"
#include "dossier/projections/registry.h"
#include "dossier/seeds/personas.h"
#include "exit_code.h"
#include "notify.h"
#include "seeding.h"
#include "signals.h"

namespace dossier::cli {
namespace {

constexpr int kLookMs = 1000;
constexpr std::chrono::milliseconds kSignOfLife{1000};  // within which the network answers

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
  fmt::print(
      "try, with a token as above: curl -s -H \"Authorization: Bearer $TOKEN\" "
      "http://127.0.0.1:{}/api/customers/{}\n",
      port, id);
  std::fflush(stdout);
}

// A line for each role, for scripts: "token ROLE ID TOKEN".
void print_tokens(const api::DevIssuer& dev, uint16_t port) {
  fmt::print("sign in on http://127.0.0.1:{}/sign-in, or with a token:\n", port);
  const int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(
                            std::chrono::system_clock::now().time_since_epoch())
                            .count();
  for (const api::DevPerson& person : api::dev_people())
    fmt::print("token {} {} {}\n", api::name_of(person.who.role), person.who.id,
               dev.token(person, now_s));
  std::fflush(stdout);
}

// Whose tokens are taken over the network: those of the file, and with --dev our own.
Result<std::unique_ptr<api::Authenticator>> open_authenticator(const Config& config,
                                                               const api::DevIssuer* dev) {
  api::AuthOptions options;
  options.issuers_file = config.issuers;
  if (dev != nullptr) options.issuers.push_back(dev->issuer());
  DOSSIER_ASSIGN(auto made, api::Authenticator::open(std::move(options)));
  if (made->issuers() == 0)
    spdlog::warn(
        "no issuers of tokens: the network gets 401; give --issuers FILE, or --dev on a laptop");
  return made;
}

Status use_policy(api::Router& router, const Config& config) {
  if (config.policy.empty()) return {};
  std::ifstream file(config.policy);
  if (!file)
    return fail(ErrorCode::not_found, "the file can not be read: " + config.policy, "policy");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return router.use_policy(text);
}

// Keys and policy, each read again; one with a fault stays as it was.
void reload(api::Authenticator& authenticator, api::Router& router, const Config& config) {
  if (const auto done = authenticator.reload(); !done)
    spdlog::error("issuers not read again: {}", to_string(done.error()));
  else
    spdlog::info("issuers read again: {}", authenticator.issuers());
  if (const auto used = use_policy(router, config); !used)
    spdlog::error("policy not read again: {}", to_string(used.error()));
  else if (!config.policy.empty())
    spdlog::info("policy read again");
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
void watch(engine::Engine& engine, api::Authenticator& authenticator, api::Router& router,
           const api::Server& server, const Config& config) {
  const auto sign_of_life = watchdog_interval();
  const int look_ms =
      static_cast<int>(std::min<int64_t>(kLookMs, sign_of_life ? sign_of_life->count() : kLookMs));
  std::optional<Date> latest;
  bool told = false;
  LogState log_state;
  while (!interrupted()) {
    if (config.open_day_at) open_due_days(engine, *config.open_day_at, latest);
    if (const auto failure = engine.failure(); failure && !std::exchange(told, true))
      spdlog::error("folding has stopped: {}", to_string(*failure));
    note_log(engine, log_state);
    if (reload_asked()) reload(authenticator, router, config);
    if (sign_of_life && server.responds(kSignOfLife)) notify("WATCHDOG=1");
    pause_ms(look_ms);
  }
}

// Others are asked from now on; who asks here all the same is still answered for a while.
void drain(api::Router& router, const Config& config) {
  spdlog::info("stopping");
  notify("STOPPING=1");
  router.begin_drain();
  std::this_thread::sleep_for(std::chrono::seconds(config.drain_seconds));
}

// Each connection is a file: as many as this user may have.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

struct Wishes {
  bool seed = false;
  bool dev = false;
};

// Until a signal comes. All of it listens already.
int run(engine::Engine& engine, api::Authenticator& authenticator, api::Router& router,
        const api::Server& server, const Config& config, bool with_seed) {
  if (config.on_kafka)
    if (const auto taking = engine.take_inbox(); !taking) return report(taking.error());
  if (with_seed) {
    const auto seeded = seed(config);
    if (!seeded && !interrupted()) return report(seeded.error());
    if (seeded) print_examples(server.port());
  }
  notify("READY=1");
  watch(engine, authenticator, router, server, config);
  return kOk;
}

int serve(const Config& config, const Wishes& wishes) {
  raise_file_limit();
  std::signal(SIGPIPE, SIG_IGN);  // whoever read the log may leave; the server stays
  catch_reload();
  auto engine = engine::Engine::open(config.engine_options(), projections::all_projections());
  if (!engine) return report(engine.error());
  std::unique_ptr<api::DevIssuer> dev;
  if (wishes.dev) {
    auto opened = api::DevIssuer::open(config.var, true);
    if (!opened) return report(opened.error());
    dev = std::move(*opened);
  }
  const auto authenticator = open_authenticator(config, dev.get());
  if (!authenticator) return report(authenticator.error());
  api::Router router(**engine, {.var = config.var,
                                .version = DOSSIER_VERSION,
                                .authenticator = authenticator->get(),
                                .dev = dev.get(),
                                .answer_cache_bytes = size_t{config.answers_mb} << 20,
                                .requests_a_second = config.requests_a_second,
                                .requests_at_once = config.requests_at_once,
                                .search_at_start = true,
                                .country_code = config.country_code,
                                .origins = config.origins});
  if (const auto used = use_policy(router, config); !used) return report(used.error());
  api::ServerOptions options;
  options.port = config.port;
  options.socket_path = config.socket_path();
  options.connections_max = config.connections;
  options.connections_by_address_max = config.connections_by_address;
  auto server = api::Server::start(router, options);
  if (!server) return report(server.error());
  spdlog::info("serving version={} var={} zone={} socket={}", DOSSIER_VERSION, config.var,
               config.zone, options.socket_path);
  fmt::print("listening on http://127.0.0.1:{}\n", (*server)->port());
  std::fflush(stdout);
  if (dev) print_tokens(*dev, (*server)->port());
  const int code = run(**engine, **authenticator, router, **server, config, wishes.seed);
  drain(router, config);
  (*server)->stop();
  router.stop();
  (*engine)->stop();
  spdlog::info("stopped");
  return code;
}

}  // namespace

void add_serve(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("serve", "Serve the API on 127.0.0.1 and var/dossier.sock");
  const auto wishes = std::make_shared<Wishes>();
  command->add_flag("--seed", wishes->seed, "Publish the built-in customers first");
  command->add_flag("--dev", wishes->dev,
                    "Sign people in itself: a page to choose who one is, a token for each role");
  command->footer(
      "Examples:\n  dossier serve --dev --seed\n"
      "  dossier serve --issuers /etc/dossier/issuers.toml --port 8360 --var ./var\n"
      "  dossier serve --log kafka --brokers kafka-1:9092,kafka-2:9092\n"
      "  dossier serve --zone America/Jamaica --open-day-at 06:00\n"
      "SIGHUP: reads the files of issuers and policy again.");
  command->callback(
      [&chosen, wishes] { chosen.run = [wishes](const Config& c) { return serve(c, *wishes); }; });
}

}  // namespace dossier::cli
