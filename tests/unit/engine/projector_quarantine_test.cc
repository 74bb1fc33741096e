// A fold that errs parks its subject for the projection and its dependents; nothing else notices.
#include "unit/engine/projector_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;
using Texts = std::vector<std::string>;

namespace {

const Subject kC2 = Subject::trusted("customer/C-2");

std::vector<std::string> parked(SteppedFold& fold) {
  Texts list;
  for (size_t p = 0; p < 1; ++p)
    for (const auto& one : fold.partition(p).parked())
      list.push_back(fmt::format("{} {} v{} since {}: {}; {}", one.subject.id(), one.why.projection,
                                 one.why.fold_version, to_string(one.why.since), one.why.message,
                                 one.why.remedy));
  return list;
}

// Keys of what a projection has stored of a subject.
size_t stored_keys(const Dump& dump, fold::Slot slot) {
  return static_cast<size_t>(std::ranges::count_if(dump, [&](const auto& item) {
    return item.first.second.substr(2, 2) ==
           std::string{static_cast<char>(slot >> 8), static_cast<char>(slot & 0xff)};
  }));
}

}  // namespace

TEST_CASE("quarantine: a failed fold leaves no trace of its pass; the others go on") {
  WrittenLog log(1);
  log.open_day("2026-01-01");
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  log.add(EventText{.id = "bad-1"}.note());
  log.add(EventText{.id = "p-1"}.payment("LN-1", "2026-01-02"));
  log.add(EventText{.subject = "C-2", .id = "n-1"}.note());
  for (const size_t most : {1, 2, 100}) {
    CAPTURE(most);
    SteppedFold fold(log, test_projections());
    while (fold.fold_on(most) > 0)
      if (most == 2) fold.commit();
    CHECK(parked(fold) ==
          Texts{"C-1 fussy v1 since 0:2: the note is bad-1; write a better one",
                "C-1 journal v1 since 0:2: fussy, which it reads, is incomplete: the note is "
                "bad-1; write a better one"});
    CHECK(loan_of(fold, "LN-1").get<Balance>().payments == 1);
    CHECK(told(fold) == Texts{"loan.disbursed d-1"});
    CHECK(told(fold, kC2).size() == 2);
    const auto view = fold.view(kC1);
    CHECK(view.incomplete.size() == 2);
    CHECK(view.version.offset.value == 3);
    CHECK(fold.view(kC2).incomplete.empty());
    CHECK(stored_keys(fold.dump(), kFussy) == 3);  // slice, row and timer of C-2
  }
}

TEST_CASE("quarantine: what stood before the failure stays, stored or not") {
  for (const bool committed : {false, true}) {
    CAPTURE(committed);
    WrittenLog log(1);
    SteppedFold fold(log, test_projections());
    log.add(EventText{.id = "n-1"}.note());
    fold.fold_all();
    if (committed) {
      fold.commit();
      fold.evict();
    }
    log.add(EventText{.id = "bad-1"}.note());
    fold.fold_all();
    const auto view = fold.view(kC1);
    REQUIRE(view.find<CountSlice>(kFussy) != nullptr);
    CHECK(view.find<CountSlice>(kFussy)->get<Counts>().events == 1);
    CHECK(fold.rows(kC1, kFussy).size() == 1);
    fold.commit();
    CHECK(fold.rows(kC1, kFussy).size() == 1);
  }
}

TEST_CASE("quarantine: a retry that fails again leaves the subject parked since the same record") {
  WrittenLog log(1);
  log.add(EventText{.id = "bad-1"}.note());
  SteppedFold fold(log, test_projections());
  fold.fold_all();
  const Texts before = parked(fold);
  const Position retry = log.retry(kC1, "fussy");
  fold.fold_all();
  CHECK(parked(fold) == before);
  CHECK(fold.view(kC1).version == retry);
}

TEST_CASE("quarantine: skip leaves out the failed pass, and folds all that came since") {
  WrittenLog log(1);
  log.add(EventText{.id = "n-1"}.note());
  const Position bad = log.add(EventText{.id = "bad-1"}.note());
  log.add(EventText{.id = "n-2"}.note());
  SteppedFold fold(log, test_projections());
  fold.fold_all();
  fold.commit();
  log.skip(kC1, "fussy", {bad.partition, bad.offset + 5});  // another record: no help
  fold.fold_all();
  CHECK(parked(fold).size() == 2);
  log.skip(kC1, "fussy", bad, 2);  // of another version of the fold: neither
  fold.fold_all();
  CHECK(parked(fold).size() == 2);
  log.skip(kC1, "fussy", bad);
  fold.fold_all();
  CHECK(parked(fold).empty());
  CHECK(fold.view(kC1).find<CountSlice>(kFussy)->get<Counts>().events == 2);
  CHECK(told(fold).size() == 8);  // three notes, two worries, three skips
  SteppedFold again(log, test_projections());
  again.fold_all();
  CHECK(difference(fold.dump(), again.dump()) == "");
  // The next failure parks again.
  log.add(EventText{.id = "bad-2"}.note());
  fold.fold_all();
  CHECK(parked(fold).size() == 2);
}

