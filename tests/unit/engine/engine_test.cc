// The engine as a whole, on a folder: opened, closed, refused, asked.
#include <fstream>

#include "projector/keys.h"
#include "projector/view_store.h"
#include "unit/engine/engine_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;

namespace {

const Subject kC1 = Subject::trusted("customer/C-1");

void tell_some(Engine& engine) {
  for (int i = 0; i < 5; ++i) {
    const std::string subject = fmt::format("C-{}", i);
    publish(engine, EventText{.subject = subject, .id = "d"}.loan("LN-1", "2026-05-01"));
    publish(engine, EventText{.subject = subject, .id = "p"}.payment("LN-1", "2026-05-05"));
    if (i == 2) must(engine.open_day(day("2026-05-20")));
  }
  publish(engine, EventText{.subject = "C-2", .id = "bad-1"}.note());
}

void check_refused(const EngineHome& home, std::string_view word) {
  const auto engine = home.try_open();
  REQUIRE_FALSE(engine.has_value());
  CAPTURE(to_string(engine.error()));
  CHECK(engine.error().code == ErrorCode::refused);
  CHECK_FALSE(engine.error().remedy.empty());
  CHECK(engine.error().message.find(word) != std::string::npos);
}

}  // namespace

TEST_CASE("engine: what was published is read, and is there after a restart") {
  const EngineHome home;
  Dump before;
  Position position;
  {
    const auto engine = home.open();
    tell_some(*engine);
    position = view_of(*engine, kC1).version;
    before = dump_of(*engine);
    CHECK(before.size() > 40);
  }
  const auto engine = home.open();
  CHECK(engine->wait_folded(position, std::chrono::milliseconds(0)));
  CHECK(view_of(*engine, kC1).events == 2);
  CHECK(view_of(*engine, kC1).find<LoanSlice>(kLedger, "LN-1")->get<Balance>().paid_minor ==
        10'000);
  CHECK(difference(dump_of(*engine), before) == "");
  CHECK(engine->business_date() == day("2026-05-20"));
  CHECK(engine->quarantine().size() == 2);
  CHECK_FALSE(engine->failure().has_value());
}

TEST_CASE("engine: a dump equals that of a fold from zero, which leaves nothing behind") {
  const EngineHome home;
  const auto engine = home.open();
  tell_some(*engine);
  CHECK(difference(replay_of(*engine), dump_of(*engine)) == "");
  size_t folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(home.options.var)) {
    CHECK(entry.path().filename().string().find("replay") == std::string::npos);
    ++folders;
  }
  CHECK(folders >= 4);
  const auto ended = engine->dump_from_zero([](uint64_t, uint64_t) { return false; },
                                            [](auto, auto, auto) { return true; });
  REQUIRE_FALSE(ended.has_value());
  CHECK(ended.error().code == ErrorCode::unavailable);
}

TEST_CASE("engine: other settings than the folder was made with are refused, and harm nothing") {
  EngineHome home;
  Dump before;
  {
    const auto engine = home.open();
    tell_some(*engine);
    before = dump_of(*engine);
  }
  const auto good = home.options;
  home.options.zone = "Asia/Ho_Chi_Minh";
  check_refused(home, "zone");
  home.options = good;
  home.options.partitions = 4;
  check_refused(home, "partition");
  home.options = good;
  home.options.master_key_file = home / "other.key";
  check_refused(home, "key");
  home.options = good;
  home.projections = {make_ledger(), make_fussy(2), make_journal()};
  check_refused(home, "projections");
  home.projections = {make_ledger()};
  check_refused(home, "projections");
  home.projections = test_projections();
  const auto engine = home.open();
  CHECK(difference(dump_of(*engine), before) == "");
}

TEST_CASE("engine: a folder that is open is refused to a second one; the first goes on") {
  const EngineHome home;
  const auto engine = home.open();
  const auto second = home.try_open();
  REQUIRE_FALSE(second.has_value());
  CHECK_FALSE(second.error().remedy.empty());
  publish(*engine, EventText{.id = "d"}.loan("LN-1", "2026-05-01"));
}

