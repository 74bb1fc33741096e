#include "projector/projector.h"

#include <fmt/format.h>

#include <array>

namespace dossier::engine {
namespace {

constexpr std::string_view kFormat = "2";  // 2: contributions are kept packed

// What the stored bytes depend on: another list means another store.
std::string fingerprint(const ProjectionOrder& order) {
  std::string text;
  for (const auto& entry : order.entries()) {
    const auto& info = entry.projection->info();
    text += fmt::format("{}:{}:{} ", info.slot, info.name, info.version);
  }
  return text;
}

}  // namespace

Projector::Projector(const Records& records, const fold::ProjectionSet& projections,
                     const Zone& zone)
    : records_(records), order_(projections), zone_(zone) {}

Projector::~Projector() { stop(); }

Result<std::unique_ptr<Projector>> Projector::open(const Records& records,
                                                   const fold::ProjectionSet& projections,
                                                   const Zone& zone,
                                                   const ProjectorOptions& options) {
  std::unique_ptr<Projector> projector(new Projector(records, projections, zone));
  const size_t store_share = options.memory_budget_bytes / 3;
  ViewStore::Options store;
  store.path = options.path;
  store.cache_bytes = store_share;
  store.write_buffer_bytes = std::min<size_t>(store_share / 4, 64u << 20);
  DOSSIER_ASSIGN(projector->store_, ViewStore::open(store));
  DOSSIER_TRY(projector->check_format(options));
  projector->environment_ = std::make_unique<FoldEnvironment>(
      FoldEnvironment{records, *projector->store_, projector->order_, projector->zone_});
  for (uint16_t p = 0; p < records.partition_count(); ++p) {
    projector->partitions_.push_back(
        std::make_unique<PartitionFold>(*projector->environment_, Partition{p}));
    projector->waiters_.push_back(std::make_unique<Waiters>());
    DOSSIER_TRY(projector->partitions_.back()->load());
  }
  std::vector<PartitionFold*> partitions;
  for (const auto& partition : projector->partitions_) partitions.push_back(partition.get());
  projector->feed_ = std::make_unique<PartitionFeed>(std::move(partitions));
  projector->make_workers(options, options.memory_budget_bytes - store_share);
  return projector;
}

Status Projector::check_format(const ProjectorOptions& options) {
  const std::array<std::pair<std::string_view, std::string>, 4> facts = {
      {{"format", std::string(kFormat)},
       {"log-id", to_hex(records_.log_id())},
       {"zone", zone_.name()},
       {"projections", fingerprint(order_)}}};
  ViewStore::Batch batch(*store_);
  for (const auto& [name, value] : facts) {
    DOSSIER_ASSIGN(const auto stored, store_->get(Family::meta, name));
    if (stored && *stored != value)
      return fail(ErrorCode::refused,
                  fmt::format("the views in {} were made with {} '{}', not '{}'", options.path,
                              name, *stored, value),
                  "", "set it back, or remove the folder: the views are made again from records");
    if (!stored) batch.put(Family::meta, name, value);
  }
  return batch.empty() ? Status() : store_->write(batch);
}

void Projector::make_workers(const ProjectorOptions& options, size_t state_budget) {
  const size_t count = std::clamp<size_t>(options.workers, 1, partitions_.size());
  WorkerOptions worker;
  worker.commit_interval = options.commit_interval;
  worker.commit_bytes = options.commit_bytes;
  worker.state_budget_bytes = state_budget / count;
  for (size_t w = 0; w < count; ++w) {
    std::vector<PartitionFold*> own;
    std::vector<Partition> names;
    for (size_t p = w; p < partitions_.size(); p += count) {
      own.push_back(partitions_[p].get());
      names.push_back({static_cast<uint16_t>(p)});
    }
    Worker::Hooks hooks;
    hooks.folded = [this](Partition partition) { folded(partition); };
    hooks.failed = [this](const Error& error) {
      const std::lock_guard lock(failure_mutex_);
      if (!failure_) failure_ = error;
    };
    workers_.push_back(std::make_unique<Worker>(*store_, std::move(own), std::move(names), worker,
                                                std::move(hooks)));
  }
}

void Projector::start() {
  for (auto& worker : workers_) worker->start();
}

void Projector::wake(Partition partition) {
  if (partition.value < partitions_.size()) workers_[partition.value % workers_.size()]->wake();
}

void Projector::stop() {
  for (auto& worker : workers_) worker->stop(true);
  if (feed_) feed_->stop();
  if (store_) static_cast<void>(store_->sync());  // best effort: records can make it all again
}

bool Projector::flush() {
  bool good = true;
  for (auto& worker : workers_) good = worker->flush() && good;
  return good;
}

std::optional<Error> Projector::failure() const {
  const std::lock_guard lock(failure_mutex_);
  return failure_;
}

FoldedPosition Projector::position(Partition partition) const {
  return partitions_.at(partition.value)->position();
}

void Projector::when_folded(Position position, std::function<void()> reached) {
  if (position.partition.value >= waiters_.size()) return;  // no such position will ever be folded
  Waiters& waiters = *waiters_[position.partition.value];
  {
    const std::lock_guard lock(waiters.mutex);
    // Registered before the position is looked at, so that a fold in between finds it.
    waiters.waiting.emplace(position.offset, std::move(reached));
  }
  folded(position.partition);
}

void Projector::folded(Partition partition) {
  const Offset next = partitions_[partition.value]->position().next.offset;
  Waiters& waiters = *waiters_[partition.value];
  std::vector<std::function<void()>> ready;
  {
    const std::lock_guard lock(waiters.mutex);
    const auto end = waiters.waiting.lower_bound(next);
    for (auto it = waiters.waiting.begin(); it != end; ++it) ready.push_back(std::move(it->second));
    waiters.waiting.erase(waiters.waiting.begin(), end);
  }
  for (const auto& reached : ready) reached();
  feed_->signal(partition);
}

const PartitionFold& Projector::of(const Subject& subject) const {
  return *partitions_[partition_of(subject, records_.partition_count()).value];
}

Result<SubjectView> Projector::read(const Subject& subject,
                                    std::span<const fold::Slot> slots) const {
  return of(subject).read(subject, slots);
}

Result<RowPage> Projector::read_rows(const Subject& subject, const RowQuery& query) const {
  return of(subject).read_rows(subject, query);
}

Result<SubjectPage> Projector::subjects(Partition partition, std::string_view kind,
                                        std::string_view after, size_t limit) const {
  return partitions_.at(partition.value)->subjects(kind, after, limit);
}

Totals Projector::totals(fold::Slot slot, std::string_view prefix) const {
  TotalsSum sum;
  for (const auto& partition : partitions_) partition->add_totals(slot, prefix, sum);
  return sum.take();
}

std::vector<ParkedSubject> Projector::parked() const {
  std::vector<ParkedSubject> all;
  for (const auto& partition : partitions_)
    for (auto& parked : partition->parked()) all.push_back(std::move(parked));
  return all;
}

Status Projector::dump(const DumpVisit& visit) const {
  const auto snapshot = store_->snapshot();
  const std::array<std::pair<Family, std::string_view>, 4> families = {{{Family::slices, "slice"},
                                                                        {Family::rows, "row"},
                                                                        {Family::timers, "timer"},
                                                                        {Family::totals, "total"}}};
  for (const auto& [family, name] : families)
    DOSSIER_TRY(store_->scan(
        family, {}, snapshot,
        [&](std::string_view key, std::string_view value) { return visit(name, key, value); }));
  return {};
}

Projector::Usage Projector::usage(bool with_disk) const {
  Usage usage;
  for (const auto& partition : partitions_) {
    usage.subjects_in_memory += partition->subjects_in_memory();
    usage.state_bytes += partition->memory_bytes();
  }
  usage.store_bytes = store_->memory_bytes();
  if (with_disk) {
    usage.disk_slices = store_->disk_bytes(Family::slices);
    usage.disk_rows = store_->disk_bytes(Family::rows);
    usage.disk_timers = store_->disk_bytes(Family::timers);
  }
  return usage;
}

}  // namespace dossier::engine
