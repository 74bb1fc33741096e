// What a person at a terminal sees: colour, and the progress of long work. Main thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace dossier::cli {

// Colour on stdout: a terminal, and NO_COLOR is not set.
bool coloured();
std::string bold(std::string_view text);
std::string dim(std::string_view text);

// A bar on stderr with rate and time left, while stderr is a terminal.
class Progress {
 public:
  Progress(std::string_view unit, uint64_t total);
  ~Progress();  // takes the bar away
  void at(uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;
  const std::string unit_;
  const uint64_t total_;
  const bool shown_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_{};
};

}  // namespace dossier::cli
