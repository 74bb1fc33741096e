// dossier set-rate FROM TO RATE DATE
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "backend.h"
#include "command.h"
#include "dossier/base/json.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

struct Rate {
  std::string from, to, rate, date;
};

int set_rate(const Config& config, const Rate& rate) {
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  JsonWriter body;
  body.begin_object().member("from", rate.from).member("to", rate.to);
  body.member("rate", rate.rate).member("date", rate.date).end_object();
  const auto response =
      checked((*backend)->call(post("/api/ops/exchange-rates", body.take(), "application/json")));
  if (!response) return report(response.error());
  fmt::print("1 {} is {} {} from {}\n", rate.from, rate.rate, rate.to, rate.date);
  return kOk;
}

}  // namespace

void add_set_rate(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("set-rate", "Set an exchange rate: an event of the log");
  const auto rate = std::make_shared<Rate>();
  command->add_option("FROM", rate->from, "As USD")->required();
  command->add_option("TO", rate->to, "As JMD")->required();
  command->add_option("RATE", rate->rate, "1 FROM in TO, as 156.25")->required();
  command->add_option("DATE", rate->date, "From when on, as 2026-03-02")->required();
  command->callback(
      [&chosen, rate] { chosen.run = [rate](const Config& c) { return set_rate(c, *rate); }; });
}

}  // namespace dossier::cli
