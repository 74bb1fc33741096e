#include "conclude.h"

#include <algorithm>
#include <tuple>

#include "spans.h"

namespace dossier::loans {
namespace {

using fold::Fact;
using fold::FactRef;
using fold::FoldContext;

constexpr uint8_t kWakeTimer = 1;

std::string occurrence_of(const Instalment& instalment) {
  std::string key = to_string(instalment.due_date);
  if (instalment.kind == InstalmentKind::down_payment) key += ".down";
  return key;
}

class Conclusion {
 public:
  Conclusion(const std::string& loan_id, LoanSlice& loan, const Buckets& buckets,
             FoldContext& context)
      : id_(loan_id),
        account_(loan.get<Account>()),
        standing_(loan.get<Standing>()),
        currency_(loan.get<Agreement>().currency),
        history_(loan.edit<History>()),
        buckets_(buckets),
        context_(context),
        day_(context.business_date().value_or(Date{INT32_MIN / 2})) {}

  void run() {
    instalments();
    spans();
    settled();
    wake();
  }

 private:
  Money money(int64_t minor) const { return {minor, currency_}; }
  template <class T>
  FactRef tell(const T& body, std::string occurrence, Date effective) {
    return context_.emit(Fact::make(body, id_, std::move(occurrence), effective));
  }
  template <class T>
  void take_back(const T& body, std::string occurrence, Date effective, FactRef& ref) {
    if (ref == FactRef{}) return;
    context_.withdraw(Fact::make(body, id_, std::move(occurrence), effective), ref);
    ref = {};
  }
  void may_wake(Date date) {
    if (date > day_ && (!wake_ || date < *wake_)) wake_ = date;
  }

  void instalments();
  InstalmentNote* note_of(const Instalment& instalment);
  void fallen_due(const Instalment& instalment, InstalmentNote& note);
  bool ended_before(Date day) const {
    const auto ended = ended_on(standing_);
    return ended && *ended <= day;
  }
  void paid(const Instalment& instalment, InstalmentNote& note);
  void missed(const Instalment& instalment, InstalmentNote& note, Date missed_on);
  void spans();
  void arrears(const std::vector<Episode>& episodes);
  void settled();
  void wake();

