#include "dossier/engine/access_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "dossier/base/json.h"
#include "dossier/engine/crypto.h"
#include "dossier/engine/intake.h"

namespace dossier::engine {
namespace {

constexpr int64_t kHalfHourMs = 30 * 60 * 1000;
constexpr size_t kBatch = 256;
constexpr Partition kOnly{0};

struct KindNames {
  std::string_view type;
  std::string_view what;  // the field that says it; empty: none
};
// By AccessKind.
constexpr auto kKinds = std::to_array<KindNames>({{"dossier.access.opened.v1", "part"},
                                                  {"dossier.access.revealed.v1", "field"},
                                                  {"dossier.access.exported.v1", "what"},
                                                  {"dossier.access.audit_read.v1", ""},
                                                  {"dossier.access.refused.v1", "operation"}});

// One of these stands for all openings of a half hour: the log's own dedupe sees to that.
std::string id_of(const Access& access, int64_t half_hour) {
  if (access.kind != AccessKind::opened) return random_id();
  return to_string(Instant{half_hour * kHalfHourMs * 1000});
}

std::string event_json(const Access& access, std::string_view id) {
  const KindNames& names = kKinds[static_cast<size_t>(access.kind)];
  JsonWriter json;
  json.begin_object().member("specversion", "1.0").member("id", id);
  json.member("source", "dossier:access/" + access.actor_id).member("type", names.type);
  json.member("subject", access.subject.key()).key("data").begin_object();
  json.key("meta").begin_object().key("actor").begin_object();
  json.member("kind", access.actor_kind).member("id", access.actor_id).end_object();
  if (!access.reason.empty()) json.member("reason", access.reason);
  if (!access.ip.empty()) json.member("ip", access.ip);
  json.end_object().member("role", access.role);
  if (!names.what.empty()) json.member(names.what, access.what);
  json.end_object().end_object();
  return json.take();
}

std::string opening_key(const Access& access) {
  return access.actor_id + '\n' + access.subject.key();
}

std::unexpected<Error> refused(std::string_view why) {
  return fail(ErrorCode::unavailable, fmt::format("the access log takes no entry: {}", why), "",
              "try again after a pause; `dossier doctor` says what is wrong");
}

}  // namespace

struct AccessLog::Impl {
  struct Waiting {
    Access access;
    int64_t half_hour = 0;
    Done done;
  };

  Impl(std::unique_ptr<EventLog> l, Vault& vault, AccessLogOptions o)
      : options(std::move(o)), log(std::move(l)), intake(vault, *log, options.clock) {}

  Status put(Waiting waiting);
  void run();
  void submit(std::vector<Waiting> batch);
  void settle(const Waiting& waiting, const AppendOutcome& outcome);

  const AccessLogOptions options;
  const std::unique_ptr<EventLog> log;
  Intake intake;

  mutable std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  std::deque<Waiting> queue;
  size_t waiting = 0;  // in the queue, and on their way to the disk
  uint64_t lost = 0;
  bool stopped = false;
  int64_t known_half_hour = 0;
  std::unordered_set<std::string> known;  // openings of that half hour

  std::mutex stop_mutex;  // held while the thread is waited for
  std::thread thread;
};

Status AccessLog::Impl::put(Waiting waiting_entry) {
  const std::lock_guard lock(mutex);
  if (stopped) return refused("it is stopping");
  if (waiting >= options.max_waiting) return refused("too many wait to be written");
  ++waiting;
  queue.push_back(std::move(waiting_entry));
  changed.notify_one();
  return {};
}

void AccessLog::Impl::run() {
  for (;;) {
    std::vector<Waiting> batch;
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return !queue.empty() || stopped; });
      if (queue.empty()) return;
      for (; !queue.empty() && batch.size() < kBatch; queue.pop_front())
        batch.push_back(std::move(queue.front()));
    }
    submit(std::move(batch));
  }
}

