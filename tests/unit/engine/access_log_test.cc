// The access log: one entry an opening and half hour, durable before it is answered, refused where
// the log takes nothing, personal values gone with their owner.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <semaphore>

#include "dossier/engine/access_log.h"
#include "unit/engine/engine_fixture.h"

namespace dossier::test {
namespace {

using engine::Access;
using engine::AccessKind;
using engine::AccessLog;
using engine::EventLog;

const Subject kMarcus = Subject::trusted("customer/C-1042");

Access seen_by(std::string person, AccessKind kind = AccessKind::opened,
               std::string what = "view") {
  return {kind, kMarcus, "officer", std::move(person), "officer", std::move(what)};
}

Status append(AccessLog& log, Access access) {
  std::promise<Status> promise;
  auto answer = promise.get_future();
  log.append(std::move(access), [&](Status status) { promise.set_value(std::move(status)); });
  return answer.get();
}

std::vector<std::string> ids_of(const AccessLog& log, const Subject& subject = kMarcus) {
  std::vector<std::string> ids;
  const auto page = must(log.read(subject, {INT64_MAX}, 1000));
  for (const auto& entry : page.entries)
    ids.push_back(fmt::format("{} {}", entry.header("ce_source"), entry.header("ce_id")));
  return ids;
}

// A log that answers everything with one error.
struct FailingLog final : EventLog {
  explicit FailingLog(std::unique_ptr<engine::Records> r) : kept(std::move(r)) {}
  void append(std::vector<engine::Draft> drafts, engine::AppendDone done) override {
    const Error error{ErrorCode::io, "the disk is gone", "", ""};
    done(std::vector<AppendOutcome>(drafts.size(), std::unexpected(error)));
  }
  void append_control(engine::Draft, engine::AppendDone) override {}
  const engine::Records& records() const override { return *kept; }
  void on_records(std::function<void(Partition)>) override {}
  void stop() override {}
  std::unique_ptr<engine::Records> kept;
};

}  // namespace

TEST_CASE(
    "access log: an opening stands once a person, customer and half hour, whatever restarts") {
  EngineHome home;
  {
    const auto engine = home.open();
    AccessLog& log = engine->access();
    REQUIRE(append(log, seen_by("A-7")).has_value());
    REQUIRE(append(log, seen_by("A-7")).has_value());  // known by memory
    Access elsewhere = seen_by("A-7", AccessKind::opened, "loans");
    elsewhere.ip = "10.0.0.9";
    REQUIRE(append(log, elsewhere).has_value());
    REQUIRE(append(log, seen_by("A-8")).has_value());
    CHECK(log.counts().entries == 2);
  }
  {
    const auto engine = home.open();
    AccessLog& log = engine->access();
    Access elsewhere = seen_by("A-7", AccessKind::opened, "loans");
    elsewhere.ip = "10.0.0.9";  // other content than the entry that stands: as good all the same
    CHECK_FALSE(log.knows(elsewhere));
    REQUIRE(append(log, elsewhere).has_value());
    CHECK(log.knows(elsewhere));
    CHECK(log.counts().entries == 2);
    home.now_ms += 30 * 60 * 1000;
    CHECK_FALSE(log.knows(elsewhere));
    REQUIRE(append(log, elsewhere).has_value());
  }
  const auto engine = home.open();
  CHECK(ids_of(engine->access()) ==
        std::vector<std::string>{"dossier:access/A-7 2026-06-01T12:30:00Z",
                                 "dossier:access/A-8 2026-06-01T12:00:00Z",
                                 "dossier:access/A-7 2026-06-01T12:00:00Z"});
}

TEST_CASE("access log: reveals, exports, audit reads and refusals stand each time") {
  EngineHome home;
  const auto engine = home.open();
  AccessLog& log = engine->access();
  for (const auto kind :
       {AccessKind::revealed, AccessKind::exported, AccessKind::audit_read, AccessKind::refused})
    for (int i = 0; i < 2; ++i) REQUIRE(append(log, seen_by("A-7", kind, "national_id")));
  CHECK(log.counts().entries == 8);
  const auto page = must(log.read(kMarcus, {INT64_MAX}, 3));
  REQUIRE(page.entries.size() == 3);
  CHECK(page.more);
  CHECK(page.entries.front().header("ce_type") == "dossier.access.refused.v1");
  const auto rest = must(log.read(kMarcus, page.entries.back().position().offset, 100));
  CHECK(rest.entries.size() == 5);
  CHECK_FALSE(rest.more);
  CHECK(must(log.read(Subject::trusted("customer/C-1"), {INT64_MAX}, 10)).entries.empty());
}

TEST_CASE("access log: killed between the entry and its answer, the entry stands") {
  EngineHome home;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto engine = home.open();
    engine->access().append(seen_by("A-7", AccessKind::revealed, "trn"), [](const Status& durable) {
      if (durable) ::kill(::getpid(), SIGKILL);
      ::_exit(1);
    });
    ::sleep(60);
    ::_exit(2);
  }
  int how = 0;
  REQUIRE(::waitpid(child, &how, 0) == child);
  REQUIRE(WIFSIGNALED(how));
  REQUIRE(WTERMSIG(how) == SIGKILL);
  const auto engine = home.open();
  const auto page = must(engine->access().read(kMarcus, {INT64_MAX}, 10));
  REQUIRE(page.entries.size() == 1);
  CHECK(page.entries.front().header("ce_type") == "dossier.access.revealed.v1");
}

