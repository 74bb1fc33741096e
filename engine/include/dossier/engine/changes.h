// What changed in the views, told once it can be read (folded, not yet committed). A receiver hears
// all partitions; details come of the subjects that are watched. The fold never waits for any of
// it: what nobody takes in time is dropped, and said to be.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dossier/base/ids.h"
#include "dossier/base/time.h"
#include "dossier/engine/views.h"

namespace dossier::engine {

// Of one pass. `value` is as the fold gave it; of a withdrawn row, what it was.
struct ChangedRow {
  fold::Slot slot = 0;
  uint8_t set = 0;
  std::string key;
  std::string value;
  bool withdrawn = false;
};

// A reader of a subject has one change at an offset, so whoever has seen up to a position has
// missed what stands behind it. What a day's opening makes of a subject is one change, which names
// the day and stands for the opening, too: a day_opened at the position of the last change is no
// news.
struct Change {
  enum class Kind : uint8_t {
    subject,      // a watched subject's view
    day_opened,   // in this partition: every view of it may read differently
    rate_changed  // an exchange rate was set
  };
  Kind kind = Kind::subject;
  Position position;        // from which on the view shows it; of a subject also its new version
  Instant recorded;         // of the record behind it
  std::optional<Date> day;  // that was opened
  // of a subject
  Subject subject;
  std::string traceparent;  // the record's, where it has one
  bool anew = false;        // folded from its stream: anything may differ, rows are not listed
  bool status = false;      // what is said of an import
  std::vector<std::pair<fold::Slot, uint8_t>> slices;  // slot and kind of slices that were edited
  std::vector<ChangedRow> rows;
};
using ChangePtr = std::shared_ptr<const Change>;

// What a receiver is handed of one partition: changes in the order of positions.
struct ChangeBatch {
  Partition partition;
  bool gap = false;  // changes before these were dropped: read what you watch again
  std::vector<ChangePtr> changes;
  std::vector<fold::Slot> totals;  // of these the totals moved
  bool quarantine = false;         // subjects were parked, or are no more
};

// Safe from any thread.
class ChangeFeed {
 public:
  virtual ~ChangeFeed() = default;

  // Called on the feed's own thread, a batch at a time. While it takes long, batches grow, and
  // beyond a bound become a gap. It must not call ignore().
  using Receive = std::function<void(const ChangeBatch&)>;
  virtual uint64_t listen(Receive receive) = 0;
  virtual void ignore(uint64_t receiver) = 0;  // it is not called any more afterwards

  // From the position that is answered on, changes of the subject are told in detail. A read that
  // follows, with the changes behind that position, misses nothing. Counted: unwatch() each.
  virtual FoldedPosition watch(const Subject& subject) = 0;
  // Takes effect after a while, so that who comes back soon finds what was missed.
  virtual void unwatch(const Subject& subject) = 0;

  // What a watched subject's reader missed behind `after`, days and rates of its partition
  // included, in order. `version`: the subject's, read since it is watched. Nothing where that is
  // not known any more.
  virtual std::optional<std::vector<ChangePtr>> since(const Subject& subject, Offset after,
                                                      Offset version) const = 0;
};

}  // namespace dossier::engine
