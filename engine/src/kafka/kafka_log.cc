#include "kafka/kafka_log.h"

#include <fmt/format.h>

#include <future>

#include "dossier/base/ensure.h"
#include "log/outcome.h"

namespace dossier::engine {

using namespace kafka;

Result<std::unique_ptr<EventLog>> open_kafka_log(std::unique_ptr<Records> records,
                                                 KafkaLogOptions options) {
  return KafkaLog::open(std::move(records), std::move(options));
}

Result<std::string> first_control_value(const KafkaOptions& options, const Draft& first,
                                        int64_t now_ms) {
  DOSSIER_ASSIGN(const Client client, make_looker(options));
  const Place place = place_of(options, kControlPartition);
  DOSSIER_ASSIGN(const auto shape, shape_of(client.get(), place.topic));
  if (!shape)
    return fail(ErrorCode::refused, fmt::format("there is no topic {}", place.topic), "",
                "dossier topics create");
  DOSSIER_ASSIGN(Bounds bounds, bounds_of(client.get(), place));
  if (bounds.high == 0) {
    DOSSIER_ASSIGN(const auto producer, Producer::open(options));
    auto delivered = std::make_shared<std::promise<Result<Offset>>>();
    auto answer = delivered->get_future();
    DOSSIER_TRY(producer->produce(
        place, {first.subject.key(), first.headers, first.value, now_ms},
        [delivered](Result<Offset> offset) { delivered->set_value(std::move(offset)); }));
    if (answer.wait_for(std::chrono::seconds(10)) != std::future_status::ready)
      return fail(ErrorCode::unavailable, "Kafka takes no record", "", "look at the brokers");
    DOSSIER_TRY(answer.get());
  }
  DOSSIER_ASSIGN(auto records, fetch(client.get(), place, 0, 1));
  return std::move(records.front().value);
}

namespace kafka {

Result<std::unique_ptr<KafkaLog>> KafkaLog::open(std::unique_ptr<Records> records,
                                                 KafkaLogOptions options) {
  ENSURE(options.clock != nullptr, "the log needs a clock");
  DOSSIER_ASSIGN(auto producer, Producer::open(options.kafka));
  std::unique_ptr<KafkaLog> log(
      new KafkaLog(std::move(records), std::move(options), std::move(producer)));
  DOSSIER_TRY(log->begin());
  return log;
}

Status KafkaLog::begin() {
  DOSSIER_ASSIGN(check_, LogCheck::make(state_));
  DOSSIER_TRY(check_->look());
  DOSSIER_ASSIGN(auto ends, check_->ends());
  DOSSIER_ASSIGN(reader_, LogReader::start(state_));
  if (state_.has_control()) control_.start(std::move(ends));
  check_->start();
  return {};
}

KafkaLog::~KafkaLog() {
  stop();
  state_.ending = true;
  state_.nudge();
}

std::optional<Error> KafkaLog::refusal(size_t bytes) const {
  if (state_.away)
    return Error{
        ErrorCode::unavailable, "Kafka does not answer", {}, "send it again after a pause"};
  return state_.appends.full(bytes);
}

std::optional<AppendOutcome> KafkaLog::known(const Draft& draft) const {
  const auto stored = state_.records->find({draft.subject, draft.source, draft.id});
  if (!stored) return std::unexpected(stored.error());
  if (!*stored) return std::nullopt;
  return outcome_of_repeat(**stored, draft.mac);
}

void KafkaLog::append(std::vector<Draft> drafts, AppendDone done) {
  size_t bytes = 0;
  for (const Draft& draft : drafts) bytes += size_of(draft);
  std::vector<std::optional<AppendOutcome>> outcomes(drafts.size());
  if (const auto why = refusal(bytes)) {
    for (auto& outcome : outcomes) outcome = std::unexpected(*why);
    state_.appends.take(std::move(outcomes), 0, std::move(done));
    return;
  }
  std::vector<size_t> fresh;
  for (size_t i = 0; i < drafts.size(); ++i) {
    outcomes[i] = known(drafts[i]);
    if (!outcomes[i]) fresh.push_back(i);
  }
  const auto call = state_.appends.take(std::move(outcomes), bytes, std::move(done));
  for (const size_t i : fresh) produce(drafts[i], call, i);
}

void KafkaLog::produce(const Draft& draft, const Appends::CallPtr& call, size_t place) {
  const Partition partition = partition_of(draft.subject, state_.records->partition_count());
  Appends::Ticket ticket{call, place, draft.subject.key(), draft.source, draft.id};
  if (auto why = state_.stopped(partition)) return state_.appends.lost(ticket, *why);
  const auto taken = state_.producer->produce(
      state_.place(partition),
      {draft.subject.key(), draft.headers, draft.value, state_.options.clock()},
      [this, ticket, partition](const Result<Offset>& offset) mutable {
        if (!offset) return state_.appends.lost(ticket, offset.error());
        if (auto why = state_.stopped(partition)) return state_.appends.lost(ticket, *why);
        state_.appends.delivered(std::move(ticket), {partition, *offset});
      });
  if (!taken) state_.appends.lost(ticket, taken.error());
}

void KafkaLog::append_control(Draft draft, AppendDone done) {
  ENSURE(draft.subject.kind() == "control", "a control record with another subject");
  ENSURE(state_.has_control(), "a control record for a log without a control log");
  if (const auto why = refusal(size_of(draft))) {
    state_.appends.take({std::unexpected(*why)}, 0, std::move(done));
    return;
  }
  control_.append(std::move(draft), std::move(done));
}

void KafkaLog::on_records(std::function<void(Partition)> wake) {
  state_.on_records(std::move(wake));
}

LogHealth KafkaLog::health() const {
  LogHealth health;
  state_.fill(health);
  health.unread = reader_->unread();
  return health;
}

Status KafkaLog::catch_up(std::chrono::milliseconds most) {
  const auto until = Appends::Clock::now() + most;
  DOSSIER_ASSIGN(const auto ends, check_->ends());
  for (const Position& end : ends) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - Appends::Clock::now());
    if (!state_.wait_for(end, std::max(left, std::chrono::milliseconds(0))) &&
        !state_.stopped(end.partition))
      return fail(ErrorCode::unavailable, "the local copy of the log is not complete yet", "",
                  "try again after a pause");
  }
  return {};
}

void KafkaLog::stop() { state_.appends.stop(); }

}  // namespace kafka

}  // namespace dossier::engine
