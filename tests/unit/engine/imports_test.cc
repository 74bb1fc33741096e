// Import brackets: which records wait, when the history is whole, and what it is folded to.
#include "projector/imports.h"

#include "unit/engine/projector_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;
using Texts = std::vector<std::string>;
using Kind = ImportMark::Kind;

namespace {

// s = start, c = completion of two records, r = a record of it, x = a record of no import.
struct Brackets {
  Imports imports;
  int64_t next = 0;
  ImportStep step(char what, const std::string& id = "I") {
    ImportMark mark;
    if (what != 'x') mark.import_id = id;
    if (what == 's') mark.kind = Kind::started;
    if (what == 'c') mark = {Kind::completed, id, 2};
    return observe(imports, mark, Offset{next++});
  }
  // One letter for each: f(old), h(eld), c(ompletes).
  std::string steps(std::string_view all) {
    std::string out;
    for (const char what : all) {
      const ImportStep is = step(what);
      out += is == ImportStep::fold ? 'f' : is == ImportStep::hold ? 'h' : 'c';
    }
    return out;
  }
};

struct Told {
  EventText event;
  std::string type, loan, date;
  std::string text() const {
    if (type == "loan") return event.loan(loan, date);
    return event.payment(loan, date);
  }
};

// A history in order of effective date: a loan paid late once, and one never paid.
std::vector<Told> history() {
  std::vector<Told> all = {{{.id = "d-1"}, "loan", "LN-1", "2026-01-01"},
                           {{.id = "d-2"}, "loan", "LN-2", "2026-01-05"},
                           {{.id = "p-1"}, "payment", "LN-1", "2026-01-09"},
                           {{.id = "p-2"}, "payment", "LN-1", "2026-01-25"},
                           {{.id = "p-3"}, "payment", "LN-2", "2026-02-10"}};
  return all;
}

// Facts and their dates, without what depends on positions.
Texts facts_with_days(SteppedFold& fold) {
  Texts list;
  for (const auto& row : journal(fold))
    if (row.what.starts_with("fact"))
      list.push_back(row.what + " on " + (row.business_date ? to_string(*row.business_date) : "-"));
  return list;
}

}  // namespace

TEST_CASE("imports: what waits and what completes, in every order") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"xx", "ff"},
      {"srrc", "hhhc"},
      {"scrr", "hhhc"},
      {"crrs", "hhcf"},
      {"rrsc", "hhhc"},
      {"rcrs", "hhcf"},
      {"xsxrxrxcx", "fhhhhhhcf"},
      {"srrcrr", "hhhcff"},      // a record more than was counted
      {"srrcsrrc", "hhhchhhc"},  // a second bracket under the same id
      {"crrssrrc", "hhcfhhhc"},  // the first start came late, the second opens
      {"ss", "hh"},
      {"src", "hhh"},
  };
  for (const auto& [records, expected] : table) {
    CAPTURE(records);
    CHECK(Brackets{}.steps(records) == expected);
  }
}

TEST_CASE("imports: two brackets at once complete with the later one") {
  Brackets brackets;
  CHECK(brackets.step('s', "A") == ImportStep::hold);
  CHECK(brackets.step('s', "B") == ImportStep::hold);
  brackets.step('r', "A");
  brackets.step('r', "B");
  brackets.step('r', "A");
  CHECK(brackets.step('c', "A") == ImportStep::hold);
  CHECK(brackets.imports.importing());
  brackets.step('r', "B");
  CHECK(brackets.step('c', "B") == ImportStep::complete);
  CHECK(brackets.imports.completed_at == Offset{7});
}

TEST_CASE("imports: a history out of order is folded as if it had been told day by day") {
  WrittenLog plain;
  plain.open_day("2025-12-31");
  Date opened = day("2025-12-31");
  for (const Told& told : history()) {
    if (day(told.date) > opened) plain.open_day(opened = day(told.date));
    plain.add(told.text());
  }
  plain.open_day("2026-03-01");
  SteppedFold expected(plain, test_projections());
  expected.fold_all();
  REQUIRE(facts(expected).size() == 9);

  for (const int shuffle : {0, 1, 2, 3}) {
    CAPTURE(shuffle);
    for (const bool day_first : {true, false}) {
      CAPTURE(day_first);
      WrittenLog log;
      if (day_first) log.open_day("2026-03-01");
      auto told = history();
      std::ranges::rotate(told, told.begin() + shuffle);
      if (shuffle == 3) std::ranges::reverse(told);
      log.add(EventText{.id = "s"}.import_started("I"));
      if (shuffle % 2 == 1) log.add(EventText{.id = "c"}.import_completed("I", 5));
      for (Told& one : told) {
        one.event.import_id = "I";
        log.add(one.text());
      }
      if (shuffle % 2 == 0) log.add(EventText{.id = "c"}.import_completed("I", 5));
      if (!day_first) log.open_day("2026-03-01");
      SteppedFold fold(log, test_projections());
      fold.fold_all();
      CHECK(facts_with_days(fold) == facts_with_days(expected));
      for (const auto* loan : {"LN-1", "LN-2"}) {
        const auto is = loan_of(fold, loan), should = loan_of(expected, loan);
        CHECK(is.get<Balance>().paid_minor == should.get<Balance>().paid_minor);
        CHECK(is.get<Overdue>().fired == should.get<Overdue>().fired);
        CHECK(is.get<Overdue>().next == should.get<Overdue>().next);
        CHECK(is.get<Overdue>().missed.size() == should.get<Overdue>().missed.size());
      }
    }
  }
}

