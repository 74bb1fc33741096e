#include "config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

namespace dossier::cli {
namespace {

template <class T>
Status read_number(const std::string& text, T least, T most, T& out) {
  uint64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto number = static_cast<T>(value);
  if (code != std::errc() || end != text.data() + text.size() || number < least || number > most ||
      static_cast<uint64_t>(number) != value)
    return fail(ErrorCode::invalid, fmt::format("must be a whole number, {} to {}", least, most));
  out = number;
  return {};
}

Status read_time_of_day(const std::string& text, std::optional<int>& out) {
  uint32_t hours = 0, minutes = 0;
  const bool shaped = text.size() == 5 && text[2] == ':';
  if (!shaped || !read_number<uint32_t>(text.substr(0, 2), 0, 23, hours) ||
      !read_number<uint32_t>(text.substr(3), 0, 59, minutes))
    return fail(ErrorCode::invalid, "must be a time of day, as 06:30");
  out = static_cast<int>(hours * 60 + minutes);
  return {};
}

Status read_text(const std::string& text, std::string& out) {
  if (text.empty()) return fail(ErrorCode::invalid, "must not be empty");
  out = text;
  return {};
}

Status read_digits(const std::string& text, std::string& out) {
  if (text.size() > 3 || text.find_first_not_of("0123456789") != std::string::npos)
    return fail(ErrorCode::invalid, "must be one to three digits, as 1 or 84");
  return read_text(text, out);
}

Status read_level(const std::string& text, std::string& out) {
  for (const std::string_view known : {"debug", "info", "warn", "error", "off"})
    if (text == known) return read_text(text, out);
  return fail(ErrorCode::invalid, "must be debug, info, warn, error or off");
}

Status read_log(const std::string& text, bool& on_kafka) {
  if (text != "embedded" && text != "kafka")
    return fail(ErrorCode::invalid, "must be embedded or kafka");
  on_kafka = text == "kafka";
  return {};
}

Status read_log_format(const std::string& text, bool& json) {
  if (text != "text" && text != "json") return fail(ErrorCode::invalid, "must be text or json");
  json = text == "json";
  return {};
}

Status read_switch(const std::string& text, bool& out) {
  if (text != "true" && text != "false") return fail(ErrorCode::invalid, "must be true or false");
  out = text == "true";
  return {};
}

Status read_origins(const std::string& value, std::vector<std::string>& out) {
  out.clear();
  for (size_t begin = 0; begin <= value.size();) {
    const size_t end = std::min(value.find(',', begin), value.size());
    const std::string origin = value.substr(begin, end - begin);
    const size_t scheme = origin.find("://");
    if (scheme == std::string::npos || origin.find('/', scheme + 3) != std::string::npos ||
        origin.find(' ') != std::string::npos)
      return fail(ErrorCode::invalid, "must be origins by commas, as https://desk.bank.example");
    out.push_back(origin);
    begin = end + 1;
  }
  return {};
}

constexpr auto kSettings = std::to_array<Setting>({
    {"var", "Folder of all data (default ./var)",
     [](Config& c, const std::string& v) { return read_text(v, c.var); }},
    {"port", "Port of 127.0.0.1 (default 8360; 0: a free one)",
     [](Config& c, const std::string& v) { return read_number<uint16_t>(v, 0, 65535, c.port); }},
    {"zone", "Time zone of the business day (default America/Jamaica)",
     [](Config& c, const std::string& v) { return read_text(v, c.zone); }},
    {"country_code", "Digits of phone numbers written without their country, as 1 or 84",
     [](Config& c, const std::string& v) { return read_digits(v, c.country_code); }},
    {"partitions", "Partitions of a new log (default 32; fixed for ever)",
     [](Config& c, const std::string& v) {
       return read_number<uint32_t>(v, 1, 1024, c.partitions);
     }},
    {"open_day_at", "Open each next business day at this time, HH:MM in the zone (default: never)",
     [](Config& c, const std::string& v) { return read_time_of_day(v, c.open_day_at); }},
    {"master_key_file", "File of the master key, mode 0600 (default var/master.key)",
     [](Config& c, const std::string& v) { return read_text(v, c.master_key_file); }},
    {"log", "Where the log is: embedded or kafka (default embedded)",
     [](Config& c, const std::string& v) { return read_log(v, c.on_kafka); }},
    {"brokers", "Kafka's brokers (default 127.0.0.1:9092)",
     [](Config& c, const std::string& v) { return read_text(v, c.kafka.brokers); }},
    {"topic_prefix", "Before the name of each topic and group (default none)",
     [](Config& c, const std::string& v) { return read_text(v, c.kafka.topic_prefix); }},
    {"kafka_properties", "File of further settings of librdkafka, name=value (TLS, SASL)",
     [](Config& c, const std::string& v) { return read_text(v, c.kafka.properties_file); }},
    {"allow_unreplicated", "true: topics of one replica will do (a laptop, a test)",
     [](Config& c, const std::string& v) { return read_switch(v, c.kafka.allow_unreplicated); },
     true},
    {"vault", "Folder of the keys (default var/vault); on Kafka, several may share it",
     [](Config& c, const std::string& v) { return read_text(v, c.vault); }},
    {"issuers", "File of the issuers whose tokens are taken (docs/http.md; default none)",
     [](Config& c, const std::string& v) { return read_text(v, c.issuers); }},
    {"policy", "File of the policy (default: the one that is built in, deploy/policy.toml)",
     [](Config& c, const std::string& v) { return read_text(v, c.policy); }},
    {"origins", "Web pages that may connect to push, as https://desk.bank.example, by commas",
     [](Config& c, const std::string& v) { return read_origins(v, c.origins); }},
    {"memory_mb", "Memory for views, in MiB (default 1024)",
     [](Config& c, const std::string& v) {
       return read_number<uint32_t>(v, 64, 1u << 20, c.memory_mb);
     }},
    {"workers", "Threads that fold (default: one for each core)",
     [](Config& c, const std::string& v) { return read_number<uint32_t>(v, 0, 256, c.workers); }},
    {"connections", "Connections at once, at most (default 8192)",
     [](Config& c, const std::string& v) {
       return read_number<size_t>(v, 16, 1u << 20, c.connections);
     }},
    {"connections_by_address", "Of them from one address of the network (default 8192)",
     [](Config& c, const std::string& v) {
       return read_number<size_t>(v, 1, 1u << 20, c.connections_by_address);
     }},
    {"requests_a_second", "Of one who signed in, publishing aside (default 200; 0: no limit)",
     [](Config& c, const std::string& v) {
       return read_number<double>(v, 0, 1e6, c.requests_a_second);
     }},
    {"requests_at_once", "The same after a pause (default 400)",
     [](Config& c, const std::string& v) {
       return read_number<double>(v, 1, 1e6, c.requests_at_once);
     }},
    {"answers_mb", "Memory for answers that are kept, in MiB (default 64)",
     [](Config& c, const std::string& v) {
       return read_number<uint32_t>(v, 0, 1u << 20, c.answers_mb);
     }},
    {"drain_seconds", "How long it goes on once it says that it is about to end (default 0)",
     [](Config& c, const std::string& v) {
       return read_number<uint32_t>(v, 0, 3600, c.drain_seconds);
     }},
    {"log_format", "text, or json: an object a line (default text)",
     [](Config& c, const std::string& v) { return read_log_format(v, c.log_json); }},
    {"log_level", "debug, info, warn, error or off (default info)",
     [](Config& c, const std::string& v) { return read_level(v, c.log_level); }},
});

// Says where a value came from.
Status apply(Config& config, const Setting& setting, const std::string& value,
             std::string_view where) {
  auto status = setting.apply(config, value);
  if (status) return status;
  return fail(ErrorCode::invalid, status.error().message, std::string(where),
              status.error().remedy);
}

const Setting* find_setting(std::string_view name) {
  const auto found = std::ranges::find(kSettings, name, &Setting::name);
  return found == kSettings.end() ? nullptr : &*found;
}

Result<std::string> as_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* given = node.as_boolean()) return given->get() ? "true" : "false";
  return fail(ErrorCode::invalid, "must be a string, a whole number, true or false");
}

