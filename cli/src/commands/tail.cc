// dossier tail: the records of the log as JSON, one a line, boxes opened.
#include <fmt/format.h>
#include <simdjson.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "backend.h"
#include "command.h"
#include "exit_code.h"
#include "signals.h"

namespace dossier::cli {
namespace {

struct Options {
  bool follow = false;
  std::string from, partition, customer;
};

std::string first_target(const Options& options) {
  std::string from = options.from;
  if (from.empty()) from = options.follow ? "end" : "begin";
  std::string target = "/api/ops/tail?from=" + escaped(from);
  if (!options.partition.empty()) target += "&partition=" + escaped(options.partition);
  return target;
}

// Prints the records of an answer. Says how many, and where to go on.
Result<size_t> print_records(const std::string& body, std::string& next) {
  simdjson::dom::parser parser;
  simdjson::dom::element answer;
  simdjson::dom::array records;
  std::string_view text;
  if (parser.parse(body).get(answer) || answer["records"].get_array().get(records) ||
      answer["next"].get_string().get(text))
    return fail(ErrorCode::io, "the server's answer is not understood");
  for (const auto& record : records) fmt::print("{}\n", simdjson::minify(record));
  next = text;
  std::fflush(stdout);
  return records.size();
}

int tail(const Config& config, const Options& options) {
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  std::string common;
  if (!options.customer.empty()) common += "&subject=" + escaped(options.customer);
  if (options.follow) common += "&wait=25";
  for (std::string target = first_target(options); !interrupted();) {
    const auto response = checked((*backend)->call(get(target + common)));
    if (!response) return options.follow && interrupted() ? kOk : report(response.error());
    std::string next;
    const auto count = print_records(response->body, next);
    if (!count) return report(count.error());
    if (*count == 0 && !options.follow) return kOk;
    target = "/api/ops/tail?from=" + escaped(next);
  }
  return options.follow ? kOk : kInterrupted;
}

}  // namespace

void add_tail(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("tail", "Records of the log as JSON, one a line");
  const auto options = std::make_shared<Options>();
  command->add_flag("--follow,-f", options->follow, "Go on as the log grows, until Ctrl-C");
  command->add_option(
      "--from", options->from,
      "begin, end, or an offset with --partition (default begin; end with --follow)");
  command->add_option("--partition", options->partition, "One partition, or control");
  command->add_option("--customer", options->customer, "One customer's records (C-1042)")
      ->excludes("--partition");
  command->footer("Examples:\n  dossier tail --customer C-1042\n  dossier tail -f --partition 7");
  command->callback([&chosen, options] {
    chosen.run = [options](const Config& c) { return tail(c, *options); };
  });
}

}  // namespace dossier::cli
