#include "dossier/engine/engine.h"

#include <fmt/format.h>

#include <condition_variable>
#include <filesystem>
#include <thread>

#include "dossier/base/bytes.h"
#include "dossier/base/json.h"
#include "engine/impl.h"
#include "intake/sealer.h"

namespace dossier::engine {
namespace {

int64_t system_now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// The first record of a new log.
Result<Draft> log_created(const Engine::Impl& impl, Intake& intake, const Records& records) {
  JsonWriter data;
  data.begin_object().member("log_id", to_hex(records.log_id()));
  data.member("partitions", records.partition_count()).member("format_version", 1);
  data.member("created_at", to_string(Instant{impl.options.clock() * 1000})).end_object();
  DOSSIER_ASSIGN(auto event, impl.own_event("dossier.control.log_created.v1", "control/engine",
                                            "log-created", data.str()));
  return intake.draft(std::move(event));
}

Result<std::unique_ptr<EventLog>> open_log(const Engine::Impl& impl) {
  RecordsOptions options;
  options.path = impl.options.var + "/records";
  options.partitions = impl.options.partitions;
  DOSSIER_ASSIGN(auto records, Records::open(options));
  EmbeddedLogOptions log;
  log.clock = impl.options.clock;
  if (records->end(kControlPartition) == Offset{0}) {
    // Only makes the record: nothing is appended before the log is there.
    struct NoLog final : EventLog {
      void append(std::vector<Draft>, AppendDone) override {}
      void append_control(Draft, AppendDone) override {}
      const Records& records() const override { std::abort(); }
      void on_records(std::function<void(Partition)>) override {}
      void stop() override {}
    } none;
    Intake intake(*impl.vault, none, impl.options.clock);
    DOSSIER_ASSIGN(log.first_control, log_created(impl, intake, *records));
  }
  return make_embedded_log(std::move(records), std::move(log));
}

}  // namespace

ProjectorOptions Engine::Impl::projector_options(const std::string& path) const {
  ProjectorOptions projector;
  projector.path = path;
  projector.workers =
      options.workers != 0 ? options.workers : std::max(1u, std::thread::hardware_concurrency());
  projector.memory_budget_bytes = options.memory_budget_bytes;
  projector.commit_interval = options.commit_interval;
  return projector;
}

Result<events::ParsedEvent> Engine::Impl::own_event(std::string_view type, std::string_view subject,
                                                    std::string id, const std::string& data) const {
  JsonWriter json;
  json.begin_object().member("specversion", "1.0").member("id", id);
  json.member("source", "dossier:engine").member("type", type).member("subject", subject);
  json.key("data").raw(data).end_object();
  events::ParseOptions trusted;
  trusted.trusted = true;
  return events::EventParser(trusted).parse_cloud_event(json.str());
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() { stop(); }

Result<std::unique_ptr<Engine>> Engine::open(const EngineOptions& options,
                                             const fold::ProjectionSet& projections) {
  auto impl = std::make_unique<Impl>();
  impl->options = options;
  if (!impl->options.clock) impl->options.clock = system_now_ms;
  impl->projections = projections;
  DOSSIER_ASSIGN(impl->zone, Zone::load(options.zone));
  std::error_code error;
  std::filesystem::create_directories(options.var, error);
  if (error)
    return fail(ErrorCode::io,
                fmt::format("can not make the folder {}: {}", options.var, error.message()), "",
                "name a folder that this user may write, with --var");
  const std::string key_file =
      options.master_key_file.empty() ? options.var + "/master.key" : options.master_key_file;
  DOSSIER_ASSIGN(const MasterKey master, MasterKey::load(key_file, true));
  DOSSIER_ASSIGN(impl->vault, Vault::open(options.var + "/vault", master));
  DOSSIER_ASSIGN(impl->log, open_log(*impl));
  impl->intake.emplace(*impl->vault, *impl->log, impl->options.clock);
  DOSSIER_ASSIGN(impl->projector, Projector::open(impl->log->records(), projections, *impl->zone,
                                                  impl->projector_options(options.var + "/views")));
  impl->log->on_records([projector = impl->projector.get()](Partition p) { projector->wake(p); });
  impl->projector->start();
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

void Engine::stop() {
  const std::lock_guard lock(impl_->stop_mutex);
  if (impl_->stopped) return;
  impl_->stopped = true;
  impl_->log->stop();
  impl_->projector->stop();
}

Intake& Engine::intake() { return *impl_->intake; }
Vault& Engine::vault() { return *impl_->vault; }
const Records& Engine::records() const { return impl_->log->records(); }
const Zone& Engine::zone() const { return *impl_->zone; }
const fold::ProjectionSet& Engine::projections() const { return impl_->projections; }
int64_t Engine::now_ms() const { return impl_->options.clock(); }
std::optional<Error> Engine::failure() const { return impl_->projector->failure(); }

FoldedPosition Engine::position(Partition partition) const {
  return impl_->projector->position(partition);
}

void Engine::when_folded(Position position, std::function<void()> reached) {
  impl_->projector->when_folded(position, std::move(reached));
}

bool Engine::wait_folded(Position position, std::chrono::milliseconds most) {
  struct Signal {
    std::mutex mutex;
    std::condition_variable changed;
    bool reached = false;
  };
  const auto signal = std::make_shared<Signal>();  // outlives a wait that was given up
  when_folded(position, [signal] {
    const std::lock_guard lock(signal->mutex);
    signal->reached = true;
    signal->changed.notify_all();
  });
  std::unique_lock lock(signal->mutex);
  return signal->changed.wait_for(lock, most, [&] { return signal->reached; });
}

Result<SubjectView> Engine::read(const Subject& subject, std::span<const fold::Slot> slots) const {
  return impl_->projector->read(subject, slots);
}

Result<RowPage> Engine::read_rows(const Subject& subject, const RowQuery& query) const {
  return impl_->projector->read_rows(subject, query);
}

Totals Engine::totals(fold::Slot slot, std::string_view prefix) const {
  return impl_->projector->totals(slot, prefix);
}

OpenedBox Engine::open_box(const Subject& subject, const fold::SealedBox& box) const {
  const std::string_view owner = box.owner.empty() ? std::string_view(subject.key()) : box.owner;
  const auto* type = events::find_type(box.type);
  if (box.erased || impl_->vault->erased(owner)) return {OpenedBox::State::erased, {}, {}};
  if (type == nullptr) return {OpenedBox::State::unreadable, {}, "unknown event type"};
  std::string sealed = box.sealed;
  if (sealed.empty()) {
    auto kept = read_large_box(subject, box);
    if (!kept) return {OpenedBox::State::unreadable, {}, kept.error().message};
    sealed = std::move(*kept);
  }
  const BoxContext context{subject.key(), box.source, box.id, type->name};
  auto plain = impl_->vault->open_box(owner, box.purpose, box.key_id, context, sealed);
  if (!plain) return {OpenedBox::State::unreadable, {}, plain.error().message};
  if (!*plain) return {OpenedBox::State::erased, {}, {}};
  return {OpenedBox::State::open, std::move(**plain), {}};
}

Result<std::string> Engine::read_large_box(const Subject& subject,
                                           const fold::SealedBox& box) const {
  const Partition partition = partition_of(subject, records().partition_count());
  DOSSIER_ASSIGN(const StoredRecord record, records().get({partition, box.origin}));
  return sealed_bytes(record, box.owner, box.purpose);
}

Result<OpenedEvent> Engine::open_event(const StoredRecord& record) const {
  DOSSIER_ASSIGN(auto unsealed, unseal_record(*impl_->vault, record));
  return OpenedEvent{std::move(unsealed.tree), std::move(unsealed.erased),
                     std::move(unsealed.unreadable)};
}

}  // namespace dossier::engine
