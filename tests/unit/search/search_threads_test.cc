// Readers beside a writer: an answer is always of whole entries, before a change or after it.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "search_fixture.h"

using namespace dossier;
using namespace dossier::search;
using namespace dossier::search::test;

TEST_CASE("index: readers beside a writer see each customer under one of its names, never none") {
  constexpr int kCustomers = 40, kTurns = 60;
  Index index("1");
  const auto entry_of = [](int i, int turn) {
    Entry entry = named("C-" + std::to_string(i), {"Always", turn % 2 == 0 ? "Even" : "Odd"});
    entry.phones = {"876555" + std::to_string(1000 + i)};
    entry.active_loans = static_cast<uint32_t>(turn % 3);
    entry.branch_id = "BR-" + std::to_string(turn % 4);
    return entry;
  };
  for (int i = 0; i < kCustomers; ++i) index.put(entry_of(i, 0));
  std::atomic<bool> done = false;
  std::atomic<size_t> wrong = 0, reads = 0;
  const auto read = [&] {
    for (int i = 0; !done || i < 10; i = (i + 1) % kCustomers, ++reads) {
      const std::string id = "C-" + std::to_string(i);
      if (found(index, id, {}, 50).front() != id) ++wrong;
      if (index.find({"always", kAll, 50, {}}).hits.size() != kCustomers) ++wrong;
      const auto even = index.find({"even", {true, false, false, true}, 50, {}}).hits.size();
      if (even > kCustomers) ++wrong;
      if (found(index, std::to_string(1000 + i), {false, true, false, true}).size() != 1) ++wrong;
    }
  };
  {
    std::jthread one(read), two(read);
    while (reads == 0) std::this_thread::yield();
    for (int turn = 1; turn <= kTurns; ++turn)
      for (int i = 0; i < kCustomers; ++i) index.put(entry_of(i, turn));
    done = true;
  }
  CHECK(wrong == 0);
  CHECK(index.size() == kCustomers);
}
