// What /proc tells of this process. Each figure stands alone: one that can not be read is left out.
#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <optional>

#include "dossier/api/metrics.h"

namespace dossier::api {
namespace {

std::optional<double> resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double pages = 0, resident = 0;
  if (!(file >> pages >> resident)) return std::nullopt;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::optional<double> open_files() {
  DIR* folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return std::nullopt;
  double count = -3;  // ".", ".." and the folder itself
  while (::readdir(folder) != nullptr) ++count;
  ::closedir(folder);
  return count;
}

std::optional<double> most_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

// Seconds since 1970: of the machine's start, and of the process after that (proc(5), field 22).
std::optional<double> start_seconds() {
  std::ifstream machine("/proc/stat");
  double booted = -1;
  for (std::string word; machine >> word;)
    if (word == "btime") machine >> booted;
  std::ifstream own("/proc/self/stat");
  std::string text;
  std::getline(own, text, ')');  // its name may hold spaces
  for (int field = 3; field <= 22; ++field) own >> text;
  if (!own || booted < 0) return std::nullopt;
  return booted + std::stod(text) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::optional<double> cpu_seconds() {
  timespec used{};
  if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0) return std::nullopt;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

}  // namespace

void write_process_metrics(std::string& out) {
  static const std::optional<double> kStart = start_seconds();
  const auto metric = [&out](std::string_view name, std::string_view type, std::string_view help,
                             std::optional<double> value) {
    if (value) write_metric(out, name, type, help, *value);
  };
  metric("process_start_time_seconds", "gauge", "When the process began, since 1970.", kStart);
  metric("process_cpu_seconds_total", "counter", "Processor time used.", cpu_seconds());
  metric("process_resident_memory_bytes", "gauge", "Memory in use.", resident_bytes());
  metric("process_open_fds", "gauge", "Open files, connections among them.", open_files());
  metric("process_max_fds", "gauge", "Files that may be open.", most_files());
}

}  // namespace dossier::api