Status read_file(const std::string& path, Config& config) {
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::invalid, std::string(error.description()),
                fmt::format("{} line {}", path, error.source().begin.line));
  }
  for (const auto& [key, node] : table) {
    const Setting* setting = find_setting(key.str());
    const std::string where = fmt::format("{} {}", path, key.str());
    if (setting == nullptr)
      return fail(ErrorCode::invalid, "is not a setting", where, "docs/cli.md lists them");
    const auto text = as_text(node);
    if (!text) return fail(ErrorCode::invalid, text.error().message, where);
    DOSSIER_TRY(apply(config, *setting, *text, where));
  }
  config.file = path;
  return {};
}

}  // namespace

std::span<const Setting> settings() { return kSettings; }

std::string flag_of(const Setting& setting) {
  std::string flag = "--" + std::string(setting.name);
  std::ranges::replace(flag, '_', '-');
  return flag;
}

std::string variable_of(const Setting& setting) {
  std::string name = "DOSSIER_" + std::string(setting.name);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return name;
}

engine::EngineOptions Config::engine_options() const {
  engine::EngineOptions options;
  options.var = var;
  options.master_key_file = master_key_file;
  options.zone = zone;
  options.partitions = partitions;
  options.workers = workers;
  options.vault = vault;
  if (on_kafka) options.kafka = kafka;
  options.memory_budget_bytes = size_t{memory_mb} << 20;
  return options;
}

Result<Config> load_config(const std::map<std::string, std::string>& given, std::string file) {
  Config config;
  const bool named = !file.empty();
  if (!named) file = (given.contains("var") ? given.at("var") : config.var) + "/dossier.toml";
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    DOSSIER_TRY(read_file(file, config));
  else if (named)
    return fail(ErrorCode::not_found, fmt::format("there is no file {}", file), "--config");
  for (const auto& [name, value] : given) {
    const Setting* setting = find_setting(name);
    DOSSIER_TRY(apply(config, *setting, value, flag_of(*setting) + " or " + variable_of(*setting)));
  }
  return config;
}

}  // namespace dossier::cli