TEST_CASE("engine: an open that fails half way leaves nothing held, and works once mended") {
  EngineHome home;
  {
    tell_some(*home.open());
  }
  std::filesystem::remove_all(home / "views");
  {
    std::ofstream(home / "views") << "in the way";
  }
  const auto failed = home.try_open();
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().code == ErrorCode::io);
  std::filesystem::remove(home / "views");
  const auto engine = home.open();  // the views are made again from records
  CHECK(difference(dump_of(*engine), replay_of(*engine)) == "");
  home.options.zone = "Nowhere/At_All";
  home.options.var += "-else";
  const auto nowhere = home.try_open();
  REQUIRE_FALSE(nowhere.has_value());
  CHECK(nowhere.error().code == ErrorCode::not_found);
}

TEST_CASE("engine: a damaged views store is said, with the remedy") {
  const EngineHome home;
  {
    tell_some(*home.open());
  }
  for (const auto& entry : std::filesystem::directory_iterator(home / "views"))
    if (entry.path().filename().string().starts_with("MANIFEST"))
      std::ofstream(entry.path(), std::ios::trunc) << "no manifest";
  const auto failed = home.try_open();
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().code == ErrorCode::corrupt);
  CHECK_FALSE(failed.error().remedy.empty());
}

TEST_CASE("engine: days open forward, one at a time, never into the future") {
  EngineHome home;
  home.now_ms = 1'780'315'200'000 - 86'400'000LL * 10;  // 2026-05-22
  {
    const auto engine = home.open();
    CHECK_FALSE(engine->business_date().has_value());
    CHECK(must(engine->open_day(std::nullopt)) == day("2026-05-22"));
    const auto tomorrow = engine->open_day(std::nullopt);
    REQUIRE_FALSE(tomorrow.has_value());
    CHECK(tomorrow.error().code == ErrorCode::invalid);
    home.now_ms = 1'780'315'200'000;
    // None waits for the fold of the one before.
    for (const auto* next : {"2026-05-23", "2026-05-24", "2026-05-25"})
      CHECK(must(engine->open_day(std::nullopt)) == day(next));
    CHECK(must(engine->open_day(day("2026-05-30"))) == day("2026-05-30"));
    for (const auto* past : {"2026-05-30", "2026-05-29", "2026-05-01"}) {
      const auto outcome = engine->open_day(day(past));
      REQUIRE_FALSE(outcome.has_value());
      CHECK(outcome.error().code == ErrorCode::invalid);
      CHECK(outcome.error().field == "date");
    }
  }
  const auto engine = home.open();
  CHECK(engine->business_date() == day("2026-05-30"));
  CHECK(must(engine->open_day(std::nullopt)) == day("2026-05-31"));
}

TEST_CASE("engine: quarantine is listed, retried and skipped by request") {
  const EngineHome home;
  const auto engine = home.open();
  publish(*engine, EventText{.id = "n-1"}.note());
  const Position bad = publish(*engine, EventText{.id = "bad-1"}.note());
  const auto list = engine->quarantine();
  REQUIRE(list.size() == 2);
  CHECK(list[0].subject == kC1);
  CHECK(list[0].why.projection == "fussy");
  CHECK(list[0].why.since == bad);
  const Position retry = must(engine->quarantine_retry(kC1, "fussy"));
  CHECK(engine->wait_folded(retry, std::chrono::seconds(20)));
  CHECK(engine->quarantine().size() == 2);
  const Position skip = must(engine->quarantine_skip(kC1, "fussy"));
  CHECK(engine->wait_folded(skip, std::chrono::seconds(20)));
  CHECK(engine->quarantine().empty());
  for (const auto& again :
       {engine->quarantine_skip(kC1, "fussy"), engine->quarantine_retry(kC1, "nothing")}) {
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().code == ErrorCode::not_found);
  }
  CHECK(difference(dump_of(*engine), replay_of(*engine)) == "");
}

