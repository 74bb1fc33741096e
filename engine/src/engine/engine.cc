#include "dossier/engine/engine.h"

#include <fmt/format.h>

#include <condition_variable>
#include <filesystem>
#include <thread>

#include "dossier/base/json.h"
#include "engine/impl.h"
#include "intake/sealer.h"

namespace dossier::engine {
namespace {

int64_t system_now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
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
  DOSSIER_TRY(impl->open_vault());
  DOSSIER_ASSIGN(impl->log, impl->open_log());
  DOSSIER_ASSIGN(impl->access, impl->open_access());
  impl->intake.emplace(*impl->vault, *impl->log, impl->options.clock);
  DOSSIER_ASSIGN(impl->projector, Projector::open(impl->log->records(), projections, *impl->zone,
                                                  impl->projector_options(options.var + "/views")));
  impl->log->on_records([projector = impl->projector.get()](Partition p) { projector->wake(p); });
  impl->projector->start();
  if (impl->options.kafka) {
    DOSSIER_ASSIGN(impl->dead_letters,
                   DeadLetters::open(*impl->options.kafka, *impl->vault, impl->options.clock));
  }
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

void Engine::stop() {
  const std::lock_guard lock(impl_->stop_mutex);
  if (impl_->stopped) return;
  impl_->stopped = true;
  if (impl_->inbox) impl_->inbox->stop();
  impl_->access->stop();
  impl_->log->stop();
  impl_->projector->stop();
}

Intake& Engine::intake() { return *impl_->intake; }
Vault& Engine::vault() { return *impl_->vault; }
AccessLog& Engine::access() { return *impl_->access; }
const AccessLog& Engine::access() const { return *impl_->access; }
const Records& Engine::records() const { return impl_->log->records(); }
const Zone& Engine::zone() const { return *impl_->zone; }
const fold::ProjectionSet& Engine::projections() const { return impl_->projections; }
int64_t Engine::now_ms() const { return impl_->options.clock(); }

std::optional<Error> Engine::failure() const {
  if (auto failure = impl_->projector->failure()) return failure;
  auto failure = impl_->log->health().failed;
  return failure ? failure : impl_->access->health().failed;
}

Status Engine::take_inbox() {
  if (!impl_->options.kafka)
    return fail(ErrorCode::invalid, "only a log on Kafka has an inbox", "log", "say --log kafka");
  DOSSIER_ASSIGN(impl_->inbox,
                 Inbox::start(*impl_->options.kafka, *impl_->intake, *impl_->dead_letters));
  return {};
}

std::optional<InboxStats> Engine::inbox() const {
  if (!impl_->inbox) return std::nullopt;
  return impl_->inbox->stats();
}
DeadLetters* Engine::dead_letters() { return impl_->dead_letters.get(); }

LogHealth Engine::log_health() const { return impl_->log->health(); }
Status Engine::reach_log_end(std::chrono::milliseconds most) { return impl_->log->catch_up(most); }

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

Result<SubjectPage> Engine::subjects(Partition partition, std::string_view kind,
                                     std::string_view after, size_t limit) const {
  return impl_->projector->subjects(partition, kind, after, limit);
}

ChangeFeed& Engine::changes() { return impl_->projector->changes(); }

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
