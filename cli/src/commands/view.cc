// dossier view CUSTOMER: what is known of a customer, for people or as JSON.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "backend.h"
#include "command.h"
#include "exit_code.h"
#include "view_page.h"

namespace dossier::cli {
namespace {

constexpr int kEntriesForPeople = 10;

struct Options {
  std::string customer, language = "en";
  int entries = -1;  // below 0: as many as the form shows by itself
};

std::string trimmed(std::string json) {
  while (json.ends_with('\n')) json.pop_back();
  return json;
}

Result<std::string> page_of(const std::string& profile, const std::string& timeline, bool json) {
  if (json && timeline.empty()) return profile;
  if (json)
    return fmt::format("{{\"view\":{},\"timeline\":{}}}\n", trimmed(profile), trimmed(timeline));
  DOSSIER_ASSIGN(std::string page, profile_page(profile));
  if (timeline.empty()) return page;
  DOSSIER_ASSIGN(const std::string entries, timeline_page(timeline));
  return page + entries;
}

int view(const Config& config, const Options& options, bool json) {
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  const std::string path = "/api/customers/" + escaped(options.customer);
  const auto profile = checked((*backend)->call(get(path + "?lang=" + options.language)));
  if (!profile) return report(profile.error());
  const int entries = options.entries >= 0 ? options.entries : json ? 0 : kEntriesForPeople;
  std::string timeline;
  if (entries > 0) {
    const auto response = checked((*backend)->call(
        get(fmt::format("{}/timeline?lang={}&limit={}", path, options.language, entries))));
    if (!response) return report(response.error());
    timeline = response->body;
  }
  const auto page = page_of(profile->body, timeline, json);
  if (!page) return report(page.error());
  fmt::print("{}", *page);
  return kOk;
}

}  // namespace

void add_view(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("view", "What is known of a customer");
  const auto options = std::make_shared<Options>();
  command->add_option("CUSTOMER", options->customer, "As C-1042")->required();
  command->add_option("--timeline", options->entries, "Newest entries (default 10; 0 in JSON)")
      ->check(CLI::Range(0, 200));
  command->add_option("--lang", options->language, "en or vi")->check(CLI::IsMember({"en", "vi"}));
  command->footer("Examples:\n  dossier view C-1042\n  dossier view C-1042 --json --timeline 50");
  command->callback([&chosen, options] {
    chosen.run = [&chosen, options](const Config& c) { return view(c, *options, chosen.json); };
  });
}

}  // namespace dossier::cli
