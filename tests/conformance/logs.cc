#include "conformance/logs.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "dossier/base/ensure.h"
#include "dossier/engine/kafka.h"

namespace dossier::engine::test {
namespace {

std::unique_ptr<Records> open_records(const LogSetting& setting, bool copy) {
  auto records = Records::open(
      {.path = setting.folder + "/records", .partitions = setting.partitions, .copy = copy});
  ENSURE(records.has_value(), "{}", to_string(records.error()));
  return std::move(*records);
}

std::unique_ptr<EventLog> open_embedded(const LogSetting& setting) {
  EmbeddedLogOptions options{.clock = setting.clock};
  options.first_control = setting.first_control;
  return make_embedded_log(open_records(setting, false), std::move(options));
}

template <class T>
T good(Result<T> result) {
  ENSURE(result.has_value(), "{}", to_string(result.error()));
  return std::move(*result);
}

// Topics of its own for each folder, on the broker that the test was given.
KafkaOptions kafka_options(const LogSetting& setting) {
  const char* brokers = std::getenv("DOSSIER_TEST_BROKERS");
  ENSURE(brokers != nullptr, "DOSSIER_TEST_BROKERS names no broker");
  KafkaOptions options;
  options.brokers = brokers;
  options.allow_unreplicated = true;
  options.topic_prefix =
      std::filesystem::path(setting.folder).parent_path().filename().string() + ".";
  return options;
}

std::unique_ptr<EventLog> open_kafka(const LogSetting& setting) {
  KafkaLogOptions options{.kafka = kafka_options(setting), .clock = setting.clock};
  if (setting.access) options.topic = TopicRole::access;
  good(create_topics(options.kafka, setting.partitions, 1));
  if (setting.first_control)
    good(first_control_value(options.kafka, *setting.first_control, setting.clock()));
  auto log = good(open_kafka_log(open_records(setting, true), std::move(options)));
  // The engine does not wait for the copies, but the suite looks for them at once.
  for (uint16_t p = 0; setting.first_control && p < setting.partitions; ++p)
    while (log->records().end({p}).value == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto caught_up = log->catch_up(std::chrono::seconds(30));
  ENSURE(caught_up.has_value(), "{}", to_string(caught_up.error()));
  return log;
}

}  // namespace

const std::vector<LogKind>& log_kinds() {
  static const std::vector<LogKind> kinds = [] {
    const char* name = std::getenv("DOSSIER_TEST_LOG");
    if (name != nullptr && std::string_view(name) == "kafka")
      return std::vector<LogKind>{{"kafka", open_kafka}};
    return std::vector<LogKind>{{"embedded", open_embedded}};
  }();
  return kinds;
}

}  // namespace dossier::engine::test