TEST_CASE("access log: reason and address are sealed, each under its owner's keys") {
  EngineHome home;
  const auto engine = home.open();
  Access reveal = seen_by("A-7", AccessKind::revealed, "national_id");
  reveal.reason = "He asked for a copy";
  reveal.ip = "10.1.2.3";
  REQUIRE(append(engine->access(), reveal).has_value());
  const auto opened = [&] {
    const auto page = must(engine->access().read(kMarcus, {INT64_MAX}, 1));
    return std::move(must(engine->open_event(page.entries.front())).data);
  };
  const auto in_meta = [](const events::Tree& tree, std::string_view name) {
    const events::Value* value = tree.root()[0].table().find(name);
    return value == nullptr ? std::string("none") : std::string(value->text());
  };
  CHECK(in_meta(opened(), "reason") == "He asked for a copy");
  CHECK(in_meta(opened(), "ip") == "10.1.2.3");
  must(engine->vault().destroy("customer/C-1042"));
  CHECK(in_meta(opened(), "reason") == "none");
  CHECK(in_meta(opened(), "ip") == "10.1.2.3");
  REQUIRE(append(engine->access(), reveal).has_value());  // an erased customer can still be seen
  CHECK(in_meta(opened(), "reason") == "none");
  must(engine->vault().destroy("officer/A-7"));
  CHECK(in_meta(opened(), "ip") == "none");
}

TEST_CASE("access log: over the bound, or stopped, an entry is unavailable and a note is lost") {
  EngineHome home;
  const auto engine = home.open();
  auto log = engine::make_embedded_log(
      must(engine::Records::open({.path = home / "other", .partitions = 1})),
      {.clock = home.options.clock});
  AccessLog access(std::move(log), engine->vault(),
                   {.clock = home.options.clock, .max_waiting = 2});
  std::binary_semaphore go(0), waits(0);
  access.append(seen_by("A-1", AccessKind::refused), [&](const Status&) {
    waits.release();
    go.acquire();
  });
  waits.acquire();  // the log's thread is held: what comes now waits
  REQUIRE(access.note(seen_by("A-2", AccessKind::refused)).has_value());
  REQUIRE(access.note(seen_by("A-3", AccessKind::refused)).has_value());
  const Status full = access.note(seen_by("A-4", AccessKind::refused));
  REQUIRE_FALSE(full.has_value());
  CHECK(full.error().code == ErrorCode::unavailable);
  CHECK(append(access, seen_by("A-5")).error().code == ErrorCode::unavailable);
  go.release();
  access.stop();
  CHECK(access.counts().entries == 3);
  CHECK(access.counts().lost == 1);
  CHECK(append(access, seen_by("A-6")).error().code == ErrorCode::unavailable);
  CHECK_FALSE(access.note(seen_by("A-6")).has_value());
}

TEST_CASE("access log: what the log did not take is told, and not taken for known") {
  EngineHome home;
  const auto engine = home.open();
  AccessLog access(std::make_unique<FailingLog>(
                       must(engine::Records::open({.path = home / "other", .partitions = 1}))),
                   engine->vault(), {.clock = home.options.clock});
  CHECK(append(access, seen_by("A-1")).error().code == ErrorCode::io);
  CHECK_FALSE(access.knows(seen_by("A-1")));
  REQUIRE(access.note(seen_by("A-1")).has_value());
  access.stop();
  CHECK(access.counts().lost == 1);
  CHECK(access.counts().waiting == 0);
}

TEST_CASE("access log: who has no id, or a role that is none, gets no entry") {
  EngineHome home;
  const auto engine = home.open();
  CHECK(append(engine->access(), seen_by("")).error().code == ErrorCode::invalid);
  Access odd = seen_by("A-1");
  odd.role = "king";
  CHECK(append(engine->access(), odd).error().code == ErrorCode::invalid);
  CHECK(engine->access().counts().entries == 0);
}

}  // namespace dossier::test
