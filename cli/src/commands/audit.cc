// dossier audit CUSTOMER: who did and saw what of a customer, both logs merged, newest first.
#include <fmt/format.h>
#include <simdjson.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "backend.h"
#include "command.h"
#include "exit_code.h"
#include "terminal.h"

namespace dossier::cli {
namespace {

namespace dom = simdjson::dom;

constexpr int kPageMost = 200;

struct Options {
  std::string customer, from, to, actor, action, entity, language = "en";
  int limit = 50;
};

std::string target_of(const Options& options, int limit, const std::string& cursor) {
  std::string target = fmt::format("/api/customers/{}/audit?lang={}&limit={}",
                                   escaped(options.customer), options.language, limit);
  for (const auto& [name, value] : {std::pair("from", options.from),
                                    {"to", options.to},
                                    {"actor", options.actor},
                                    {"action", options.action},
                                    {"entity", options.entity},
                                    {"cursor", cursor}})
    if (!value.empty()) target += fmt::format("&{}={}", name, escaped(value));
  return target;
}

// Empty where it is absent, null, or no string.
std::string text_at(const dom::element& object, const char* pointer) {
  std::string_view text;
  return object.at_pointer(pointer).get_string().get(text) ? std::string() : std::string(text);
}

std::string things(const dom::element& entry) {
  dom::array entities;
  std::string out;
  if (entry["entities"].get_array().get(entities)) return out;
  for (const auto& entity : entities)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", text_at(entity, "/kind"),
                       text_at(entity, "/id"));
  return out;
}

void print_change(const dom::element& change) {
  std::string before = text_at(change, "/before");
  if (bool known = true; !change["before_known"].get_bool().get(known) && !known) before = "?";
  const std::string after = text_at(change, "/after");
  fmt::print("    {}: {}{}\n", text_at(change, "/field"), before.empty() ? "" : before + " → ",
             after.empty() ? "–" : after);
}

void print_entry(const dom::element& entry) {
  fmt::print("\n{}  {}  {}  {}\n", text_at(entry, "/recorded"), text_at(entry, "/text/who"),
             bold(text_at(entry, "/text/action")), dim(text_at(entry, "/id")));
  fmt::print("    {}\n", dim(things(entry)));
  dom::array changes;
  if (!entry["changes"].get_array().get(changes))
    for (const auto& change : changes) print_change(change);
  for (const char* name : {"/reason", "/ip"})
    if (const std::string text = text_at(entry, name); !text.empty())
      fmt::print("    {}: {}\n", name + 1, text);
}

// The page's entries, and how many; `cursor`: of the next one, empty where there is none.
Result<int> print_page(const std::string& json, std::string& cursor) {
  dom::parser parser;
  dom::element page;
  dom::array entries;
  if (parser.parse(json).get(page) || page["entries"].get_array().get(entries))
    return fail(ErrorCode::io, "the server's answer is not understood");
  for (const auto& entry : entries) print_entry(entry);
  cursor = text_at(page, "/next");
  return static_cast<int>(entries.size());
}

int audit(const Config& config, const Options& options, bool json) {
  const auto backend = open_backend(config);
  if (!backend) return report(backend.error());
  if (const auto folded = (*backend)->catch_up(); !folded) return report(folded.error());
  std::string cursor;
  int left = options.limit;
  do {
    const auto response =
        checked((*backend)->call(get(target_of(options, std::min(left, kPageMost), cursor))));
    if (!response) return report(response.error());
    if (json) {
      fmt::print("{}", response->body);
      return kOk;
    }
    const auto printed = print_page(response->body, cursor);
    if (!printed) return report(printed.error());
    left -= *printed;
  } while (left > 0 && !cursor.empty());
  return kOk;
}

}  // namespace

void add_audit(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("audit", "Who did and saw what of a customer; the look is noted, too");
  command->add_option("customer", options->customer, "The customer's id")->required();
  command->add_option("--from", options->from, "Recorded since: a date or an instant");
  command->add_option("--to", options->to, "Recorded up to, the day or instant itself with it");
  command->add_option("--actor", options->actor, "officer/A-7, A-7 or officer");
  command->add_option("--action", options->action, "A type of event, or its family: payment");
  command->add_option("--entity", options->entity, "loan/LN-1, LN-1 or loan");
  command->add_option("--limit", options->limit, "Newest entries (default 50; in JSON 200 at most)")
      ->check(CLI::Range(1, 100'000));
  command->add_option("--lang", options->language, "en or vi")->check(CLI::IsMember({"en", "vi"}));
  command->footer(
      "Examples:\n  dossier audit C-1042\n  dossier audit C-1042 --action access --from "
      "2026-03-01");
  command->callback([&chosen, options] {
    chosen.run = [&chosen, options](const Config& c) { return audit(c, *options, chosen.json); };
  });
}

}  // namespace dossier::cli