TEST_CASE("imports: facts of a history carry the record that completed it, each an ordinal") {
  WrittenLog log(1);
  log.open_day("2026-03-01");
  log.add(EventText{.id = "s"}.import_started("I"));
  log.add(EventText{.id = "d", .import_id = "I"}.loan("LN-1", "2026-01-01"));
  log.add(EventText{.id = "e", .import_id = "I"}.loan("LN-2", "2026-01-01"));
  const Position closing = log.add(EventText{.id = "c"}.import_completed("I", 2));
  SteppedFold fold(log, test_projections());
  fold.fold_all();
  std::vector<fold::FactRef> refs;
  for (const auto* loan : {"LN-1", "LN-2"}) {
    const LoanSlice slice = loan_of(fold, loan);
    for (const auto& missed : slice.get<Overdue>().missed) refs.push_back(missed.ref);
  }
  std::ranges::sort(refs);
  REQUIRE(refs.size() == 6);
  for (uint32_t i = 0; i < 6; ++i) CHECK(refs[i] == fold::FactRef{closing.offset, i + 1});
  CHECK(fold.view(kC1).version == closing);
}

TEST_CASE("imports: while a bracket is open nothing is folded and no timer fires") {
  WrittenLog log(1);
  log.add(EventText{.id = "d-1"}.loan("LN-1", "2026-01-01"));
  log.add(EventText{.id = "s"}.import_started("I"));
  log.add(EventText{.id = "d-2", .import_id = "I"}.loan("LN-2", "2026-01-02"));
  log.add(EventText{.id = "p-1"}.payment("LN-1", "2026-01-03"));
  log.open_day("2026-01-15");
  log.add(EventText{.subject = "C-2", .id = "d-3"}.loan("LN-3", "2026-01-01"));
  for (const bool through_store : {false, true}) {
    CAPTURE(through_store);
    SteppedFold fold(log, test_projections());
    fold.fold_all();
    if (through_store) {
      fold.commit();
      fold.crash();
    }
    const auto view = fold.view(kC1);
    CHECK(view.importing);
    CHECK(view.events == 4);
    CHECK(view.version.offset.value == 3);
    CHECK(told(fold) == Texts{"loan.disbursed d-1"});
    CHECK(loan_of(fold, "LN-1").get<Balance>().payments == 0);
    CHECK(facts(fold, Subject::trusted("customer/C-2")).size() == 1);
  }
  log.add(EventText{.id = "c"}.import_completed("I", 1));
  SteppedFold fold(log, test_projections());
  fold.fold_all();
  CHECK_FALSE(fold.view(kC1).importing);
  // LN-1 was paid before it was due, and then due again; the day that passed meanwhile counts.
  CHECK(facts(fold) ==
        Texts{"fact 902 p-1 seen", "fact 901 LN-2 2026-01-12", "fact 901 LN-1 2026-01-13"});
}

TEST_CASE("imports: a second bracket folds everything again, and replaces every row and timer") {
  WrittenLog log(1);
  log.open_day("2026-01-15");
  const auto bracket = [&](const std::string& import, const std::string& loan, const char* date) {
    log.add(EventText{.id = "s" + import}.import_started(import));
    log.add(EventText{.id = "d" + import, .import_id = import}.loan(loan, date));
    log.add(EventText{.id = "c" + import}.import_completed(import, 1));
  };
  bracket("A", "LN-1", "2026-01-01");
  log.add(EventText{.id = "p"}.payment("LN-1", "2026-01-14"));
  SteppedFold fold(log, test_projections());
  for (const int commit : {0, 1}) {
    fold.fold_all();
    CHECK(facts(fold) ==
          (commit == 0 ? Texts{"fact 901 LN-1 2026-01-11", "fact 902 p seen"} : facts(fold)));
    if (commit == 0) fold.commit();
    if (commit == 0) bracket("B", "LN-2", "2026-01-02");
  }
  CHECK(facts(fold) ==
        Texts{"fact 901 LN-1 2026-01-11", "fact 901 LN-2 2026-01-12", "fact 902 p seen"});
  SteppedFold again(log, test_projections());
  again.fold_all();
  CHECK(difference(fold.dump(), again.dump()) == "");
}

TEST_CASE("imports: a start that comes after all else opens nothing") {
  WrittenLog log(1);
  log.add(EventText{.id = "d", .import_id = "I"}.loan("LN-1", "2026-01-01"));
  log.add(EventText{.id = "c"}.import_completed("I", 1));
  log.add(EventText{.id = "s"}.import_started("I"));
  log.add(EventText{.id = "p"}.payment("LN-1", "2026-01-05"));
  SteppedFold fold(log, test_projections());
  fold.fold_all();
  CHECK_FALSE(fold.view(kC1).importing);
  CHECK(loan_of(fold, "LN-1").get<Balance>().payments == 1);
}
