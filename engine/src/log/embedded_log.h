// The embedded log: any thread puts appends in the queue; one thread takes what waits, group by
// group, and answers. Members are grouped by who may touch them.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <span>
#include <thread>

#include "dossier/engine/event_log.h"

namespace dossier::engine {

class EmbeddedLog final : public EventLog {
 public:
  EmbeddedLog(std::unique_ptr<Records> records, EmbeddedLogOptions options);
  ~EmbeddedLog() override;

  void append(std::vector<Draft> drafts, AppendDone done) override;
  void append_control(Draft draft, AppendDone done) override;
  const Records& records() const override { return *records_; }
  void on_records(std::function<void(Partition)> wake) override;
  void stop() override;

 private:
  // One call of append, waiting for its answer.
  struct Request {
    std::vector<Draft> drafts;
    AppendDone done;
    bool control = false;
    size_t bytes = 0;
    std::optional<Error> refused{};  // then it is answered with that, in its turn
  };

  void enqueue(Request request);
  void run();
  std::vector<Request> next_group();
  void serve(std::vector<Request>& group);
  // The outcomes of all drafts of the group, in order.
  Result<std::vector<Judged>> write(std::span<const Request> group);
  void add_draft(const Draft& draft, Partition partition, std::string_view headers);
  void add_control(const Draft& draft);
  void write_first_control();
  void wake_touched(std::span<const Judged> judged);

  const EmbeddedLogOptions options_;
  const std::unique_ptr<Records> records_;

  std::mutex mutex_;  // guards down to the blank line
  std::condition_variable work_, idle_;
  std::deque<Request> queue_;
  size_t queued_bytes_ = 0;  // of the queue and of the group in work
  bool busy_ = false;        // a group is in work
  bool stopped_ = false;     // takes nothing any more
  bool ending_ = false;      // the thread goes once the queue is empty
  std::function<void(Partition)> wake_;

  // The log's thread alone (and the constructor, before it starts).
  std::optional<Error> failed_;
  std::vector<NewRecord> batch_;
  std::vector<size_t> own_;               // places in batch_ of the drafts themselves, not copies
  std::deque<std::string> copy_headers_;  // kept for the views in batch_
  int64_t now_ms_ = 0;
  std::thread thread_;
};

}  // namespace dossier::engine
