#include "kafka/appends.h"

#include <fmt/format.h>

#include <algorithm>

#include "log/outcome.h"

namespace dossier::engine::kafka {
namespace {

constexpr std::chrono::milliseconds kLook{100};

Error late() {
  return {ErrorCode::unavailable,
          "Kafka has not taken it in time; it may still do so",
          {},
          "send the same event again after a pause: it is never counted twice"};
}

}  // namespace

Appends::Appends(const Records& records, std::chrono::milliseconds answer_within,
                 size_t max_queued_bytes)
    : records_(records), answer_within_(answer_within), max_queued_bytes_(max_queued_bytes) {
  thread_ = std::thread([this] { run(); });
}

Appends::~Appends() {
  stop();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  work_.notify_all();
  thread_.join();
}

Appends::CallPtr Appends::take(std::vector<std::optional<AppendOutcome>> outcomes, size_t bytes,
                               AppendDone done) {
  auto call = std::make_shared<Call>();
  call->outcomes = std::move(outcomes);
  call->open = static_cast<size_t>(
      std::ranges::count_if(call->outcomes, [](const auto& outcome) { return !outcome; }));
  call->bytes = bytes;
  call->done = std::move(done);
  const std::lock_guard lock(mutex_);
  call->until = Clock::now() + answer_within_;
  queued_bytes_ += bytes;
  ++unanswered_;
  if (call->open == 0)
    finish(call);
  else
    waiting_.push_back(call);
  return call;
}

std::optional<Error> Appends::full(size_t bytes) const {
  const std::lock_guard lock(mutex_);
  if (stopped_)
    return Error{
        ErrorCode::unavailable, "the log is stopping", {}, "send it again once the service is up"};
  // One append larger than the bound is still taken, when nothing else waits.
  if (queued_bytes_ > 0 && queued_bytes_ + bytes > max_queued_bytes_)
    return Error{ErrorCode::unavailable,
                 "too many events wait to be written",
                 {},
                 "send it again after a pause"};
  return std::nullopt;
}

void Appends::finish(const CallPtr& call) {
  if (call->answered) return;
  call->answered = true;
  queued_bytes_ -= call->bytes;
  ready_.push_back(call);
  work_.notify_one();
}

void Appends::settle(const Ticket& ticket, AppendOutcome outcome) {
  Call& call = *ticket.call;
  if (call.answered || call.outcomes[ticket.place]) return;
  call.outcomes[ticket.place] = std::move(outcome);
  if (--call.open == 0) finish(ticket.call);
}

// The reader was faster than the report. Where the log was cut behind our back, an older record
// stands at that offset in the local copy: it is no answer to this one.
AppendOutcome Appends::stored_outcome(const Ticket& ticket, Position position) const {
  const auto record = records_.get(position);
  if (!record) return std::unexpected(record.error());
  if (record->key() != ticket.key || record->header("ce_source") != ticket.source ||
      record->header("ce_id") != ticket.id)
    return fail(ErrorCode::unavailable,
                fmt::format("the log gave offset {} again: it lost records", to_string(position)),
                {}, "stop everything that writes, then run `dossier log repair`");
  return outcome_of(record->verdict(), {position.partition, record->first()});
}

void Appends::delivered(Ticket ticket, Position position) {
  const std::lock_guard lock(mutex_);
  if (position.offset < records_.end(position.partition))
    settle(ticket, stored_outcome(ticket, position));
  else
    delivered_[position.partition].insert_or_assign(position.offset, std::move(ticket));
}

void Appends::lost(const Ticket& ticket, Error error) {
  const std::lock_guard lock(mutex_);
  settle(ticket, std::unexpected(std::move(error)));
}

void Appends::known(const Ticket& ticket, AppendOutcome outcome) {
  const std::lock_guard lock(mutex_);
  settle(ticket, std::move(outcome));
}

void Appends::judged(std::span<const Judged> batch) {
  const std::lock_guard lock(mutex_);
  for (const Judged& one : batch) {
    const auto tickets = delivered_.find(one.position.partition);
    if (tickets == delivered_.end()) continue;
    const auto at = tickets->second.find(one.position.offset);
    if (at == tickets->second.end()) continue;
    settle(at->second, outcome_of(one));
    tickets->second.erase(at);
  }
}

void Appends::partition_stopped(Partition partition, const Error& error) {
  const std::lock_guard lock(mutex_);
  for (const auto& [offset, ticket] : delivered_[partition]) settle(ticket, std::unexpected(error));
  delivered_.erase(partition);
}

void Appends::fail_all(const Error& error) {
  const std::lock_guard lock(mutex_);
  for (const CallPtr& call : waiting_) {
    if (call->answered) continue;
    for (auto& outcome : call->outcomes)
      if (!outcome) outcome = std::unexpected(error);
    finish(call);
  }
  waiting_.clear();
  delivered_.clear();
}

void Appends::expire() {
  const auto now = Clock::now();
  while (!waiting_.empty() && (waiting_.front()->answered || waiting_.front()->until <= now)) {
    const CallPtr call = waiting_.front();
    waiting_.pop_front();
    finish(call);
  }
}

void Appends::stop() {
  std::unique_lock lock(mutex_);
  stopped_ = true;
  if (std::this_thread::get_id() == thread_.get_id()) return;
  idle_.wait(lock, [this] { return unanswered_ == 0; });
}

void Appends::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait_for(lock, kLook, [this] { return !ready_.empty() || ending_; });
    expire();
    if (ready_.empty() && ending_) return;
    std::deque<CallPtr> ready;
    ready.swap(ready_);
    lock.unlock();
    for (const CallPtr& call : ready) {
      std::vector<AppendOutcome> outcomes;
      outcomes.reserve(call->outcomes.size());
      for (auto& outcome : call->outcomes)
        outcomes.push_back(outcome ? std::move(*outcome) : std::unexpected(late()));
      call->done(std::move(outcomes));
      call->done = nullptr;
    }
    lock.lock();
    unanswered_ -= ready.size();
    if (unanswered_ == 0) idle_.notify_all();
  }
}

}  // namespace dossier::engine::kafka
