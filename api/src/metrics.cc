// The text format of Prometheus, version 0.0.4. Any thread.
#include "dossier/api/metrics.h"

#include <fmt/format.h>

namespace dossier::api {

void write_metric_head(std::string& out, std::string_view name, std::string_view type,
                       std::string_view help) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

void write_metric(std::string& out, std::string_view name, std::string_view type,
                  std::string_view help, double value) {
  write_metric_head(out, name, type, help);
  fmt::format_to(std::back_inserter(out), "{} {}\n", name, value);
}

void RouteFigures::count(int status, std::chrono::nanoseconds took) {
  for (Status& known : statuses_) {
    int free = 0;
    if (known.status != status && !known.status.compare_exchange_strong(free, status) &&
        free != status)
      continue;
    ++known.count;
    break;
  }
  const double seconds = std::chrono::duration<double>(took).count();
  size_t at = 0;
  while (at < kSeconds.size() && seconds > kSeconds[at]) ++at;
  ++buckets_[at];
  sum_ns_ += static_cast<uint64_t>(took.count());
}

void RouteFigures::write_statuses(std::string& out, std::string_view labels) const {
  for (const Status& known : statuses_)
    if (known.count > 0)
      fmt::format_to(std::back_inserter(out),
                     "dossier_http_requests_total{{{},status=\"{}\"}} {}\n", labels,
                     known.status.load(), known.count.load());
}

void RouteFigures::write_durations(std::string& out, std::string_view labels) const {
  constexpr std::string_view kName = "dossier_http_request_duration_seconds";
  std::array<uint64_t, kSeconds.size() + 1> counts{};
  uint64_t total = 0;
  for (size_t i = 0; i < counts.size(); ++i) total = counts[i] = total + buckets_[i];
  if (total == 0) return;
  auto at = std::back_inserter(out);
  for (size_t i = 0; i < kSeconds.size(); ++i)
    fmt::format_to(at, "{}_bucket{{{},le=\"{}\"}} {}\n", kName, labels, kSeconds[i], counts[i]);
  fmt::format_to(at, "{}_bucket{{{},le=\"+Inf\"}} {}\n", kName, labels, total);
  fmt::format_to(at, "{}_sum{{{}}} {}\n", kName, labels, static_cast<double>(sum_ns_) / 1e9);
  fmt::format_to(at, "{}_count{{{}}} {}\n", kName, labels, total);
}

RouteFigures& Metrics::route(std::string_view method, std::string_view route) {
  const std::lock_guard lock(mutex_);
  return routes_[fmt::format("method=\"{}\",route=\"{}\"", method, route)];
}

void Metrics::write_requests(std::string& out) const {
  const std::lock_guard lock(mutex_);
  write_metric_head(out, "dossier_http_requests_total", "counter", "Requests answered.");
  for (const auto& [labels, figures] : routes_) figures.write_statuses(out, labels);
  write_metric_head(out, "dossier_http_request_duration_seconds", "histogram",
                    "Time from the whole request to its answer.");
  for (const auto& [labels, figures] : routes_) figures.write_durations(out, labels);
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
  write_metric_head(out, "dossier_events_total", "counter",
                    "Events published, by what became of them.");
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