TEST_CASE("quarantine: a timer that fails parks since the opening; a skip takes the timer off") {
  WrittenLog log(1);
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  log.add(EventText{.id = "bad-timer", .time = "2026-01-03T12:00:00Z"}.note());
  log.add(EventText{.id = "n-1", .time = "2026-01-04T12:00:00Z"}.note());
  log.open_day("2026-01-12");
  for (const size_t most : {1, 100}) {
    SteppedFold fold(log, test_projections());
    while (fold.fold_on(most) > 0) fold.commit();
    REQUIRE(parked(fold).size() == 2);
    CHECK(parked(fold)[0] == "C-1 fussy v1 since 0:3: the timer of bad-timer; none");
    CHECK(fold.view(kC1).version.offset.value == 3);
    CHECK(loan_of(fold, "LN-1").get<Overdue>().fired == 1);
    CHECK(fold.rows(kC1, kFussy).size() == 2);  // the notes; no trace of the timer
  }
  log.skip(kC1, "fussy", {{0}, {3}});
  log.open_day("2026-01-20");
  SteppedFold fold(log, test_projections());
  fold.fold_all();
  CHECK(parked(fold).empty());
  Texts keys;
  for (const auto& row : fold.rows(kC1, kFussy)) keys.push_back(row.key);
  CHECK(keys == Texts{"bad-timer", "fired-n-1", "n-1"});
}

TEST_CASE("quarantine: parked timers wait, and fire with the retry under a mended fold") {
  WrittenLog log(1);
  log.add(EventText{.id = "n-1", .time = "2026-01-03T12:00:00Z"}.note());
  log.add(EventText{.id = "bad-1", .time = "2026-01-03T12:00:00Z"}.note());
  log.open_day("2026-01-12");
  SteppedFold fold(log, test_projections());
  fold.fold_all();
  CHECK(fold.rows(kC1, kFussy).size() == 1);
  log.skip(kC1, "fussy", {{0}, {1}});
  fold.fold_all();
  CHECK(fold.rows(kC1, kFussy).size() == 2);
  CHECK(fold.view(kC1).find<CountSlice>(kFussy)->get<Counts>().facts == 1);
}

TEST_CASE("quarantine: it outlives a restart, and goes with it once mended") {
  WrittenLog log(1);
  log.add(EventText{.id = "bad-1"}.note());
  log.add(EventText{.subject = "C-2", .id = "bad-2"}.note());
  SteppedFold fold(log, test_projections());
  fold.fold_all();
  const Texts before = parked(fold);
  REQUIRE(before.size() == 4);
  fold.commit();
  fold.crash();
  CHECK(parked(fold) == before);
  log.skip(kC1, "fussy", {{0}, {0}});
  fold.fold_all();
  CHECK(parked(fold).size() == 2);
  fold.commit();
  fold.crash();
  CHECK(parked(fold).size() == 2);
  CHECK(parked(fold)[0].starts_with("C-2 fussy"));
}

TEST_CASE("quarantine: inside an import it parks since the record, timers since the completion") {
  for (const std::string id : {"bad-1", "bad-timer"}) {
    CAPTURE(id);
    WrittenLog log(1);
    log.open_day("2026-01-20");
    log.add(EventText{.id = "s"}.import_started("I"));
    log.add(EventText{.id = "d", .import_id = "I"}.loan("LN-1", "2026-01-05"));
    const Position bad =
        log.add(EventText{.id = id, .time = "2026-01-02T12:00:00Z", .import_id = "I"}.note());
    const Position closing = log.add(EventText{.id = "c"}.import_completed("I", 2));
    SteppedFold fold(log, test_projections());
    fold.fold_all();
    REQUIRE(parked(fold).size() == 2);
    const Position since = id == "bad-1" ? bad : closing;
    CHECK(fold.view(kC1).incomplete[0].since == since);
    CHECK(loan_of(fold, "LN-1").get<Overdue>().fired == 1);
    log.skip(kC1, "fussy", since);
    fold.fold_all();
    CHECK(parked(fold).empty());
    CHECK(facts(fold).size() == (id == "bad-1" ? 1 : 2));
  }
}

