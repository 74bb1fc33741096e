// The access log is a log of one partition without a control log beside it: the same promises hold.
#include <doctest/doctest.h>

#include "conformance/log_fixture.h"
#include "conformance/logs.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;

TEST_CASE("access log: every customer stands in the one partition, once an identity") {
  for (const LogKind& kind : log_kinds()) {
    CAPTURE(kind.name);
    const TempFolder folder;
    LogSetting setting{.folder = folder / "log"};
    setting.partitions = 1;
    setting.access = true;
    const auto fill = [&](EventLog& log) {
      std::vector<Draft> drafts;
      for (int i = 0; i < 40; ++i)
        drafts.push_back(draft({.subject = fmt::format("customer/C-{}", i % 8),
                                .id = fmt::format("2026-06-01T1{}:00:00Z", i % 5),
                                .source = fmt::format("dossier:access/A-{}", i % 2)}));
      return append(log, std::move(drafts));
    };
    {
      const auto log = kind.open(setting);
      for (const auto& outcome : fill(*log)) {
        REQUIRE(outcome.has_value());
        CHECK(outcome->position.partition == Partition{0});
        CHECK_FALSE(outcome->duplicate);
      }
      CHECK(append_one(*log, {.subject = "customer/C-0",
                              .id = "2026-06-01T10:00:00Z",
                              .text = "of another address",
                              .source = "dossier:access/A-0"})
                .error()
                .code == ErrorCode::conflict);
    }
    const auto log = kind.open(setting);
    for (const auto& outcome : fill(*log)) CHECK(outcome->duplicate);
    CHECK(log->records().end({0}) == Offset{40});
    CHECK(log->records().end(kControlPartition) == Offset{0});
    CHECK(log->records().stream(Subject::trusted("customer/C-3"))->size() == 5);
    CHECK_FALSE(log->health().failed.has_value());
    CHECK(log->health().stopped.empty());
  }
}
