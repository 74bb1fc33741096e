// dossier seed [personas] | dossier seed portfolio --customers N --events M --seed S
#include "seeding.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "command.h"
#include "dossier/base/json.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

int tell(const std::vector<Seeded>& all, bool json) {
  uint64_t faults = 0;
  for (const Seeded& seeded : all) {
    faults += seeded.faults;
    if (json) {
      JsonWriter out;
      out.begin_object();
      if (!seeded.customer_id.empty()) out.member("customer", seeded.customer_id);
      out.member("new", seeded.fresh).member("known", seeded.known);
      out.member("faults", seeded.faults).end_object();
      fmt::print("{}\n", out.str());
    } else {
      fmt::print("{}: {} events new, {} known already, {} faults\n",
                 seeded.customer_id.empty() ? "portfolio" : seeded.customer_id, seeded.fresh,
                 seeded.known, seeded.faults);
    }
  }
  return faults == 0 ? kOk : kRefused;
}

int personas(const Config& config, bool json) {
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  const auto seeded = seed_personas(**backend);
  return seeded ? tell(*seeded, json) : report(seeded.error());
}

struct Size {
  uint64_t customers = 1000, events = 100'000, seed = 1;
};

int portfolio(const Config& config, const Size& size, bool json) {
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  const auto seeded = seed_portfolio(**backend, size.customers, size.events, size.seed);
  return seeded ? tell({*seeded}, json) : report(seeded.error());
}

}  // namespace

void add_seed(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("seed", "Publish customers to look at; twice changes nothing");
  const auto asked = std::make_shared<bool>(false);  // says what is the default
  command->add_flag("--personas", *asked, "The built-in customers (the default)");
  command->footer(
      "Examples:\n  dossier seed\n  dossier seed portfolio --customers 1000 --events 100000");
  command->require_subcommand(0, 1);
  auto* many = command->add_subcommand("portfolio", "A generated portfolio over three years");
  const auto size = std::make_shared<Size>();
  many->add_option("--customers", size->customers, "How many (default 1000)")
      ->check(CLI::Range(1u, 1u << 31));
  many->add_option("--events", size->events, "In all (default 100000)");
  many->add_option("--seed", size->seed, "The same number gives the same bytes (default 1)");
  command->callback([&chosen, many, size, asked] {
    if (many->parsed())
      chosen.run = [&chosen, size](const Config& c) { return portfolio(c, *size, chosen.json); };
    else
      chosen.run = [&chosen](const Config& c) { return personas(c, chosen.json); };
  });
}

}  // namespace dossier::cli
