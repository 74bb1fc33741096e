// Which instalments fell due, and how each went.
#include <algorithm>
#include <set>
#include <tuple>

#include "dossier/payments/figures.h"

namespace dossier::payments {
namespace {

using loans::Instalment;
using loans::InstalmentKind;
using loans::InstalmentNote;
using loans::LoanSlice;

using Key = std::pair<Date, InstalmentKind>;  // what tells instalments of a loan apart

class LoanCount {
 public:
  LoanCount(const LoanSlice& loan, Date day, Compliance& out)
      : loan_(loan),
        standing_(loan.get<loans::Standing>()),
        history_(loan.get<loans::History>()),
        currency_(loan.get<loans::Agreement>().currency),
        day_(day),
        out_(out) {}

  void run() {
    std::set<Key> scheduled;
    for (const auto& instalment : loan_.get<loans::Account>().schedule) {
      scheduled.emplace(instalment.due_date, instalment.kind);
      // What a restructure found open is expected with the new schedule, not twice.
      const int64_t moved = instalment.closed ? instalment.waived.total() : 0;
      count(instalment.due_date, outcome_of(instalment), instalment.due.total() - moved);
    }
    // What a restructure or a new schedule took away had fallen due all the same.
    for (const auto& note : history_.instalments)
      if (!scheduled.contains({note.due_date, note.kind}))
        count(note.due_date, outcome_of(note), 0);
  }

 private:
  const InstalmentNote* note_of(const Instalment& instalment) const {
    const auto& notes = history_.instalments;
    const Key key(instalment.due_date, instalment.kind);
    const auto key_of = [](const InstalmentNote& note) { return Key(note.due_date, note.kind); };
    const auto found = std::ranges::lower_bound(notes, key, {}, key_of);
    return found == notes.end() || key_of(*found) != key ? nullptr : &*found;
  }
  bool written_off_by(Date date) const {
    return standing_.written_off_on && date >= *standing_.written_off_on;
  }
  // Its period had not begun when the loan ended, or it was open then and due on that day or later.
  bool never_due(const Instalment& instalment, const std::optional<Date>& settled) const {
    if (!settled && standing_.closed_on && instalment.due_date >= *standing_.closed_on) return true;
    if (written_off_by(instalment.due_date) && (!settled || written_off_by(*settled))) return true;
    const auto ended = history_.settled_on;
    return ended && instalment.due_date > *ended && instalment.from >= *ended;
  }
  Outcome outcome_of(const Instalment& instalment) const {
    if (instalment.kind == InstalmentKind::undated || instalment.due.total() == 0 ||
        instalment.due_date > day_)
      return Outcome::not_due;
    const InstalmentNote* note = note_of(instalment);
    const auto settled =
        instalment.closed && note != nullptr ? note->paid_on : instalment.settled_on;
    if (never_due(instalment, settled)) return Outcome::not_due;
    if (note != nullptr && note->missed != fold::FactRef{}) return Outcome::missed;
    if (!settled && instalment.closed) return Outcome::rescheduled;
    if (!settled) return instalment.due_date == day_ ? Outcome::not_due : Outcome::open;
    if (written_off_by(*settled)) return Outcome::missed;  // given up, not paid
    return *settled <= instalment.due_date ? Outcome::on_time : Outcome::late;
  }
  Outcome outcome_of(const InstalmentNote& note) const {
    if (note.due_date > day_) return Outcome::not_due;
    if (note.missed != fold::FactRef{}) return Outcome::missed;
    if (note.paid_on) return *note.paid_on <= note.due_date ? Outcome::on_time : Outcome::late;
    return note.due_told ? Outcome::rescheduled : Outcome::not_due;
  }

  void count(Date due_date, Outcome outcome, int64_t expected) {
    if (outcome == Outcome::not_due) return;
    for (Instalments* counts : {&out_.total, &out_.months[month_of(due_date)]}) {
      ++counts->due;
      add_to(counts->expected, {expected, currency_});
      switch (outcome) {
        case Outcome::on_time: ++counts->on_time; break;
        case Outcome::late: ++counts->late; break;
        case Outcome::missed: ++counts->missed; break;
        case Outcome::rescheduled: ++counts->rescheduled; break;
        default: ++counts->open;
      }
    }
  }

  const LoanSlice& loan_;
  const loans::Standing& standing_;
  const loans::History& history_;
  const uint16_t currency_;
  const Date day_;
  Compliance& out_;
};

}  // namespace

std::optional<std::string> percent(int64_t part, int64_t whole) {
  if (whole <= 0) return std::nullopt;
  return format_decimal((part * 1000 + whole / 2) / whole, 1);
}

Compliance compliance_of(Loans loans, Date day) {
  Compliance out;
  for (const auto& [id, loan] : loans) LoanCount(*loan, day, out).run();
  const auto rate = [](Instalments& counts) {
    counts.success_rate = percent(counts.on_time, counts.due);
  };
  rate(out.total);
  for (auto& [month, counts] : out.months) rate(counts);
  return out;
}

}  // namespace dossier::payments
