// Opening what an engine stands on: the vault, and the logs, embedded or on Kafka.
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <thread>

#include "dossier/base/bytes.h"
#include "dossier/base/json.h"
#include "dossier/engine/crypto.h"
#include "dossier/events/fbs/control_generated.h"
#include "dossier/events/flatbuffer.h"
#include "engine/impl.h"

namespace dossier::engine {
namespace {

constexpr size_t kAccessCacheBytes = 8u << 20;  // entries are read seldom
constexpr std::string_view kLogCreated = "dossier.control.log_created.v1";

// Drafts a record before there is a log to append it to.
struct NoLog final : EventLog {
  void append(std::vector<Draft>, AppendDone) override {}
  void append_control(Draft, AppendDone) override {}
  const Records& records() const override { std::abort(); }
  void on_records(std::function<void(Partition)>) override {}
  void stop() override {}
};

// The first record of a new log.
Result<Draft> log_created(const Engine::Impl& impl, std::string_view log_id) {
  JsonWriter data;
  data.begin_object().member("log_id", to_hex(log_id));
  data.member("partitions", impl.options.partitions).member("format_version", 1);
  data.member("created_at", to_string(Instant{impl.options.clock() * 1000})).end_object();
  DOSSIER_ASSIGN(auto event,
                 impl.own_event(kLogCreated, "control/engine", "log-created", data.str()));
  NoLog none;
  return Intake(*impl.vault, none, impl.options.clock).draft(std::move(event));
}

std::unexpected<Error> no_log() {
  return fail(ErrorCode::refused, "the first record of the control topic is not that of a log", "",
              "these topics are not Dossier's, or were written to by others: use other ones, with "
              "--topic-prefix");
}

// The id that the log's first record gives it.
Result<std::string> log_id_of(std::string_view value, uint32_t partitions) {
  std::vector<uint64_t> aligned((value.size() + 7) / 8);
  std::copy(value.begin(), value.end(), reinterpret_cast<char*>(aligned.data()));
  const auto* bytes = reinterpret_cast<const char*>(aligned.data());
  if (!events::verify(*events::find_type(kLogCreated), {bytes, value.size()})) return no_log();
  const auto* created = flatbuffers::GetRoot<event::control::LogCreated>(bytes);
  if (created->log_id() == nullptr) return no_log();
  const auto id = from_hex(created->log_id()->string_view());
  if (!id || id->size() != 8) return no_log();
  const auto count = static_cast<uint32_t>(created->partitions().value_or(0));
  if (count != partitions)
    return fail(
        ErrorCode::refused,
        fmt::format("the log was made with {} partitions, and {} are asked for", count, partitions),
        "partitions", fmt::format("set partitions to {}: the count is fixed for ever", count));
  return *id;
}

}  // namespace

Status Engine::Impl::open_vault() {
  const std::string folder = options.vault.empty() ? options.var + "/vault" : options.vault;
  const std::string key_file =
      !options.master_key_file.empty()
          ? options.master_key_file
          : (std::filesystem::absolute(folder).parent_path() / "master.key").string();
  auto master = MasterKey::load(key_file, true);
  if (!master && options.kafka) {
    // Another process that shares the vault may be making the file right now.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    master = MasterKey::load(key_file, true);
  }
  if (!master) return std::unexpected(std::move(master.error()));
  DOSSIER_ASSIGN(
      vault, options.kafka ? Vault::open_shared(folder, *master) : Vault::open(folder, *master));
  return {};
}

Result<std::unique_ptr<EventLog>> Engine::Impl::open_log() const {
  return options.kafka ? open_kafka() : open_embedded();
}

Result<std::unique_ptr<EventLog>> Engine::Impl::open_embedded() const {
  RecordsOptions kept;
  kept.path = options.var + "/records";
  kept.partitions = options.partitions;
  DOSSIER_ASSIGN(auto records, Records::open(kept));
  EmbeddedLogOptions log;
  log.clock = options.clock;
  if (records->end(kControlPartition) == Offset{0}) {
    DOSSIER_ASSIGN(log.first_control, log_created(*this, records->log_id()));
  }
  return make_embedded_log(std::move(records), std::move(log));
}

Result<std::unique_ptr<EventLog>> Engine::Impl::open_kafka() const {
  std::array<uint8_t, 8> fresh;
  random_bytes(fresh);
  DOSSIER_ASSIGN(const Draft created, log_created(*this, as_text(fresh)));
  DOSSIER_ASSIGN(const std::string first,
                 first_control_value(*options.kafka, created, options.clock()));
  RecordsOptions kept;
  kept.path = options.var + "/records";
  kept.partitions = options.partitions;
  kept.copy = true;
  DOSSIER_ASSIGN(kept.log_id, log_id_of(first, options.partitions));
  DOSSIER_ASSIGN(auto records, Records::open(kept));
  KafkaLogOptions log;
  log.kafka = *options.kafka;
  log.clock = options.clock;
  return open_kafka_log(std::move(records), std::move(log));
}

Result<std::unique_ptr<AccessLog>> Engine::Impl::open_access() const {
  RecordsOptions kept;
  kept.path = options.var + "/access";
  kept.partitions = 1;
  kept.copy = options.kafka.has_value();
  kept.log_id = log->records().log_id();
  kept.cache_bytes = kAccessCacheBytes;
  DOSSIER_ASSIGN(auto records, Records::open(kept));
  std::unique_ptr<EventLog> entries;
  if (options.kafka) {
    KafkaLogOptions on_kafka;
    on_kafka.kafka = *options.kafka;
    on_kafka.clock = options.clock;
    on_kafka.topic = TopicRole::access;
    DOSSIER_ASSIGN(entries, open_kafka_log(std::move(records), std::move(on_kafka)));
  } else {
    EmbeddedLogOptions embedded;
    embedded.clock = options.clock;
    entries = make_embedded_log(std::move(records), std::move(embedded));
  }
  AccessLogOptions access;
  access.clock = options.clock;
  return std::make_unique<AccessLog>(std::move(entries), *vault, std::move(access));
}

}  // namespace dossier::engine
