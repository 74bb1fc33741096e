// Totals across subjects: the sum of what each subject contributes, whatever happens to it.
#include "projector/totals.h"

#include <limits>

#include "unit/engine/projector_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;
using Groups = std::map<std::string, std::vector<int64_t>>;

namespace {

std::string loan(std::string_view subject, std::string_view loan_id) {
  return EventText{.subject = std::string(subject), .id = fmt::format("d-{}", loan_id)}.loan(
      loan_id, "2026-01-01");
}

// A payment is a note to one of the folds.
const Groups kTwoLoans = {
    {"currency/388", {2, 200'000, 10'000}}, {"missed/0", {2}}, {"notes", {1, 0}}};

// C-1 and C-2 have a loan each, of which C-1 paid a part.
void two_loans(WrittenLog& log) {
  log.open_day("2026-01-01");
  log.add(loan("C-1", "LN-1"));
  log.add(loan("C-2", "LN-2"));
  log.add(EventText{.subject = "C-1", .id = "p-1"}.payment("LN-1", "2026-01-02"));
}

}  // namespace

TEST_CASE("totals: what each subject contributes, summed over partitions") {
  WrittenLog log(4);
  two_loans(log);
  SteppedFold fold(log, contributing_projections());
  fold.fold_all();
  const auto totals = fold.totals(kTally);
  CHECK(totals.groups == kTwoLoans);
  CHECK(totals.incomplete == 0);
  CHECK(totals.importing == 0);
  REQUIRE(totals.folded.size() == 4);
  for (const auto& folded : totals.folded) CHECK(folded.business_date == day("2026-01-01"));
  CHECK(fold.totals(kTally, "missed/").groups == Groups{{"missed/0", {2}}});
  CHECK(fold.totals(kLedger).groups.empty());
}

TEST_CASE("totals: a timer moves a subject from group to group; an empty group is gone") {
  WrittenLog log(1);
  two_loans(log);
  SteppedFold fold(log, contributing_projections());
  fold.fold_all();
  fold.commit();
  log.open_day("2026-01-11");  // both were due, but C-1's payment moved its day by one
  fold.fold_all();
  CHECK(fold.totals(kTally, "missed/").groups == Groups{{"missed/0", {1}}, {"missed/1", {1}}});
  log.open_day("2026-01-12");
  fold.fold_all();
  CHECK(fold.totals(kTally, "missed/").groups == Groups{{"missed/1", {2}}});
  size_t stored = 0;
  for (const auto& [name, value] : fold.dump())
    if (name.first == "total") ++stored;
  CHECK(stored == 3);  // currency/388, missed/1, notes
}

TEST_CASE("totals: a redelivery changes nothing, a crash at any commit point loses nothing") {
  WrittenLog log(1);
  two_loans(log);
  for (int point = 0; point < 4; ++point) {
    CAPTURE(point);
    SteppedFold fold(log, contributing_projections());
    for (int step = 0; step < 3; ++step) fold.fold_on(1);  // the day, its opening, a loan
    if (point > 0) fold.begin_commit();
    fold.fold_on(1);
    if (point > 1) fold.write_commit();
    if (point > 2) fold.end_commit();
    fold.crash();
    CHECK(fold.totals(kTally).groups.contains("currency/388") == (point > 1));
    fold.fold_all();
    CHECK(fold.totals(kTally).groups == kTwoLoans);
    fold.commit();
    fold.crash();  // all of it from the store
    CHECK(fold.totals(kTally).groups == kTwoLoans);
    fold.evict();
    log.redeliver();
    fold.fold_all();
    CHECK(fold.totals(kTally).groups == kTwoLoans);
  }
}

TEST_CASE("totals: what is imported counts once it is complete, and says so until then") {
  WrittenLog log(1);
  two_loans(log);
  log.add(EventText{.subject = "C-1", .id = "s"}.import_started("I"));
  SteppedFold fold(log, contributing_projections());
  fold.fold_all();
  CHECK(fold.totals(kTally).groups == kTwoLoans);
  CHECK(fold.totals(kTally).importing == 1);
  fold.commit();
  fold.crash();
  CHECK(fold.totals(kTally).importing == 1);
  log.add(EventText{.subject = "C-1", .id = "p-0", .import_id = "I"}.payment("LN-1", "2026-01-01"));
  log.add(EventText{.subject = "C-1", .id = "c"}.import_completed("I", 1));
  fold.fold_all();
  CHECK(fold.totals(kTally).groups.at("currency/388") == std::vector<int64_t>{2, 200'000, 20'000});
  CHECK(fold.totals(kTally).importing == 0);
}

