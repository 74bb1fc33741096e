// Erasure: what the vault can not open any more is not answered from that moment on, since each hit
// is looked at again, and leaves the index within a second.
#include "search/customer_search.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "search/found.h"

namespace dossier::api {
namespace {

constexpr size_t kPage = 256;
constexpr std::chrono::seconds kLook{1};  // for destroyed keys, and again after an error

}  // namespace

struct CustomerSearch::News {
  std::mutex mutex;
  std::condition_variable changed;
  std::set<Partition> of;  // guarded by mutex, as is the next
  bool stopping = false;

  void add(Partition partition) {
    const std::lock_guard lock(mutex);
    of.insert(partition);
    changed.notify_all();
  }
  std::set<Partition> wait() {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, kLook, [this] { return stopping || !of.empty(); });
    return std::exchange(of, {});
  }
  bool stopped() {
    const std::lock_guard lock(mutex);
    return stopping;
  }
};

CustomerSearch::CustomerSearch(engine::Engine& engine, std::string country_code)
    : engine_(engine),
      changes_(changes_of_log(engine)),
      index_(std::move(country_code)),
      news_(std::make_shared<News>()),
      taken_(engine.records().partition_count()) {}

CustomerSearch::~CustomerSearch() { stop(); }

void CustomerSearch::start() {
  std::call_once(started_, [this] { thread_ = std::thread([this] { run(); }); });
}

void CustomerSearch::stop() {
  std::call_once(started_, [] {});  // from now on nobody starts it
  {
    const std::lock_guard lock(news_->mutex);
    news_->stopping = true;
    news_->changed.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void CustomerSearch::take_in(Partition partition, Offset next) {
  std::vector<std::function<void()>> reached;
  {
    const std::lock_guard lock(taken_mutex_);
    Taken& taken = taken_[partition.value];
    taken.next = next;
    taken.built = true;
    const auto end = taken.waiting.lower_bound(next);
    for (auto at = taken.waiting.begin(); at != end; ++at) reached.push_back(std::move(at->second));
    taken.waiting.erase(taken.waiting.begin(), end);
  }
  for (const auto& then : reached) then();
}

Offset CustomerSearch::taken(Partition partition) const {
  const std::lock_guard lock(taken_mutex_);
  return taken_[partition.value].next;
}

void CustomerSearch::when_taken(Position position, std::function<void()> then) {
  {
    const std::lock_guard lock(taken_mutex_);
    Taken& taken = taken_[position.partition.value];
    if (position.offset >= taken.next) {
      taken.waiting.emplace(position.offset, std::move(then));
      return;
    }
  }
  then();
}

size_t CustomerSearch::partitions_built() const {
  const std::lock_guard lock(taken_mutex_);
  return static_cast<size_t>(std::ranges::count(taken_, true, &Taken::built));
}

Status CustomerSearch::refresh(const Subject& subject) {
  DOSSIER_ASSIGN(const auto view, engine_.read(subject, search_slots()));
  if (view.exists)
    index_.put(entry_of(engine_, subject, view));
  else
    index_.remove(subject.id());
  return {};
}

// Each customer is read after the position was taken, so nothing before it can be missing.
Status CustomerSearch::build(Partition partition) {
  std::optional<Offset> next;
  for (std::string after;;) {
    DOSSIER_ASSIGN(const auto page, engine_.subjects(partition, "customer", after, kPage));
    if (!next) next = page.folded.next.offset;
    for (const Subject& subject : page.subjects) {
      if (news_->stopped()) return {};
      DOSSIER_TRY(refresh(subject));
    }
    if (!page.more) break;
    after = page.subjects.back().key();
  }
  take_in(partition, *next);
  return {};
}

// All that there is; asks to be told of the next.
Status CustomerSearch::follow(Partition partition) {
  Offset next;
  {
    const std::lock_guard lock(taken_mutex_);
    next = taken_[partition.value].next;
  }
  while (!news_->stopped()) {
    DOSSIER_ASSIGN(const auto news, changes_->after(partition, next));
    if (news.next == next) break;
    for (const Subject& subject : news.customers) DOSSIER_TRY(refresh(subject));
    next = news.next;
    take_in(partition, next);
  }
  changes_->when_after(partition, next, [news = news_, partition] { news->add(partition); });
  return {};
}

void CustomerSearch::sweep_erased() {
  const uint64_t epoch = engine_.vault().epoch();
  if (epoch == swept_epoch_) return;
  for (const std::string& id : index_.with_personal()) {
    const Subject subject = Subject::trusted("customer/" + id);
    if (!engine_.vault().erased(subject.key())) continue;
    if (const auto done = refresh(subject); !done) return;  // again at the next look
  }
  swept_epoch_ = epoch;
}

void CustomerSearch::run() {
  swept_epoch_ = engine_.vault().epoch();
  std::set<Partition> unbuilt;
  for (size_t p = 0; p < taken_.size(); ++p) unbuilt.insert({static_cast<uint16_t>(p)});
  std::set<Partition> pending = unbuilt;
  const auto work = [&](Partition partition) -> Status {
    if (unbuilt.contains(partition)) DOSSIER_TRY(build(partition));
    unbuilt.erase(partition);
    return follow(partition);
  };
  while (!news_->stopped()) {
    std::set<Partition> failed;
    for (const Partition partition : pending) {
      if (news_->stopped()) return;
      const auto done = work(partition);
      if (done) continue;
      spdlog::warn("search: partition {} is behind: {}", partition.value, to_string(done.error()));
      failed.insert(partition);
    }
    sweep_erased();
    pending = news_->wait();
    pending.merge(failed);
  }
}

bool CustomerSearch::borne_out(const Found& found, const search::Reach& reach) const {
  if (!found.view.exists) return false;
  if (found.hit.personal() && engine_.vault().erased(found.subject.key())) return false;
  if (!reach) return true;
  const auto entry = belonging_entry_of(found.view);
  return reach({entry.branch_id, entry.officers});
}

Result<CustomerSearch::Answer> CustomerSearch::find(const search::Ask& ask) const {
  Answer answer;
  {
    const std::lock_guard lock(taken_mutex_);
    for (size_t p = 0; p < taken_.size(); ++p) {
      if (!taken_[p].built) continue;
      ++answer.built;
      answer.folded.push_back({{{static_cast<uint16_t>(p)}, taken_[p].next}, {}, {}});
    }
  }
  auto matches = index_.find(ask);
  answer.more = matches.more;
  for (search::Hit& hit : matches.hits) {
    Found found{Subject::trusted("customer/" + hit.id), std::move(hit), {}};
    DOSSIER_ASSIGN(found.view, engine_.read(found.subject, search_slots()));
    if (borne_out(found, ask.reach)) answer.found.push_back(std::move(found));
  }
  return answer;
}

}  // namespace dossier::api
