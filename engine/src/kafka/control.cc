#include "kafka/control.h"

#include <fmt/format.h>

#include <future>

#include "log/outcome.h"

namespace dossier::engine::kafka {
namespace {

constexpr std::chrono::milliseconds kLook{50};
// Whoever wrote a control record copies it at once; the others only where it did not.
constexpr std::chrono::milliseconds kLeftToOthers{2000};

Identity identity_of(const StoredRecord& record, const Subject& subject) {
  return {subject, record.header("ce_source"), record.header("ce_id")};
}

Error interrupted() {
  return {
      ErrorCode::unavailable, "the log is stopping", {}, "send it again once the service is up"};
}

}  // namespace

Control::Control(LogState& state)
    : state_(state), last_copy_(state.records->partition_count(), Offset{-1}) {}

Control::~Control() {
  if (thread_.joinable()) thread_.join();
}

void Control::start(std::vector<Position> ends) {
  thread_ = std::thread([this, ends = std::move(ends)] { run(ends); });
}

void Control::append(Draft draft, AppendDone done) {
  std::vector<std::optional<AppendOutcome>> unknown(1);
  Request request{std::move(draft), nullptr};
  request.call = state_.appends.take(std::move(unknown), size_of(request.draft), std::move(done));
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(request));
  }
  state_.nudge();
}

void Control::run(const std::vector<Position>& ends) {
  for (const Position& end : ends)
    while (!state_.ending && !state_.stopped(end.partition) &&
           !state_.wait_for(end, std::chrono::milliseconds(500))) {
    }
  while (!state_.ending) {
    std::optional<Request> request;
    {
      const std::lock_guard lock(mutex_);
      if (!queue_.empty()) {
        request = std::move(queue_.front());
        queue_.pop_front();
      }
    }
    copy_all();
    if (request)
      serve(*request);
    else
      state_.pause(kLook);
  }
}

Result<std::optional<Position>> Control::find_copy(Partition partition,
                                                   const StoredRecord& original) const {
  const Subject subject = Subject::trusted(std::string(original.key()));
  DOSSIER_ASSIGN(const auto copy,
                 state_.records->find_in(partition, identity_of(original, subject)));
  if (!copy) return std::nullopt;
  return std::optional(copy->position());
}

bool Control::copy_all() {
  const Offset end = state_.records->end(kControlPartition);
  for (; next_ < end; next_ = next_ + 1) {
    const auto original = state_.records->get({kControlPartition, next_});
    if (!original) {
      state_.fail(original.error());
      return false;
    }
    if (original->verdict() == Verdict::valid && !copy(*original)) return false;
  }
  return true;
}

// Into each partition that has none; returns when the local copy shows them all.
bool Control::copy(const StoredRecord& original) {
  const Offset offset = original.position().offset;
  const auto left_until =
      Appends::Clock::now() + (offset == written_ ? std::chrono::milliseconds(0) : kLeftToOthers);
  const std::string headers = with_header(original.encoded_headers(), kControlOffsetHeader,
                                          fmt::format("{}", offset.value));
  std::vector<bool> asked(state_.records->partition_count());
  while (!state_.ending) {
    bool whole = true;
    for (uint16_t p = 0; p < state_.records->partition_count(); ++p) {
      if (state_.stopped({p})) continue;
      const auto found = find_copy({p}, original);
      if (!found) {
        state_.fail(found.error());
        return false;
      }
      if (*found) {
        if ((*found)->offset < last_copy_[p])
          state_.stop_partition(
              {p}, {ErrorCode::unavailable,
                    fmt::format("the copy of control record {} stands out of order at {}",
                                offset.value, to_string(**found)),
                    {},
                    "restore the log from a copy: it was tampered with"});
        last_copy_[p] = (*found)->offset;
        continue;
      }
      whole = false;
      if (asked[p] || Appends::Clock::now() < left_until) continue;
      const auto written = state_.producer->produce(
          state_.place({p}), {original.key(), headers, original.value(), state_.options.clock()},
          [](const Result<Offset>&) {});
      asked[p] = written.has_value();
    }
    if (whole) return true;
    state_.pause(std::chrono::milliseconds(2));
  }
  return false;
}

void Control::serve(Request& request) {
  const AppendOutcome outcome = write(request.draft);
  // The answer has to wait for the copies, so it can not come by the common way.
  if (outcome && !copy_all())
    state_.appends.lost({request.call, 0, {}, {}, {}}, interrupted());
  else if (outcome)
    state_.appends.known({request.call, 0, {}, {}, {}}, *outcome);
  else
    state_.appends.lost({request.call, 0, {}, {}, {}}, outcome.error());
}

AppendOutcome Control::write(const Draft& draft) {
  const Identity identity{draft.subject, draft.source, draft.id};
  DOSSIER_ASSIGN(auto stored, state_.records->find(identity));
  if (!stored) {
    if (auto why = state_.stopped(kControlPartition)) return std::unexpected(*why);
    DOSSIER_ASSIGN(const Position position,
                   write_to(kControlPartition, draft.subject.key(), draft.headers, draft.value));
    written_ = position.offset;
    DOSSIER_ASSIGN(stored, state_.records->get(position));
    return outcome_of(stored->verdict(), {kControlPartition, stored->first()});
  }
  return outcome_of_repeat(*stored, draft.mac);
}

// Returns when the local copy has it. Errors: unavailable.
Result<Position> Control::write_to(Partition partition, std::string_view key,
                                   std::string_view headers, std::string_view value) {
  auto delivered = std::make_shared<std::promise<Result<Offset>>>();
  auto answer = delivered->get_future();
  DOSSIER_TRY(state_.producer->produce(
      state_.place(partition), {key, headers, value, state_.options.clock()},
      [delivered](Result<Offset> offset) { delivered->set_value(std::move(offset)); }));
  while (answer.wait_for(kLook) != std::future_status::ready)
    if (state_.ending) return std::unexpected(interrupted());
  DOSSIER_ASSIGN(const Offset offset, answer.get());
  const Position position{partition, offset};
  while (!state_.wait_for(position, kLook)) {
    if (state_.ending) return std::unexpected(interrupted());
    if (auto why = state_.stopped(partition)) return std::unexpected(*why);
  }
  return position;
}

}  // namespace dossier::engine::kafka
