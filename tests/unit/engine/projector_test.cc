// A partition's fold, driven step by step: passes, facts, rows, commits, reads.
#include "projector/keys.h"
#include "unit/engine/projector_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;
using Texts = std::vector<std::string>;

TEST_CASE("projector: a subject that never had an event does not exist") {
  WrittenLog log;
  SteppedFold fold(log, test_projections());
  log.add(EventText{.subject = "C-2", .id = "d-1"}.loan("LN-1", "2026-01-01"));
  fold.fold_all();
  const auto view = fold.view(kC1);
  CHECK_FALSE(view.exists);
  CHECK(view.slices.empty());
  CHECK(fold.rows(kC1, kJournal).empty());
}

TEST_CASE("projector: a fold reads what earlier projections made of the same record") {
  WrittenLog log;
  SteppedFold fold(log, test_projections());
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  log.add(EventText{.id = "p-1"}.payment("LN-1", "2026-01-02", "25.00"));
  fold.fold_all();
  const auto rows = journal(fold);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].paid_minor == 0);
  CHECK(rows[1].paid_minor == 2500);
  CHECK(rows[2].what == "fact 902 p-1 seen");
}

TEST_CASE("projector: position, version and count of events move together") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  log.add(EventText{.subject = "C-2", .id = "d-2"}.loan("LN-2", "2026-01-01"));
  log.add(EventText{.id = "p-1"}.payment("LN-1", "2026-01-02"));
  for (int64_t folded = 1; folded <= 3; ++folded) {
    CHECK(fold.fold_on(1) == 1);
    const auto view = fold.view(kC1);
    CHECK(view.folded.next.offset.value == folded);
    CHECK(view.version.offset.value == (folded == 3 ? 2 : 0));
    CHECK(view.events == (folded == 3 ? 2 : 1));
    CHECK(view.folded.recorded == must(log.records().get({{0}, {folded - 1}})).recorded());
  }
  CHECK(fold.fold_on(1) == 0);
}

TEST_CASE("projector: a slice that was looked at and not edited is there for nobody") {
  WrittenLog log;
  SteppedFold fold(log, test_projections());
  log.add(EventText{.id = "n-1"}.note("text", "LN-9"));
  for (const bool evicted : {false, true}) {
    CAPTURE(evicted);
    fold.fold_all();
    if (evicted) {
      fold.commit();
      fold.evict();
      log.add(EventText{.id = "n-2"}.note("text", "LN-9"));
      fold.fold_all();
    }
    CHECK(fold.view(kC1).find<LoanSlice>(kLedger, "LN-9") == nullptr);
    for (const auto& row : journal(fold)) CHECK_FALSE(row.paid_minor.has_value());
  }
}

TEST_CASE("projector: a read is the same from memory, from the store, and from both") {
  WrittenLog log;
  SteppedFold fold(log, test_projections());
  for (int i = 0; i < 12; ++i) {
    log.add(
        EventText{.id = fmt::format("d-{}", i)}.loan(fmt::format("LN-{}", 11 - i), "2026-01-01"));
    log.add(EventText{.id = fmt::format("p-{}", i)}.payment(fmt::format("LN-{}", i), "2026-01-02"));
  }
  fold.fold_all();
  const auto slices = [&] {
    Texts list;
    for (const auto& named : fold.view(kC1).slices)
      for (uint8_t part = 0; part < named.slice->part_count(); ++part)
        list.push_back(fmt::format("{} {} {} {} {}", named.slot, named.kind, named.entity, part,
                                   named.slice->encode_part(part)));
    return list;
  };
  const Texts in_memory = slices(), rows = told(fold);
  REQUIRE(rows.size() == 36);
  fold.begin_commit();
  CHECK(slices() == in_memory);
  CHECK(told(fold) == rows);
  fold.write_commit();
  CHECK(told(fold) == rows);
  fold.end_commit();
  fold.evict();
  CHECK(fold.of(kC1).subjects_in_memory() == 0);
  CHECK(slices() == in_memory);
  CHECK(told(fold) == rows);
  // Some in memory, the rest in the store.
  log.add(EventText{.id = "p-0"}.payment("LN-0", "2026-01-02"));  // void
  log.add(EventText{.id = "x"}.of("loan.closed", R"("loan_id":"LN-1","value_date":"2026-02-01")"));
  fold.fold_all();
  CHECK(fold.of(kC1).subjects_in_memory() == 1);
  CHECK(fold.view(kC1).slices.size() == in_memory.size() / 3 + 2);
  CHECK(told(fold).size() == rows.size() + 1);
}

