// What every log promises of the control log and its copies.
#include <doctest/doctest.h>

#include "conformance/log_fixture.h"
#include "conformance/logs.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;

TEST_CASE("log: a control record stands in the control log, and a copy in every partition") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    REQUIRE(append_one(*log, {.id = "before"}).has_value());
    for (int64_t day = 0; day < 3; ++day) {
      const Draft control = control_draft(fmt::format("2026-03-0{}", day + 1));
      const auto outcome = append_control(*log, control);
      REQUIRE(outcome.has_value());
      CHECK(outcome->position == Position{kControlPartition, {day}});
      const auto original = log->records().get(outcome->position);
      REQUIRE(original.has_value());
      CHECK(original->header(kControlOffsetHeader).empty());
      for (uint16_t i = 0; i < 4; ++i) {
        const Offset last = log->records().end({i}) + -1;
        const auto copy = log->records().get({{i}, last});
        REQUIRE(copy.has_value());
        CHECK(copy->key() == "control/engine");
        CHECK(copy->header(kControlOffsetHeader) == fmt::format("{}", day));
        CHECK(copy->header("ce_id") == control.id);
        CHECK(copy->header("ce_source") == control.source);
        CHECK(copy->value() == control.value);
        CHECK(copy->verdict() == Verdict::valid);
      }
    }
  }
}

TEST_CASE("log: a control record again is a duplicate, and no partition gets a second copy") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const LogSetting setting{.folder = folder / "log"};
    auto log = kind.open(setting);
    REQUIRE(append_control(*log, control_draft("2026-03-01")).has_value());
    REQUIRE(append_control(*log, control_draft("2026-03-02")).has_value());
    for (const bool reopened : {false, true}) {
      CAPTURE(reopened);
      if (reopened) {
        log.reset();
        log = kind.open(setting);
      }
      const auto again = append_control(*log, control_draft("2026-03-01"));
      REQUIRE(again.has_value());
      CHECK(again->duplicate);
      CHECK(again->position == Position{kControlPartition, {0}});
      const auto changed = append_control(*log, control_draft("2026-03-01", "other"));
      REQUIRE_FALSE(changed.has_value());
      CHECK(changed.error().code == ErrorCode::conflict);
      CHECK(log->records().end(kControlPartition).value == 2);
      for (uint16_t i = 0; i < 4; ++i) CHECK(log->records().end({i}).value == 2);
    }
  }
}

TEST_CASE("log: control records sent without waiting name their own offsets in the copies") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const auto log = kind.open({.folder = folder / "log"});
    for (int i = 0; i < 60; ++i) {
      // Each third is a repetition, which must not shift the offsets of the next ones.
      log->append_control(control_draft(fmt::format("{}", i - i % 3 / 2)),
                          [](const std::vector<AppendOutcome>&) {});
      log->append({draft({.id = fmt::format("e-{}", i)})},
                  [](const std::vector<AppendOutcome>&) {});
    }
    log->stop();
    CHECK(log->records().end(kControlPartition).value == 40);
    for (uint16_t i = 0; i < 4; ++i) {
      int64_t next = 0;
      const auto records = log->records().read({i}, {0}, 1000);
      REQUIRE(records.has_value());
      for (const StoredRecord& record : *records) {
        if (record.key() != "control/engine") continue;
        CHECK(record.header(kControlOffsetHeader) == fmt::format("{}", next));
        const auto original = log->records().get({kControlPartition, {next++}});
        REQUIRE(original.has_value());
        CHECK(original->header("ce_id") == record.header("ce_id"));
      }
      CHECK(next == 40);
    }
  }
}

TEST_CASE("log: the first control record is written once, to a new log only") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    const LogSetting setting{.folder = folder / "log", .first_control = control_draft("created")};
    for (int open = 0; open < 2; ++open) {
      const auto log = kind.open(setting);
      CHECK(log->records().end(kControlPartition).value == 1);
      for (uint16_t i = 0; i < 4; ++i) {
        const auto first = log->records().get({{i}, {0}});
        REQUIRE(first.has_value());
        CHECK(first->header("ce_id") == "created");
        CHECK(first->header(kControlOffsetHeader) == "0");
      }
    }
  }
}
