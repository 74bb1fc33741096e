// The text format of Prometheus, version 0.0.4. Any thread.
#include "dossier/api/metrics.h"

#include <fmt/format.h>

namespace dossier::api {
namespace {

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

}  // namespace

void write_metric(std::string& out, std::string_view name, std::string_view type,
                  std::string_view help, double value) {
  head(out, name, type, help);
  fmt::format_to(std::back_inserter(out), "{} {}\n", name, value);
}

void Metrics::request(std::string_view method, std::string_view route, int status,
                      std::chrono::nanoseconds took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const std::string labels = fmt::format("method=\"{}\",route=\"{}\"", method, route);
  const std::lock_guard lock(mutex_);
  ++statuses_[{labels, status}];
  Histogram& histogram = durations_[labels];
  for (size_t i = 0; i < kSeconds.size(); ++i)
    if (seconds <= kSeconds[i]) ++histogram.buckets[i];
  ++histogram.count;
  histogram.sum_seconds += seconds;
}

void Metrics::write_requests(std::string& out) const {
  const std::lock_guard lock(mutex_);
  auto at = std::back_inserter(out);
  head(out, "dossier_http_requests_total", "counter", "Requests answered.");
  for (const auto& [key, count] : statuses_)
    fmt::format_to(at, "dossier_http_requests_total{{{},status=\"{}\"}} {}\n", key.first,
                   key.second, count);
  constexpr std::string_view kName = "dossier_http_request_duration_seconds";
  head(out, kName, "histogram", "Time from the whole request to its answer.");
  for (const auto& [labels, histogram] : durations_) {
    for (size_t i = 0; i < kSeconds.size(); ++i)
      fmt::format_to(at, "{}_bucket{{{},le=\"{}\"}} {}\n", kName, labels, kSeconds[i],
                     histogram.buckets[i]);
    fmt::format_to(at, "{}_bucket{{{},le=\"+Inf\"}} {}\n", kName, labels, histogram.count);
    fmt::format_to(at, "{}_sum{{{}}} {}\n", kName, labels, histogram.sum_seconds);
    fmt::format_to(at, "{}_count{{{}}} {}\n", kName, labels, histogram.count);
  }
}

void Metrics::write_push(std::string& out) const {
  const auto metric = [&out](std::string_view name, std::string_view type, std::string_view help,
                             auto value) {
    write_metric(out, name, type, help, static_cast<double>(value));
  };
  metric("dossier_push_connections", "gauge", "Open WebSockets and event streams.",
         push_connections.load());
  metric("dossier_push_subscriptions", "gauge", "Subscriptions of all of them.",
         push_subscriptions.load());
  metric("dossier_push_messages_total", "counter", "Messages handed to connections.",
         push_messages.load());
  metric("dossier_push_collapsed_total", "counter",
         "Snapshots in the place of messages that a slow reader missed.", push_collapsed.load());
  metric("dossier_push_dropped_total", "counter",
         "Connections closed for being slow, silent or too talkative.", push_dropped.load());
  metric("dossier_push_queue_high_water", "gauge",
         "Most messages that ever waited for one connection.", push_queue_high.load());
}

void Metrics::write(std::string& out) const {
  write_requests(out);
  head(out, "dossier_events_total", "counter", "Events published, by what became of them.");
  fmt::format_to(std::back_inserter(out),
                 "dossier_events_total{{outcome=\"new\"}} {}\n"
                 "dossier_events_total{{outcome=\"duplicate\"}} {}\n"
                 "dossier_events_total{{outcome=\"fault\"}} {}\n",
                 events_new.load(), events_duplicate.load(), events_faulty.load());
  write_metric(out, "dossier_http_connections", "gauge", "Open connections.",
               static_cast<double>(connections.load()));
  write_metric(out, "dossier_http_connections_refused_total", "counter",
               "Connections closed for being over the limit.",
               static_cast<double>(connections_refused.load()));
  write_metric(out, "dossier_http_requests_malformed_total", "counter",
               "Requests that broke the rules of HTTP.",
               static_cast<double>(requests_malformed.load()));
  write_push(out);
}

}  // namespace dossier::api
