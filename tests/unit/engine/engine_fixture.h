// An engine in a folder of its own, with small budgets and short intervals, so that commits,
// evictions and restarts happen all the time.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <future>

#include "dossier/base/bytes.h"
#include "dossier/engine/engine.h"
#include "dossier/events/json.h"
#include "support/event_text.h"
#include "support/fold_fixture.h"
#include "support/test_projections.h"

namespace dossier::test {

using engine::AppendOutcome;
using engine::Engine;

class EngineHome {
 public:
  EngineHome() : folder_(scratch_folder()) {
    options.var = folder_ + "/var";
    options.partitions = 3;
    options.workers = 2;
    options.memory_budget_bytes = size_t{3} << 20;
    options.commit_interval = std::chrono::milliseconds(3);
    options.clock = [this] { return now_ms.load(); };
  }
  EngineHome(const EngineHome&) = delete;
  EngineHome& operator=(const EngineHome&) = delete;
  ~EngineHome() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  Result<std::unique_ptr<Engine>> try_open() const { return Engine::open(options, projections); }
  std::unique_ptr<Engine> open() const { return must(try_open()); }
  std::string operator/(std::string_view name) const {
    return options.var + "/" + std::string(name);
  }

  engine::EngineOptions options;
  fold::ProjectionSet projections = test_projections();
  std::atomic<int64_t> now_ms = 1'780'315'200'000;  // 2026-06-01T12:00:00Z

 private:
  const std::string folder_;
};

inline std::vector<AppendOutcome> submit(Engine& engine, const std::vector<std::string>& texts) {
  events::EventParser parser;
  std::vector<Result<events::ParsedEvent>> events;
  for (const auto& text : texts) events.push_back(parser.parse_cloud_event(text));
  std::promise<std::vector<AppendOutcome>> promise;
  auto outcomes = promise.get_future();
  engine.intake().submit(std::move(events), [&](std::vector<AppendOutcome> all) {
    promise.set_value(std::move(all));
  });
  return outcomes.get();
}

// One event that must be taken, and folded when this returns.
inline Position publish(Engine& engine, const std::string& text) {
  const auto outcome = submit(engine, {text}).front();
  const Position position = must(outcome).position;
  REQUIRE(engine.wait_folded(position, std::chrono::seconds(20)));
  return position;
}

inline engine::SubjectView view_of(const Engine& engine, const Subject& subject) {
  return must(engine.read(subject, std::vector<fold::Slot>{kLedger, kFussy, kJournal}));
}

inline Dump dump_of(Engine& engine) {
  Dump dump;
  must(engine.dump([&](std::string_view family, std::string_view key, std::string_view value) {
    dump[{std::string(family), std::string(key)}] = value;
    return true;
  }));
  return dump;
}

inline Dump replay_of(Engine& engine) {
  Dump dump;
  must(engine.dump_from_zero(
      [](uint64_t done, uint64_t all) { return done <= all; },
      [&](std::string_view family, std::string_view key, std::string_view value) {
        dump[{std::string(family), std::string(key)}] = value;
        return true;
      }));
  return dump;
}

}  // namespace dossier::test
