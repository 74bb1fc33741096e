// The inbox's intake. One thread polls, parses, submits and commits; outcomes come from the log's
// threads and wait in a list that it looks through on each round.
#include "dossier/engine/inbox.h"

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "dossier/base/ensure.h"
#include "kafka/client.h"
#include "kafka/inbox_lane.h"

namespace dossier::engine {

using namespace kafka;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPollMs = 20;
constexpr int kPollBusyMs = 1;  // while something is under way
constexpr size_t kBatchRecords = 500;
constexpr size_t kBatchBytes = 4u << 20;
constexpr size_t kHeldBytes = 64u << 20;  // of records without a verdict: no more is read
constexpr size_t kUnderWay = 20'000;      // records
constexpr size_t kLaneEntries = 200'000;  // behind one record that can not be taken
constexpr std::chrono::milliseconds kCommitEach{200};
constexpr std::chrono::milliseconds kRetryPause{500};
constexpr std::chrono::seconds kStopWithin{12};  // the log answers an append sooner

// What the sender has to mend. All else can work later.
bool is_fault(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid:
    case ErrorCode::too_large:
    case ErrorCode::refused:
    case ErrorCode::conflict: return true;
    default: return false;
  }
}

using LanePtr = std::shared_ptr<InboxLane>;

// Of one record; an answer that comes after the lane was given away is of no interest.
struct Outcome {
  LanePtr lane;
  int64_t offset;
  enum class Kind : uint8_t { taken, known, faulty, dead, later } kind;
  Error why;  // of faulty
};

Outcome outcome_of(const std::pair<LanePtr, int64_t>& place, engine::AppendOutcome outcome) {
  using Kind = Outcome::Kind;
  const Kind kind = outcome                     ? outcome->duplicate ? Kind::known : Kind::taken
                    : is_fault(outcome.error()) ? Kind::faulty
                                                : Kind::later;
  return {place.first, place.second, kind, outcome ? Error{} : std::move(outcome.error())};
}

}  // namespace

struct Inbox::Impl {
  Impl(const KafkaOptions& given, Intake& i, DeadLetters& d)
      : options(given), intake(i), dead_letters(d) {}

  Status open();
  void run();
  void poll();
  void take(const rd_kafka_message_t& message);
  void submit();
  void work_off_outcomes();
  void work_off(const Outcome& outcome);
  void bury(const Outcome& outcome);
  void go_on_after_failures();
  void commit(bool wait);
  void hold_or_go_on();
  void rebalance(rd_kafka_resp_err_t what, rd_kafka_topic_partition_list_t* partitions);
  void count_unread();
  void add(std::vector<Outcome> some);
  size_t under_way() const;

  const KafkaOptions options;
  Intake& intake;
  DeadLetters& dead_letters;
  Client client;
  std::atomic<bool> ending = false;
  std::atomic<uint32_t> partitions = 0;
  std::atomic<uint64_t> taken = 0, known = 0, dead = 0, unread = 0;
  std::atomic<bool> held_up = false;

  // The thread's alone.
  events::EventParser parser;
  std::map<int32_t, LanePtr> lanes;
  bool paused = false;
  bool assigned = false;  // once at least
  Clock::time_point committed_at{}, failed_at{};

  std::mutex mutex;  // guards the outcomes
  std::vector<Outcome> outcomes;
  std::thread thread;
};

Status Inbox::Impl::open() {
  const Setting settings[] = {{"group.id", options.topic_prefix + "dossier-intake"},
                              {"partition.assignment.strategy", "cooperative-sticky"},
                              {"enable.auto.commit", "false"},
                              {"enable.auto.offset.store", "false"},
                              {"auto.offset.reset", "earliest"},
                              {"session.timeout.ms", "10000"},
                              {"fetch.wait.max.ms", "100"},
                              {"queued.min.messages", "20000"},
                              {"queued.max.messages.kbytes", "65536"},
                              {"receive.message.max.bytes", "134217728"}};
  const auto rebalanced = [](rd_kafka_t*, rd_kafka_resp_err_t what,
                             rd_kafka_topic_partition_list_t* list,
                             void* self) { static_cast<Impl*>(self)->rebalance(what, list); };
  DOSSIER_ASSIGN(client, make_client(RD_KAFKA_CONSUMER, options, settings,
                                     {.opaque = this, .rebalanced = rebalanced}));
  rd_kafka_poll_set_consumer(client.get());
  const Offsets topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), topic_name(options, TopicRole::inbox).c_str(),
                                    RD_KAFKA_PARTITION_UA);
  if (const auto code = rd_kafka_subscribe(client.get(), topics.get()))
    return std::unexpected(error_of(code, "let the inbox be read"));
  return {};
}