TEST_CASE("projector: an idle subject is packed before it goes, and reads and folds on the same") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  for (int i = 0; i < 12; ++i) {
    const std::string loan = fmt::format("LN-{}", i);
    log.add(EventText{.id = "d-" + loan}.loan(loan, "2026-01-01"));
    log.add(EventText{.id = "p-" + loan}.payment(loan, "2026-01-02"));
  }
  fold.fold_all();
  fold.commit();
  const auto slices = [&] {
    Texts list;
    for (const auto& named : fold.view(kC1).slices)
      list.push_back(fmt::format("{} {} {} {}", named.slot, named.kind, named.entity,
                                 named.slice->encode_part(0)));
    return list;
  };
  const Texts before = slices();
  const size_t apart = fold.of(kC1).memory_bytes();
  fold.evict(apart - 1);
  CHECK(fold.of(kC1).subjects_in_memory() == 1);
  CHECK(fold.of(kC1).memory_bytes() < apart);
  CHECK(slices() == before);
  log.add(EventText{.id = "x"}.of("loan.closed", R"("loan_id":"LN-1","value_date":"2026-02-01")"));
  fold.fold_all();
  CHECK(fold.of(kC1).memory_bytes() >= apart);
  SteppedFold anew(log, test_projections());
  anew.fold_all();
  CHECK(difference(fold.dump(), anew.dump()) == "");
}

TEST_CASE("projector: pages of rows go on where the last one ended, both ways") {
  WrittenLog log;
  SteppedFold fold(log, {make_ledger(), make_fussy(), make_journal()});
  for (int i = 0; i < 20; ++i) {
    log.add(EventText{.id = fmt::format("d-{}", i)}.loan("LN-1", "2026-01-01"));
    if (i == 9) {
      fold.fold_all();
      fold.commit();
      fold.evict();
    }
  }
  fold.fold_all();
  const auto all = fold.rows(kC1, kJournal, 100);
  REQUIRE(all.size() == 20);
  for (const size_t page : {1, 3, 10, 19, 20}) {
    CAPTURE(page);
    Texts forward;
    for (const auto& row : fold.rows(kC1, kJournal, page)) forward.push_back(row.key);
    CHECK(forward.size() == 20);
    CHECK(std::ranges::is_sorted(forward));
    RowQuery query{
        .slot = kJournal, .set = kRowSet, .from = {}, .newest_first = true, .limit = page};
    Texts backward;
    bool more = true;
    while (more) {
      const auto part = must(fold.of(kC1).read_rows(kC1, query));
      for (const auto& row : part.rows) backward.push_back(row.key);
      more = part.more;
      query.from = backward.back();
    }
    std::ranges::reverse(backward);
    CHECK(backward == forward);
  }
}

TEST_CASE("projector: a withdrawn fact takes its row away, before, amid and after the commit") {
  for (const std::string when : {"pending", "committing", "written", "evicted"}) {
    CAPTURE(when);
    WrittenLog log;
    SteppedFold fold(log, test_projections());
    log.open_day("2026-01-01");
    log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
    log.open_day("2026-01-12");
    fold.fold_all();
    REQUIRE(facts(fold) == Texts{"fact 901 LN-1 2026-01-11"});
    if (when != "pending") fold.begin_commit();
    if (when == "written" || when == "evicted") fold.write_commit();
    if (when == "evicted") {
      fold.end_commit();
      fold.evict();
    }
    log.add(EventText{.id = "p-1"}.payment("LN-1", "2026-01-10"));
    fold.fold_all();
    CHECK(facts(fold) == Texts{"fact 902 p-1 seen"});
    CHECK(loan_of(fold, "LN-1").get<Overdue>().missed.empty());
    fold.commit();
    CHECK(facts(fold) == Texts{"fact 902 p-1 seen"});
  }
}

