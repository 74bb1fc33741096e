#include "kafka_push.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <deque>
#include <map>
#include <set>
#include <thread>
#include <unordered_map>

#include "dossier/engine/position.h"
#include "push_clients.h"
#include "served.h"

namespace dossier::bench {
namespace {

constexpr size_t kEach = 64;  // subscriptions of a connection, docs/push.md
constexpr std::chrono::seconds kHeardWithin{120};

// That a customer's changes were told up to an offset.
struct Heard {
  size_t customer;
  Offset upto;
  Clock::time_point at;
};

// The value of a member of text in a message of ours.
std::string_view member(std::string_view json, std::string_view name) {
  const std::string begin = fmt::format(R"("{}":")", name);
  const size_t at = json.find(begin);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = json.substr(at + begin.size());
  return rest.substr(0, rest.find('"'));
}

// Watched customers, by number: a connection has kEach of them, whose number among these is the id
// of the subscription. A thread hears what the server says.
class Watchers {
 public:
  Watchers(engine::Engine& engine, Served& served, std::vector<Subject> customers,
           size_t connections)
      : engine_(engine),
        customers_(std::move(customers)),
        clients_(served.port(), served.token(), connections),
        upto_(customers_.size()) {
    for (size_t i = 0; i < customers_.size(); ++i) by_subject_.emplace(customers_[i].key(), i);
    receiver_ = engine_.changes().listen([this](const auto& batch) { note(batch); });
    for (size_t i = 0; i < customers_.size(); ++i)
      clients_.send(i / kEach, fmt::format(R"({{"type":"subscribe","id":"{}","topic":"{}"}})",
                                           i % kEach, customers_[i].key()));
    thread_ = std::thread([this] { run(); });
  }
  ~Watchers() { stop(); }
  void stop() {
    if (!thread_.joinable()) return;
    ending_ = true;
    thread_.join();
    engine_.changes().ignore(receiver_);
  }

