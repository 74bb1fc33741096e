// One partition's recent changes: whose are noted, which wait to be handed over, and a ring of the
// last ones for who comes back. Guarded by the partition's lock.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "dossier/engine/changes.h"

namespace dossier::engine {

struct ChangeLimits {
  size_t waiting = 8192;                // changes that nobody took yet; beyond it: a gap
  size_t kept = 4096;                   // in the ring
  size_t kept_bytes = size_t{4} << 20;  // of their rows, roughly
};

class ChangeLog {
 public:
  ChangeLog(Partition partition, ChangeLimits limits) : partition_(partition), limits_(limits) {}

  // Changes before `next` are not known.
  void start(Offset next) { forgotten_ = next + -1; }
  void listen(bool on);

  bool watches(const std::string& subject) const {
    return !watched_.empty() && watched_.contains(subject);
  }
  void watch(const std::string& subject, Offset next);
  void unwatch(const std::string& subject);

  void add(Change change);
  // Of a day that is being opened: told when it is open, with what else the day makes of the
  // subject.
  void hold(Change change);
  void release(Date day);
  void note_totals(fold::Slot slot);
  void note_quarantine();

  bool waiting() const;
  ChangeBatch take();
  std::optional<std::vector<ChangePtr>> since(const std::string& subject, Offset after,
                                              Offset version) const;

 private:
  struct Watched {
    size_t count = 0;
    Offset from;
  };
  void keep(const ChangePtr& change);

  const Partition partition_;
  const ChangeLimits limits_;
  std::unordered_map<std::string, Watched> watched_;
  bool listening_ = false;
  ChangeBatch waiting_;
  std::map<std::string, Change> held_;  // by subject
  std::deque<ChangePtr> ring_;
  size_t ring_bytes_ = 0;
  Offset forgotten_{-1};  // changes up to here may be missing in the ring
};

}  // namespace dossier::engine
