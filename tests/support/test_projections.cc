#include "support/test_projections.h"

#include <fmt/format.h>

#include "dossier/base/bytes.h"
#include "dossier/events/fbs/loan_generated.h"
#include "dossier/events/fbs/note_generated.h"
#include "dossier/events/fbs/payment_generated.h"

namespace dossier::test {
namespace {

using events::EventKind;
using fold::Event;
using fold::Fact;
using fold::FoldContext;
using fold::FoldError;
using fold::FoldStatus;
using fold::Timer;

constexpr uint8_t kDueTimer = 1;
constexpr uint8_t kFailingTimer = 7;

std::string str(const flatbuffers::String* text) {
  return text == nullptr ? std::string() : text->str();
}

class Ledger final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    if (kind == LoanSlice::kKind) return std::make_unique<LoanSlice>();
    if (kind == CountSlice::kKind) return std::make_unique<CountSlice>();
    return nullptr;
  }
  std::string data_schema() const override { return "{}"; }

  FoldStatus fold(const Event& event, FoldContext& context) const override {
    auto& counts = context.own<CountSlice>().edit<Counts>();
    ++counts.events;
    counts.last = context.position().offset;
    if (event.kind() == EventKind::loan_disbursed)
      disburse(event.as<event::loan::Disbursed>(), context);
    if (event.kind() == EventKind::payment_received)
      pay(event.as<event::payment::Received>(), context);
    // Looks at a slice without an edit: nobody may see it afterwards.
    if (event.kind() == EventKind::note_added)
      context.own<LoanSlice>(str(event.as<event::note::Added>().loan_id()));
    return {};
  }

  FoldStatus fire(const Timer& timer, FoldContext& context) const override {
    auto& due = context.own<LoanSlice>(timer.entity).edit<Overdue>();
    const auto ref = context.emit(
        Fact::make(Missed{timer.date}, timer.entity, to_string(timer.date), timer.date));
    due.missed.push_back({timer.date, ref});
    due.next.reset();
    if (++due.fired < kInstalments) wait_for(timer.date + kPeriodDays, timer.entity, due, context);
    return {};
  }

 private:
  static void wait_for(Date date, const std::string& loan, Overdue& due, FoldContext& context) {
    if (due.next) context.clear_timer({*due.next, kDueTimer, loan});
    due.next = date;
    context.set_timer({date, kDueTimer, loan});
  }

  static void disburse(const event::loan::Disbursed& event, FoldContext& context) {
    const std::string loan = str(event.loan_id());
    auto& slice = context.own<LoanSlice>(loan);
    auto& terms = slice.edit<Terms>();
    terms.start = Date{event.value_date().value_or(0)};
    terms.amount = {event.amount()->minor(), static_cast<uint16_t>(event.amount()->currency())};
    wait_for(terms.start + kPeriodDays, loan, slice.edit<Overdue>(), context);
  }

  static void pay(const event::payment::Received& event, FoldContext& context) {
    const std::string loan = str(event.loan_id());
    auto& slice = context.own<LoanSlice>(loan);
    auto& balance = slice.edit<Balance>();
    balance.paid_minor += event.amount()->minor();
    ++balance.payments;
    if (slice.get<Overdue>().missed.empty() && !slice.get<Overdue>().next) return;
    auto& due = slice.edit<Overdue>();
    const Date value_date{event.value_date().value_or(0)};
    while (!due.missed.empty() && value_date <= due.missed.back().due) {
      const auto [date, ref] = due.missed.back();
      context.withdraw(Fact::make(Missed{date}, loan, to_string(date), date), ref);
      due.missed.pop_back();
    }
    if (due.next) wait_for(std::max(*due.next, value_date + kPeriodDays), loan, due, context);
  }

  fold::ProjectionInfo info_{.name = "ledger",
                             .slot = kLedger,
                             .version = 1,
                             .summary = "Loans of a test.",
                             .subjects = {"customer"},
                             .reads = {}};
};

// A note "bad…" or a payment "bad…" fails; "bad-timer…" fails in a timer on the next day.
class Fussy final : public fold::Projection {
 public:
  explicit Fussy(uint32_t version) { info_.version = version; }
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    return kind == CountSlice::kKind ? std::make_unique<CountSlice>() : nullptr;
  }
  std::string data_schema() const override { return "{}"; }

  FoldStatus fold(const Event& event, FoldContext& context) const override {
    std::string id;
    if (event.kind() == EventKind::note_added) id = str(event.as<event::note::Added>().note_id());
    if (event.kind() == EventKind::payment_received)
      id = str(event.as<event::payment::Received>().payment_id());
    if (id.empty()) return {};
    auto& counts = context.own<CountSlice>().edit<Counts>();
    ++counts.events;
    counts.last = context.position().offset;
    context.put_row(kRowSet, id, id);
    context.emit(Fact::make(Worried{counts.events}, id, "seen", event.effective_date));
    context.set_timer(
        {event.effective_date + 1, id.starts_with("bad-timer") ? kFailingTimer : kDueTimer, id});
    if (id.starts_with("bad") && !id.starts_with("bad-timer"))
      return std::unexpected(FoldError{"the note is " + id, "write a better one"});
    return {};
  }

  FoldStatus fire(const Timer& timer, FoldContext& context) const override {
    ++context.own<CountSlice>().edit<Counts>().facts;
    context.put_row(kRowSet, "fired-" + timer.entity, to_string(timer.date));
    if (timer.kind == kFailingTimer)
      return std::unexpected(FoldError{"the timer of " + timer.entity, "none"});
    return {};
  }

 private:
  fold::ProjectionInfo info_{.name = "fussy",
                             .slot = kFussy,
                             .version = 1,
                             .summary = "Fails on demand.",
                             .subjects = {"customer"},
                             .reads = {}};
};

