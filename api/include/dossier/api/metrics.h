// What /metrics tells of the API itself, in Prometheus' text format. Safe from any thread.
// Labels hold route patterns, methods and statuses; never anything of a customer.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace dossier::api {

// What was answered to one method of one route. Counting takes no lock.
class RouteFigures {
 public:
  static constexpr std::array<double, 12> kSeconds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                      0.01,   0.025,   0.1,    0.5,   2.5,    10};

  void count(int status, std::chrono::nanoseconds took);
  // Appends its lines of a family; none where nothing was counted.
  void write_statuses(std::string& out, std::string_view labels) const;
  void write_durations(std::string& out, std::string_view labels) const;

 private:
  struct Status {
    std::atomic<int> status{0};  // 0: free
    std::atomic<uint64_t> count{0};
  };
  std::array<Status, 32> statuses_{};  // more than the API answers with
  std::array<std::atomic<uint64_t>, kSeconds.size() + 1> buckets_{};  // not cumulative
  std::atomic<uint64_t> sum_ns_{0};
};

class Metrics {
 public:
  // The figures of that method and route, for as long as this lives. Takes a lock.
  RouteFigures& route(std::string_view method, std::string_view route);

  std::atomic<uint64_t> events_new{0};        // appended
  std::atomic<uint64_t> events_duplicate{0};  // answered with the first position
  std::atomic<uint64_t> events_faulty{0};     // answered with what is wrong
  std::atomic<int64_t> connections{0};
  std::atomic<uint64_t> connections_refused{0};  // over the limit
  std::atomic<uint64_t> requests_malformed{0};   // closed by the guard

  std::atomic<int64_t> push_connections{0};  // WebSockets and event streams
  std::atomic<int64_t> push_subscriptions{0};
  std::atomic<uint64_t> push_messages{0};   // taken by a connection
  std::atomic<uint64_t> push_collapsed{0};  // snapshots in the place of what a slow reader missed
  std::atomic<uint64_t> push_dropped{0};    // connections: slow, silent or too talkative
  std::atomic<size_t> push_queue_high{0};   // messages that waited for one connection, at most

  // Appends the exposition of all of the above.
  void write(std::string& out) const;

 private:
  void write_requests(std::string& out) const;
  void write_push(std::string& out) const;

  mutable std::mutex mutex_;
  std::map<std::string, RouteFigures> routes_;  // by labels; guarded by mutex_
};

// Of this process: memory, files, processor time, its start; by Prometheus' usual names.
void write_process_metrics(std::string& out);

// "# HELP" and "# TYPE" of a family.
void write_metric_head(std::string& out, std::string_view name, std::string_view type,
                       std::string_view help);
// One family of one value: the same and the line.
void write_metric(std::string& out, std::string_view name, std::string_view type,
                  std::string_view help, double value);

}  // namespace dossier::api
