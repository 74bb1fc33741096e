// dossier doctor: checks configuration, folder, zone, port, and what the engine says of itself.
#include <fmt/format.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <vector>

#include "backend.h"
#include "command.h"
#include "dossier/base/json.h"
#include "exit_code.h"

namespace dossier::cli {
namespace {

struct Finding {
  std::string name, state, detail, remedy;
};
using Findings = std::vector<Finding>;

void check_folder(const Config& config, Findings& out) {
  struct stat status{};
  if (::stat(config.var.c_str(), &status) != 0)
    return out.push_back(
        {"folder", "warn", config.var + " is not there yet", "the first `dossier serve` makes it"});
  if (!S_ISDIR(status.st_mode) || ::access(config.var.c_str(), R_OK | W_OK | X_OK) != 0)
    return out.push_back({"folder", "fail", "this user can not write " + config.var,
                          "change its owner, or run as its owner"});
  if ((status.st_mode & 022) != 0)
    return out.push_back(
        {"folder", "warn", "others may write " + config.var, "chmod go-w " + config.var});
  out.push_back({"folder", "ok", config.var, ""});
}

void check_zone(const Config& config, Findings& out) {
  if (const auto zone = Zone::load(config.zone); !zone)
    out.push_back({"zone", "fail", zone.error().message, "name an IANA zone, and install tzdata"});
  else
    out.push_back({"zone", "ok", config.zone, ""});
}

void check_port(const Config& config, Findings& out) {
  namespace net = boost::asio;
  net::io_context context;
  net::ip::tcp::acceptor acceptor(context);
  boost::system::error_code error;
  acceptor.open(net::ip::tcp::v4(), error);
  acceptor.set_option(net::socket_base::reuse_address(true), error);
  acceptor.bind({net::ip::address_v4::loopback(), config.port}, error);
  if (error)
    out.push_back({"port", "fail", fmt::format("127.0.0.1:{}: {}", config.port, error.message()),
                   "end what holds it, or name another with --port"});
  else
    out.push_back({"port", "ok", fmt::format("127.0.0.1:{} is free", config.port), ""});
}

std::string text_of(const simdjson::dom::element& element, std::string_view name) {
  std::string_view text;
  if (element[name].get_string().get(text)) return {};
  return std::string(text);
}

void add_engine_findings(const std::string& body, Findings& out) {
  simdjson::dom::parser parser;
  simdjson::dom::array checks;
  if (parser.parse(body)["checks"].get_array().get(checks))
    return out.push_back({"engine", "fail", "its answer is not understood", ""});
  for (const auto& check : checks)
    out.push_back({text_of(check, "name"), text_of(check, "state"), text_of(check, "detail"),
                   text_of(check, "remedy")});
}

void check_engine(const Config& config, Findings& out) {
  struct stat status{};
  const auto served = open_socket(config.socket_path());
  if (served && *served) {
    out.push_back({"server", "ok", "listens on " + config.socket_path(), ""});
  } else {
    check_port(config, out);
    // A look must not make the folder.
    if (::stat((config.var + "/records").c_str(), &status) != 0) return;
  }
  const auto backend = open_backend(config);
  if (!backend)
    return out.push_back({"engine", "fail", backend.error().message, backend.error().remedy});
  const auto response = checked((*backend)->call(get("/api/ops/doctor")));
  if (!response)
    return out.push_back({"engine", "fail", response.error().message, response.error().remedy});
  add_engine_findings(response->body, out);
}

void print(const Findings& findings, bool json) {
  JsonWriter out;
  out.begin_object().key("checks").begin_array();
  for (const Finding& finding : findings) {
    out.begin_object().member("name", finding.name).member("state", finding.state);
    out.member("detail", finding.detail);
    if (!finding.remedy.empty()) out.member("remedy", finding.remedy);
    out.end_object();
    if (json) continue;
    fmt::print("{:<5} {:<14} {}\n", finding.state, finding.name, finding.detail);
    if (!finding.remedy.empty()) fmt::print("{:<20} -> {}\n", "", finding.remedy);
  }
  out.end_array().end_object();
  if (json) fmt::print("{}\n", out.str());
}

int doctor(const Config& config, bool json) {
  Findings findings;
  findings.push_back({"configuration", "ok",
                      config.file.empty() ? "no file: flags, environment, defaults" : config.file,
                      ""});
  check_folder(config, findings);
  check_zone(config, findings);
  check_engine(config, findings);
  print(findings, json);
  for (const Finding& finding : findings)
    if (finding.state == "fail") return kFailure;
  return kOk;
}

}  // namespace

void add_doctor(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("doctor", "Check everything, and say what to mend");
  command->callback(
      [&chosen] { chosen.run = [&chosen](const Config& c) { return doctor(c, chosen.json); }; });
}

}  // namespace dossier::cli
