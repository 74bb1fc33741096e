// How long something is valid (a customer's KYC, a document), from statements that may come in any
// order, and the expiries that follow. A thing is valid through its `until`; it lapses the day
// after, unless a later statement was made on or before that `until`. Used by one fold at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dossier/fold/projection.h"

namespace dossier::profile {

// What a statement without `until` does with that of the statement before it.
enum class Keeps : uint8_t { nothing, unexpired, always };

struct Statement {
  Date from;                  // the day it was made
  Offset at;                  // orders statements of one day
  uint8_t status = 0;         // in the owner's own numbering
  std::optional<Date> until;  // valid through this day
  Keeps keeps = Keeps::nothing;
  DOSSIER_FIELDS(from, at, status, until, keeps);
};

// An expiry that was concluded, as it was emitted.
struct Lapse {
  Date until;
  fold::FactRef ref;
  std::string body;
  DOSSIER_FIELDS(until, ref, body);
};

struct Validity {
  std::vector<Statement> statements;  // by (from, at)
  std::vector<Lapse> lapses;
  DOSSIER_FIELDS(statements, lapses);

  // What holds now, with `until` as kept; nothing where nothing was said.
  std::optional<Statement> current() const;
  bool lapsed() const;  // what holds now has expired
  // The ends that no later statement came in time for, past and to come.
  std::vector<Date> ends() const;
};

// Whose validity it is: its timers, its facts.
struct Owner {
  uint8_t timer_kind = 0;
  std::string timer_entity;
  uint16_t rule = 0;
  std::string fact_entity;
};

// Takes the statement in: sets and clears timers, withdraws expiries that did not happen after all.
void state(Validity& validity, const Statement& statement, const Owner& owner,
           fold::FoldContext& context);
// On the owner's timer. Emits the expiry where it is due; false where it is not (any more).
bool expire(Validity& validity, const fold::Timer& timer, const Owner& owner, std::string body,
            fold::FoldContext& context);

}  // namespace dossier::profile
