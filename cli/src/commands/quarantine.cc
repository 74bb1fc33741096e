// dossier quarantine list | show | retry | skip
#include <fmt/format.h>
#include <simdjson.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "backend.h"
#include "command.h"
#include "dossier/base/ids.h"
#include "dossier/base/json.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

struct Options {
  std::string subject, projection;
};

Result<std::string> path_of(const std::string& subject_text) {
  DOSSIER_ASSIGN(const Subject subject, Subject::parse(subject_text));
  return fmt::format("/api/ops/quarantine/{}/{}", escaped(subject.kind()), escaped(subject.id()));
}

std::string_view text_of(const simdjson::dom::element& element, std::string_view name) {
  std::string_view text;
  if (element[name].get_string().get(text)) return "";
  return text;
}

int print_parked(const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::array parked;
  if (parser.parse(body)["parked"].get_array().get(parked)) {
    fmt::print("{}", body);
    return kOk;
  }
  if (parked.size() == 0) fmt::print("the quarantine is empty\n");
  for (const auto& entry : parked)
    fmt::print("{}  {}  since {}\n  {}\n  {}\n", text_of(entry, "subject"),
               text_of(entry, "projection"), text_of(entry, "since"), text_of(entry, "message"),
               text_of(entry, "remedy"));
  return kOk;
}

int look(const Config& config, const Options& options, bool json) {
  auto path = options.subject.empty() ? Result<std::string>("/api/ops/quarantine")
                                      : path_of(options.subject);
  if (!path) return report(path.error());
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  const auto response = checked((*backend)->call(get(*path)));
  if (!response) return report(response.error());
  if (!json) return print_parked(response->body);
  fmt::print("{}", response->body);
  return kOk;
}

int act(const Config& config, const Options& options, const std::string& what) {
  auto path = path_of(options.subject);
  if (!path) return report(path.error());
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  JsonWriter body;
  body.begin_object().member("projection", options.projection).end_object();
  const auto response =
      checked((*backend)->call(post(*path + "/" + what, body.take(), "application/json")));
  if (!response) return report(response.error());
  fmt::print("{}", response->body);
  // Where no server runs, the request has to be folded before this process ends.
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  return kOk;
}

}  // namespace

void add_quarantine(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("quarantine", "Subjects whose fold has stopped");
  command->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  const auto looks = [&chosen, options] {
    chosen.run = [&chosen, options](const Config& c) { return look(c, *options, chosen.json); };
  };
  command->add_subcommand("list", "All of them")->callback(looks);
  auto* show = command->add_subcommand("show", "One subject's entries");
  show->add_option("SUBJECT", options->subject, "customer/C-1042, or C-1042")->required();
  show->callback(looks);
  for (const auto& [name, help] : {std::pair("retry", "Fold the subject's stream again"),
                                   std::pair("skip", "The same, without the record that failed")}) {
    auto* sub = command->add_subcommand(name, help);
    sub->add_option("SUBJECT", options->subject, "customer/C-1042, or C-1042")->required();
    sub->add_option("PROJECTION", options->projection, "As `show` names it")->required();
    sub->callback([&chosen, options, what = std::string(name)] {
      chosen.run = [options, what](const Config& c) { return act(c, *options, what); };
    });
  }
}

}  // namespace dossier::cli