class Journal final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    return kind == CountSlice::kKind ? std::make_unique<CountSlice>() : nullptr;
  }
  std::string data_schema() const override { return "{}"; }

  FoldStatus fold(const Event& event, FoldContext& context) const override {
    ++context.own<CountSlice>().edit<Counts>().events;
    std::string loan;
    if (event.kind() == EventKind::loan_disbursed)
      loan = str(event.as<event::loan::Disbursed>().loan_id());
    if (event.kind() == EventKind::payment_received)
      loan = str(event.as<event::payment::Received>().loan_id());
    if (event.kind() == EventKind::note_added) loan = str(event.as<event::note::Added>().loan_id());
    put(context, {context.position().offset, 0}, event.effective,
        fmt::format("{} {}", event.type->name, event.id), loan);
    return {};
  }

  FoldStatus fold(const Fact& fact, FoldContext& context) const override {
    auto& counts = context.own<CountSlice>().edit<Counts>();
    const Instant effective = context.start_of_day(fact.effective);
    if (fact.withdrawn) {
      --counts.facts;
      context.erase_row(kRowSet, row_key(fact.ref, effective));
      return {};
    }
    ++counts.facts;
    put(context, fact.ref, effective,
        fmt::format("fact {} {} {}", fact.id.rule, fact.id.entity, fact.id.occurrence),
        fact.is<Missed>() ? fact.id.entity : "");
    return {};
  }

 private:
  static std::string row_key(fold::FactRef ref, Instant effective) {
    ByteWriter key;
    key.big64(static_cast<uint64_t>(effective.micros) ^ (uint64_t{1} << 63));
    key.big64(static_cast<uint64_t>(ref.offset.value));
    key.big32(ref.ordinal);
    return key.take();
  }

  static void put(FoldContext& context, fold::FactRef ref, Instant effective, std::string what,
                  const std::string& loan) {
    JournalRow row{std::move(what), context.position().offset, context.recorded(),
                   effective,       context.business_date(),   std::nullopt};
    if (!loan.empty())
      if (const auto* slice = context.find<LoanSlice>(kLedger, loan))
        row.paid_minor = slice->get<Balance>().paid_minor;
    context.put_row(kRowSet, row_key(ref, effective), fold::encoded(row));
  }

  fold::ProjectionInfo info_{.name = "journal",
                             .slot = kJournal,
                             .version = 1,
                             .summary = "All that happened in a test.",
                             .subjects = {"customer"},
                             .reads = {"ledger", "fussy"}};
};

class Tally final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t) const override { return nullptr; }
  std::string data_schema() const override { return "{}"; }
  using Projection::fold;
  FoldStatus fold(const Event&, FoldContext&) const override { return {}; }

  void contribute(fold::SliceReader& slices, fold::Contribution& out) const override {
    for (const char* loan : {"LN-0", "LN-1", "LN-2"}) {
      const auto* slice = slices.find<LoanSlice>(kLedger, loan);
      if (slice == nullptr) continue;
      const auto& terms = slice->get<Terms>();
      out.add(fmt::format("currency/{}", terms.amount.currency),
              {1, terms.amount.minor, slice->get<Balance>().paid_minor});
      out.add(fmt::format("missed/{}", slice->get<Overdue>().missed.size()), {1});
    }
    if (const auto* notes = slices.find<CountSlice>(kFussy))
      out.add("notes", {notes->get<Counts>().events, notes->get<Counts>().facts});
  }

 private:
  fold::ProjectionInfo info_{.name = "tally",
                             .slot = kTally,
                             .version = 1,
                             .summary = "Totals of a test.",
                             .subjects = {"customer"},
                             .reads = {"ledger", "fussy"},
                             .contributes = true};
};

}  // namespace

std::shared_ptr<const fold::Projection> make_ledger() { return std::make_shared<Ledger>(); }
std::shared_ptr<const fold::Projection> make_fussy(uint32_t version) {
  return std::make_shared<Fussy>(version);
}
std::shared_ptr<const fold::Projection> make_journal() { return std::make_shared<Journal>(); }
fold::ProjectionSet contributing_projections() {
  auto all = test_projections();
  all.push_back(std::make_shared<Tally>());
  return all;
}
fold::ProjectionSet test_projections() { return {make_ledger(), make_fussy(), make_journal()}; }

}  // namespace dossier::test
