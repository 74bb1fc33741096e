// The subjects of a partition, page by page: the same whether they are in memory, on their way to
// the store, or in it.
#include "unit/engine/projector_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;

namespace {

std::vector<std::string> all_customers(SteppedFold& fold, size_t limit) {
  std::vector<std::string> keys;
  for (std::string after;;) {
    const auto page = must(fold.partition(0).subjects("customer", after, limit));
    CHECK(page.subjects.size() <= limit);
    for (const auto& subject : page.subjects) keys.push_back(subject.key());
    if (!page.more) return keys;
    REQUIRE(page.subjects.size() == limit);
    after = keys.back();
  }
}

}  // namespace

TEST_CASE("subjects: those of one kind, in key order, whatever the page and wherever they are") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  CHECK(all_customers(fold, 3).empty());
  const std::vector<std::string> ids = {"C-10", "C-2", "C-1", "D-1", "C-100", "A", "C-3", "c-1"};
  for (const auto& id : ids) log.add(EventText{.subject = id, .id = "n-" + id}.note());
  log.add(EventText{.subject = "agent/C-5", .id = "staff"}.of("staff.registered", R"("team":"A")"));
  std::vector<std::string> wanted;
  for (const auto& id : ids) wanted.push_back("customer/" + id);
  std::ranges::sort(wanted);
  fold.fold_all();
  const auto check = [&] {
    for (size_t limit = 1; limit <= ids.size() + 1; ++limit) {
      CAPTURE(limit);
      CHECK(all_customers(fold, limit) == wanted);
    }
  };
  check();
  fold.begin_commit();
  check();
  fold.write_commit();
  check();
  fold.end_commit();
  fold.evict();
  check();
  // One in memory again, and a new one between them.
  log.add(EventText{.subject = "C-2", .id = "n-more"}.note());
  log.add(EventText{.subject = "C-20", .id = "n-new"}.note());
  fold.fold_all();
  wanted.emplace_back("customer/C-20");
  std::ranges::sort(wanted);
  check();
  fold.commit();
  fold.crash();
  check();
  CHECK(must(fold.partition(0).subjects("customer", "customer/c-1", 5)).subjects.empty());
}

TEST_CASE("subjects: who was only asked for is none") {
  WrittenLog log(1);
  SteppedFold fold(log, test_projections());
  log.add(EventText{.subject = "C-1", .id = "n-1"}.note());
  fold.fold_all();
  CHECK_FALSE(fold.view(Subject::trusted("customer/C-2")).exists);
  const auto page = must(fold.partition(0).subjects("customer", {}, 10));
  CHECK(page.subjects.size() == 1);
  CHECK(page.folded.next.offset == log.records().end({0}));
}
