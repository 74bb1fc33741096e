// What every log promises where many append at once, while it wakes readers, and when it stops.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "conformance/log_fixture.h"
#include "conformance/logs.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;

namespace {

using Key = std::pair<std::string, std::string>;  // subject, id

// What the threads were told, to be compared with what the log holds.
struct Told {
  std::mutex mutex;
  std::map<Key, Position> first;
  std::map<Key, int> fresh;  // answers that were no duplicates
};

void append_many(EventLog& log, uint32_t seed, Told& told) {
  std::mt19937 random(seed);
  for (int i = 0; i < 2000;) {
    std::vector<Draft> drafts;
    std::vector<Key> keys;
    for (auto n = 1 + random() % 20; n > 0 && i < 2000; --n, ++i) {
      const Event event{.subject = fmt::format("customer/C-{}", random() % 40),
                        .id = fmt::format("e-{}", random() % 200)};
      keys.emplace_back(event.subject, event.id);
      drafts.push_back(draft(event));
    }
    const auto outcomes = append(log, std::move(drafts));
    const std::lock_guard lock(told.mutex);
    for (size_t k = 0; k < keys.size(); ++k) {
      REQUIRE(outcomes[k].has_value());
      const auto [known, added] = told.first.emplace(keys[k], outcomes[k]->position);
      CHECK(known->second == outcomes[k]->position);
      told.fresh[keys[k]] += outcomes[k]->duplicate ? 0 : 1;
    }
  }
}

}  // namespace

TEST_CASE("log: threads that append the same events get one position for each, once as new") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    Told told;
    std::vector<std::thread> threads;
    for (uint32_t seed = 1; seed <= 8; ++seed)
      threads.emplace_back([&, seed] { append_many(*log, seed, told); });
    for (std::thread& thread : threads) thread.join();

    for (const auto& [key, count] : told.fresh) CHECK(count == 1);
    std::map<Key, Position> stored;
    for (uint16_t i = 0; i < 4; ++i) {
      const auto records = log->records().read({i}, {0}, SIZE_MAX);
      REQUIRE(records.has_value());
      CHECK(records->size() == static_cast<size_t>(log->records().end({i}).value));
      for (const StoredRecord& record : *records) {
        if (record.verdict() != Verdict::valid) continue;
        const Key key{record.key(), record.header("ce_id")};
        CHECK(stored.emplace(key, record.position()).second);
      }
    }
    CHECK(stored == told.first);
  }
}

TEST_CASE("log: calls of one thread that do not wait keep their order in the stream") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 500; ++i)
          log->append(
              {draft({.subject = fmt::format("customer/T-{}", t), .id = fmt::format("{:04}", i)})},
              [](const std::vector<AppendOutcome>&) {});
      });
    for (std::thread& thread : threads) thread.join();
    log->stop();
    for (int t = 0; t < 4; ++t) {
      const Subject subject = Subject::trusted(fmt::format("customer/T-{}", t));
      const auto stream = log->records().stream(subject);
      REQUIRE(stream.has_value());
      REQUIRE(stream->size() == 500);
      for (size_t i = 0; i < 500; ++i) {
        const auto record = log->records().get({partition_of(subject, 4), (*stream)[i]});
        CHECK(record->header("ce_id") == fmt::format("{:04}", i));
      }
    }
  }
}

TEST_CASE("log: who waits for records is woken for each partition that has new ones") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    std::mutex mutex;
    std::map<Partition, int64_t> seen;  // end of the partition when it was last woken
    log->on_records([&](Partition partition) {
      const std::lock_guard lock(mutex);
      seen[partition] = log->records().end(partition).value;
    });
    REQUIRE(append_control(*log, control_draft("day")).has_value());
    const auto outcome = append_one(*log, {.id = "e-1"});
    REQUIRE(append_one(*log, {.id = "e-1"})->duplicate);
    std::map<Partition, int64_t> expected = {
        {{0}, 1}, {{1}, 1}, {{2}, 1}, {{3}, 1}, {kControlPartition, 1}};
    expected[outcome->position.partition] = 2;
    // Waking comes behind the answer, and so do copies of a control record.
    const auto all_seen = [&] {
      const std::lock_guard lock(mutex);
      return seen == expected;
    };
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!all_seen() && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    log->stop();
    for (const auto& [partition, end] : expected) {
      CAPTURE(to_string(Position{partition, {end}}));
      CHECK(seen[partition] == end);
    }
    CHECK(seen.size() == expected.size());
  }
}

TEST_CASE("log: stop finishes what was taken, and refuses the rest as unavailable") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    std::atomic<int> stored{0};
    for (int i = 0; i < 300; ++i)
      log->append({draft({.id = fmt::format("e-{}", i)})},
                  [&](const std::vector<AppendOutcome>& outcomes) {
                    if (outcomes.front().has_value()) ++stored;
                  });
    log->stop();
    CHECK(stored == 300);
    const auto late = append_one(*log, {.id = "late"});
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().code == ErrorCode::unavailable);
    CHECK_FALSE(append_control(*log, control_draft("late")).has_value());
    log->stop();
  }
}

TEST_CASE("log: answers come from a thread of the log, refusals too") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    std::set<std::thread::id> answering;
    for (const bool stopped : {false, true}) {
      if (stopped) log->stop();
      std::promise<std::thread::id> answered;
      log->append({draft({.id = "e-1"})}, [&](const std::vector<AppendOutcome>&) {
        answered.set_value(std::this_thread::get_id());
      });
      answering.insert(answered.get_future().get());
    }
    CHECK_FALSE(answering.contains(std::this_thread::get_id()));
  }
}