void AccessLog::Impl::submit(std::vector<Waiting> batch) {
  events::ParseOptions trusted;
  trusted.trusted = true;
  events::EventParser parser(trusted);
  std::vector<Result<events::ParsedEvent>> parsed;
  for (const auto& [access, half_hour, done] : batch)
    parsed.push_back(parser.parse_cloud_event(event_json(access, id_of(access, half_hour))));
  intake.submit(std::move(parsed),
                [this, batch = std::move(batch)](const std::vector<AppendOutcome>& outcomes) {
                  for (size_t i = 0; i < batch.size(); ++i) settle(batch[i], outcomes[i]);
                });
}

void AccessLog::Impl::settle(const Waiting& entry, const AppendOutcome& outcome) {
  const bool opening = entry.access.kind == AccessKind::opened;
  // The first opening of the half hour may have been of another part, or from another address.
  const bool stands =
      outcome.has_value() || (opening && outcome.error().code == ErrorCode::conflict);
  {
    const std::lock_guard lock(mutex);
    --waiting;
    if (!stands && !entry.done) ++lost;
    if (stands && opening && entry.half_hour >= known_half_hour) {
      if (entry.half_hour > known_half_hour || known.size() >= options.max_known) known.clear();
      known_half_hour = entry.half_hour;
      known.insert(opening_key(entry.access));
    }
  }
  if (entry.done) entry.done(stands ? Status() : std::unexpected(outcome.error()));
}

AccessLog::AccessLog(std::unique_ptr<EventLog> log, Vault& vault, AccessLogOptions options)
    : impl_(std::make_unique<Impl>(std::move(log), vault, std::move(options))) {
  impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

AccessLog::~AccessLog() { stop(); }

void AccessLog::append(Access access, Done done) {
  const int64_t half_hour = impl_->options.clock() / kHalfHourMs;
  if (access.kind == AccessKind::opened && knows(access)) return done({});
  if (auto put = impl_->put({std::move(access), half_hour, done}); !put) done(std::move(put));
}

Status AccessLog::note(Access access) {
  const int64_t half_hour = impl_->options.clock() / kHalfHourMs;
  Status put = impl_->put({std::move(access), half_hour, {}});
  if (!put) {
    const std::lock_guard lock(impl_->mutex);
    ++impl_->lost;
  }
  return put;
}

bool AccessLog::knows(const Access& opening) const {
  const int64_t half_hour = impl_->options.clock() / kHalfHourMs;
  const std::lock_guard lock(impl_->mutex);
  return impl_->known_half_hour == half_hour && impl_->known.contains(opening_key(opening));
}

Result<AccessPage> AccessLog::read(const Subject& subject, Offset before, size_t limit) const {
  DOSSIER_ASSIGN(auto offsets, records().stream(subject));
  offsets.erase(std::ranges::lower_bound(offsets, before), offsets.end());
  AccessPage page;
  while (!offsets.empty() && page.entries.size() < limit) {
    DOSSIER_ASSIGN(page.entries.emplace_back(), records().get({kOnly, offsets.back()}));
    offsets.pop_back();
  }
  page.more = !offsets.empty();
  return page;
}

const Records& AccessLog::records() const { return impl_->log->records(); }

AccessCounts AccessLog::counts() const {
  AccessCounts counts;
  counts.entries = static_cast<uint64_t>(records().end(kOnly).value);
  const std::lock_guard lock(impl_->mutex);
  counts.waiting = impl_->waiting;
  counts.lost = impl_->lost;
  return counts;
}

LogHealth AccessLog::health() const { return impl_->log->health(); }

void AccessLog::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopped = true;
  }
  impl_->changed.notify_all();
  {
    // The thread ends once all that waits was handed to the log.
    const std::lock_guard lock(impl_->stop_mutex);
    if (impl_->thread.joinable()) impl_->thread.join();
  }
  impl_->log->stop();
}

}  // namespace dossier::engine
