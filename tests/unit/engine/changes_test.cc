// The change feed: who applies what it tells holds what a reader finds.
#include <condition_variable>
#include <random>

#include "dossier/engine/changes.h"
#include "projector/change_log.h"
#include "unit/engine/engine_fixture.h"
#include "unit/engine/projector_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;

namespace {

// What a client holds of one customer: rows of the journal, kept by changes alone.
class Mirror {
 public:
  // A change that says that it can not be applied: everything is read anew.
  using ReadAll = std::function<std::vector<Row>()>;
  explicit Mirror(ReadAll read_all) : read_all_(std::move(read_all)) { start(); }

  void apply(const Change& change) {
    if (change.kind != Change::Kind::subject || change.subject != kC1) return;
    REQUIRE(change.position.offset > last_);  // once each, in order
    last_ = change.position.offset;
    if (change.anew) return start();
    for (const ChangedRow& row : change.rows) {
      if (row.slot != kJournal) continue;
      if (row.withdrawn) {
        REQUIRE(rows.contains(row.key));
        CHECK(rows[row.key] == row.value);
        rows.erase(row.key);
      } else {
        rows[row.key] = row.value;
      }
    }
  }
  void start() {
    rows.clear();
    for (auto& row : read_all_()) rows[row.key] = row.value;
  }

  std::map<std::string, std::string> rows;

 private:
  const ReadAll read_all_;
  Offset last_{-1};
};

std::map<std::string, std::string> by_key(const std::vector<Row>& rows) {
  std::map<std::string, std::string> map;
  for (const Row& row : rows) map[row.key] = row.value;
  return map;
}

// One random thing that happens to C-1 or to another customer.
void happen(WrittenLog& log, std::mt19937& random, int number, Date& day) {
  const auto pick = [&](int most) { return static_cast<int>(random() % most); };
  const EventText event{.subject = pick(3) == 0 ? "C-2" : "C-1", .id = fmt::format("e{}", number)};
  const std::string loan = fmt::format("LN-{}", pick(3));
  switch (pick(6)) {
    case 0: log.add(event.loan(loan, to_string(day))); break;
    case 1: log.add(event.note()); break;
    case 2: log.open_day(day = day + 1 + pick(15)); break;
    default: log.add(event.payment(loan, to_string(day + -pick(30)))); break;
  }
}

std::vector<ChangePtr> subject_changes(SteppedFold& fold) {
  auto changes = fold.partition(0).take_changes().changes;
  std::erase_if(changes, [](const auto& change) { return change->kind != Change::Kind::subject; });
  return changes;
}

}  // namespace

TEST_CASE("changes: who applies them holds what a reader finds, whatever happened") {
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    WrittenLog log(1);
    SteppedFold fold(log, test_projections());
    auto& partition = fold.partition(0);
    partition.listen(true);
    partition.watch(kC1);
    Mirror mirror([&] { return fold.rows(kC1, kJournal); });
    Date date = day("2026-01-01");
    for (int i = 0; i < 60; ++i) {
      happen(log, random, i, date);
      if (random() % 4 != 0) continue;
      while (fold.fold_on(1 + random() % 3) > 0) continue;
      if (random() % 3 == 0) fold.commit();
      if (random() % 5 == 0) fold.evict();
      for (const auto& change : partition.take_changes().changes) mirror.apply(*change);
      CHECK(mirror.rows == by_key(fold.rows(kC1, kJournal)));
    }
  }
}

TEST_CASE("changes: one that was seen up to a position misses exactly what stands behind it") {
  std::mt19937 random(7);
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  auto& partition = fold.partition(0);
  partition.watch(kC1);
  Date date = day("2026-01-01");
  for (int i = 0; i < 80; ++i) happen(log, random, i, date);
  Mirror empty([] { return std::vector<Row>(); });
  fold.fold_all();
  const Offset version = fold.view(kC1).version.offset;
  const auto all = partition.since(kC1, Offset{-1}, version);
  REQUIRE(all.has_value());
  for (size_t seen = 0; seen < all->size(); ++seen) {
    const auto missed = partition.since(kC1, (*all)[seen]->position.offset, version);
    REQUIRE(missed.has_value());
    CHECK(missed->size() == all->size() - seen - 1);
  }
  for (const auto& change : *all) empty.apply(*change);
  CHECK(empty.rows == by_key(fold.rows(kC1, kJournal)));
}

TEST_CASE("changes: a day of several days' timers is one change, told before the day itself") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  fold.fold_all();
  auto& partition = fold.partition(0);
  partition.listen(true);
  CHECK(partition.watch(kC1).next.offset.value == 1);
  log.open_day("2026-01-25");
  while (fold.fold_on(1) > 0) continue;
  const auto changes = partition.take_changes().changes;
  REQUIRE(changes.size() == 2);
  CHECK(changes[0]->subject == kC1);
  CHECK(changes[0]->rows.size() == 2);  // missed on the 11th and on the 21st
  CHECK(changes[0]->position == fold.view(kC1).version);
  CHECK(changes[1]->kind == Change::Kind::day_opened);
  CHECK(changes[1]->day == day("2026-01-25"));
  CHECK(changes[0]->day == day("2026-01-25"));
  CHECK(changes[1]->position == changes[0]->position);
}