  // Until each was told all that is folded of it now.
  void wait() const {
    const auto until = Clock::now() + kHeardWithin;
    for (size_t i = 0; i < customers_.size(); ++i) {
      const auto view = must(engine_.read(customers_[i], {}));
      while (upto_[i] < view.version.offset.value) {
        ENSURE(Clock::now() < until, "{} was not told of {}", customers_[i].key(),
               to_string(view.version));
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    }
  }

  // Once stopped.
  const std::vector<Heard>& fed() const { return fed_; }
  const std::vector<Heard>& heard() const { return heard_; }
  size_t snapshots() const { return snapshots_; }
  const std::unordered_map<std::string_view, size_t>& by_subject() const { return by_subject_; }

 private:
  // On the feed's thread.
  void note(const engine::ChangeBatch& batch) {
    const auto now = Clock::now();
    for (const auto& change : batch.changes)
      if (const auto found = by_subject_.find(change->subject.key()); found != by_subject_.end())
        fed_.push_back({found->second, change->position.offset, now});
  }
  void run() {
    while (!ending_)
      clients_.listen(std::chrono::milliseconds(20),
                      [this](size_t client, std::string_view text) { take(client, text); });
  }
  void take(size_t client, std::string_view text) {
    const auto now = Clock::now();
    const std::string_view type = member(text, "type");
    ENSURE(type != "error" && type != "closing", "the server said: {}", text);
    if (type != "change" && type != "snapshot") return;
    if (type == "snapshot") ++snapshots_;
    const std::string_view id = member(text, "id");
    size_t number = 0;
    std::from_chars(id.data(), id.data() + id.size(), number);
    const auto at =
        must(engine::parse_position_token(engine_.records().log_id(), member(text, "position")));
    const size_t customer = client * kEach + number;
    heard_.push_back({customer, at.front().offset, now});
    upto_[customer] = at.front().offset.value;
  }

  engine::Engine& engine_;
  const std::vector<Subject> customers_;
  std::unordered_map<std::string_view, size_t> by_subject_;
  PushClients clients_;
  uint64_t receiver_ = 0;
  std::vector<Heard> fed_, heard_;
  size_t snapshots_ = 0;
  std::deque<std::atomic<int64_t>> upto_;  // by customer
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

// Evenly among those that have something to come and are there already.
std::vector<Subject> some_customers(const engine::Engine& engine, const std::vector<Item>& items,
                                    size_t count) {
  std::set<std::string_view> keys;
  for (const Item& item : items) keys.insert(item.key);
  std::vector<Subject> there;
  for (const std::string_view key : keys) {
    const Subject subject = Subject::trusted(std::string(key));
    if (must(engine.read(subject, {})).exists) there.push_back(subject);
  }
  ENSURE(there.size() >= count, "only {} customers are there", there.size());
  std::vector<Subject> some;
  for (size_t i = 0; i < count; ++i) some.push_back(there[i * there.size() / count]);
  return some;
}

std::vector<Offset> ends_of(const engine::Records& records) {
  std::vector<Offset> ends;
  for (uint16_t p = 0; p < records.partition_count(); ++p) ends.push_back(records.end({p}));
  return ends;
}

void wait_folded(engine::Engine& engine, uint64_t records) {
  const auto until = Clock::now() + kHeardWithin;
  for (auto usage = engine.usage(false); usage.records < records || usage.unfolded > 0;
       usage = engine.usage(false)) {
    ENSURE(Clock::now() < until, "{} of {} records are there, {} are not folded", usage.records,
           records, usage.unfolded);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

// Of one watched customer: where its items came to stand, in order.
using Events = std::vector<std::pair<Offset, const Item*>>;

std::vector<Events> events_of(const Watchers& watchers, const engine::Records& records,
                              const std::vector<Offset>& from, std::span<const Item> items) {
  std::unordered_map<std::string_view, const Item*> by_id;
  for (const Item& item : items)
    if (watchers.by_subject().contains(item.key)) by_id.emplace(item.id, &item);
  std::vector<Events> events(watchers.by_subject().size());
  std::string id;
  for (uint16_t p = 0; p < records.partition_count(); ++p) {
    for (Offset at = from[p]; at < records.end({p});) {
      const auto some = must(records.read({p}, at, 1024));
      at = at + static_cast<int64_t>(some.size());
      for (const auto& record : some) {
        id_of(record, id);
        if (const auto found = by_id.find(id); found != by_id.end())
          events[watchers.by_subject().at(record.key())].emplace_back(record.position().offset,
                                                                      found->second);
      }
    }
  }
  return events;
}

// Of each event, until the first that was heard at or behind its position.
std::vector<double> latencies(const std::vector<Events>& events, const std::vector<Heard>& heard) {
  std::vector<double> ms;
  std::vector<size_t> next(events.size());
  for (const Heard& one : heard) {
    const Events& own = events[one.customer];
    for (size_t& i = next[one.customer]; i < own.size() && own[i].first <= one.upto; ++i)
      ms.push_back(std::chrono::duration<double, std::milli>(one.at - own[i].second->sent).count());
  }
  for (size_t i = 0; i < events.size(); ++i)
    ENSURE(next[i] == events[i].size(), "events of watched customers were not heard");
  return ms;
}

}  // namespace

void run_push_leg(engine::Engine& engine, const PushLeg& leg, std::vector<Item>& items) {
  Served served(engine, leg.folder);
  Watchers watchers(engine, served, some_customers(engine, items, leg.connections * kEach),
                    leg.connections);
  watchers.wait();
  const auto from = ends_of(engine.records());
  const uint64_t before = engine.usage(false).records;
  const auto start = Clock::now();
  const double cpu = cpu_seconds();
  {
    Publisher publisher(leg.brokers, leg.topic);
    publisher.send(items, leg.rate);
    wait_folded(engine, before + items.size());
    watchers.wait();
  }
  const auto count = static_cast<double>(items.size());
  const double rate = count / seconds_since(start), used = (cpu_seconds() - cpu) / count * 1e6;
  watchers.stop();
  const auto warm = std::span<const Item>(items).subspan(cold(items.size(), leg.rate));
  const auto events = events_of(watchers, engine.records(), from, warm);
  auto fed = latencies(events, watchers.fed());
  auto heard = latencies(events, watchers.heard());
  const std::string of =
      fmt::format("events of {} customers on {} connections, {} snapshots among {} messages",
                  events.size(), leg.connections, watchers.snapshots() - events.size(),
                  watchers.heard().size() - events.size());  // but for the first of each
  tell({.what = fmt::format("{} -> change feed", leg.what), .per_second = rate}, fed);
  tell({.what = fmt::format("{} -> WebSocket", leg.what),
        .per_second = rate,
        .cpu_us = used,
        .of = of},
       heard);
}

}  // namespace dossier::bench
