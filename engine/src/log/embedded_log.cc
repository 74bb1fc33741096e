#include "log/embedded_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "dossier/base/ensure.h"
#include "log/outcome.h"

namespace dossier::engine {
std::unique_ptr<EventLog> make_embedded_log(std::unique_ptr<Records> records,
                                            EmbeddedLogOptions options) {
  return std::make_unique<EmbeddedLog>(std::move(records), std::move(options));
}

EmbeddedLog::EmbeddedLog(std::unique_ptr<Records> records, EmbeddedLogOptions options)
    : options_(std::move(options)), records_(std::move(records)) {
  ENSURE(options_.clock != nullptr, "the log needs a clock");
  write_first_control();
  thread_ = std::thread([this] { run(); });
}

EmbeddedLog::~EmbeddedLog() {
  stop();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  work_.notify_one();
  thread_.join();
}

void EmbeddedLog::append(std::vector<Draft> drafts, AppendDone done) {
  enqueue({.drafts = std::move(drafts), .done = std::move(done)});
}

void EmbeddedLog::append_control(Draft draft, AppendDone done) {
  std::vector<Draft> drafts;
  drafts.push_back(std::move(draft));
  enqueue({.drafts = std::move(drafts), .done = std::move(done), .control = true});
}

void EmbeddedLog::on_records(std::function<void(Partition)> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void EmbeddedLog::stop() {
  std::unique_lock lock(mutex_);
  stopped_ = true;
  if (std::this_thread::get_id() == thread_.get_id()) return;
  idle_.wait(lock, [this] { return queue_.empty() && !busy_; });
}

void EmbeddedLog::enqueue(Request request) {
  for (const Draft& draft : request.drafts) request.bytes += size_of(draft);
  {
    const std::lock_guard lock(mutex_);
    // One append larger than the bound is still taken, when nothing else waits.
    const bool full =
        queued_bytes_ > 0 && queued_bytes_ + request.bytes > options_.max_queued_bytes;
    if (stopped_)
      request.refused = Error{ErrorCode::unavailable,
                              "the log is stopping",
                              {},
                              "send it again once the service is up"};
    else if (full)
      request.refused = Error{ErrorCode::unavailable,
                              "too many events wait to be written",
                              {},
                              "send it again after a pause"};
    if (request.refused) {
      for (Draft& draft : request.drafts) draft = Draft();
      request.bytes = 0;
    }
    queued_bytes_ += request.bytes;
    queue_.push_back(std::move(request));
  }
  work_.notify_one();
}

void EmbeddedLog::run() {
  for (;;) {
    std::vector<Request> group = next_group();
    if (group.empty()) return;
    serve(group);
    size_t bytes = 0;
    for (const Request& request : group) bytes += request.bytes;
    group.clear();
    const std::lock_guard lock(mutex_);
    queued_bytes_ -= bytes;
    busy_ = false;
    if (queue_.empty()) idle_.notify_all();
  }
}

std::vector<EmbeddedLog::Request> EmbeddedLog::next_group() {
  std::unique_lock lock(mutex_);
  work_.wait(lock, [this] { return !queue_.empty() || ending_; });
  std::vector<Request> group;
  size_t bytes = 0;
  bool control = false;
  while (!queue_.empty()) {
    const Request& next = queue_.front();
    if (!group.empty() && bytes + next.bytes > options_.max_group_bytes) break;
    // Its copies name its offset, which is known as long as no other one stands before it.
    if (control && next.control) break;
    bytes += next.bytes;
    control = control || next.control;
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  busy_ = !group.empty();
  return group;
}

void EmbeddedLog::serve(std::vector<Request>& group) {
  Result<std::vector<Judged>> judged =
      failed_ ? Result<std::vector<Judged>>(std::unexpected(*failed_)) : write(group);
  if (!judged && !failed_) {
    const Error& cause = judged.error();
    failed_ =
        Error{ErrorCode::io,
              fmt::format("the log takes no more events since this failed: {}", cause.message),
              {},
              cause.remedy.empty() ? "mend the disk, then start again" : cause.remedy};
  }
  auto place = own_.begin();
  for (Request& request : group) {
    std::vector<AppendOutcome> outcomes;
    outcomes.reserve(request.drafts.size());
    for (size_t i = 0; i < request.drafts.size(); ++i) {
      if (request.refused)
        outcomes.push_back(std::unexpected(*request.refused));
      else if (failed_)
        outcomes.push_back(std::unexpected(*failed_));
      else
        outcomes.push_back(outcome_of((*judged)[*place++]));
    }
    request.done(std::move(outcomes));
  }
  if (judged) wake_touched(*judged);
}

Result<std::vector<Judged>> EmbeddedLog::write(std::span<const Request> group) {
  batch_.clear();
  own_.clear();
  copy_headers_.clear();
  now_ms_ = options_.clock();
  for (const Request& request : group) {
    if (request.refused) continue;
    for (const Draft& draft : request.drafts) {
      own_.push_back(batch_.size());
      if (request.control)
        add_control(draft);
      else
        add_draft(draft, partition_of(draft.subject, records_->partition_count()), draft.headers);
    }
  }
  return records_->append(batch_, Repeats::skip);
}

void EmbeddedLog::add_draft(const Draft& draft, Partition partition, std::string_view headers) {
  batch_.push_back({.partition = partition,
                    .timestamp_ms = now_ms_,
                    .key = draft.subject.key(),
                    .headers = headers,
                    .value = draft.value,
                    .source = draft.source,
                    .id = draft.id,
                    .mac = draft.mac});
}

void EmbeddedLog::add_control(const Draft& draft) {
  ENSURE(draft.subject.kind() == "control", "a control record with another subject");
  const int64_t offset = records_->end(kControlPartition).value;
  add_draft(draft, kControlPartition, draft.headers);
  // Where the control log has the identity, each partition has its copy: all are skipped alike.
  const std::string& headers = copy_headers_.emplace_back(
      with_header(draft.headers, kControlOffsetHeader, fmt::format("{}", offset)));
  for (uint32_t i = 0; i < records_->partition_count(); ++i)
    add_draft(draft, Partition{static_cast<uint16_t>(i)}, headers);
}

void EmbeddedLog::write_first_control() {
  if (!options_.first_control || records_->end(kControlPartition).value > 0) return;
  std::vector<Request> group;
  group.push_back({.drafts = {*options_.first_control},
                   .done = [](const std::vector<AppendOutcome>&) {},
                   .control = true});
  serve(group);
}

void EmbeddedLog::wake_touched(std::span<const Judged> judged) {
  std::function<void(Partition)> wake;
  {
    const std::lock_guard lock(mutex_);
    wake = wake_;
  }
  if (wake == nullptr) return;
  std::vector<Partition> touched;
  for (const Judged& one : judged)
    if (one.verdict == Verdict::valid) touched.push_back(one.position.partition);
  std::ranges::sort(touched);
  touched.erase(std::ranges::unique(touched).begin(), touched.end());
  for (const Partition partition : touched) wake(partition);
}

}  // namespace dossier::engine
