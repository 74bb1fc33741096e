// dossier topics create | check: Kafka's topics, with the settings that each needs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "command.h"
#include "dossier/base/json.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

int check(const Config& config, bool json) {
  const auto faults = engine::check_topics(config.kafka, config.partitions);
  if (!faults) return report(faults.error());
  JsonWriter out;
  out.begin_object().key("faults").begin_array();
  for (const auto& fault : *faults) {
    out.begin_object().member("topic", fault.topic).member("problem", fault.problem);
    out.member("remedy", fault.remedy).end_object();
    if (!json) fmt::print("{} {}\n  -> {}\n", fault.topic, fault.problem, fault.remedy);
  }
  out.end_array().end_object();
  if (json)
    fmt::print("{}\n", out.str());
  else if (faults->empty())
    fmt::print("all topics are there, and safe\n");
  return faults->empty() ? kOk : kFailure;
}

int create(const Config& config, uint16_t replicas, bool json) {
  const auto made = engine::create_topics(config.kafka, config.partitions, replicas);
  if (!made) return report(made.error());
  if (!json)
    for (const std::string& topic : *made) fmt::print("made {}\n", topic);
  return check(config, json);
}

}  // namespace

void add_topics(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("topics", "Kafka's topics: make them, check them");
  command->require_subcommand(1);
  auto* make = command->add_subcommand("create", "Make those that are missing, then check all");
  const auto replicas = std::make_shared<uint16_t>(0);
  make->add_option("--replicas", *replicas,
                   "Of each partition (default 3; 1 if unreplicated will do)")
      ->check(CLI::Range(1, 9));
  make->callback([&chosen, replicas] {
    chosen.run = [&chosen, replicas](const Config& c) {
      const uint16_t usual = c.kafka.allow_unreplicated ? 1 : 3;
      return create(c, *replicas == 0 ? usual : *replicas, chosen.json);
    };
  });
  command->add_subcommand("check", "Say where one could lose records")->callback([&chosen] {
    chosen.run = [&chosen](const Config& c) { return check(c, chosen.json); };
  });
}

}  // namespace dossier::cli
