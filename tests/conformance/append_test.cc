// What every log promises of append: order, verdicts, durability.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "conformance/log_fixture.h"
#include "conformance/logs.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;

namespace {

std::vector<StoredRecord> all_records(const Records& records, Partition partition) {
  auto read = records.read(partition, {0}, SIZE_MAX);
  REQUIRE(read.has_value());
  return std::move(*read);
}

// The ids of a subject's events in the order of its stream.
std::vector<std::string> stream_ids(const Records& records, const Subject& subject) {
  std::vector<std::string> ids;
  const auto stream = records.stream(subject);
  REQUIRE(stream.has_value());
  for (const Offset offset : *stream) {
    const auto record = records.get({partition_of(subject, records.partition_count()), offset});
    REQUIRE(record.has_value());
    ids.emplace_back(record->header("ce_id"));
  }
  return ids;
}

}  // namespace

TEST_CASE("log: an appended event is read back at its position, as it was") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    const Draft event = draft({.id = "e-1", .text = "hello"});
    const auto outcome = append(*log, {event}).front();
    REQUIRE(outcome.has_value());
    CHECK_FALSE(outcome->duplicate);
    CHECK(outcome->position.partition == partition_of(event.subject, 4));
    const auto record = log->records().get(outcome->position);
    REQUIRE(record.has_value());
    CHECK(record->key() == "customer/C-1");
    CHECK(record->encoded_headers() == event.headers);
    CHECK(record->value() == event.value);
    CHECK(record->verdict() == Verdict::valid);
    CHECK(record->timestamp_ms() == 1'772'000'000'000);
  }
}

TEST_CASE("log: offsets of a partition are dense, and follow the order of the drafts") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    std::map<Partition, int64_t> expected;
    for (int call = 0; call < 5; ++call) {
      std::vector<Draft> drafts;
      for (int i = 0; i < 100; ++i)
        drafts.push_back(draft({.subject = fmt::format("customer/C-{}", i % 17),
                                .id = fmt::format("e-{}-{}", call, i)}));
      for (const AppendOutcome& outcome : append(*log, std::move(drafts))) {
        REQUIRE(outcome.has_value());
        CHECK(outcome->position.offset.value == expected[outcome->position.partition]++);
      }
    }
    for (const auto& [partition, end] : expected) {
      CHECK(log->records().end(partition).value == end);
      CHECK(all_records(log->records(), partition).size() == static_cast<size_t>(end));
    }
  }
}

TEST_CASE("log: the stream of a subject has its events in the order of the calls") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    std::vector<std::string> expected;
    for (int i = 0; i < 30; ++i) {
      expected.push_back(fmt::format("e-{}", i));
      REQUIRE(append_one(*log, {.subject = "customer/A", .id = expected.back()}).has_value());
      REQUIRE(append_one(*log, {.subject = "customer/B", .id = expected.back()}).has_value());
    }
    CHECK(stream_ids(log->records(), Subject::trusted("customer/A")) == expected);
    CHECK(stream_ids(log->records(), Subject::trusted("customer/B")) == expected);
    CHECK(stream_ids(log->records(), Subject::trusted("customer/")).empty());
  }
}

TEST_CASE("log: the same event again is a duplicate of the first, and adds nothing to the stream") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const LogSetting setting{.folder = folder / "log"};
    auto log = kind.open(setting);
    const Event event{.id = "e-1"};
    const auto both = append(*log, {draft(event), draft(event)});
    REQUIRE(both[0].has_value());
    REQUIRE(both[1].has_value());
    CHECK_FALSE(both[0]->duplicate);
    CHECK(both[1]->duplicate);
    CHECK(both[1]->position == both[0]->position);

    const auto again = append_one(*log, event);
    REQUIRE(again.has_value());
    CHECK(again->duplicate);
    CHECK(again->position == both[0]->position);

    log.reset();
    log = kind.open(setting);
    const auto reopened = append_one(*log, event);
    REQUIRE(reopened.has_value());
    CHECK(reopened->duplicate);
    CHECK(reopened->position == both[0]->position);
    CHECK(stream_ids(log->records(), Subject::trusted(event.subject)) ==
          std::vector<std::string>{"e-1"});
  }
}

