// Appends under way: each is answered once every one of its records was delivered by the producer
// and judged by the reader, in whichever order that happens. Answers come from a thread of their
// own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "dossier/engine/event_log.h"

namespace dossier::engine::kafka {

class Appends {
 public:
  using Clock = std::chrono::steady_clock;

  // One call of append. Its members are guarded by the mutex of Appends once it is taken.
  struct Call {
    std::vector<std::optional<AppendOutcome>> outcomes;  // nothing: not known yet
    size_t open = 0;                                     // of those
    AppendDone done;
    size_t bytes = 0;
    Clock::time_point until;
    bool answered = false;
  };
  using CallPtr = std::shared_ptr<Call>;

  // A record on its way: whose outcome it is, and what it is, so that another record at its offset
  // is told.
  struct Ticket {
    CallPtr call;
    size_t place = 0;
    std::string key, source, id;
  };

  Appends(const Records& records, std::chrono::milliseconds answer_within, size_t max_queued_bytes);
  ~Appends();  // as stop(), then ends the thread

  // An append of which some outcomes may be known already. Answered at once where all are.
  CallPtr take(std::vector<std::optional<AppendOutcome>> outcomes, size_t bytes, AppendDone done);
  // Why nothing more may be taken: too much waits, or it is stopping.
  std::optional<Error> full(size_t bytes) const;

  void delivered(Ticket ticket, Position position);
  void lost(const Ticket& ticket, Error error);
  void known(const Ticket& ticket, AppendOutcome outcome);
  // Records that the local copy holds from now on.
  void judged(std::span<const Judged> batch);
  // What waits for the partition is answered with this.
  void partition_stopped(Partition partition, const Error& error);
  // All that waits is answered with this.
  void fail_all(const Error& error);

  // Takes no more, and returns when all is answered; at once from the answering thread.
  void stop();

 private:
  void settle(const Ticket& ticket, AppendOutcome outcome);  // under the mutex
  void finish(const CallPtr& call);                          // under the mutex
  AppendOutcome stored_outcome(const Ticket& ticket, Position position) const;
  void expire();  // under the mutex
  void run();

  const Records& records_;
  const std::chrono::milliseconds answer_within_;
  const size_t max_queued_bytes_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable work_, idle_;
  std::deque<CallPtr> ready_;   // to be answered
  std::list<CallPtr> waiting_;  // oldest first; those that were answered leave when they are first
  std::map<Partition, std::map<Offset, Ticket>> delivered_;  // not judged yet
  size_t queued_bytes_ = 0;
  size_t unanswered_ = 0;
  bool stopped_ = false;
  bool ending_ = false;

  std::thread thread_;
};

}  // namespace dossier::engine::kafka
