// A few threads, one queue of tasks that are due, one of tasks that wait for their time.
#include "dossier/api/background.h"

namespace dossier::api {

Background::Background(size_t threads) {
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Background::~Background() { stop(); }

void Background::run(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      ready_.push_back(std::move(task));
      changed_.notify_one();
      return;
    }
  }
  task();
}

void Background::after(std::chrono::milliseconds pause, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      later_.emplace(Clock::now() + pause, std::move(task));
      changed_.notify_one();
      return;
    }
  }
  task();
}

void Background::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

// False where all is done and the threads should end.
bool Background::take(std::unique_lock<std::mutex>& lock, Task& task) {
  while (true) {
    if (!later_.empty() && (stopping_ || later_.begin()->first <= Clock::now())) {
      task = std::move(later_.extract(later_.begin()).mapped());
      return true;
    }
    if (!ready_.empty()) {
      task = std::move(ready_.front());
      ready_.pop_front();
      return true;
    }
    if (stopping_) return false;
    if (later_.empty()) {
      changed_.wait(lock);
    } else {
      const auto next = later_.begin()->first;
      changed_.wait_until(lock, next);
    }
  }
}

void Background::work() {
  std::unique_lock lock(mutex_);
  Task task;
  while (take(lock, task)) {
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

}  // namespace dossier::api
