// dossier log repair: puts back into Kafka what it lost, from the local copy.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "backend.h"
#include "command.h"
#include "dossier/base/json.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

int repair(const Config& config, bool json) {
  if (!config.on_kafka)
    return report(
        {ErrorCode::invalid, "only a log on Kafka is repaired", "--log", "say --log kafka"});
  engine::RecordsOptions options;
  options.path = config.var + "/records";
  options.partitions = config.partitions;
  options.copy = true;
  // Not read-only: whoever repairs has to be the only one, and the store's lock sees to that.
  const auto records = engine::Records::open(options);
  if (!records) return report(records.error());
  const auto repaired = engine::repair_log(**records, config.kafka);
  if (!repaired) return report(repaired.error());
  JsonWriter out;
  out.begin_object().key("repaired").begin_array();
  for (const auto& one : *repaired) {
    const std::string name = one.partition == engine::kControlPartition
                                 ? "control"
                                 : fmt::format("{}", one.partition.value);
    out.begin_object().member("partition", name).member("records", one.records).end_object();
    if (!json) fmt::print("partition {}: {} records appended again\n", name, one.records);
  }
  out.end_array().end_object();
  if (json)
    fmt::print("{}\n", out.str());
  else if (repaired->empty())
    fmt::print("the log has all that this copy has\n");
  return kOk;
}

}  // namespace

void add_log(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("log", "Kafka's log against the local copy");
  command->require_subcommand(1);
  command
      ->add_subcommand(
          "repair", "Append again what the log lost of the local copy, while nothing else writes")
      ->callback([&chosen] {
        chosen.run = [&chosen](const Config& c) { return repair(c, chosen.json); };
      });
}

}  // namespace dossier::cli
