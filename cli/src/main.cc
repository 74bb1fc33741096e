// The `dossier` command: reads command line and configuration, runs one sub-command.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>

#include "command.h"
#include "exit_code.h"
#include "log_format.h"
#include "signals.h"

namespace dossier::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  dossier serve --dev --seed               serve on 127.0.0.1:8360, with customers to look at
  dossier view C-1042 --timeline 20        what is known of a customer
  dossier audit C-1042                     who did and saw what of a customer
  dossier publish events.jsonl             one event a line; - reads from standard input
  dossier tail --follow                    the log, as it grows
  dossier seed portfolio --customers 1000 --events 100000 --seed 1
  dossier replay dump --from-zero --sha256

Beside a running `serve` the commands use it; else they open the folder themselves.
Settings also come from var/dossier.toml and DOSSIER_* variables; flags go before them.
Exit codes: 0 done, 1 failure, 2 usage, 3 not found, 4 refused, 5 unavailable, 130 interrupted.)";

// Logs go to stderr: stdout is for what was asked for.
void start_log(const Config& config) {
  auto logger = spdlog::stderr_logger_mt("dossier");
  logger->set_formatter(config.log_json ? json_format() : text_format());
  logger->set_level(spdlog::level::from_str(config.log_level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void declare(CLI::App& app, Chosen& chosen, std::map<std::string, std::string>& given,
             std::string& file) {
  app.set_version_flag("--version", std::string("dossier " DOSSIER_VERSION));
  app.footer(kExamples);
  app.require_subcommand(1);
  app.add_flag("--json", chosen.json, "Answer in JSON, where there is more than one form");
  app.add_option("--config", file, "Configuration file (default var/dossier.toml)")
      ->envname("DOSSIER_CONFIG");
  for (const Setting& setting : settings()) {
    auto* option = app.add_option_function<std::string>(
        flag_of(setting),
        [&given, name = std::string(setting.name)](const std::string& value) {
          given[name] = value;
        },
        std::string(setting.help));
    option->take_last()->envname(variable_of(setting));
    if (setting.is_switch) option->expected(0, 1)->default_str("true");
  }
  for (const auto add :
       {add_serve, add_seed, add_publish, add_tail, add_view, add_audit, add_open_day, add_set_rate,
        add_quarantine, add_replay, add_topics, add_dead_letters, add_log, add_token, add_doctor})
    add(app, chosen);
  for (CLI::App* command : app.get_subcommands({})) {
    command->fallthrough();
    const std::string own = command->get_footer();
    command->footer(own + (own.empty() ? "" : "\n") + "Options of all commands: dossier --help");
    for (CLI::App* nested : command->get_subcommands({})) nested->fallthrough();
  }
}

int run(int argc, char** argv) {
  Chosen chosen;
  std::map<std::string, std::string> given;
  std::string file;
  CLI::App app("Dossier: a live, provable file on every customer of a lender.", "dossier");
  declare(app, chosen, given, file);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  const auto config = load_config(given, file);
  if (!config) {
    fmt::print(stderr, "dossier: {}\n", to_string(config.error()));
    return kUsage;
  }
  start_log(*config);
  catch_signals();
  return chosen.run(*config);
}

}  // namespace
}  // namespace dossier::cli

int main(int argc, char** argv) { return dossier::cli::run(argc, argv); }
