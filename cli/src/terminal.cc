#include "terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace dossier::cli {
namespace {

constexpr uint64_t kCells = 30;

std::string wrapped(std::string_view code, std::string_view text) {
  if (!coloured()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

}  // namespace

bool coloured() {
  static const bool kColoured = [] {
    const char* no = std::getenv("NO_COLOR");
    return ::isatty(STDOUT_FILENO) == 1 && (no == nullptr || *no == '\0');
  }();
  return kColoured;
}

std::string bold(std::string_view text) { return wrapped("1", text); }
std::string dim(std::string_view text) { return wrapped("2", text); }

Progress::Progress(std::string_view unit, uint64_t total)
    : unit_(unit), total_(std::max<uint64_t>(total, 1)), shown_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_ && drawn_ != Clock::time_point{}) fmt::print(stderr, "\r\x1b[K");
}

void Progress::at(uint64_t done) {
  const auto now = Clock::now();
  if (!shown_ || now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  const double seconds = std::max(std::chrono::duration<double>(now - start_).count(), 0.001);
  const double rate = static_cast<double>(done) / seconds;
  const uint64_t cells = std::min(kCells, done * kCells / total_);
  const double left = rate > 0 ? static_cast<double>(total_ - std::min(done, total_)) / rate : 0;
  fmt::print(stderr, "\r\x1b[K[{:#<{}}{:.<{}}] {}% {} {} {:.0f}/s {:.0f} s left", "", cells, "",
             kCells - cells, std::min<uint64_t>(100, done * 100 / total_), done, unit_, rate, left);
}

}  // namespace dossier::cli
