#include "dossier/engine/dead_letters.h"

#include <fmt/format.h>

#include <charconv>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "dossier/base/bytes.h"
#include "kafka/admin.h"
#include "kafka/producer.h"

namespace dossier::engine {

using namespace kafka;

namespace {

constexpr uint8_t kContent = 4;  // Purpose: content
constexpr std::string_view kType = "dossier.dead-letter.v1";
constexpr int32_t kKeptDays = 30;
constexpr int32_t kLookBackDays = 400;  // for keys of days that passed while nothing ran
constexpr std::chrono::hours kForgetEach{1};
constexpr std::chrono::seconds kTakeWithin{10};
constexpr int64_t kReadMost = 10'000;

std::string owner_of(std::string_view day) { return fmt::format("dead-letter/{}", day); }

// What the seal is bound to.
struct Bound {
  std::string owner, id;
  BoxContext context(std::string_view topic) const { return {owner, topic, id, kType}; }
};

template <class T>
T number_of(std::string_view text) {
  T value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

ErrorCode code_of(std::string_view name) {
  for (uint8_t code = 0; code <= static_cast<uint8_t>(ErrorCode::io); ++code)
    if (name_of(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
  return ErrorCode::invalid;
}

DeadLetter letter_of(const FoundRecord& record) {
  const auto header = [&](std::string_view name) { return find_header(record.headers, name); };
  DeadLetter letter;
  letter.number = record.offset;
  letter.place = {{number_of<uint16_t>(header("dl_partition"))},
                  {number_of<int64_t>(header("dl_offset"))}};
  letter.at = Instant{record.timestamp_ms * 1000};
  letter.why = {code_of(header("dl_code")), std::string(header("dl_message")),
                std::string(header("dl_field")), std::string(header("dl_remedy"))};
  letter.day = record.key;
  return letter;
}

std::unexpected<Error> no_letter(int64_t number) {
  return fail(ErrorCode::not_found, fmt::format("there is no dead letter {}", number), "",
              "see `dossier dead-letters list`");
}

std::string packed(const InboxRecord& record) {
  ByteWriter out;
  out.text(record.key);
  out.text(record.headers);
  out.text(record.value);
  return out.take();
}

}  // namespace

struct DeadLetters::Impl {
  KafkaOptions options;
  Vault& vault;
  ClockMs clock;
  Place place;
  std::string inbox;
  std::unique_ptr<Producer> producer;
  Client looker;

  std::mutex mutex;  // guards ending
  std::condition_variable changed;
  bool ending = false;
  std::thread forgetting;

  Date today() const { return Date{static_cast<int32_t>(clock() / 86'400'000)}; }
  void forget_old();
  void run();
  Result<FoundRecord> read(int64_t number) const;
};

// Keys of days that are over 30 days back. Those that were never made, or are gone, are passed
// over.
void DeadLetters::Impl::forget_old() {
  for (int32_t back = kKeptDays + 1; back <= kLookBackDays; ++back) {
    const std::string owner = owner_of(to_string(today() + -back));
    const auto there = vault.mac(owner, {});
    if (there && *there) static_cast<void>(vault.destroy(owner));  // else the next round does
  }
}

void DeadLetters::Impl::run() {
  std::unique_lock lock(mutex);
  do {
    lock.unlock();
    forget_old();
    lock.lock();
  } while (!changed.wait_for(lock, kForgetEach, [this] { return ending; }));
}

Result<FoundRecord> DeadLetters::Impl::read(int64_t number) const {
  DOSSIER_ASSIGN(const Bounds bounds, bounds_of(looker.get(), place));
  if (number < bounds.low || number >= bounds.high) return no_letter(number);
  DOSSIER_ASSIGN(auto found, fetch(looker.get(), place, number, number + 1));
  if (found.empty() || find_header(found.front().headers, "dl_code").empty())
    return no_letter(number);
  return std::move(found.front());
}

DeadLetters::DeadLetters(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

DeadLetters::~DeadLetters() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->ending = true;
  }
  impl_->changed.notify_all();
  if (impl_->forgetting.joinable()) impl_->forgetting.join();
}

Result<std::unique_ptr<DeadLetters>> DeadLetters::open(const KafkaOptions& options, Vault& vault,
                                                       ClockMs clock) {
  auto impl =
      std::unique_ptr<Impl>(new Impl{.options = options,
                                     .vault = vault,
                                     .clock = std::move(clock),
                                     .place = {topic_name(options, TopicRole::dead_letters), 0},
                                     .inbox = topic_name(options, TopicRole::inbox),
                                     .producer = {},
                                     .looker = {},
                                     .mutex = {},
                                     .changed = {},
                                     .ending = false,
                                     .forgetting = {}});
  DOSSIER_ASSIGN(impl->producer, Producer::open(options));
  DOSSIER_ASSIGN(impl->looker, make_looker(options));
  impl->forgetting = std::thread([self = impl.get()] { self->run(); });
  return std::unique_ptr<DeadLetters>(new DeadLetters(std::move(impl)));
}

void DeadLetters::put(const InboxRecord& record, const Error& why,
                      std::function<void(Status)> done) {
  const std::string day = to_string(impl_->today());
  const Bound bound{owner_of(day), to_string(record.place)};
  Status made = impl_->vault.ensure(std::array{bound.owner});
  if (!made) return done(std::move(made));
  const auto sealed =
      impl_->vault.seal(bound.owner, kContent, bound.context(impl_->inbox), packed(record));
  if (!sealed) return done(std::unexpected(sealed.error()));
  HeaderWriter headers;
  headers.add("dl_code", name_of(why.code));
  headers.add("dl_field", why.field);
  headers.add("dl_message", why.message);
  headers.add("dl_remedy", why.remedy);
  headers.add("dl_topic", impl_->inbox);
  headers.add("dl_partition", fmt::format("{}", record.place.partition.value));
  headers.add("dl_offset", fmt::format("{}", record.place.offset.value));
  headers.add("dl_key_id", fmt::format("{}", *sealed ? (*sealed)->key_id : 0));
  const std::string encoded = headers.take();
  const auto taken = impl_->producer->produce(
      impl_->place,
      {day, encoded, *sealed ? std::string_view((*sealed)->bytes) : "", impl_->clock()},
      [done](const Result<Offset>& offset) {
        done(offset ? Status() : std::unexpected(offset.error()));
      });
  if (!taken) done(taken);
}

Result<std::vector<DeadLetter>> DeadLetters::list(size_t most) const {
  DOSSIER_ASSIGN(const Bounds bounds, bounds_of(impl_->looker.get(), impl_->place));
  const int64_t from = std::max(bounds.low, bounds.high - kReadMost);
  DOSSIER_ASSIGN(const auto records, fetch(impl_->looker.get(), impl_->place, from, bounds.high));
  std::vector<DeadLetter> letters;
  std::map<int64_t, std::string> taken;
  for (const FoundRecord& record : records) {
    const std::string_view resolved = find_header(record.headers, "dl_taken_number");
    if (!resolved.empty())
      taken[number_of<int64_t>(resolved)] = find_header(record.headers, "dl_taken_at");
    else
      letters.push_back(letter_of(record));
  }
  if (letters.size() > most)
    letters.erase(letters.begin(), letters.end() - static_cast<ptrdiff_t>(most));
  for (DeadLetter& letter : letters)
    if (const auto at = taken.find(letter.number); at != taken.end()) letter.taken = at->second;
  return letters;
}

Result<DeadLetter> DeadLetters::find(int64_t number) const {
  DOSSIER_ASSIGN(const FoundRecord record, impl_->read(number));
  return letter_of(record);
}

Result<InboxRecord> DeadLetters::open_letter(int64_t number) const {
  DOSSIER_ASSIGN(const FoundRecord found, impl_->read(number));
  const DeadLetter letter = letter_of(found);
  const Bound bound{owner_of(letter.day), to_string(letter.place)};
  const auto key_id = number_of<uint32_t>(find_header(found.headers, "dl_key_id"));
  DOSSIER_ASSIGN(const auto plain, impl_->vault.open_box(bound.owner, kContent, key_id,
                                                         bound.context(impl_->inbox), found.value));
  if (!plain)
    return fail(ErrorCode::not_found,
                fmt::format("the bytes of dead letter {} are gone: the key of {} was destroyed",
                            number, letter.day),
                "", "have the publisher send the event again");
  ByteReader in(*plain);
  InboxRecord record;
  record.place = letter.place;
  record.key = in.text();
  record.headers = in.text();
  record.value = in.text();
  if (in.ok()) return record;
  return fail(ErrorCode::corrupt, fmt::format("dead letter {} is damaged", number));
}

Status DeadLetters::mark_taken(int64_t number, Position position) {
  HeaderWriter headers;
  headers.add("dl_taken_number", fmt::format("{}", number));
  headers.add("dl_taken_at", to_string(position));
  const std::string encoded = headers.take();
  auto delivered = std::make_shared<std::promise<Status>>();
  auto answer = delivered->get_future();
  DOSSIER_TRY(impl_->producer->produce(
      impl_->place, {to_string(impl_->today()), encoded, "", impl_->clock()},
      [delivered](const Result<Offset>& offset) {
        delivered->set_value(offset ? Status() : std::unexpected(offset.error()));
      }));
  if (answer.wait_for(kTakeWithin) != std::future_status::ready)
    return fail(ErrorCode::unavailable, "Kafka does not answer", "", "try again after a pause");
  return answer.get();
}

}  // namespace dossier::engine