TEST_CASE("engine: waits end when the position is folded, and not before") {
  const EngineHome home;
  const auto engine = home.open();
  const Position position = publish(*engine, EventText{.id = "d"}.loan("LN-1", "2026-05-01"));
  CHECK(engine->wait_folded(position, std::chrono::milliseconds(0)));
  const Position next{position.partition, position.offset + 1};
  CHECK_FALSE(engine->wait_folded(next, std::chrono::milliseconds(20)));
  CHECK_FALSE(engine->wait_folded({{77}, {0}}, std::chrono::milliseconds(1)));
  std::atomic<int> reached = 0;
  engine->when_folded(next, [&] { ++reached; });
  engine->when_folded({position.partition, {1'000'000}}, [&] { reached += 100; });
  publish(*engine, EventText{.id = "e"}.loan("LN-1", "2026-05-01"));
  while (reached == 0) std::this_thread::yield();
  engine->stop();
  CHECK(reached == 1);
  CHECK_FALSE(engine->wait_folded({position.partition, {1'000'000}}, std::chrono::milliseconds(1)));
}

TEST_CASE("engine: stopped, it still reads, and takes nothing more") {
  const EngineHome home;
  const auto engine = home.open();
  publish(*engine, EventText{.id = "d"}.loan("LN-1", "2026-05-01"));
  engine->stop();
  engine->stop();
  CHECK(view_of(*engine, kC1).events == 1);
  const auto outcome = submit(*engine, {EventText{.id = "e"}.loan("LN-1", "2026-05-01")}).front();
  REQUIRE_FALSE(outcome.has_value());
  CHECK(outcome.error().code == ErrorCode::unavailable);
  CHECK_FALSE(engine->flush());
  const auto dump = engine->dump([](auto, auto, auto) { return true; });
  REQUIRE_FALSE(dump.has_value());
  CHECK(dump.error().code == ErrorCode::unavailable);
  CHECK(engine->open_day(std::nullopt).error().code == ErrorCode::unavailable);
}

TEST_CASE("engine: figures of use add up") {
  const EngineHome home;
  const auto engine = home.open();
  tell_some(*engine);
  dump_of(*engine);
  const auto usage = engine->usage(true);
  CHECK(usage.records == 3 + 11 + 3);  // the log's first in each partition, events, one day in each
  CHECK(usage.unfolded == 0);
  CHECK(usage.lag_seconds == 0);
  CHECK(usage.state_bytes > 0);
  for (const auto& part : usage.disk)
    if (part.part == "slices") CHECK(part.disk_bytes > 0);
}

TEST_CASE("engine: a worker that meets damage stops, says so, and never looks healthy again") {
  const EngineHome home;
  {
    publish(*home.open(), EventText{.id = "d"}.loan("LN-1", "2026-05-01"));
  }
  const Partition partition = partition_of(kC1, home.options.partitions);
  {
    const auto store = must(ViewStore::open({.path = home / "views"}));
    ViewStore::Batch batch(*store);
    batch.put(Family::slices,
              keys::slice(partition, kLedger, kC1.key(), LoanSlice::kKind, "LN-1", 1), "damage");
    must(store->write(batch));
  }
  const auto engine = home.open();
  const auto outcome = submit(*engine, {EventText{.id = "p"}.payment("LN-1", "2026-05-02")});
  const Position position = must(outcome.front()).position;  // durable all the same
  CHECK_FALSE(engine->wait_folded(position, std::chrono::milliseconds(200)));
  REQUIRE(engine->failure().has_value());
  CHECK(engine->failure()->code == ErrorCode::corrupt);
  CHECK(engine->failure()->remedy.find("var/views") != std::string::npos);
  CHECK_FALSE(engine->flush());
  CHECK_FALSE(engine->dump([](auto, auto, auto) { return true; }).has_value());
}

TEST_CASE("engine: with its views removed it makes them again, the same") {
  const EngineHome home;
  Dump before;
  {
    const auto engine = home.open();
    tell_some(*engine);
    before = dump_of(*engine);
  }
  std::filesystem::remove_all(home / "views");
  const auto engine = home.open();
  CHECK(difference(dump_of(*engine), before) == "");
}
