// Small projections that use every part of the fold interface, for tests of the engine. Pure; any
// thread.
//
// ledger   a slice for each loan; a timer when an instalment is due, facts when it was missed,
//          withdrawn when a payment with an earlier value date comes late
// fussy    fails where a note or a payment says so, after having touched all that a fold can touch
// tally    contributes: its loans LN-0 to LN-2 by currency and by what was missed, its notes
// journal  reads both: a row for each event and fact; a withdrawn fact's row goes
#pragma once

#include "dossier/fold/fact.h"
#include "dossier/fold/projection.h"

namespace dossier::test {

inline constexpr fold::Slot kLedger = 101;
inline constexpr fold::Slot kFussy = 102;
inline constexpr fold::Slot kJournal = 103;
inline constexpr fold::Slot kTally = 104;
inline constexpr uint8_t kRowSet = 1;

// Every loan is due each 10 days after its disbursement, three times, or until it is paid.
inline constexpr int32_t kPeriodDays = 10;
inline constexpr uint32_t kInstalments = 3;

struct Missed {
  static constexpr fold::FactType kType{901, "missed"};
  Date due;
  DOSSIER_FIELDS(due);
};
struct Worried {
  static constexpr fold::FactType kType{902, "worried"};
  int64_t notes = 0;
  DOSSIER_FIELDS(notes);
};

struct Terms {
  Date start;
  Money amount;
  DOSSIER_FIELDS(start, amount);
};
struct Balance {
  int64_t paid_minor = 0;
  uint32_t payments = 0;
  DOSSIER_FIELDS(paid_minor, payments);
};
struct MissedRef {
  Date due;
  fold::FactRef ref;
  DOSSIER_FIELDS(due, ref);
};
struct Overdue {
  uint32_t fired = 0;
  std::optional<Date> next;
  std::vector<MissedRef> missed;
  DOSSIER_FIELDS(fired, next, missed);
};
using LoanSlice = fold::SliceOf<1, Terms, Balance, Overdue>;

struct Counts {
  int64_t events = 0;
  int64_t facts = 0;
  Offset last;
  DOSSIER_FIELDS(events, facts, last);
};
using CountSlice = fold::SliceOf<2, Counts>;

// All of what a fold saw, in words; a change in any of it is a change of the row's bytes.
struct JournalRow {
  std::string what;
  Offset offset;
  Instant recorded;
  Instant effective;
  std::optional<Date> business_date;
  std::optional<int64_t> paid_minor;  // of the loan, as the ledger has it after this record
  DOSSIER_FIELDS(what, offset, recorded, effective, business_date, paid_minor);
};

std::shared_ptr<const fold::Projection> make_ledger();
std::shared_ptr<const fold::Projection> make_fussy(uint32_t version = 1);
std::shared_ptr<const fold::Projection> make_journal();
fold::ProjectionSet test_projections();
// Those, and tally.
fold::ProjectionSet contributing_projections();

}  // namespace dossier::test
