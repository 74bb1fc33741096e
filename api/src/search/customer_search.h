// The index of all customers: built from the views in the background, kept fresh from what changes,
// asked by people. One thread of its own; every function from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dossier/engine/engine.h"
#include "dossier/search/index.h"
#include "search/changes.h"

namespace dossier::api {

class CustomerSearch {
 public:
  // The engine outlives it. `country_code`: as search::Index has it.
  CustomerSearch(engine::Engine& engine, std::string country_code);
  ~CustomerSearch();  // as stop()

  // Builds the index, where nobody has asked for it yet; returns at once.
  void start();
  void stop();

  struct Found {
    Subject subject;
    search::Hit hit;
    engine::SubjectView view;  // of search_slots(), read after the match
  };
  struct Answer {
    std::vector<Found> found;  // best first
    bool more = false;
    size_t built = 0;                            // partitions that are in the index, of all
    std::vector<engine::FoldedPosition> folded;  // of each of those: how far it is taken in
  };
  // Whom the views do not bear out any more (erased, moved out of reach) is left out. Errors: those
  // of reading.
  Result<Answer> find(const search::Ask& ask) const;
  // All of that partition before it is in the index; 0: it is not built.
  Offset taken(Partition partition) const;
  // Calls `then` once the position is in the index, at once where it is; it must not block. From
  // any thread, and never where the index stops before.
  void when_taken(Position position, std::function<void()> then);
  size_t customers() const { return index_.size(); }
  size_t partitions_built() const;

 private:
  struct News;  // which partitions have some; outlives this, since folding calls it
  void run();
  Status build(Partition partition);
  Status follow(Partition partition);
  Status refresh(const Subject& subject);
  void sweep_erased();
  void take_in(Partition partition, Offset next);
  bool borne_out(const Found& found, const search::Reach& reach) const;

  engine::Engine& engine_;
  const std::unique_ptr<Changes> changes_;
  search::Index index_;
  const std::shared_ptr<News> news_;
  std::once_flag started_;
  std::thread thread_;

  struct Taken {
    Offset next;
    bool built = false;
    std::multimap<Offset, std::function<void()>> waiting;  // for that record
  };
  mutable std::mutex taken_mutex_;
  std::vector<Taken> taken_;  // by partition; guarded by taken_mutex_
  uint64_t swept_epoch_ = 0;  // of the vault; the thread's own
};

}  // namespace dossier::api
