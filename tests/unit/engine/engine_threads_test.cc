// Writers, readers, days, commits and evictions at once: what a reader may never see.
#include <thread>

#include "unit/engine/engine_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::test;

namespace {

constexpr int kCustomers = 12;

Subject customer(int number) { return Subject::trusted(fmt::format("customer/C-{}", number)); }

std::string some_event(int customer, int number) {
  const EventText event{.subject = fmt::format("C-{}", customer),
                        .id = fmt::format("e-{}", number)};
  const std::string loan = fmt::format("LN-{}", number % 5);
  if (number % 7 == 0) return event.loan(loan, "2026-05-01");
  if (number % 7 == 3) return event.note("Called", loan);
  return event.payment(loan, "2026-05-05");
}

// Reads one customer again and again; each answer must be whole, and none older than the last.
class Reader {
 public:
  Reader(const Engine& engine, int number) : engine_(engine), subject_(customer(number)) {}

  void read_once() {
    const auto view = must(engine_.read(subject_, std::vector<fold::Slot>{kLedger, kJournal}));
    ENSURE(view.folded.next >= last_, "the position went back");
    last_ = view.folded.next;
    ENSURE(view.events >= events_, "{} events after {}", view.events, events_);
    events_ = view.events;
    if (!view.exists) return;
    // Equal only amid an opening of several days: a timer of an earlier one has fired.
    ENSURE(view.version <= view.folded.next, "changed at {}, folded to {}", to_string(view.version),
           to_string(view.folded.next));
    check_slices(view);
    check_rows();
  }

 private:
  // Each projection counts the events; a half pass would tell them apart.
  void check_slices(const SubjectView& view) {
    if (view.importing) return;
    const auto* ledger = view.find<CountSlice>(kLedger);
    const auto* journal = view.find<CountSlice>(kJournal);
    ENSURE(ledger != nullptr && journal != nullptr, "a slice is missing");
    const auto events = static_cast<int64_t>(view.events);
    ENSURE(ledger->get<Counts>().events == events, "half a pass: {} of {}",
           ledger->get<Counts>().events, events);
    ENSURE(journal->get<Counts>().events == events, "half a pass");
    ENSURE(ledger->get<Counts>().last <= view.version.offset, "beyond the version");
    wholes_ = events;
  }
  void check_rows() {
    const auto page = must(engine_.read_rows(
        subject_,
        {.slot = kJournal, .set = kRowSet, .from = {}, .newest_first = true, .limit = 100'000}));
    ENSURE(static_cast<int64_t>(page.rows.size()) >= wholes_, "{} rows of {} events",
           page.rows.size(), wholes_);
    ENSURE(page.folded.next >= last_, "rows older than the view before");
  }

  const Engine& engine_;
  const Subject subject_;
  Position last_;
  uint64_t events_ = 0;
  int64_t wholes_ = 0;
};

// Each event answered with a position is there for a reader who waits for it.
void write_some(Engine& engine, int writer, int count) {
  for (int i = 0; i < count; ++i) {
    const int number = writer + 3 * (i % (kCustomers / 3));
    const auto position = must(submit(engine, {some_event(number, i)}).front()).position;
    if (i % 8 != 0) continue;
    ENSURE(engine.wait_folded(position, std::chrono::seconds(60)), "never folded");
    const auto view = view_of(engine, customer(number));
    ENSURE(view.folded.next > position && view.version >= position, "read before its own write");
  }
}

void import_some(Engine& engine) {
  for (int i = 0; i < 12; ++i) {
    const std::string id = fmt::format("I-{}", i), subject = fmt::format("C-{}", i % 3);
    const auto event = [&](const std::string& name) {
      return EventText{.subject = subject, .id = name + id};
    };
    EventText loan = event("l");
    loan.import_id = id;
    submit(engine, {event("s").import_started(id), loan.loan("LN-9", "2026-04-01"),
                    event("c").import_completed(id, 1)});
  }
}

}  // namespace

TEST_CASE("engine: readers see whole passes in order, amid commits, evictions, imports and days") {
  EngineHome home;
  const auto engine = home.open();
  std::atomic<bool> done = false;
  std::vector<std::thread> readers, writers;
  for (int r = 0; r < 3; ++r)
    readers.emplace_back([&, r] {
      std::vector<Reader> all;
      for (int c = r; c < kCustomers; c += 2) all.emplace_back(*engine, c);
      while (!done)
        for (Reader& reader : all) reader.read_once();
    });
  for (int w = 0; w < 3; ++w) writers.emplace_back([&, w] { write_some(*engine, w, 200); });
  writers.emplace_back([&] { import_some(*engine); });
  writers.emplace_back([&] {
    must(engine->open_day(day("2026-05-01")));
    for (int i = 0; i < 20; ++i) must(engine->open_day(std::nullopt));
  });
  for (auto& writer : writers) writer.join();
  const Dump live = dump_of(*engine);
  done = true;
  for (auto& reader : readers) reader.join();
  CHECK_FALSE(engine->failure().has_value());
  CHECK(difference(live, replay_of(*engine)) == "");
}

TEST_CASE("engine: stopped amid publishing, what was acknowledged is there, and nothing hangs") {
  for (int round = 0; round < 3; ++round) {
    const EngineHome home;
    std::vector<std::pair<Subject, Position>> taken;
    std::mutex mutex;
    {
      const auto engine = home.open();
      std::vector<std::thread> writers;
      for (int w = 0; w < 3; ++w)
        writers.emplace_back([&, w] {
          for (int i = 0;; ++i) {
            const auto outcome = submit(*engine, {some_event(w, i)}).front();
            if (!outcome) {
              ENSURE(outcome.error().code == ErrorCode::unavailable, "{}",
                     to_string(outcome.error()));
              return;
            }
            const std::lock_guard lock(mutex);
            taken.emplace_back(customer(w), outcome->position);
          }
        });
      std::this_thread::sleep_for(std::chrono::milliseconds(30 + 40 * round));
      engine->stop();
      for (auto& writer : writers) writer.join();
    }
    REQUIRE_FALSE(taken.empty());
    const auto engine = home.open();
    std::map<Subject, uint64_t> events;
    for (const auto& [subject, position] : taken) {
      CHECK(engine->wait_folded(position, std::chrono::seconds(20)));
      ++events[subject];
    }
    for (const auto& [subject, count] : events) CHECK(view_of(*engine, subject).events == count);
    CHECK(difference(dump_of(*engine), replay_of(*engine)) == "");
  }
}

TEST_CASE("engine: days asked for at once by many are each opened once") {
  const EngineHome home;
  const auto engine = home.open();
  must(engine->open_day(day("2026-05-01")));
  std::vector<std::thread> threads;
  std::atomic<int> refused = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i)
        if (!engine->open_day(std::nullopt)) ++refused;
    });
  for (auto& thread : threads) thread.join();
  CHECK(refused == 0);
  const Date latest = engine->business_date().value();
  CHECK(latest >= day("2026-05-06"));
  CHECK(latest <= day("2026-05-21"));
  dump_of(*engine);
  for (uint16_t p = 0; p < 3; ++p) CHECK(engine->position({p}).business_date == latest);
}
