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
#include <utility>

namespace dossier::api {

class Metrics {
 public:
  void request(std::string_view method, std::string_view route, int status,
               std::chrono::nanoseconds took);

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
  static constexpr std::array<double, 10> kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025,
                                                      0.05,  0.1,    0.5,   2.5,  10};
  struct Histogram {
    std::array<uint64_t, kSeconds.size()> buckets{};
    uint64_t count = 0;
    double sum_seconds = 0;
  };
  void write_requests(std::string& out) const;
  void write_push(std::string& out) const;

  mutable std::mutex mutex_;
  // guarded by mutex_
  std::map<std::pair<std::string, int>, uint64_t> statuses_;  // (method and route, status)
  std::map<std::string, Histogram> durations_;                // by method and route
};

// One family of one value: "# HELP", "# TYPE" and the line.
void write_metric(std::string& out, std::string_view name, std::string_view type,
                  std::string_view help, double value);

}  // namespace dossier::api
