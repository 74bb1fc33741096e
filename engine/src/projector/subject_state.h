// The engine's own slice of a subject (slot 0), and what is held of a subject in memory.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dossier/fold/projection.h"
#include "dossier/fold/slice.h"

namespace dossier::engine {

inline constexpr fold::Slot kEngineSlot = 0;

struct Progress {
  Offset version{-1};     // offset that changed the subject last; -1: nothing yet
  Offset ordinal_at{-1};  // the offset that `ordinal` counts for
  uint32_t ordinal = 0;   // facts emitted at that offset so far
  uint64_t events = 0;    // valid records of the subject so far, kept unfolded ones included
  bool has_rows = false;  // something stands in `rows`, so a refold has to look there
  DOSSIER_FIELDS(version, ordinal_at, ordinal, events, has_rows);
};

struct Bracket {
  std::string import_id;
  bool started = false;  // its start was seen
  uint64_t seen = 0;
  std::optional<uint64_t> expected;
  DOSSIER_FIELDS(import_id, started, seen, expected);
};

struct ClosedBracket {
  std::string import_id;
  bool started = false;  // else its start is still to come, and opens nothing
  DOSSIER_FIELDS(import_id, started);
};

// Which imports are open. Pure: the same records give the same answers, live and in a refold.
struct Imports {
  std::vector<Bracket> open;
  std::vector<ClosedBracket> completed;
  Offset completed_at{-1};  // of the record that closed the last open bracket
  DOSSIER_FIELDS(open, completed, completed_at);
  bool importing() const { return !open.empty(); }
};

struct OwnedTimer {
  fold::Slot slot = 0;
  fold::Timer timer;
  DOSSIER_FIELDS(slot, timer);
  auto operator<=>(const OwnedTimer&) const = default;
};

struct OwnTimers {
  std::vector<OwnedTimer> set;
  DOSSIER_FIELDS(set);
};

struct Park {
  fold::Slot slot = 0;
  Offset since;
  uint32_t fold_version = 0;
  std::string message;
  std::string remedy;
  DOSSIER_FIELDS(slot, since, fold_version, message, remedy);
};

struct Parks {
  std::vector<Park> parked;
  DOSSIER_FIELDS(parked);
  const Park* find(fold::Slot slot) const;
};

// What of the subject stands in the partition's totals: encoded, since it is compared after each
// pass and looked into only where it differs.
struct Contributed {
  fold::FlatMap<fold::Slot, std::string> by_slot;
  DOSSIER_FIELDS(by_slot);
};

using SubjectState = fold::SliceOf<0, Progress, Imports, OwnTimers, Parks, Contributed>;

struct LoadedSlice {
  fold::Slot slot;
  uint8_t kind;
  std::string entity;
  std::unique_ptr<fold::Slice> slice;  // null: known to be absent
  bool stored = false;                 // a part of it is in the store, or on the way there

  // A slice that was asked for and never edited is not stored, so it is not there for anybody else:
  // what others see may not depend on what happens to be in memory.
  bool exists() const { return slice != nullptr && (stored || slice->dirty_parts() != 0); }
};

struct RowOp {
  fold::Slot slot;
  uint8_t set;
  std::string key;
  std::optional<std::string> value;  // nothing: erased
  size_t memory_bytes() const { return sizeof(*this) + key.size() + (value ? value->size() : 0); }
};

struct TimerOp {
  OwnedTimer timer;
  bool set;
};

// A subject in memory. Guarded by its partition's lock; changed by the worker only.
struct SubjectEntry {
  explicit SubjectEntry(Subject name) : subject(std::move(name)) {}

  LoadedSlice* find(fold::Slot slot, uint8_t kind, std::string_view entity);

  Subject subject;
  SubjectState state;
  std::vector<LoadedSlice> slices;
  std::string packed;     // where it is not empty: the slices, of which there are none then
  bool complete = false;  // every slice that is stored is here: what is not here is nowhere

  // What changed since the last commit began, and what the commit under way is writing.
  std::vector<RowOp> rows, rows_committing;
  std::vector<TimerOp> timers;
  std::vector<std::string> slice_removals;               // keys, by a refold
  std::vector<std::string> row_removals;                 // keys, by a refold; go before `rows`
  bool row_reset = false, row_reset_committing = false;  // rows stored before are void to readers
  bool dirty = false;
  bool committing = false;
  bool in_pass = false;  // a worker that stops amid a pass leaves it so: nobody may read half of it

  size_t memory_bytes() const;
  size_t counted_bytes = 0;  // as last added to the worker's total
  std::list<SubjectEntry*>::iterator recent;
};

}  // namespace dossier::engine