TEST_CASE("quarantine: rows are those of the newest fold, at every stage of the commits between") {
  for (const bool rows_stored : {false, true}) {
    CAPTURE(rows_stored);
    WrittenLog log(1);
    SteppedFold fold(log, test_projections());
    log.add(EventText{.id = "n-1"}.note());
    const Position bad = log.add(EventText{.id = "bad-timer"}.note());
    fold.fold_all();
    REQUIRE(told(fold).size() == 4);
    if (rows_stored) fold.commit();
    const auto stages = [&](const Texts& expected) {
      CHECK(told(fold) == expected);
      fold.begin_commit();
      CHECK(told(fold) == expected);
    };
    stages(told(fold));
    // The timer fails: rows of the day it fired on never were; the opening is folded anew.
    log.open_day("2026-01-05");
    fold.fold_all();
    const Texts parked_rows = told(fold);
    CHECK(parked_rows.size() == 4);
    stages(parked_rows);  // in flight: the fold of the opening
    log.skip(kC1, "fussy", {bad.partition, {2}});
    fold.fold_all();
    const Texts skipped_rows = told(fold);
    CHECK(skipped_rows.size() == 5);
    CHECK(told(fold) == skipped_rows);
    log.retry(kC1, "fussy");
    fold.begin_commit();
    fold.fold_all();  // folded anew while the last one is being written
    CHECK(told(fold).size() == 6);
    fold.write_commit();
    CHECK(told(fold).size() == 6);
    fold.end_commit();
    CHECK(told(fold).size() == 6);
    fold.commit();
    fold.evict();
    CHECK(told(fold).size() == 6);
    SteppedFold again(log, test_projections());
    again.fold_all();
    CHECK(difference(fold.dump(), again.dump()) == "");
  }
}

TEST_CASE(
    "quarantine: a row that a refold no longer makes is gone at once, though stored or on its "
    "way") {
  for (const bool stored : {true, false}) {
    CAPTURE(stored);
    WrittenLog log(1);
    log.open_day("2026-01-10");
    // Missed on the 11th as things come; in order of effective date it was paid before.
    log.add(EventText{.id = "d"}.loan("LN-1", "2026-01-01"));
    log.open_day("2026-01-12");
    SteppedFold fold(log, test_projections());
    fold.fold_all();
    REQUIRE(facts(fold) == Texts{"fact 901 LN-1 2026-01-11"});
    if (stored) {
      fold.commit();
    } else {
      fold.begin_commit();
    }
    log.add(EventText{.id = "s"}.import_started("I"));
    log.add(EventText{.id = "p", .import_id = "I"}.payment("LN-1", "2026-01-09"));
    log.add(EventText{.id = "c"}.import_completed("I", 1));
    fold.fold_all();
    const Texts paid{"fact 902 p seen"};
    CHECK(facts(fold) == paid);
    fold.begin_commit();
    CHECK(facts(fold) == paid);
    fold.write_commit();
    CHECK(facts(fold) == paid);
    fold.end_commit();
    CHECK(facts(fold) == paid);
  }
}

TEST_CASE("quarantine: slices that a refold no longer makes are gone, from the store as well") {
  for (const bool stored : {true, false}) {
    CAPTURE(stored);
    WrittenLog log(1);
    SteppedFold fold(log, test_projections());
    log.add(EventText{.id = "n-1", .time = "2026-01-05T12:00:00Z"}.note());
    fold.fold_all();
    if (stored) {
      fold.commit();
    } else {
      fold.begin_commit();
    }
    REQUIRE(fold.view(kC1).find<CountSlice>(kFussy) != nullptr);
    // An import that puts a failing note before all that was folded.
    log.add(EventText{.id = "s", .time = "2026-01-06T12:00:00Z"}.import_started("I"));
    log.add(EventText{.id = "bad-1", .import_id = "I"}.note());
    log.add(EventText{.id = "c", .time = "2026-01-06T12:00:00Z"}.import_completed("I", 1));
    fold.fold_all();
    CHECK(fold.view(kC1).find<CountSlice>(kFussy) == nullptr);
    fold.commit();
    fold.evict();
    CHECK(fold.view(kC1).find<CountSlice>(kFussy) == nullptr);
    CHECK(fold.view(kC1).find<CountSlice>(kLedger) != nullptr);
    CHECK(stored_keys(fold.dump(), kFussy) == 0);
  }
}
