// The configuration: one TOML file, environment variables over it, flags over those.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/api/principal.h"
#include "dossier/base/error.h"
#include "dossier/engine/engine.h"

namespace dossier::cli {

struct Config {
  std::string file;  // that was read; empty: none
  std::string var = "./var";
  uint16_t port = 8360;
  std::string zone = "America/Jamaica";
  uint32_t partitions = engine::kDefaultPartitions;
  std::optional<int> open_day_at;  // minutes after midnight in `zone`; nothing: by hand
  std::string master_key_file;
  uint32_t memory_mb = 1024;
  uint32_t workers = 0;
  std::string country_code;  // digits before a phone number that is written without its country
  std::string log_level = "info";
  bool log_json = false;  // a JSON object a line
  size_t connections = 8192;
  size_t connections_by_address = 8192;
  double requests_a_second = 200;  // of a person; 0: no limit
  double requests_at_once = 400;
  uint32_t answers_mb = 64;
  uint32_t drain_seconds = 0;
  bool on_kafka = false;
  engine::KafkaOptions kafka;
  std::string vault;
  std::string issuers;               // a file; empty: none
  std::string policy;                // a file; empty: the one that is built in
  std::vector<std::string> origins;  // of pages of other sites that may connect to push

  std::string socket_path() const { return var + "/dossier.sock"; }
  engine::EngineOptions engine_options() const;
};

// One setting: its name in the file ("open_day_at"), from which flag (--open-day-at) and variable
// (DOSSIER_OPEN_DAY_AT) are made.
struct Setting {
  std::string_view name;
  std::string_view help;
  Status (*apply)(Config& config, const std::string& value);
  bool is_switch = false;  // the flag alone means true
};
std::span<const Setting> settings();
std::string flag_of(const Setting& setting);
std::string variable_of(const Setting& setting);

// `given`: by name, what flags and environment say. `file`: empty means var/dossier.toml, where
// there is one. Errors: invalid, with the setting; not_found (a named file); io.
Result<Config> load_config(const std::map<std::string, std::string>& given, std::string file);

}  // namespace dossier::cli