  const std::string& id_;
  const Account& account_;
  const Standing& standing_;
  const uint16_t currency_;
  History& history_;
  const Buckets& buckets_;
  FoldContext& context_;
  const Date day_;
  std::optional<Date> wake_;
  size_t next_note_ = 0;  // where the note of the next instalment stands, as a rule
};

// The instalment's note; null where nothing was told of it yet and nothing is to be told now.
InstalmentNote* Conclusion::note_of(const Instalment& instalment) {
  auto& notes = history_.instalments;
  const auto key_of = [](const InstalmentNote& note) {
    return std::pair(note.due_date, note.kind);
  };
  const std::pair key(instalment.due_date, instalment.kind);
  // Both lists go by due date, so it stands next to the last one found, as a rule.
  if (next_note_ < notes.size() && key_of(notes[next_note_]) == key) return &notes[next_note_++];
  const bool to_tell = instalment.due_date <= day_ || instalment.settled_on;
  if (!to_tell && (notes.empty() || key_of(notes.back()) < key)) return nullptr;
  const auto place = std::ranges::lower_bound(notes, key, {}, key_of);
  next_note_ = static_cast<size_t>(place - notes.begin()) + 1;
  if (place != notes.end() && key_of(*place) == key) return &*place;
  if (!to_tell) return nullptr;
  InstalmentNote note;
  note.due_date = instalment.due_date;
  note.kind = instalment.kind;
  return &*notes.insert(place, note);
}

void Conclusion::instalments() {
  const auto& schedule = account_.schedule;
  for (size_t i = 0; i < schedule.size(); ++i) {
    const Instalment& instalment = schedule[i];
    if (instalment.kind == InstalmentKind::undated || instalment.due.total() == 0) continue;
    const Date missed_on = loans::missed_on(schedule, i);
    if (!instalment.settled()) {
      may_wake(instalment.due_date);
      may_wake(instalment.due_date + 1);
      may_wake(missed_on);
    }
    InstalmentNote* note = note_of(instalment);
    if (note == nullptr) continue;
    fallen_due(instalment, *note);
    paid(instalment, *note);
    missed(instalment, *note, missed_on);
  }
}

void Conclusion::fallen_due(const Instalment& instalment, InstalmentNote& note) {
  if (note.due_told || instalment.due_date > day_ || ended_before(instalment.due_date)) return;
  note.due_told = true;
  if (instalment.outstanding() == 0) return;
  tell(InstalmentDue{id_, instalment.number, instalment.due_date, money(instalment.outstanding())},
       occurrence_of(instalment), instalment.due_date);
}

void Conclusion::paid(const Instalment& instalment, InstalmentNote& note) {
  const auto settled_on = instalment.carried() ? std::nullopt : instalment.settled_on;
  if (note.paid_on == settled_on) return;
  const auto body = [&](Date on) {
    return InstalmentPaid{id_, instalment.number, instalment.due_date, on - instalment.due_date};
  };
  const auto late = [&](Date on) {
    return InstalmentPaidLate{id_, instalment.number, instalment.due_date,
                              on - instalment.due_date};
  };
  const std::string occurrence = occurrence_of(instalment);
  if (note.paid_on) {
    take_back(body(*note.paid_on), occurrence, *note.paid_on, note.paid);
    take_back(late(*note.paid_on), occurrence, *note.paid_on, note.late);
  }
  note.paid_on = settled_on;
  if (!settled_on) return;
  note.paid = tell(body(*settled_on), occurrence, *settled_on);
  if (*settled_on > instalment.due_date)
    note.late = tell(late(*settled_on), occurrence, *settled_on);
}

// Unpaid when the day is opened on which the next one falls due.
void Conclusion::missed(const Instalment& instalment, InstalmentNote& note, Date missed_on) {
  const bool was = missed_on <= day_ && !ended_before(missed_on) &&
                   (!instalment.settled_on || *instalment.settled_on >= missed_on);
  const bool told = note.missed != FactRef{};
  if (was == told) return;
  const std::string occurrence = occurrence_of(instalment);
  if (told) {
    take_back(
        InstalmentMissed{id_, instalment.number, instalment.due_date, money(note.missed_unpaid)},
        occurrence, missed_on, note.missed);
    return;
  }
  note.missed_unpaid = instalment.settled() ? instalment.due.total() : instalment.outstanding();
  note.missed =
      tell(InstalmentMissed{id_, instalment.number, instalment.due_date, money(note.missed_unpaid)},
           occurrence, missed_on);
}

void Conclusion::spans() {
  const auto now = spans_of(account_, standing_.pauses, buckets_, day_, ended_on(standing_));
  if (now.next) may_wake(*now.next);
  auto& told = history_.buckets;
  size_t same = 0;
  while (same < told.size() && same < now.buckets.size() &&
         Stretch{told[same].from, told[same].bucket} == now.buckets[same])
    ++same;
  const auto body = [&](const auto& list, size_t i) {
    return BucketChanged{id_, buckets_.name(list[i].bucket),
                         buckets_.name(i == 0 ? 0 : list[i - 1].bucket)};
  };
  for (size_t i = told.size(); i > same; --i)
    take_back(body(told, i - 1), to_string(told[i - 1].from), told[i - 1].from, told[i - 1].ref);
  told.resize(same);
  for (size_t i = same; i < now.buckets.size(); ++i) {
    const auto& stretch = now.buckets[i];
    told.push_back({stretch.from, stretch.bucket, {}});
    told.back().ref = tell(body(told, i), to_string(stretch.from), stretch.from);
  }
  arrears(now.episodes);
}

void Conclusion::arrears(const std::vector<Episode>& episodes) {
  auto& told = history_.arrears;
  const auto began = [&](const ArrearsSpan& span) { return ArrearsBegan{id_, span.due_date}; };
  const auto cured = [&](const ArrearsSpan& span) {
    return ArrearsCured{id_, span.due_date, span.days};
  };
  const auto uncure = [&](ArrearsSpan& span) {
    if (!span.cured_on) return;
    take_back(cured(span), to_string(span.due_date), *span.cured_on, span.cured);
    span.cured_on.reset();
    span.days = 0;
  };
  size_t same = 0;
  while (same < told.size() && same < episodes.size() &&
         told[same].due_date == episodes[same].due_date)
    ++same;
  for (size_t i = told.size(); i > same; --i) {
    uncure(told[i - 1]);
    take_back(began(told[i - 1]), to_string(told[i - 1].due_date), told[i - 1].due_date + 1,
              told[i - 1].began);
  }
  told.resize(same);
  for (size_t i = 0; i < episodes.size(); ++i) {
    if (i == told.size()) {
      told.push_back({episodes[i].due_date, std::nullopt, 0, {}, {}});
      told[i].began = tell(began(told[i]), to_string(told[i].due_date), told[i].due_date + 1);
    }
    if (told[i].cured_on == episodes[i].cured_on) continue;
    uncure(told[i]);
    if (!episodes[i].cured_on) continue;
    told[i].cured_on = episodes[i].cured_on;
    told[i].days = episodes[i].days;
    told[i].cured = tell(cured(told[i]), to_string(told[i].due_date), *told[i].cured_on);
  }
}

void Conclusion::settled() {
  std::optional<Date> on = standing_.closed_on;
  if (!on && !account_.schedule.empty() && !standing_.written_off_on) {
    const bool open =
        std::ranges::any_of(account_.schedule, [](const Instalment& i) { return !i.settled(); });
    if (!open)
      for (const auto& instalment : account_.schedule)
        if (instalment.settled_on && (!on || *instalment.settled_on > *on))
          on = instalment.settled_on;
  }
  if (on == history_.settled_on) return;
  const LoanSettled body{id_};
  if (history_.settled_on)
    take_back(body, to_string(*history_.settled_on), *history_.settled_on, history_.settled);
  history_.settled_on = on;
  if (on) history_.settled = tell(body, to_string(*on), *on);
}

void Conclusion::wake() {
  if (ended_on(standing_)) wake_.reset();
  if (wake_ == history_.wake) return;
  if (history_.wake && *history_.wake > day_)
    context_.clear_timer({*history_.wake, kWakeTimer, id_});
  history_.wake = wake_;
  if (wake_) context_.set_timer({*wake_, kWakeTimer, id_});
}

// One transaction's facts.
class Telling {
 public:
  Telling(const std::string& loan_id, uint16_t currency, FoldContext& context)
      : id_(loan_id), currency_(currency), context_(context) {}

