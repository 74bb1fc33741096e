#include "support/fold_properties.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <chrono>
#include <functional>
#include <random>

#include "dossier/events/fbs/control_generated.h"
#include "projector/keys.h"
#include "projector/refold.h"
#include "support/event_text.h"
#include "support/fold_fixture.h"

namespace dossier::test {
namespace {

using engine::Family;

// A step of the story and, apart from it, of how it is folded: numbers from one generator each, so
// that a failing case is shrunk by length.
using Numbers = std::vector<uint32_t>;

// Few subjects, loans and dates, so that they meet.
class Story {
 public:
  explicit Story(WrittenLog& log) : log_(log) {}

  void tell(uint32_t number) {
    std::minstd_rand rand(number);
    const auto pick = [&](uint32_t below) { return static_cast<uint32_t>(rand() >> 8) % below; };
    if (pick(8) == 0) return log_.open_day(today_ = today_ + static_cast<int32_t>(1 + pick(9)));
    if (pick(12) == 0 && !said_.empty()) {
      log_.add(said_[pick(static_cast<uint32_t>(said_.size()))]);  // once more
      return;
    }
    if (pick(25) == 0) {
      log_.retry(Subject::trusted(fmt::format("customer/C-{}", pick(3))), "fussy");
      return;
    }
    EventText event{.subject = fmt::format("C-{}", pick(3)),
                    .id = fmt::format("e-{}", ++count_),
                    .time = to_string(date(pick)) + "T12:00:00Z"};
    if (pick(3) == 0) event.import_id = fmt::format("I-{}", pick(2));
    said_.push_back(text(event, pick));
    log_.add(said_.back());
  }

 private:
  using Pick = std::function<uint32_t(uint32_t)>;
  Date date(const Pick& pick) const { return today_ + static_cast<int32_t>(pick(40)) + -35; }

  std::string text(EventText& event, const Pick& pick) const {
    const std::string loan = fmt::format("LN-{}", pick(3)), date = to_string(this->date(pick));
    switch (pick(12)) {
      case 0: event.import_id.clear(); return event.import_started(fmt::format("I-{}", pick(2)));
      case 1:
      case 2:
        event.import_id.clear();
        return event.import_completed(fmt::format("I-{}", pick(2)), static_cast<int>(pick(3)));
      case 3:
      case 4: return event.loan(loan, date);
      case 5:
      case 6: return event.payment(loan, date);
      case 7:
        if (pick(4) == 0) event.id = (pick(2) == 0 ? "bad-" : "bad-timer-") + event.id;
        return event.note("Asked for time", loan);
      case 8:
        return event.of(pick(2) == 0 ? "application.withdrawn" : "application.referred",
                        fmt::format(R"("application_id":"AP-{}")", pick(2)));
      case 9:
        return event.of("document.verified",
                        fmt::format(R"("document_id":"D-{}","verified_on":"{}","expiry_date":"{}")",
                                    pick(3), date, to_string(this->date(pick) + 20)));
      case 10:
        return event.of("customer.kyc_verified",
                        fmt::format(R"("verified_on":"{}","expires_on":"{}")", date,
                                    to_string(this->date(pick) + 10)));
      default:
        return event.of("document.uploaded",
                        fmt::format(R"("document_id":"D-{}","type":"national_id",)"
                                    R"("uploaded_at":"{}T12:00:00Z","expiry_date":"{}")",
                                    pick(3), date, to_string(this->date(pick) + 10)));
    }
  }