TEST_CASE("changes: nothing in detail of who is not watched, and nothing where nobody listens") {
  WrittenLog log(1);
  SteppedFold fold(log, contributing_projections());
  auto& partition = fold.partition(0);
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  fold.fold_all();
  CHECK_FALSE(partition.changes_waiting());
  partition.listen(true);
  log.add(EventText{.id = "d-2"}.loan("LN-2", "2026-01-01"));
  log.add(EventText{.id = "p-1"}.payment("LN-2", "2026-01-02"));
  fold.fold_all();
  const auto batch = partition.take_changes();
  CHECK(batch.changes.empty());
  CHECK(batch.totals == std::vector<fold::Slot>{kTally});  // once, for both
  CHECK_FALSE(batch.gap);
}

TEST_CASE("changes: of an import one change, and of a quarantine one, both without rows") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  auto& partition = fold.partition(0);
  partition.listen(true);
  partition.watch(kC1);
  log.add(EventText{.id = "i-1"}.import_started("M-1"));
  log.add(EventText{.id = "d-1", .import_id = "M-1"}.loan("LN-1", "2025-01-01"));
  log.add(EventText{.id = "p-1", .import_id = "M-1"}.payment("LN-1", "2025-03-01"));
  fold.fold_all();
  for (const auto& change : subject_changes(fold)) {
    CHECK(change->status);
    CHECK(change->rows.empty());
  }
  log.add(EventText{.id = "i-2"}.import_completed("M-1", 2));
  fold.fold_all();
  auto changes = subject_changes(fold);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0]->anew);
  CHECK(changes[0]->rows.empty());
  CHECK(changes[0]->position == fold.view(kC1).version);
  log.add(EventText{.id = "bad-1"}.note());
  fold.fold_all();
  const auto batch = partition.take_changes();
  CHECK(batch.quarantine);
  REQUIRE(batch.changes.size() == 1);
  CHECK(batch.changes[0]->anew);
}

namespace {

Change at(int64_t offset, const Subject& subject = kC1) {
  Change change;
  change.position = {{0}, {offset}};
  change.subject = subject;
  return change;
}

}  // namespace

TEST_CASE("changes: what nobody takes in time is a gap, and later ones are told again") {
  ChangeLog log({0}, {.waiting = 3, .kept = 100});
  log.listen(true);
  log.watch("customer/C-1", {0});
  for (int64_t i = 0; i < 5; ++i) log.add(at(i));
  auto batch = log.take();
  CHECK(batch.gap);
  REQUIRE(batch.changes.size() == 2);
  CHECK(batch.changes[0]->position.offset.value == 3);
  log.add(at(5));
  batch = log.take();
  CHECK_FALSE(batch.gap);
  CHECK(batch.changes.size() == 1);
  CHECK_FALSE(log.waiting());
}

TEST_CASE("changes: what the ring holds no more, or was not noted, is not made up") {
  ChangeLog log({0}, {.waiting = 100, .kept = 3});
  log.start({10});
  CHECK_FALSE(log.since("customer/C-1", {9}, {5}).has_value());  // not watched
  log.watch("customer/C-1", {12});
  CHECK_FALSE(log.since("customer/C-1", {8}, {5}).has_value());   // before the start
  CHECK(log.since("customer/C-1", {9}, {5}).has_value());         // nothing happened since
  CHECK_FALSE(log.since("customer/C-1", {9}, {10}).has_value());  // something did, unwatched
  CHECK(log.since("customer/C-1", {11}, {11}).has_value());
  for (int64_t i = 12; i < 16; ++i) log.add(at(i));
  CHECK_FALSE(log.since("customer/C-1", {11}, {15}).has_value());
  CHECK(log.since("customer/C-1", {12}, {15})->size() == 3);
  log.unwatch("customer/C-1");
  CHECK_FALSE(log.since("customer/C-1", {12}, {15}).has_value());
}

TEST_CASE("changes: under writers, days and commits, the feed tells each change once, in order") {
  EngineHome home;
  const auto engine = home.open();
  ChangeFeed& feed = engine->changes();
  std::mutex mutex;
  std::condition_variable heard;
  std::vector<ChangePtr> changes;
  bool gap = false;
  const uint64_t receiver = feed.listen([&](const ChangeBatch& batch) {
    const std::lock_guard lock(mutex);
    changes.insert(changes.end(), batch.changes.begin(), batch.changes.end());
    gap = gap || batch.gap;
    heard.notify_all();
  });
  feed.watch(kC1);
  Mirror mirror([] { return std::vector<Row>(); });
  std::thread other([&] {
    for (int i = 0; i < 100; ++i)
      submit(*engine, {EventText{.subject = "C-2", .id = fmt::format("o-{}", i)}.note()});
  });
  publish(*engine, EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  must(engine->open_day(day("2026-02-20")));
  for (int i = 0; i < 100; ++i)
    submit(*engine, {EventText{.id = fmt::format("p-{}", i)}.payment(
                        "LN-1", i % 2 == 0 ? "2026-01-05" : "2026-02-10", "1.00")});
  other.join();
  const Position last = publish(*engine, EventText{.id = "last"}.payment("LN-1", "2026-02-11"));
  {
    std::unique_lock lock(mutex);
    REQUIRE(heard.wait_for(lock, std::chrono::seconds(20), [&] {
      return std::ranges::any_of(changes, [&](const auto& c) { return c->position == last; });
    }));
    CHECK_FALSE(gap);
    for (const auto& change : changes) mirror.apply(*change);
  }
  feed.ignore(receiver);
  const auto page = must(engine->read_rows(
      kC1, {.slot = kJournal, .set = kRowSet, .from = {}, .newest_first = false, .limit = 10'000}));
  CHECK(mirror.rows == by_key(page.rows));
  engine->stop();
}
