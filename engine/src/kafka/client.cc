#include "kafka/client.h"

#include <fmt/format.h>

#include <array>
#include <fstream>

#include "dossier/base/bytes.h"

namespace dossier::engine::kafka {
namespace {

Status set(rd_kafka_conf_t* config, const std::string& name, const std::string& value,
           const std::string& where) {
  std::array<char, 512> why{};
  if (rd_kafka_conf_set(config, name.c_str(), value.c_str(), why.data(), why.size()) ==
      RD_KAFKA_CONF_OK)
    return {};
  return fail(ErrorCode::invalid, why.data(), where, "docs/KAFKA.md shows an example");
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

Status set_from_file(rd_kafka_conf_t* config, const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return fail(ErrorCode::invalid, fmt::format("can not read {}", path), "kafka_properties");
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    line = trimmed(line);
    if (line.empty() || line.front() == '#') continue;
    const size_t sign = line.find('=');
    const std::string where = fmt::format("{} line {}", path, number);
    if (sign == std::string::npos) return fail(ErrorCode::invalid, "is not name=value", where);
    DOSSIER_TRY(set(config, trimmed(std::string_view(line).substr(0, sign)),
                    trimmed(std::string_view(line).substr(sign + 1)), where));
  }
  return {};
}

// librdkafka would write to stderr by itself; what matters comes back as errors.
void no_log(const rd_kafka_t*, int, const char*, const char*) {}
void no_error(rd_kafka_t*, int, const char*, void*) {}

}  // namespace

Result<Client> make_client(rd_kafka_type_t type, const KafkaOptions& options,
                           std::span<const Setting> settings, const Callbacks& callbacks) {
  Config config(rd_kafka_conf_new());
  DOSSIER_TRY(set(config.get(), "bootstrap.servers", options.brokers, "brokers"));
  DOSSIER_TRY(set(config.get(), "client.id", "dossier", "client.id"));
  // A broker that comes back is found again soon.
  DOSSIER_TRY(set(config.get(), "reconnect.backoff.max.ms", "1000", "reconnect.backoff.max.ms"));
  if (!options.properties_file.empty())
    DOSSIER_TRY(set_from_file(config.get(), options.properties_file));
  for (const auto& [name, value] : settings) DOSSIER_TRY(set(config.get(), name, value, name));
  rd_kafka_conf_set_opaque(config.get(), callbacks.opaque);
  rd_kafka_conf_set_log_cb(config.get(), no_log);
  rd_kafka_conf_set_error_cb(config.get(), no_error);
  if (callbacks.delivered) rd_kafka_conf_set_dr_msg_cb(config.get(), callbacks.delivered);
  if (callbacks.rebalanced) rd_kafka_conf_set_rebalance_cb(config.get(), callbacks.rebalanced);
  std::array<char, 512> why{};
  Client client(rd_kafka_new(type, config.get(), why.data(), why.size()));
  if (client == nullptr)
    return fail(ErrorCode::invalid, fmt::format("no client of Kafka can be made: {}", why.data()),
                {}, "check the Kafka settings (docs/KAFKA.md)");
  static_cast<void>(config.release());  // the client's now
  return client;
}

Result<Client> make_looker(const KafkaOptions& options) {
  const Setting settings[] = {{"auto.offset.reset", "error"},
                              {"fetch.wait.max.ms", "50"},
                              // Else a question to a broker that has just gone lasts a minute.
                              {"socket.timeout.ms", "10000"},
                              {"receive.message.max.bytes", "134217728"}};
  return make_client(RD_KAFKA_CONSUMER, options, settings);
}

Error error_of(rd_kafka_resp_err_t code, std::string_view action) {
  const std::string message = fmt::format("Kafka could not {}: {}", action, rd_kafka_err2str(code));
  switch (code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
    case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
    case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
      return {
          ErrorCode::refused, message, {}, "docs/KAFKA.md lists what Dossier has to be allowed"};
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      return {ErrorCode::too_large, message, {}, "split it, or send documents as references"};
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return {ErrorCode::unavailable, message, {}, "`dossier topics check` says what is missing"};
    default: return {ErrorCode::unavailable, message, {}, "send it again after a pause"};
  }
}

std::string encoded_headers(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  ByteWriter out;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    out.varint(0);
    return out.take();
  }
  const size_t count = rd_kafka_header_cnt(headers);
  out.varint(count);
  for (size_t i = 0; i < count; ++i) {
    const char* name = nullptr;
    const void* value = nullptr;
    size_t size = 0;
    rd_kafka_header_get_all(headers, i, &name, &value, &size);
    out.text(name);
    out.text(view(value, size));
  }
  return out.take();
}

}  // namespace dossier::engine::kafka
