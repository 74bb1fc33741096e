#include "kafka/log_check.h"

#include <fmt/format.h>

namespace dossier::engine::kafka {
namespace {

constexpr std::chrono::milliseconds kPulse{1000};
constexpr int kPulseWaitMs = 2000;
constexpr int kGoneTries = 8;
constexpr std::chrono::milliseconds kLookAgain{3000};

Error not_our_log(Partition partition, std::string what, std::string remedy) {
  return {ErrorCode::unavailable,
          fmt::format("partition {}: {}", partition.value, what),
          {},
          std::move(remedy)};
}

bool same(const FoundRecord& found, const StoredRecord& stored) {
  return found.offset == stored.position().offset.value &&
         found.timestamp_ms == stored.timestamp_ms() && found.key == stored.key() &&
         found.headers == stored.encoded_headers() && found.value == stored.value();
}

std::string told(const std::vector<TopicFault>& faults) {
  std::string text;
  for (const TopicFault& fault : faults)
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", fault.topic, fault.problem);
  return text;
}

}  // namespace

Result<std::unique_ptr<LogCheck>> LogCheck::make(LogState& state) {
  DOSSIER_ASSIGN(Client client, make_looker(state.options.kafka));
  return std::unique_ptr<LogCheck>(new LogCheck(state, std::move(client)));
}

LogCheck::~LogCheck() {
  if (thread_.joinable()) thread_.join();
}

Status LogCheck::look() {
  std::vector<TopicFault> faults;
  if (state_.has_control()) {  // the log of events looks at every topic, once for all
    DOSSIER_ASSIGN(faults, check_topics(client_.get(), state_.options.kafka,
                                        state_.records->partition_count()));
  }
  DOSSIER_TRY(look_at_count());
  for (const Partition partition : state_.partitions())
    if (!state_.stopped(partition)) DOSSIER_TRY(look_at(partition));
  if (faults.empty()) return {};
  return fail(ErrorCode::refused, "the topics are not safe: " + told(faults), "",
              "`dossier topics check` says how to mend each; " + faults.front().remedy);
}

// With another count, other writers put a subject's events elsewhere.
Status LogCheck::look_at_count() {
  const std::string topic = topic_name(state_.options.kafka, state_.options.topic);
  const uint32_t count = state_.records->partition_count();
  DOSSIER_ASSIGN(auto shape, shape_of(client_.get(), topic));
  // A broker that has just come up may not know all topics yet.
  for (int i = 0; !shape && i < kGoneTries && !state_.ending; ++i) {
    state_.pause(kPulse);
    DOSSIER_ASSIGN(shape, shape_of(client_.get(), topic));
  }
  if (shape && shape->partitions == count) return {};
  const std::string what =
      shape ? fmt::format("the log was made with {} partitions, and {} has {} now", count, topic,
                          shape->partitions)
            : fmt::format("the topic {} is gone", topic);
  for (uint16_t p = 0; p < count; ++p)
    state_.stop_partition(
        {p},
        not_our_log({p}, what,
                    fmt::format("the count is fixed for ever: make {} anew with {} partitions, "
                                "then `dossier log repair` fills it",
                                topic, count)));
  return {};
}

Status LogCheck::look_at(Partition partition) {
  const int64_t end = state_.records->end(partition).value;  // first: the log only grows
  const Place place = state_.place(partition);
  DOSSIER_ASSIGN(const Bounds bounds, bounds_of(client_.get(), place));
  if (bounds.low != 0) {
    state_.stop_partition(
        partition,
        not_our_log(
            partition,
            fmt::format("the log begins at offset {}: its first records are gone", bounds.low),
            "restore the topic from a copy, with retention.ms=-1"));
    return {};
  }
  if (bounds.high < end) {
    state_.stop_partition(
        partition,
        not_our_log(
            partition,
            fmt::format("the log ends at offset {}, and {} records are known: it was cut, or "
                        "made anew",
                        bounds.high, end),
            "find out why; stop everything that writes; then `dossier log repair` appends "
            "again what was lost"));
    return {};
  }
  if (end == 0) return {};
  DOSSIER_ASSIGN(const auto found, fetch(client_.get(), place, end - 1, end));
  DOSSIER_ASSIGN(const auto stored, state_.records->get({partition, {end - 1}}));
  if (!same(found.front(), stored))
    state_.stop_partition(
        partition, not_our_log(partition,
                               fmt::format("another record stands at offset {} of the log: it was "
                                           "made anew, or these are other topics",
                                           end - 1),
                               "use the brokers and topics that this copy was made from"));
  return {};
}

Result<std::vector<Position>> LogCheck::ends() {
  std::vector<Position> ends;
  for (const Partition partition : state_.partitions()) {
    if (state_.stopped(partition)) continue;
    DOSSIER_ASSIGN(const Bounds bounds, bounds_of(client_.get(), state_.place(partition)));
    if (bounds.high > 0) ends.push_back({partition, {bounds.high - 1}});
  }
  return ends;
}

void LogCheck::start() {
  thread_ = std::thread([this] { run(); });
}

bool LogCheck::answered() {
  const std::string topic = topic_name(state_.options.kafka, TopicRole::control);
  const Topic handle(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  const auto code = rd_kafka_metadata(client_.get(), 0, handle.get(), &raw, kPulseWaitMs);
  const Metadata metadata(raw);
  return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void LogCheck::run() {
  auto answered_last = Appends::Clock::now();
  auto next_look = answered_last + state_.options.check_every;
  while (!state_.ending) {
    state_.pause(kPulse);
    if (state_.ending) return;
    const bool came_back = state_.away;
    const auto now = Appends::Clock::now();
    if (!answered()) {
      if (now - answered_last > state_.options.away_after) state_.away = true;
      continue;
    }
    answered_last = now;
    state_.away = false;
    const bool asked = state_.suspect.exchange(false);
    if (!came_back && !asked && now < next_look) continue;
    const auto fits = look();
    next_look = Appends::Clock::now() + (fits ? state_.options.check_every : kLookAgain);
    if (!fits && fits.error().code == ErrorCode::unavailable) continue;
    state_.topics_unsafe(fits ? std::nullopt : std::optional(fits.error()));
  }
}

}  // namespace dossier::engine::kafka
