// Time passes by event: which timers fire when, in which order, and what a crash in between
// changes.
#include "projector/timer_queue.h"

#include "projector/keys.h"
#include "unit/engine/projector_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;
using Texts = std::vector<std::string>;

namespace {

// A loan for each of `count` customers in one partition, all due on 2026-01-11, -21 and -31.
WrittenLog& with_loans(WrittenLog& log, int count) {
  for (int i = 0; i < count; ++i)
    log.add(EventText{.subject = fmt::format("C-{}", i), .id = "d"}.loan("LN-1", "2026-01-01"));
  return log;
}

}  // namespace

TEST_CASE("timers: nothing fires before a day is opened, and then each with its own date") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  fold.fold_all();
  CHECK(facts(fold).empty());
  log.open_day("2026-01-10");
  fold.fold_all();
  CHECK(facts(fold).empty());
  log.open_day("2026-01-22");
  fold.fold_all();
  CHECK(facts(fold) == Texts{"fact 901 LN-1 2026-01-11", "fact 901 LN-1 2026-01-21"});
  const auto rows = journal(fold);
  CHECK(rows[1].business_date == day("2026-01-11"));
  CHECK(rows[2].business_date == day("2026-01-21"));
  for (const size_t i : {1, 2}) {
    CHECK(rows[i].offset.value == 2);  // of the opening
    CHECK(rows[i].recorded == must(log.records().get({{0}, {2}})).recorded());
  }
  CHECK(fold.view(kC1).version.offset.value == 2);
  CHECK(fold.view(kC1).folded.business_date == day("2026-01-22"));
}

TEST_CASE("timers: one set for a day that is open fires right after its pass, and so on") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  log.open_day("2026-02-15");
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  fold.fold_all();
  CHECK(facts(fold) ==
        Texts{"fact 901 LN-1 2026-01-11", "fact 901 LN-1 2026-01-21", "fact 901 LN-1 2026-01-31"});
  const auto rows = journal(fold);
  CHECK(rows[0].business_date == day("2026-02-15"));  // of the event itself
  CHECK(rows[3].business_date == day("2026-01-31"));
  CHECK(rows[3].offset.value == 1);
}

TEST_CASE("timers: a day opened again, or an earlier one, changes nothing") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  log.open_day("2026-01-15");
  fold.fold_all();
  const Dump before = fold.dump();
  log.open_day("2026-01-15");
  log.open_day("2026-01-12");
  fold.fold_all();
  CHECK(difference(fold.dump(), before) == "");
  CHECK(fold.partition(0).position().business_date == day("2026-01-15"));
}

TEST_CASE("timers: due ones fire by date, then subject, whatever the order they were set in") {
  WrittenLog log(1);
  log.add(EventText{.subject = "C-b", .id = "d"}.loan("LN-1", "2026-01-02"));
  log.add(EventText{.subject = "C-a", .id = "d"}.loan("LN-1", "2026-01-02"));
  log.add(EventText{.subject = "C-c", .id = "d"}.loan("LN-1", "2026-01-01"));
  log.open_day("2026-01-25");
  for (const bool stored : {false, true}) {
    CAPTURE(stored);
    SteppedFold fold(log, test_projections());
    fold.fold_on(4);
    if (stored) {
      fold.commit();
      fold.evict();
    }
    // One subject and date a step: whose facts are there tells the order.
    Texts order;
    std::map<std::string, size_t> known;
    while (fold.fold_on(1) > 0)
      for (const std::string id : {"C-a", "C-b", "C-c"}) {
        const auto list = facts(fold, Subject::trusted("customer/" + id));
        if (list.size() > known[id]) order.push_back(id + list.back().substr(13));
        known[id] = list.size();
      }
    CHECK(order == Texts{"C-c 2026-01-11", "C-a 2026-01-12", "C-b 2026-01-12", "C-c 2026-01-21",
                         "C-a 2026-01-22", "C-b 2026-01-22"});
  }
}