void Inbox::Impl::run() {
  while (!ending) {
    poll();
    submit();
    work_off_outcomes();
    go_on_after_failures();
    hold_or_go_on();
    if (Clock::now() - committed_at >= kCommitEach) commit(false);
  }
  const auto until = Clock::now() + kStopWithin;
  while (under_way() > 0 && Clock::now() < until) {
    work_off_outcomes();
    std::this_thread::sleep_for(std::chrono::milliseconds(kPollBusyMs));
  }
  commit(true);
  rd_kafka_consumer_close(client.get());
  // librdkafka 2.0.2 ends the process where a member is destroyed that was never given its share
  // (an assertion of its sticky assignor): such a client, which has left the group, is left alone.
  if (!assigned) static_cast<void>(client.release());
}

void Inbox::Impl::poll() {
  size_t bytes = 0;
  int wait = under_way() > 0 ? kPollBusyMs : kPollMs;
  for (size_t i = 0; i < kBatchRecords && bytes < kBatchBytes; ++i, wait = 0) {
    const Message message(rd_kafka_consumer_poll(client.get(), wait));
    if (message == nullptr) return;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;  // it comes back by itself
    bytes += message->len;
    take(*message);
  }
}

void Inbox::Impl::take(const rd_kafka_message_t& message) {
  const auto lane = lanes.find(message.partition);
  if (lane == lanes.end()) return;
  lane->second->add({.place = {{static_cast<uint16_t>(message.partition)}, {message.offset}},
                     .key = std::string(kafka::view(message.key, message.key_len)),
                     .headers = encoded_headers(message),
                     .value = std::string(kafka::view(message.payload, message.len))});
}

// What all lanes have, in one go: the keys of new customers are then made and synced at once.
void Inbox::Impl::submit() {
  std::vector<Result<events::ParsedEvent>> events;
  std::vector<std::pair<LanePtr, int64_t>> places;
  for (const auto& [number, lane] : lanes) {
    if (!lane->wants_submit() || lane->under_way() >= kUnderWay) continue;
    for (const InboxRecord* record : lane->next(kBatchRecords)) {
      events.push_back(parse_inbox_record(parser, *record));
      places.emplace_back(lane, record->place.offset.value);
    }
  }
  if (events.empty()) return;
  intake.submit(std::move(events),
                [this, places = std::move(places)](std::vector<engine::AppendOutcome> all) {
                  std::vector<Outcome> some;
                  some.reserve(all.size());
                  for (size_t i = 0; i < all.size(); ++i)
                    some.push_back(outcome_of(places[i], std::move(all[i])));
                  add(std::move(some));
                });
}

void Inbox::Impl::add(std::vector<Outcome> some) {
  const std::lock_guard lock(mutex);
  if (outcomes.empty())
    outcomes = std::move(some);
  else
    outcomes.insert(outcomes.end(), std::move_iterator(some.begin()),
                    std::move_iterator(some.end()));
}

void Inbox::Impl::work_off_outcomes() {
  std::vector<Outcome> some;
  {
    const std::lock_guard lock(mutex);
    some.swap(outcomes);
  }
  for (const Outcome& outcome : some) work_off(outcome);
}

void Inbox::Impl::work_off(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::faulty: return bury(outcome);
    case Outcome::Kind::later:
      outcome.lane->failed(outcome.offset);
      held_up = true;
      failed_at = Clock::now();
      return;
    case Outcome::Kind::taken: ++taken; break;
    case Outcome::Kind::known: ++known; break;
    case Outcome::Kind::dead: ++dead; break;
  }
  outcome.lane->done(outcome.offset);
}

// The inbox goes on below it; its offset passes when the letter is durable.
void Inbox::Impl::bury(const Outcome& outcome) {
  const InboxRecord* record = outcome.lane->find(outcome.offset);
  if (record == nullptr) return;
  dead_letters.put(
      *record, outcome.why,
      [this, lane = outcome.lane, offset = outcome.offset](const Status& written) {
        std::vector<Outcome> one;
        one.push_back({lane, offset, written ? Outcome::Kind::dead : Outcome::Kind::later,
                       written ? Error{} : written.error()});
        add(std::move(one));
      });
}

