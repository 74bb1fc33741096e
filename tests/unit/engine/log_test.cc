// The embedded log alone: its bounds, its groups, and a disk that fails.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <semaphore>

#include "unit/engine/records_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;

namespace {

std::unique_ptr<EventLog> open_log(const std::string& path, EmbeddedLogOptions options = {}) {
  if (options.clock == nullptr) options.clock = [] { return int64_t{1000}; };
  return make_embedded_log(open_records({.path = path, .partitions = 2}), std::move(options));
}

Draft large(std::string id, size_t bytes) {
  return draft({.id = std::move(id), .text = std::string(bytes, 'x')});
}

// From here on, no file grows over so many bytes: the disk is full, as RocksDB sees it.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE(
    "embedded log: over the bound of what waits, an append is unavailable; later it is taken") {
  const TempFolder folder;
  std::binary_semaphore go(0);
  EmbeddedLogOptions options;
  options.max_queued_bytes = 100'000;
  const auto log = open_log(folder / "records", options);
  std::atomic<int> taken{0}, refused{0};
  const auto count = [&](const std::vector<AppendOutcome>& outcomes) {
    if (outcomes.front().has_value())
      ++taken;
    else if (outcomes.front().error().code == ErrorCode::unavailable)
      ++refused;
  };
  log->append({large("holds", 10)}, [&](const std::vector<AppendOutcome>&) { go.acquire(); });
  for (int i = 0; i < 10; ++i) log->append({large(fmt::format("e-{}", i), 30'000)}, count);
  go.release();
  while (taken + refused < 10) std::this_thread::yield();
  CHECK(taken == 3);
  CHECK(refused == 7);
  while (true) {  // what was taken may still be counted for a moment after its answer
    const auto outcome = append(*log, {large("again", 30'000)}).front();
    if (outcome.has_value()) break;
    REQUIRE(outcome.error().code == ErrorCode::unavailable);
  }
}

TEST_CASE("embedded log: one append over every bound is taken when nothing else waits") {
  const TempFolder folder;
  EmbeddedLogOptions options;
  options.max_queued_bytes = 1000;
  options.max_group_bytes = 100;
  const auto log = open_log(folder / "records", options);
  while (true) {  // the first may still be counted when the second comes
    const auto outcome = append(*log, {large("big", 50'000)}).front();
    if (outcome.has_value()) break;
    REQUIRE(outcome.error().code == ErrorCode::unavailable);
  }
  CHECK(log->records().get({partition_of(Subject::trusted("customer/C-1"), 2), {0}}).has_value());
}

TEST_CASE("embedded log: stop from within an answer does not wait for itself") {
  const TempFolder folder;
  const auto log = open_log(folder / "records");
  std::promise<void> answered;
  log->append({large("e-1", 10)}, [&](const std::vector<AppendOutcome>&) {
    log->stop();
    answered.set_value();
  });
  answered.get_future().get();
  CHECK(append(*log, {large("e-2", 10)}).front().error().code == ErrorCode::unavailable);
}

TEST_CASE("embedded log: after a disk error nothing is acknowledged, and what was stays") {
  const TempFolder folder;
  const std::string path = folder / "records";
  {
    const auto log = open_log(path);
    REQUIRE(append(*log, {large("before", 100)}).front().has_value());
    {
      const FullDisk full(256 << 10);
      const auto outcomes = append(*log, {large("lost", 1 << 20), large("too", 10)});
      for (const AppendOutcome& outcome : outcomes) {
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().code == ErrorCode::io);
        CHECK_FALSE(outcome.error().remedy.empty());
      }
    }
    // There is room again, but what the failed write left is known only once the store is reopened.
    const auto after = append(*log, {large("after", 10)}).front();
    REQUIRE_FALSE(after.has_value());
    CHECK(after.error().code == ErrorCode::io);
    CHECK(append_control(*log, control_draft("day")).error().code == ErrorCode::io);
    CHECK(log->records().get({partition_of(Subject::trusted("customer/C-1"), 2), {0}}).has_value());
  }
  const auto log = open_log(path);
  CHECK(append(*log, {large("before", 100)}).front()->duplicate);
  const auto again = append(*log, {large("lost", 1 << 20)}).front();
  REQUIRE(again.has_value());
  CHECK(append(*log, {large("lost", 1 << 20)}).front()->position == again->position);
}
