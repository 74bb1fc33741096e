// Entries that change, leave and come again; and answers where very many match.
#include <fmt/format.h>

#include "search_fixture.h"

using namespace dossier;
using namespace dossier::search;
using namespace dossier::search::test;
using Lines = std::vector<std::string>;

TEST_CASE("index: an entry put again takes the place of the first, with all that it held") {
  Index index("1");
  Entry entry = named("C-1", {"Ayanna", "Okafor"});
  entry.cif = "CIF-77";
  entry.loans = {"LN-1000"};
  entry.phones = {"876 555 0001"};
  entry.emails = {"a@example.com"};
  entry.branch_id = "BR-1";
  index.put(entry);
  entry.names = {"Ayanna", "Grant"};
  entry.cif = "CIF-78";
  entry.loans = {"LN-2000"};
  entry.phones = {"876 555 0002"};
  entry.emails = {"b@example.com"};
  entry.branch_id = "BR-2";
  index.put(entry);
  for (const std::string old :
       {"okafor", "CIF-77", "LN-1000", "8765550001", "0001", "a@example.com"}) {
    CAPTURE(old);
    CHECK(found(index, old).empty());
  }
  for (const std::string now :
       {"grant", "CIF-78", "LN-2000", "8765550002", "0002", "b@example.com"}) {
    CAPTURE(now);
    CHECK(found(index, now) == Lines{"C-1"});
  }
  const Reach old_branch = [](const Reachable& who) { return who.branch_id == "BR-1"; };
  CHECK(index.find({"grant", kAll, 10, old_branch}).hits.empty());
  CHECK(index.size() == 1);
}

TEST_CASE("index: without names and numbers a customer is found by ids alone") {
  Index index;
  Entry entry = named("C-1", {"Ayanna"});
  entry.emails = {"ayanna@example.com"};
  entry.loans = {"LN-1000"};
  index.put(entry);
  index.put(named("C-2", {}));
  CHECK(index.with_personal() == Lines{"C-1"});
  entry.names.clear();
  entry.emails.clear();
  index.put(entry);
  CHECK(index.with_personal().empty());
  CHECK(found(index, "ayanna").empty());
  CHECK(found(index, "LN-1000") == Lines{"C-1"});
  CHECK(found(index, "C-1") == Lines{"C-1"});
}

TEST_CASE("index: ids that differ in case or punctuation alone are customers of their own") {
  Index index;
  for (const char* id : {"C-1", "c-1", "C:1"}) index.put(named(id, {}));
  CHECK(index.size() == 3);
  CHECK(found(index, "C-1").size() == 3);
  index.remove("c-1");
  index.remove("nobody");
  CHECK(found(index, "c-1") == Lines{"C-1", "C:1"});
}

TEST_CASE("index: one letter of thousands finds the busiest, wherever they stand") {
  constexpr int kMany = 30'000;
  Index index;
  for (int i = 0; i < kMany; ++i) {
    Entry entry = named(fmt::format("CUST-{:05}", i), {fmt::format("Nora{}", i)});
    entry.loans = {fmt::format("LN-{:05}", kMany - i)};
    entry.last_active = Date{(i * 7919) % kMany};  // each day once
    index.put(entry);
  }
  const auto day_of = [](const std::string& id) {
    return (std::stoi(id.substr(5)) * 7919) % kMany;
  };
  for (const std::string query : {"n", "no", "c", "cu", "cust-", "l", "ln", "ln-0"}) {
    CAPTURE(query);
    const Answer answer = index.find({query, kAll, 10, {}});
    REQUIRE(answer.hits.size() == 10);
    CHECK(answer.more);
    int last = kMany;
    for (const Hit& hit : answer.hits) {
      CHECK(day_of(hit.id) < last);
      last = day_of(hit.id);
    }
    const bool all_match = query != "ln-0";
    if (all_match) CHECK(day_of(answer.hits.front().id) == kMany - 1);
  }
  // Nobody busy is within reach: the walk gives up, and the few are found all the same.
  Entry quiet = named("CUST-X", {"Nobody"});
  quiet.branch_id = "BR-9";
  index.put(quiet);
  const Reach own = [](const Reachable& who) { return who.branch_id == "BR-9"; };
  for (const std::string query : {"n", "c", "cust"}) {
    CAPTURE(query);
    CHECK(ids_of(index.find({query, kAll, 10, own})) == Lines{"CUST-X"});
  }
  for (int i = 0; i < kMany; ++i) index.remove(fmt::format("CUST-{:05}", i));
  CHECK(index.size() == 1);
  CHECK(found(index, "n") == Lines{"CUST-X"});
}
