// dossier token ROLE: a token of the folder's own issuer, for scripts beside `serve --dev`.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "command.h"
#include "dossier/api/dev_issuer.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

constexpr int64_t kTtlMostS = int64_t{30} * 24 * 3600;

struct Wanted {
  std::string role;
  int64_t ttl_s = api::DevIssuer::kTtlS;
};

int token(const Config& config, const Wanted& wanted) {
  const auto issuer = api::DevIssuer::open(config.var, false);
  if (!issuer) return report(issuer.error());
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  fmt::print("{}\n",
             (*issuer)->token(api::dev_person(*api::role_of(wanted.role)), now_s, wanted.ttl_s));
  return kOk;
}

}  // namespace

void add_token(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("token", "Print a token for a `serve --dev` on this folder");
  const auto wanted = std::make_shared<Wanted>();
  std::vector<std::string> names;
  for (const api::DevPerson& person : api::dev_people())
    names.emplace_back(api::name_of(person.who.role));
  command->add_option("ROLE", wanted->role, "As officer, auditor, admin or publisher")
      ->required()
      ->check(CLI::IsMember(names));
  command->add_option("--ttl", wanted->ttl_s, "Seconds that it is good for (default 12 hours)")
      ->check(CLI::Range(int64_t{1}, kTtlMostS));
  command->footer(
      "Example:\n  curl -s -H \"Authorization: Bearer $(dossier token officer)\" "
      "http://127.0.0.1:8360/api/customers/C-1042");
  command->callback(
      [&chosen, wanted] { chosen.run = [wanted](const Config& c) { return token(c, *wanted); }; });
}

}  // namespace dossier::cli
