// dossier log repair: puts back into Kafka what it lost, from the local copies.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "backend.h"
#include "command.h"
#include "dossier/base/json.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

// Not read-only: whoever repairs has to be the only one, and the store's lock sees to that.
Result<std::unique_ptr<engine::Records>> copy_of(const std::string& path, uint32_t partitions,
                                                 const std::string& log_id) {
  engine::RecordsOptions options;
  options.path = path;
  options.partitions = partitions;
  options.copy = true;
  options.log_id = log_id;
  return engine::Records::open(options);
}

Result<std::vector<engine::Repaired>> repair_both(const Config& config) {
  DOSSIER_ASSIGN(const auto events, copy_of(config.var + "/records", config.partitions, {}));
  DOSSIER_ASSIGN(const auto access, copy_of(config.var + "/access", 1, events->log_id()));
  const engine::CopiedLog logs[] = {{engine::TopicRole::events, *events},
                                    {engine::TopicRole::access, *access}};
  return engine::repair_logs(logs, config.kafka);
}

int repair(const Config& config, bool json) {
  if (!config.on_kafka)
    return report(
        {ErrorCode::invalid, "only a log on Kafka is repaired", "--log", "say --log kafka"});
  const auto repaired = repair_both(config);
  if (!repaired) return report(repaired.error());
  JsonWriter out;
  out.begin_object().key("repaired").begin_array();
  for (const auto& one : *repaired) {
    const bool events = one.topic == engine::TopicRole::events;
    const std::string name = one.partition == engine::kControlPartition
                                 ? "control"
                                 : fmt::format("{}", one.partition.value);
    out.begin_object().member("log", events ? "events" : "access");
    out.member("partition", name).member("records", one.records).end_object();
    if (!json)
      fmt::print("{}: {} records appended again\n", events ? "partition " + name : "the access log",
                 one.records);
  }
  out.end_array().end_object();
  if (json)
    fmt::print("{}\n", out.str());
  else if (repaired->empty())
    fmt::print("the logs have all that these copies have\n");
  return kOk;
}

}  // namespace

void add_log(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("log", "Kafka's logs against the local copies");
  command->require_subcommand(1);
  command
      ->add_subcommand(
          "repair",
          "Append again what the logs lost of the local copies, while nothing else writes")
      ->callback([&chosen] {
        chosen.run = [&chosen](const Config& c) { return repair(c, chosen.json); };
      });
}

}  // namespace dossier::cli
