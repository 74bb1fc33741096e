// dossier dead-letters list | show | retry: what intake could not accept from Kafka's inbox.
#include <fmt/format.h>
#include <simdjson.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "backend.h"
#include "command.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

struct Options {
  int64_t number = 0;
  bool all = false;
  std::string file;
};

std::string_view text_of(const simdjson::dom::element& element, std::string_view name) {
  std::string_view text;
  if (element[name].get_string().get(text)) return "";
  return text;
}

int print_list(const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::array letters;
  if (parser.parse(body)["dead_letters"].get_array().get(letters)) {
    fmt::print("{}", body);
    return kOk;
  }
  if (letters.size() == 0) fmt::print("there are no dead letters\n");
  for (const auto& letter : letters) {
    int64_t number = 0;
    if (letter["number"].get_int64().get(number)) continue;
    const auto field = text_of(letter, "field");
    fmt::print("{}  {}  inbox {}\n  {}{}{}\n", number, text_of(letter, "at"),
               text_of(letter, "inbox"), field, field.empty() ? "" : ": ",
               text_of(letter, "message"));
    if (!text_of(letter, "remedy").empty()) fmt::print("  -> {}\n", text_of(letter, "remedy"));
    if (!text_of(letter, "taken").empty()) fmt::print("  taken at {}\n", text_of(letter, "taken"));
  }
  return kOk;
}

int look(const Config& config, const std::string& target, bool as_list) {
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  const auto response = checked((*backend)->call(get(target)));
  if (!response) return report(response.error());
  if (as_list) return print_list(response->body);
  fmt::print("{}", response->body);
  return kOk;
}

Result<std::string> corrected(const std::string& file) {
  if (file.empty()) return std::string();
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened) return fail(ErrorCode::not_found, fmt::format("can not read {}", file), "--with");
  }
  std::istream& input = file == "-" ? std::cin : opened;
  return std::string(std::istreambuf_iterator<char>(input), {});
}

int retry(const Config& config, const Options& options) {
  auto body = corrected(options.file);
  if (!body) return report(body.error());
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  const auto response =
      checked((*backend)->call(post(fmt::format("/api/ops/dead-letters/{}/retry", options.number),
                                    std::move(*body), "application/cloudevents+json")));
  if (!response) return report(response.error());
  fmt::print("{}", response->body);
  // Where no server runs, it has to be folded before this process ends.
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  return kOk;
}

}  // namespace

void add_dead_letters(CLI::App& app, Chosen& chosen) {
  auto* command =
      app.add_subcommand("dead-letters", "What intake could not accept from Kafka's inbox");
  command->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  auto* list = command->add_subcommand("list", "Why, where from, and what to do; newest last");
  list->add_flag("--all", options->all, "Also those that were taken by a retry");
  list->callback([&chosen, options] {
    chosen.run = [&chosen, options](const Config& c) {
      return look(c, options->all ? "/api/ops/dead-letters?all" : "/api/ops/dead-letters",
                  !chosen.json);
    };
  });
  auto* show = command->add_subcommand("show", "One of them, its bytes opened");
  show->add_option("NUMBER", options->number, "As `list` says it")->required();
  show->callback([&chosen, options] {
    chosen.run = [options](const Config& c) {
      return look(c, fmt::format("/api/ops/dead-letters/{}", options->number), false);
    };
  });
  auto* again = command->add_subcommand("retry", "Give it to intake again, as it is or corrected");
  again->add_option("NUMBER", options->number, "As `list` says it")->required();
  again->add_option("--with", options->file, "The corrected event as JSON: a file, or -");
  again->callback([&chosen, options] {
    chosen.run = [options](const Config& c) { return retry(c, *options); };
  });
}

}  // namespace dossier::cli