TEST_CASE("timers: a subject shows the new day once the opening has passed it") {
  WrittenLog log(1);
  with_loans(log, 3);
  log.open_day("2026-01-05");
  log.open_day("2026-01-11");
  SteppedFold fold(log, test_projections());
  fold.fold_on(4);
  while (fold.partition(0).position().business_date != day("2026-01-05")) fold.fold_on(1);
  fold.fold_on(1);  // takes the record
  fold.fold_on(1);  // C-0
  CHECK(fold.view(Subject::trusted("customer/C-0")).folded.business_date == day("2026-01-11"));
  CHECK(fold.view(Subject::trusted("customer/C-1")).folded.business_date == day("2026-01-05"));
  CHECK(fold.partition(0).position().business_date == day("2026-01-05"));
}

TEST_CASE("timers: an opening worked off in steps, with a crash at any of them, gives the same") {
  WrittenLog log(1);
  with_loans(log, 9);
  log.open_day("2026-01-10");
  log.open_day("2026-02-05");
  SteppedFold straight(log, test_projections());
  straight.fold_all();
  const Dump expected = straight.dump();
  REQUIRE(facts(straight).size() == 3);
  for (size_t crash_at = 10; crash_at < 42; ++crash_at) {
    CAPTURE(crash_at);
    SteppedFold fold(log, test_projections());
    for (size_t step = 0; step < crash_at; ++step) {
      fold.fold_on(1);
      if (step % 3 == 0) {
        fold.commit();
        fold.evict();
      }
      if (step % 5 == 1) fold.begin_commit();
      if (step % 10 == 1) fold.write_commit();
    }
    fold.crash();
    fold.fold_all();
    CHECK(difference(fold.dump(), expected) == "");
  }
}

TEST_CASE("timers: days opened one after the other without a commit find what is stored") {
  WrittenLog log(1);
  log.add(EventText{.subject = "C-1", .id = "d"}.loan("LN-1", "2026-01-01"));
  log.add(EventText{.subject = "C-2", .id = "d"}.loan("LN-1", "2026-01-02"));
  log.add(EventText{.subject = "C-3", .id = "d"}.loan("LN-1", "2026-01-03"));
  SteppedFold fold(log, test_projections());
  fold.fold_all();
  fold.commit();
  for (const auto* date : {"2026-01-11", "2026-01-12", "2026-01-13"}) log.open_day(date);
  fold.fold_all();
  for (const std::string id : {"customer/C-1", "customer/C-2", "customer/C-3"})
    CHECK(facts(fold, Subject::trusted(id)).size() == 1);
}

TEST_CASE("timer queue: a window smaller than what is due loses and doubles nothing") {
  WrittenLog log(1);
  const SteppedFold fold(log, test_projections());
  auto& store = const_cast<ViewStore&>(fold.store());
  std::vector<engine::Due> expected;
  ViewStore::Batch batch(store);
  for (int i = 0; i < 40; ++i) {
    const Date date{20'000 + i % 4};
    const std::string subject = fmt::format("customer/C-{}", i / 2);
    const fold::Slot slot = i % 3 == 0 ? kLedger : kJournal;
    batch.put(Family::timers, keys::timer({0}, slot, subject, {date, 1, "x"}), {});
    expected.push_back({date, subject});
  }
  must(store.write(batch));
  for (const size_t window : {1, 2, 3, 7, 100}) {
    CAPTURE(window);
    TimerQueue queue(store, fold.order(), {0}, window);
    queue.add(Date{20'001}, "customer/C-added");
    auto all = expected;
    all.push_back({Date{20'001}, "customer/C-added"});
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    std::vector<engine::Due> found;
    for (const int32_t last : {20'001, 20'002, 20'009}) {
      engine::Due step{Date{INT32_MIN}, {}};
      while (const auto due = must(queue.next_after(step, Date{last}))) {
        CHECK(due->date <= Date{last});
        step = *due;
        if (std::ranges::find(found, *due) == found.end()) found.push_back(*due);
      }
      if (last == 20'001) {
        queue.begin_commit();
        queue.add(Date{20'003}, "customer/C-later");
        all.push_back({Date{20'003}, "customer/C-later"});
        std::ranges::sort(all);
      }
    }
    CHECK(found == all);
  }
}
