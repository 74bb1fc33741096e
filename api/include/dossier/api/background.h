// Threads for work that may block, and a clock that calls back: so that no thread of the network
// ever waits. Safe from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace dossier::api {

class Background {
 public:
  using Task = std::function<void()>;

  explicit Background(size_t threads);
  ~Background();  // as stop()

  // Runs the task on a thread of its own. After stop() it runs in the caller's.
  void run(Task task);
  // The same, not before `pause` has passed.
  void after(std::chrono::milliseconds pause, Task task);
  // Does all that was given, what still waits for its time at once, then ends the threads.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  void work();
  bool take(std::unique_lock<std::mutex>& lock, Task& task);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> ready_;  // guarded by mutex_, as are the next two
  std::multimap<Clock::time_point, Task> later_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dossier::api