TEST_CASE("projector: a record that was not valid changes nothing but the position") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  fold.fold_all();
  const Dump before = fold.dump();
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));  // void
  log.add(EventText{.id = "d-1"}.loan("LN-2", "2026-01-01"));  // conflict
  fold.fold_all();
  CHECK(fold.partition(0).position().next.offset.value == 3);
  CHECK(difference(fold.dump(), before) == "");
}

TEST_CASE("projector: subjects of a kind that nothing folds are counted, and have no slices") {
  WrittenLog log;
  SteppedFold fold(log, test_projections());
  log.add(EventText{.subject = "agent/A-1", .id = "i"}.import_started("I-1"));
  log.add(EventText{.subject = "agent/A-1", .id = "j"}.import_completed("I-1", 0));
  fold.fold_all();
  const auto view = fold.view(Subject::trusted("agent/A-1"));
  CHECK(view.exists);
  CHECK(view.events == 2);
  CHECK(view.slices.empty());
  CHECK_FALSE(view.importing);
}

TEST_CASE("projector: the memory it counts goes when the subjects go") {
  WrittenLog log;
  SteppedFold fold(log, test_projections());
  for (int i = 0; i < 50; ++i)
    log.add(EventText{.subject = fmt::format("C-{}", i), .id = "d"}.loan("LN-1", "2026-01-01"));
  fold.fold_all();
  fold.evict();
  size_t subjects = fold.partition(0).subjects_in_memory() + fold.partition(1).subjects_in_memory();
  CHECK(subjects == 50);  // dirty ones stay
  fold.begin_commit();
  fold.evict();
  CHECK(fold.partition(0).subjects_in_memory() + fold.partition(1).subjects_in_memory() == 50);
  fold.end_commit();
  const size_t all = fold.partition(0).memory_bytes();
  CHECK(all > 10'000);
  fold.evict(all / 2);
  CHECK(fold.partition(0).memory_bytes() <= all / 2);
  CHECK(fold.partition(0).memory_bytes() > all / 4);
  fold.evict();
  CHECK(fold.partition(0).memory_bytes() == 0);
  CHECK(fold.partition(1).memory_bytes() == 0);
}

namespace {

void damage(const SteppedFold& fold, const std::string& key) {
  auto& store = const_cast<ViewStore&>(fold.store());
  ViewStore::Batch batch(store);
  batch.put(Family::slices, key, "not what was written");
  must(store.write(batch));
}

}  // namespace

TEST_CASE("projector: a damaged slice stops the fold amid a pass, of which nobody sees half") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  log.add(EventText{.id = "n-1"}.note());
  log.add(EventText{.subject = "C-2", .id = "n-2"}.note());
  fold.fold_all();
  fold.commit();
  fold.evict();
  // The ledger goes before the journal, and will have counted already.
  damage(fold, keys::slice({0}, kJournal, "customer/C-1", CountSlice::kKind, {}, 0));
  log.add(EventText{.id = "n-3"}.note());
  const auto folded = fold.partition(0).fold_on(10);
  REQUIRE_FALSE(folded.has_value());
  CHECK(folded.error().code == ErrorCode::corrupt);
  CHECK_FALSE(folded.error().remedy.empty());
  const std::vector<fold::Slot> slots{kLedger};
  const auto view = fold.partition(0).read(kC1, slots);
  REQUIRE_FALSE(view.has_value());
  CHECK(view.error().code == ErrorCode::unavailable);
  CHECK_FALSE(
      fold.partition(0).read_rows(kC1, {.slot = kJournal, .set = kRowSet, .from = {}}).has_value());
  CHECK(fold.partition(0).position().next.offset == Offset{2});
  CHECK(fold.view(Subject::trusted("customer/C-2")).events == 1);
}

TEST_CASE("projector: a damaged state of a parked subject is an error of the start") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  log.add(EventText{.id = "bad-1"}.note());
  fold.fold_all();
  fold.commit();
  damage(fold, keys::slice({0}, 0, "customer/C-1", 0, {}, 0));
  PartitionFold again(fold.environment(), {0});
  const Status loaded = again.load();
  REQUIRE_FALSE(loaded.has_value());
  CHECK(loaded.error().code == ErrorCode::corrupt);
}