TEST_CASE("log: the same identity with other content is a conflict that names the first") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const LogSetting setting{.folder = folder / "log"};
    auto log = kind.open(setting);
    const auto both =
        append(*log, {draft({.id = "e-1", .text = "a"}), draft({.id = "e-1", .text = "b"})});
    REQUIRE(both[0].has_value());
    REQUIRE_FALSE(both[1].has_value());
    CHECK(both[1].error().code == ErrorCode::conflict);
    CHECK(both[1].error().message.ends_with(to_string(both[0]->position)));
    CHECK_FALSE(both[1].error().remedy.empty());

    log.reset();
    log = kind.open(setting);
    const auto later = append_one(*log, {.id = "e-1", .text = "c"});
    REQUIRE_FALSE(later.has_value());
    CHECK(later.error().code == ErrorCode::conflict);
    CHECK(append_one(*log, {.id = "e-1", .text = "a"})->duplicate);
  }
}

TEST_CASE("log: where either has no MAC, other content is a duplicate, not a conflict") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    REQUIRE(append_one(*log, {.id = "with", .text = "a"}).has_value());
    REQUIRE(append_one(*log, {.id = "without", .text = "a", .with_mac = false}).has_value());
    const auto erased = append_one(*log, {.id = "with", .text = "b", .with_mac = false});
    REQUIRE(erased.has_value());
    CHECK(erased->duplicate);
    const auto later = append_one(*log, {.id = "without", .text = "b"});
    REQUIRE(later.has_value());
    CHECK(later->duplicate);
  }
}

TEST_CASE("log: identity is subject, source and id together") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    const Event base{.id = "e-1"};
    Event subject = base, source = base, id = base, shifted = base;
    subject.subject = "customer/C-2";
    source.source = "/other";
    id.id = "e-2";
    shifted.source = "/cor";  // the same bytes, split elsewhere
    shifted.id = "ee-1";
    for (const Event& event : {base, subject, source, id, shifted}) {
      const auto outcome = append_one(*log, event);
      REQUIRE(outcome.has_value());
      CHECK_FALSE(outcome->duplicate);
    }
  }
}

TEST_CASE("log: what was answered is there when the log is opened again") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const LogSetting setting{.folder = folder / "log"};
    auto log = kind.open(setting);
    const std::string id = log->records().log_id();
    std::map<Position, std::string> answered;
    for (int i = 0; i < 150; ++i) {
      const Event event{.subject = fmt::format("customer/C-{}", i % 7), .id = fmt::format("{}", i)};
      answered[append_one(*log, event)->position] = event.id;
    }
    log.reset();
    log = kind.open(setting);
    CHECK(log->records().log_id() == id);
    for (const auto& [position, event_id] : answered) {
      const auto record = log->records().get(position);
      REQUIRE(record.has_value());
      CHECK(record->header("ce_id") == event_id);
    }
  }
}

TEST_CASE("log: one call may bring many events") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    std::vector<Draft> drafts;
    for (int i = 0; i < 40'000; ++i)
      drafts.push_back(draft({.subject = fmt::format("customer/C-{}", i % 997),
                              .id = fmt::format("e-{}", i),
                              .text = std::string(200, 'x')}));
    const auto outcomes = append(*log, std::move(drafts));
    REQUIRE(outcomes.size() == 40'000);
    CHECK(std::ranges::all_of(outcomes, [](const AppendOutcome& outcome) {
      return outcome.has_value() && !outcome->duplicate;
    }));
    size_t stored = 0;
    for (uint16_t i = 0; i < 4; ++i) stored += all_records(log->records(), {i}).size();
    CHECK(stored == 40'000);
  }
}

TEST_CASE("log: an append of nothing is answered with nothing") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    CHECK(append(*log, {}).empty());
  }
}

TEST_CASE("log: recorded time never runs backwards, though the clock does") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    int64_t now = 1000;
    LogSetting setting{.folder = folder / "log"};
    setting.clock = [&now] { return now; };
    const auto log = kind.open(setting);
    std::vector<int64_t> recorded;
    for (const int64_t time : {1000, 400, 900, 1500}) {
      now = time;
      const auto outcome = append_one(*log, {.id = fmt::format("at-{}", time)});
      const auto record = log->records().get(outcome->position);
      CHECK(record->timestamp_ms() == time);
      recorded.push_back(record->recorded().micros / 1000);
    }
    CHECK(recorded == std::vector<int64_t>{1000, 1000, 1000, 1500});
  }
}
