// What readers get of the views: copies, each as of one position. Plain values.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/ids.h"
#include "dossier/base/time.h"
#include "dossier/fold/projection.h"

namespace dossier::engine {

// How far a partition is folded.
struct FoldedPosition {
  Position next;                      // the first record that is not folded yet
  std::optional<Date> business_date;  // nothing before the first day was opened
  Instant recorded;                   // of the last folded record; 0 before any
};

struct Incomplete {
  fold::Slot slot = 0;
  std::string projection;
  uint32_t fold_version = 0;
  Position since;
  std::string message;
  std::string remedy;
};

// All slices that were asked for, of one subject, at one version.
struct SubjectView {
  FoldedPosition folded;
  bool exists = false;
  Position version;        // the record that changed the subject last
  uint64_t events = 0;     // valid records of the subject
  bool importing = false;  // an import bracket is open: later events wait for it
  std::vector<Incomplete> incomplete;

  struct NamedSlice {
    fold::Slot slot;
    uint8_t kind;
    std::string entity;
    std::shared_ptr<const fold::Slice> slice;
  };
  std::vector<NamedSlice> slices;

  // Null where the subject has no such slice.
  const fold::Slice* find(fold::Slot slot, uint8_t kind, std::string_view entity = {}) const;
  template <class S>
  const S* find(fold::Slot slot, std::string_view entity = {}) const {
    return static_cast<const S*>(find(slot, S::kKind, entity));
  }
};

struct RowQuery {
  fold::Slot slot = 0;
  uint8_t set = 0;
  std::string from;          // exclusive; empty: from the end that the direction starts at
  bool newest_first = true;  // backward in key order
  size_t limit = 50;
};

struct Row {
  std::string key;    // as the fold gave it
  std::string value;  // as the fold gave it
};

struct RowPage {
  FoldedPosition folded;
  std::vector<Row> rows;
  bool more = false;  // rows stand beyond the last one
};

struct SubjectPage {
  FoldedPosition folded;          // of the partition; what comes later is not looked at
  std::vector<Subject> subjects;  // in key order
  bool more = false;              // subjects stand beyond the last one
};

// Totals across subjects: always the sum of what each subject's views say at these positions.
struct Totals {
  std::vector<FoldedPosition> folded;  // one a partition; amid an opening still the day before
  // By group, as the projection names and numbers them; a figure beyond 64 bits reads as the limit.
  std::map<std::string, std::vector<int64_t>> groups;
  size_t incomplete = 0;  // subjects parked for this projection: counted as they stood then
  size_t importing = 0;   // subjects whose history is being taken over: counted as before it
};

struct ParkedSubject {
  Subject subject;
  Incomplete why;
};

}  // namespace dossier::engine
