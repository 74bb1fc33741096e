// dossier publish FILE|-: one event, a JSON array of events, or JSON Lines.
#include <fmt/format.h>
#include <simdjson.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "command.h"
#include "dossier/base/json.h"
#include "exit_code.h"
#include "publisher.h"
#include "signals.h"

namespace dossier::cli {
namespace {

// A line for each event: its number in the input, and what became of it.
void tell(uint64_t number, const Outcome& outcome, bool json) {
  if (json) {
    JsonWriter out;
    out.begin_object().member("number", number).member("status", outcome.status);
    for (const auto& [name, text] : {std::pair("at", &outcome.at),
                                     {"detail", &outcome.detail},
                                     {"field", &outcome.field},
                                     {"remedy", &outcome.remedy}})
      if (!text->empty()) out.member(name, *text);
    out.end_object();
    fmt::print("{}\n", out.str());
  } else if (outcome.taken()) {
    fmt::print("{}: {} at {}\n", number, outcome.status == 201 ? "taken" : "known already",
               outcome.at);
  } else {
    fmt::print("{}: fault {}: {}; {}\n", number, outcome.status, outcome.detail, outcome.remedy);
  }
}

bool is_object(simdjson::dom::parser& parser, std::string_view text) {
  simdjson::dom::object object;
  return !parser.parse(text.data(), text.size(), true).get_object().get(object);
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Errors: what stopped the publishing as a whole.
Status publish_lines(std::istream& input, std::string line, Publisher& publisher) {
  simdjson::dom::parser parser;
  uint64_t number = 0;
  do {
    ++number;
    if (interrupted()) return fail(ErrorCode::unavailable, "interrupted");
    if (is_blank(line)) continue;
    // A line that is no JSON would spoil its whole batch: the server says alone what it thinks.
    DOSSIER_TRY(is_object(parser, line) ? publisher.add(line, number)
                                        : publisher.add_alone(line, number));
  } while (std::getline(input, line));
  return publisher.flush();
}

Status publish_array(const simdjson::dom::array& events, Publisher& publisher) {
  uint64_t number = 0;
  for (const auto& event : events) DOSSIER_TRY(publisher.add(simdjson::minify(event), ++number));
  return publisher.flush();
}

// The form is told by the first line: a whole object there means a line for each event.
Status publish_all(std::istream& input, Publisher& publisher) {
  std::string text;
  while (is_blank(text) && std::getline(input, text)) {
  }
  simdjson::dom::parser parser;
  if (is_blank(text)) return {};
  if (is_object(parser, text)) return publish_lines(input, std::move(text), publisher);
  const std::string first = text;
  text += '\n';
  text.append(std::istreambuf_iterator<char>(input), {});
  simdjson::dom::element document;
  simdjson::dom::array events;
  if (!parser.parse(text).get(document)) {
    if (!document.get_array().get(events)) return publish_array(events, publisher);
    return publisher.add_alone(std::move(text), 1);
  }
  if (text.find('\n') == text.size() - 1 || !first.starts_with('{'))
    return publisher.add_alone(std::move(text), 1);
  std::istringstream lines(text);
  std::getline(lines, text);
  return publish_lines(lines, std::move(text), publisher);
}

int publish(const Config& config, const std::string& file, bool json) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened)
      return report({ErrorCode::not_found, fmt::format("can not read {}", file), "FILE", ""});
  }
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  Publisher publisher(
      **backend, [json](uint64_t number, const Outcome& outcome) { tell(number, outcome, json); });
  const auto status = publish_all(file == "-" ? std::cin : opened, publisher);
  fmt::print(stderr, "{} new, {} known already, {} faults\n", publisher.fresh(), publisher.known(),
             publisher.faults());
  if (!status) return report(status.error());
  return publisher.faults() == 0 ? kOk : kRefused;
}

}  // namespace

void add_publish(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("publish", "Publish events: one, a JSON array, or JSON Lines");
  const auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "A file, or - for standard input")->required();
  command->callback([&chosen, file] {
    chosen.run = [&chosen, file](const Config& c) { return publish(c, *file, chosen.json); };
  });
}

}  // namespace dossier::cli