  void tell(Transaction& transaction) {
    transaction.told = context_.emit(allocated(transaction));
    transaction.told_partial = {};
    if (transaction.left_open > 0) transaction.told_partial = context_.emit(partial(transaction));
  }
  void take_back(const Transaction& before) {
    if (before.told != FactRef{}) context_.withdraw(allocated(before), before.told);
    if (before.told_partial != FactRef{}) context_.withdraw(partial(before), before.told_partial);
  }
  void changed(const Transaction& before, const Transaction& now) {
    const auto charges = [](const Amounts& a) { return a.fees + a.penalties; };
    AllocationChanged body{id_,
                           now.id,
                           now.value_date,
                           money(before.allocated.principal),
                           money(now.allocated.principal),
                           money(before.allocated.interest),
                           money(now.allocated.interest),
                           money(charges(before.allocated)),
                           money(charges(now.allocated))};
    context_.emit(Fact::make(body, id_, now.id + "." + to_string(context_.position()),
                             context_.business_date().value_or(now.value_date)));
  }

 private:
  Money money(int64_t minor) const { return {minor, currency_}; }
  Fact allocated(const Transaction& t) const {
    PaymentAllocated body{id_,         t.id,       t.kind,    t.value_date, money(t.amount),
                          t.allocated, t.overpaid, t.balance, t.due_date,   std::nullopt,
                          t.method};
    if (t.due_date) body.days_late = t.value_date - *t.due_date;
    return Fact::make(body, id_, t.id, t.value_date);
  }
  Fact partial(const Transaction& t) const {
    return Fact::make(PaymentPartial{id_, t.id, t.due_date.value_or(t.value_date), money(t.amount),
                                     money(t.left_open)},
                      id_, t.id, t.value_date);
  }

  const std::string& id_;
  const uint16_t currency_;
  FoldContext& context_;
};

bool told_otherwise(const Transaction& a, const Transaction& b) {
  return a.reversed != b.reversed || a.allocated != b.allocated || a.overpaid != b.overpaid ||
         a.balance != b.balance || a.due_date != b.due_date || a.left_open != b.left_open;
}

}  // namespace

std::optional<Date> ended_on(const Standing& standing) {
  if (standing.closed_on && standing.written_off_on)
    return std::min(*standing.closed_on, *standing.written_off_on);
  return standing.closed_on ? standing.closed_on : standing.written_off_on;
}

void conclude(const std::string& loan_id, LoanSlice& loan, const Buckets& buckets,
              FoldContext& context) {
  Conclusion(loan_id, loan, buckets, context).run();
}

void tell_newest(const std::string& loan_id, LoanSlice& loan, fold::FoldContext& context) {
  Telling(loan_id, loan.get<Agreement>().currency, context)
      .tell(loan.edit<Account>().transactions.back());
}

void tell_allocations(const std::string& loan_id, LoanSlice& loan,
                      const std::vector<Transaction>& before, FoldContext& context) {
  Telling telling(loan_id, loan.get<Agreement>().currency, context);
  for (auto& now : loan.edit<Account>().transactions) {
    if (now.kind == TransactionKind::disbursement) continue;
    const auto old = std::ranges::find(before, now.sequence, &Transaction::sequence);
    if (old == before.end()) {
      telling.tell(now);
      continue;
    }
    if (!told_otherwise(*old, now)) continue;
    telling.take_back(*old);
    now.told = now.told_partial = {};
    if (now.reversed) continue;
    telling.tell(now);
    if (!old->reversed && old->allocated != now.allocated) telling.changed(*old, now);
  }
}

}  // namespace dossier::loans
