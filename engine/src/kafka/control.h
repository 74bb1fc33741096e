// The control log on Kafka: appends to it one at a time, and copies each record of it, in order,
// into every partition. Several processes may copy at once: a second copy is void. A thread of its
// own.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "kafka/log_state.h"

namespace dossier::engine::kafka {

class Control {
 public:
  explicit Control(LogState& state);
  ~Control();
  // Begins to copy, once the local copy has what the log holds up to `ends` (of all partitions).
  void start(std::vector<Position> ends);
  // Answered with the control position once every partition has its copy.
  void append(Draft draft, AppendDone done);

 private:
  struct Request {
    Draft draft;
    Appends::CallPtr call;
  };
  void run(const std::vector<Position>& ends);
  // Copies what is not copied yet; false where it could not be ended now.
  bool copy_all();
  bool copy(const StoredRecord& original);
  Result<std::optional<Position>> find_copy(Partition partition,
                                            const StoredRecord& original) const;
  void serve(Request& request);
  AppendOutcome write(const Draft& draft);
  Result<Position> write_to(Partition partition, std::string_view key, std::string_view headers,
                            std::string_view value);

  LogState& state_;
  std::mutex mutex_;  // guards the queue
  std::deque<Request> queue_;

  // The thread's alone.
  Offset next_;                    // the first control record that is not copied everywhere yet
  std::optional<Offset> written_;  // the last that was written here: its copies are ours to make
  std::vector<Offset> last_copy_;  // by partition; copies stand in the order of the originals
  std::thread thread_;
};

}  // namespace dossier::engine::kafka
