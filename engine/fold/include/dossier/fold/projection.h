// The fold interface: all that the engine and the projections know of each other.
//
// A fold is pure: the same state, event and context give the same state, rows, timers and facts; no
// clock, randomness, I/O or floating point. One thread folds a subject at a time; folds keep
// nothing outside slices and rows. Order of work in a pass: docs/ARCHITECTURE.md, "Folding".
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/ids.h"
#include "dossier/base/time.h"
#include "dossier/fold/contribution.h"
#include "dossier/fold/event.h"
#include "dossier/fold/fact.h"
#include "dossier/fold/slice.h"

namespace dossier::fold {

using Slot =
    uint16_t;  // how the keys of one version of one projection begin; 0 is the engine's own

// Deterministic: the same events fail again. Parks the subject for this projection and those that
// depend on it; a reader sees *incomplete since*, with these words. Never holds a personal value.
struct FoldError {
  std::string message;  // what is wrong, naming the thing
  std::string remedy;   // what a publisher or operator can do
};
using FoldStatus = std::expected<void, FoldError>;

struct Timer {
  Date date;  // business date on which it fires; one already open fires right after the pass
  uint8_t kind = 0;
  std::string entity;
  DOSSIER_FIELDS(date, kind, entity);
  auto operator<=>(const Timer&) const = default;
};

// Slices of one subject as they stand. Lives for one call.
class SliceReader {
 public:
  virtual ~SliceReader() = default;

  virtual const Subject& subject() const = 0;
  // A slice of this projection or of one that it declares in `reads`; null where there is none.
  virtual const Slice* find_slice(Slot slot, uint8_t kind, std::string_view entity) = 0;

  template <class S>
  const S* find(Slot slot, std::string_view entity = {}) {
    return static_cast<const S*>(find_slice(slot, S::kKind, entity));
  }
};

// What a fold may read and do. Lives for one call.
class FoldContext : public SliceReader {
 public:
  // The event behind this pass; null where a timer is. For folds of facts: what the fact came with.
  virtual const Event* event() const = 0;
  virtual Position position() const = 0;                  // of the record behind this pass
  virtual Instant recorded() const = 0;                   // of that record
  virtual std::optional<Date> business_date() const = 0;  // nothing before the first day is opened
  virtual Instant start_of_day(Date date) const = 0;      // in the business zone

  // The projection's own slice, made empty where there is none yet.
  virtual Slice& own_slice(uint8_t kind, std::string_view entity) = 0;
  // Rows of this projection and subject, in key order within a set.
  virtual void put_row(uint8_t set, std::string_view key, std::string value) = 0;
  virtual void erase_row(uint8_t set, std::string_view key) = 0;

  // Idempotent: the same timer set twice fires once.
  virtual void set_timer(const Timer& timer) = 0;
  virtual void clear_timer(const Timer& timer) = 0;

  // Later projections fold it in this pass. Returns what the owner keeps for a withdrawal.
  virtual FactRef emit(Fact fact) = 0;
  // `fact` as it was emitted, `ref` as emit returned it.
  virtual void withdraw(Fact fact, FactRef ref) = 0;

  template <class S>
  S& own(std::string_view entity = {}) {
    return static_cast<S&>(own_slice(S::kKind, entity));
  }
};

struct ProjectionInfo {
  std::string_view name;                   // "profile": its folder, its path in the API
  Slot slot = 0;                           // never reused by another layout
  uint32_t version = 1;                    // of fold and layout; named when a subject is parked
  std::string_view summary;                // one sentence for the documentation
  std::vector<std::string_view> subjects;  // kinds of subject that it folds ("customer")
  std::vector<std::string_view> reads;     // earlier projections whose slices or facts it uses
  bool contributes = false;                // to totals across subjects: contribute() is asked
};

class Projection {
 public:
  virtual ~Projection() = default;
  virtual const ProjectionInfo& info() const = 0;
  // An empty slice of that kind; null where the projection has no such kind.
  virtual std::unique_ptr<Slice> make_slice(uint8_t kind) const = 0;

  virtual FoldStatus fold(const Event& event, FoldContext& context) const = 0;
  virtual FoldStatus fold(const Fact& fact, FoldContext& context) const;
  virtual FoldStatus fire(const Timer& timer, FoldContext& context) const;

  // What the subject adds to the totals across subjects, from its slices alone, as they stand: of
  // a subject that is parked, too. Asked after each pass that changed a slice of this projection
  // or of one that it reads; the totals are always the sum of what was answered last.
  virtual void contribute(SliceReader& slices, Contribution& out) const;

  // JSON Schema (2020-12) of the view's `data`, made from the fields of its slices.
  virtual std::string data_schema() const = 0;
};

// In declared order: each after those that it reads. Checked by the engine at start.
using ProjectionSet = std::vector<std::shared_ptr<const Projection>>;

}  // namespace dossier::fold