TEST_CASE("totals: a parked subject counts as it stood, and is told; skip brings it up to date") {
  WrittenLog log(1);
  two_loans(log);
  log.add(EventText{.subject = "C-1", .id = "n-1"}.note());
  const Position bad = log.add(EventText{.subject = "C-1", .id = "bad-1"}.note());
  log.add(EventText{.subject = "C-1", .id = "n-2"}.note());
  log.add(EventText{.subject = "C-1", .id = "p-2"}.payment("LN-1", "2026-01-03"));
  SteppedFold fold(log, contributing_projections());
  fold.fold_all();
  const auto parked = fold.totals(kTally);
  CHECK(parked.incomplete == 1);
  CHECK(parked.groups.at("notes").front() == 2);  // the note and the first payment
  CHECK(parked.groups.at("currency/388") == std::vector<int64_t>{2, 200'000, 20'000});
  log.skip(kC1, "fussy", bad);
  fold.fold_all();
  CHECK(fold.totals(kTally).incomplete == 0);
  CHECK(fold.totals(kTally).groups.at("notes").front() == 4);
}

TEST_CASE("totals: beyond 64 bits a sum stays exact inside, and reads as the limit") {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  fold::Contribution huge, none;
  huge.add("g", {kMost, 1});
  huge.add("g", {1});
  CHECK(huge.groups.at("g") == std::vector<int64_t>{kMost, 1});
  GroupTotals totals;
  totals.replace(7, fold::encoded(none), huge);
  totals.replace(7, fold::encoded(none), huge);
  const auto read = [&] {
    TotalsSum sum;
    totals.each(7, "", [&](const auto& group, const auto& figures) { sum.add(group, figures); });
    return sum.take().groups;
  };
  CHECK(read() == Groups{{"g", {kMost, 2}}});
  totals.replace(7, fold::encoded(huge), none);
  CHECK(read() == Groups{{"g", {kMost, 1}}});
  fold::Contribution less;
  less.add("g", {std::numeric_limits<int64_t>::min()});
  totals.replace(7, fold::encoded(huge), less);
  CHECK(read() == Groups{{"g", {std::numeric_limits<int64_t>::min(), 0}}});
}

TEST_CASE("totals: a group that everybody left leaves no trace, whenever it is written") {
  const auto store = must(ViewStore::open({.path = scratch_folder(), .cache_bytes = 4u << 20}));
  fold::Contribution wide, narrow, none;
  wide.add("g", {1, 2, 3});
  narrow.add("g", {1});
  GroupTotals totals;
  const auto stored = [&] {
    ViewStore::Batch batch(*store);
    totals.write(batch, Partition{3});
    must(store->write(batch));
    return must(store->get(Family::totals, std::string("\0\3\0\7g", 5)));
  };
  totals.replace(7, fold::encoded(none), narrow);
  const auto expected = stored();
  totals.replace(7, fold::encoded(narrow), none);
  CHECK_FALSE(stored().has_value());
  totals.replace(7, fold::encoded(none), wide);
  totals.replace(7, fold::encoded(wide), none);
  totals.replace(7, fold::encoded(none), narrow);
  CHECK(stored() == expected);
}

TEST_CASE("totals: a damaged one is told at the start, with the remedy") {
  const std::string folder = scratch_folder();
  const auto store = must(ViewStore::open({.path = folder, .cache_bytes = 4u << 20}));
  GroupTotals totals;
  fold::Contribution one, none;
  one.add("g", {-5, 1'000'000});
  totals.replace(7, fold::encoded(none), one);
  ViewStore::Batch batch(*store);
  totals.write(batch, Partition{3});
  must(store->write(batch));
  GroupTotals again;
  must(again.load(*store, Partition{3}));
  TotalsSum sum;
  again.each(7, "", [&](const auto& group, const auto& figures) { sum.add(group, figures); });
  CHECK(sum.take().groups == Groups{{"g", {-5, 1'000'000}}});
  ViewStore::Batch damage(*store);
  damage.put(Family::totals, std::string("\0\3\0\7g", 5), wrap("\2\1"));
  must(store->write(damage));
  const auto status = GroupTotals().load(*store, Partition{3});
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == ErrorCode::corrupt);
}