void Inbox::Impl::go_on_after_failures() {
  if (!held_up || Clock::now() - failed_at < kRetryPause) return;
  bool all = true;
  for (const auto& [number, lane] : lanes)
    if (lane->going_back()) all = lane->try_again() && all;
  if (all) held_up = false;
}

size_t Inbox::Impl::under_way() const {
  size_t count = 0;
  for (const auto& [number, lane] : lanes) count += lane->under_way();
  return count;
}

// A consumer that is polled no more leaves the group: so it is polled on, with its partitions
// paused.
void Inbox::Impl::hold_or_go_on() {
  size_t bytes = 0, entries = 0;
  for (const auto& [number, lane] : lanes) {
    bytes += lane->bytes();
    entries = std::max(entries, lane->entries());
  }
  const bool hold = bytes > kHeldBytes || entries > kLaneEntries;
  const bool go_on = bytes < kHeldBytes / 2 && entries < kLaneEntries / 2;
  if (paused ? !go_on : !hold) return;
  rd_kafka_topic_partition_list_t* raw = nullptr;
  if (rd_kafka_assignment(client.get(), &raw) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const Offsets assigned(raw);
  if (paused)
    rd_kafka_resume_partitions(client.get(), assigned.get());
  else
    rd_kafka_pause_partitions(client.get(), assigned.get());
  paused = !paused;
}

void Inbox::Impl::commit(bool wait) {
  committed_at = Clock::now();
  const Offsets offsets(rd_kafka_topic_partition_list_new(4));
  for (const auto& [number, lane] : lanes) {
    if (lane->safe() < 0 || lane->safe() == lane->committed) continue;
    rd_kafka_topic_partition_list_add(offsets.get(), topic_name(options, TopicRole::inbox).c_str(),
                                      number)
        ->offset = lane->safe();
    lane->committed = lane->safe();
  }
  // One that fails is made good by the next: what is read again is known to the log.
  if (offsets->cnt > 0) rd_kafka_commit(client.get(), offsets.get(), wait ? 0 : 1);
  count_unread();
}

void Inbox::Impl::count_unread() {
  uint64_t count = 0;
  for (const auto& [number, lane] : lanes) {
    int64_t low = 0, high = 0;
    const auto code = rd_kafka_get_watermark_offsets(
        client.get(), topic_name(options, TopicRole::inbox).c_str(), number, &low, &high);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR && lane->safe() >= 0 && high > lane->safe())
      count += static_cast<uint64_t>(high - lane->safe());
  }
  unread = count;
}

void Inbox::Impl::rebalance(rd_kafka_resp_err_t what, rd_kafka_topic_partition_list_t* list) {
  const std::span changed(list->elems, static_cast<size_t>(list->cnt));
  rd_kafka_error_t* error = nullptr;
  if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    assigned = true;
    for (const auto& one : changed)
      lanes[one.partition] =
          std::make_shared<InboxLane>(Partition{static_cast<uint16_t>(one.partition)});
    error = rd_kafka_incremental_assign(client.get(), list);
    if (paused) rd_kafka_pause_partitions(client.get(), list);
  } else {
    // What is under way goes on; whoever takes the partition over reads it again, and the log
    // knows.
    if (!rd_kafka_assignment_lost(client.get())) commit(true);
    for (const auto& one : changed) lanes.erase(one.partition);
    error = rd_kafka_incremental_unassign(client.get(), list);
  }
  if (error != nullptr) rd_kafka_error_destroy(error);
  partitions = static_cast<uint32_t>(lanes.size());
}

Inbox::Inbox(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Inbox::~Inbox() { stop(); }

Result<std::unique_ptr<Inbox>> Inbox::start(const KafkaOptions& options, Intake& intake,
                                            DeadLetters& dead_letters) {
  auto impl = std::make_unique<Impl>(options, intake, dead_letters);
  DOSSIER_TRY(impl->open());
  impl->thread = std::thread([self = impl.get()] { self->run(); });
  return std::unique_ptr<Inbox>(new Inbox(std::move(impl)));
}

void Inbox::stop() {
  impl_->ending = true;
  if (impl_->thread.joinable()) impl_->thread.join();
}

InboxStats Inbox::stats() const {
  return {.partitions = impl_->partitions,
          .taken = impl_->taken,
          .known = impl_->known,
          .dead = impl_->dead,
          .unread = impl_->unread,
          .held_up = impl_->held_up};
}

}  // namespace dossier::engine