  WrittenLog& log_;
  Date today_ = day("2026-01-01");
  std::vector<std::string> said_;
  int count_ = 0;
};

// Folds on in some way that must not matter.
void some_step(SteppedFold& fold, uint32_t number) {
  switch (number % 8) {
    case 0: return fold.begin_commit();
    case 1: return fold.write_commit();
    case 2: return fold.end_commit();
    case 3: return fold.evict((number / 8) % 5 * 3000);  // of all, packed first, to some
    case 4: return (number / 8) % 3 == 0 ? fold.crash() : fold.commit();
    default: fold.fold_on(1 + (number / 8) % 7);
  }
}

std::map<Offset, Date> openings(const WrittenLog& log, Partition partition) {
  std::map<Offset, Date> days;
  std::optional<Date> latest;
  for (const auto& record : must(log.records().read(partition, {0}, SIZE_MAX))) {
    if (record.key() != "control/engine" || record.verdict() != engine::Verdict::valid) continue;
    const Date date = day(record.header("ce_id"));
    if (latest && date <= *latest) continue;
    latest = date;
    days[record.position().offset] = date;
  }
  return days;
}

// What the store has to hold of a subject that was folded anew, the engine's own slice aside.
Dump stored_form(const engine::SubjectEntry& entry, Partition partition) {
  namespace keys = engine::keys;
  const std::string& subject = entry.subject.key();
  Dump dump;
  for (const auto& loaded : entry.slices)
    for (uint8_t part = 0; loaded.slice && part < loaded.slice->part_count(); ++part)
      if ((loaded.slice->dirty_parts() & 1u << part) != 0)
        dump[{"slice", keys::slice(partition, loaded.slot, subject, loaded.kind, loaded.entity,
                                   part)}] = engine::wrap(loaded.slice->encode_part(part));
  for (const auto& row : entry.rows) {
    const std::pair<std::string, std::string> name{
        "row", keys::row(partition, row.slot, subject, row.set, row.key)};
    if (row.value)
      dump[name] = engine::wrap(*row.value);
    else
      dump.erase(name);
  }
  for (const auto& timer : entry.state.get<engine::OwnTimers>().set)
    dump[{"timer", keys::timer(partition, timer.slot, subject, timer.timer)}] = "";
  return dump;
}

void check_refold(const WrittenLog& log, SteppedFold& fold, const Dump& all) {
  for (const std::string id : {"customer/C-0", "customer/C-1", "customer/C-2"}) {
    const Subject subject = Subject::trusted(id);
    const auto view = fold.view(subject);
    if (!view.exists || view.importing) continue;
    const Partition partition = partition_of(subject, log.partitions());
    const auto days = openings(log, partition);
    std::vector<bool> not_folding;
    for (size_t i = 0; i < fold.order().size(); ++i)
      not_folding.push_back(!fold.order().folds(i, subject.kind()));
    const engine::RefoldInput input{fold.environment(),           partition,   days, not_folding,
                                    log.records().end(partition), std::nullopt};
    const Dump anew = stored_form(*must(engine::refold_subject(input, subject)), partition);
    Dump live;
    for (const auto& [name, value] : all) {
      const bool of_engine =
          name.first == "slice" && name.second.substr(2, 2) == std::string(2, '\0');
      if (!of_engine && name.second.find(id) != std::string::npos)
        live[{name.first, name.second}] = value;
    }
    RC_ASSERT(difference(live, anew) == "");
  }
}

// Slices as a reader gets them.
class ViewSlices final : public fold::SliceReader {
 public:
  ViewSlices(const Subject& subject, const engine::SubjectView& view)
      : subject_(subject), view_(view) {}
  const Subject& subject() const override { return subject_; }
  const fold::Slice* find_slice(fold::Slot slot, uint8_t kind, std::string_view entity) override {
    return view_.find(slot, kind, entity);
  }

 private:
  const Subject& subject_;
  const engine::SubjectView& view_;
};

// The totals are the sum over the subjects, as readers see both at this moment.
void check_totals(SteppedFold& fold) {
  std::vector<std::pair<Subject, engine::SubjectView>> views;
  for (const std::string id : {"customer/C-0", "customer/C-1", "customer/C-2"}) {
    const Subject subject = Subject::trusted(id);
    views.emplace_back(subject, fold.view(subject));
  }
  for (const auto& entry : fold.order().entries()) {
    if (!entry.contributes) continue;
    fold::Contribution sum;
    size_t importing = 0, incomplete = 0;
    for (const auto& [subject, view] : views) {
      fold::Contribution one;
      ViewSlices slices(subject, view);
      entry.projection->contribute(slices, one);
      for (const auto& [group, figures] : one.groups)
        for (size_t i = 0; i < figures.size(); ++i) {
          auto& sums = sum.groups[group];
          if (sums.size() <= i) sums.resize(i + 1);
          sums[i] += figures[i];
        }
      importing += view.importing ? 1 : 0;
      for (const auto& why : view.incomplete) incomplete += why.slot == entry.slot ? 1 : 0;
    }
    sum.drop_empty();
    const auto totals = fold.totals(entry.slot);
    const decltype(totals.groups) expected(sum.groups.begin(), sum.groups.end());
    RC_ASSERT(totals.groups == expected);
    RC_ASSERT(totals.importing == importing);
    RC_ASSERT(totals.incomplete == incomplete);
  }
}

void check_case(const fold::ProjectionSet& projections, const Numbers& story,
                const Numbers& schedule) {
  WrittenLog log;
  SteppedFold tail(log, projections);  // folds while the log grows
  Story teller(log);
  for (size_t i = 0; i < story.size(); ++i) {
    teller.tell(story[i]);
    if (!schedule.empty()) some_step(tail, schedule[i % schedule.size()]);
    check_totals(tail);
  }
  tail.fold_all();
  SteppedFold whole(log, projections);  // all at once
  whole.fold_all();
  const Dump expected = whole.dump();
  RC_ASSERT(difference(tail.dump(), expected) == "");

  SteppedFold stepped(log, projections);  // in steps, over a log that is longer than what is folded
  for (const uint32_t number : schedule) some_step(stepped, number);
  stepped.fold_all();
  RC_ASSERT(difference(stepped.dump(), expected) == "");

  check_totals(whole);
  check_refold(log, whole, expected);
  log.redeliver();
  whole.fold_all();
  RC_ASSERT(difference(whole.dump(), expected) == "");
}

}  // namespace

void check_fold_properties(const fold::ProjectionSet& projections) {
  using Clock = std::chrono::steady_clock;
  std::optional<Clock::time_point> failed;
  CHECK(rc::check([&] {
    const auto size = *rc::gen::inRange<size_t>(1, 60);
    const auto story = *rc::gen::container<Numbers>(size, rc::gen::arbitrary<uint32_t>());
    const auto schedule = *rc::gen::container<Numbers>(rc::gen::arbitrary<uint32_t>());
    // A case makes several stores: it is shrunk for a while, not to the end.
    if (failed && Clock::now() - *failed > std::chrono::seconds(20)) return;
    try {
      check_case(projections, story, schedule);
    } catch (...) {
      if (!failed) failed = Clock::now();
      throw;
    }
  }));
}

}  // namespace dossier::test
