// dossier open-day [DATE]
#include <fmt/format.h>
#include <simdjson.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "backend.h"
#include "command.h"
#include "dossier/base/json.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

int open_day(const Config& config, const std::string& date, bool json) {
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  JsonWriter body;
  body.begin_object();
  if (!date.empty()) body.member("date", date);
  body.end_object();
  const auto response =
      checked((*backend)->call(post("/api/ops/open-day", body.take(), "application/json")));
  if (!response) return report(response.error());
  simdjson::dom::parser parser;
  std::string_view opened;
  if (json || parser.parse(response->body)["business_date"].get_string().get(opened))
    fmt::print("{}", response->body);
  else
    fmt::print("the business date is {}\n", opened);
  return kOk;
}

}  // namespace

void add_open_day(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("open-day", "Open a business day: what is due falls due");
  const auto date = std::make_shared<std::string>();
  command->add_option("DATE", *date, "As 2026-03-02 (default: the day after the latest, or today)");
  command->callback([&chosen, date] {
    chosen.run = [&chosen, date](const Config& c) { return open_day(c, *date, chosen.json); };
  });
}

}  // namespace dossier::cli
