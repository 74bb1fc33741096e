// GET /livez, /readyz and /metrics: what watches over a server asks these.
#include <fmt/format.h>

#include <filesystem>

#include "answer_cache.h"
#include "endpoint.h"
#include "schemas.h"
#include "search/customer_search.h"

namespace dossier::api {
namespace {

// Alive: this process answers. It depends on nothing else, so that a restart is never ordered for
// what a restart can not mend.
void livez(const CallPtr& call) {
  call->answer({200, "text/plain; charset=utf-8", {{"Cache-Control", "no-store"}}, "ok\n", {}});
}

std::string log_lines(const engine::Engine& engine, const engine::LogHealth& log) {
  if (log.kind == "embedded") return {};
  std::string text = log.away ? "[!] kafka does not answer: reads go on, events are refused\n"
                     : log.unsafe
                         ? "[!] kafka: the topics could lose records: run `dossier doctor`\n"
                         : "[+] kafka\n";
  if (!log.stopped.empty())
    text += fmt::format("[-] {} partitions stopped: run `dossier doctor`\n", log.stopped.size());
  if (const auto inbox = engine.inbox())
    text += inbox->held_up ? "[!] inbox held up\n" : "[+] inbox\n";
  return text;
}

void readyz(const CallPtr& call) {
  const Services& services = call->services;
  const auto failure = services.engine.failure();
  const bool stopping = services.draining || services.stopping;
  const auto log = services.engine.log_health();
  // While the brokers are away, reads go on: this is still the one to ask.
  const bool ready = !failure && !stopping && log.stopped.empty();
  std::string text;
  if (call->target.has("verbose"))
    text = fmt::format("[{}] folding{}\n[{}] accepting\n{}", failure ? '-' : '+',
                       failure ? " has stopped: run `dossier doctor`" : "", stopping ? '-' : '+',
                       log_lines(services.engine, log));
  text += ready ? "ok\n" : "not ready\n";
  call->answer({ready ? 200 : 503,
                "text/plain; charset=utf-8",
                {{"Cache-Control", "no-store"}},
                std::move(text),
                {}});
}

void write_engine(std::string& out, const engine::Engine& engine) {
  const auto usage = engine.usage(false);
  write_metric(out, "dossier_log_records_total", "counter", "Records in the log.",
               static_cast<double>(usage.records));
  write_metric(out, "dossier_log_partitions", "gauge", "Partitions of the log.",
               static_cast<double>(engine.records().partition_count()));
  write_metric(out, "dossier_fold_unfolded_records", "gauge", "Records that are not folded yet.",
               static_cast<double>(usage.unfolded));
  write_metric(out, "dossier_fold_lag_seconds", "gauge", "Age of the oldest record not folded.",
               usage.lag_seconds);
  write_metric(out, "dossier_fold_failed", "gauge", "1 where folding has stopped for an error.",
               engine.failure() ? 1 : 0);
  write_metric(out, "dossier_quarantine_subjects", "gauge", "Subjects in quarantine.",
               static_cast<double>(engine.quarantine().size()));
  write_metric(out, "dossier_state_subjects", "gauge", "Subjects in memory.",
               static_cast<double>(usage.subjects_in_memory));
  write_metric(out, "dossier_state_bytes", "gauge", "Memory of the subjects in memory.",
               static_cast<double>(usage.state_bytes));
  write_metric(out, "dossier_views_store_bytes", "gauge", "Block cache and memtables of the views.",
               static_cast<double>(usage.store_bytes));
}

void write_access(std::string& out, const engine::Engine& engine) {
  const auto counts = engine.access().counts();
  write_metric(out, "dossier_access_entries_total", "counter", "Entries of the access log.",
               static_cast<double>(counts.entries));
  write_metric(out, "dossier_access_waiting_entries", "gauge", "Entries that are not durable yet.",
               static_cast<double>(counts.waiting));
  write_metric(out, "dossier_access_lost_total", "counter",
               "Openings and refusals that the access log did not take.",
               static_cast<double>(counts.lost));
}

void write_log(std::string& out, const engine::Engine& engine) {
  const auto log = engine.log_health();
  if (log.kind == "embedded") return;
  const auto gauge = [&out](std::string_view name, std::string_view help, auto value) {
    write_metric(out, name, "gauge", help, static_cast<double>(value));
  };
  gauge("dossier_kafka_up", "1 while the brokers answer.", log.away ? 0 : 1);
  gauge("dossier_kafka_unsafe", "1 where a topic could lose records.", log.unsafe ? 1 : 0);
  gauge("dossier_kafka_unread_records", "Records of the log not in the local copy yet.",
        log.unread);
  gauge("dossier_kafka_stopped_partitions", "Partitions that wait to be mended.",
        log.stopped.size());
  const auto inbox = engine.inbox();
  if (!inbox) return;
  gauge("dossier_inbox_partitions", "Partitions of the inbox that this process reads.",
        inbox->partitions);
  gauge("dossier_inbox_unread_records", "Records of those without a verdict yet.", inbox->unread);
  gauge("dossier_inbox_held_up", "1 while the log takes nothing from the inbox.", inbox->held_up);
  const auto counter = [&out](std::string_view name, std::string_view help, uint64_t value) {
    write_metric(out, name, "counter", help, static_cast<double>(value));
  };
  counter("dossier_inbox_events_total", "Events taken from the inbox.", inbox->taken);
  counter("dossier_inbox_duplicates_total", "Records of the inbox that were known already.",
          inbox->known);
  counter("dossier_dead_letters_total", "Records of the inbox that became dead letters.",
          inbox->dead);
}

// Of the disk that holds the data.
void write_disk(std::string& out, const std::string& var) {
  std::error_code error;
  const auto space = std::filesystem::space(var, error);
  if (error) return;
  write_metric(out, "dossier_store_disk_bytes", "gauge", "Size of the disk that holds the data.",
               static_cast<double>(space.capacity));
  write_metric(out, "dossier_store_disk_free_bytes", "gauge", "Of it still free.",
               static_cast<double>(space.available));
}

void write_answers(std::string& out, const AnswerCache& answers) {
  const auto figures = answers.figures();
  write_metric_head(out, "dossier_answers_total", "counter",
                    "Reads of customers, by whether the answer was kept.");
  out += fmt::format(
      "dossier_answers_total{{kept=\"yes\"}} {}\ndossier_answers_total{{kept=\"no\"}} {}\n",
      figures.hits, figures.misses);
  write_metric(out, "dossier_answers_kept", "gauge", "Answers that are kept.",
               static_cast<double>(figures.answers));
  write_metric(out, "dossier_answers_kept_bytes", "gauge", "Memory of those.",
               static_cast<double>(figures.bytes));
}

void write_search(std::string& out, const CustomerSearch& search) {
  write_metric(out, "dossier_search_customers", "gauge", "Customers that a search can find.",
               static_cast<double>(search.customers()));
  write_metric(out, "dossier_search_partitions_built", "gauge",
               "Partitions that are in the index of customers.",
               static_cast<double>(search.partitions_built()));
}

void write_auth(std::string& out, const Authenticator* authenticator) {
  if (authenticator == nullptr) return;
  write_metric(out, "dossier_auth_issuers", "gauge", "Issuers whose tokens are taken.",
               static_cast<double>(authenticator->issuers()));
  write_metric(out, "dossier_auth_issuers_away", "gauge",
               "Of them, those whose keys could not be had the last time.",
               static_cast<double>(authenticator->issuers_away()));
}

void metrics(const CallPtr& call) {
  std::string out;
  write_metric_head(out, "dossier_build_info", "gauge", "The running build.");
  out += fmt::format("dossier_build_info{{version=\"{}\"}} 1\n", call->services.options.version);
  call->services.metrics.write(out);
  write_engine(out, call->services.engine);
  write_access(out, call->services.engine);
  write_log(out, call->services.engine);
  write_disk(out, call->services.options.var);
  write_answers(out, call->services.answers);
  write_search(out, call->services.search);
  write_auth(out, call->services.options.authenticator);
  write_process_metrics(out);
  call->answer({200,
                "text/plain; version=0.0.4; charset=utf-8",
                {{"Cache-Control", "no-store"}},
                std::move(out),
                {}});
}

}  // namespace

std::vector<Endpoint> health_endpoints() {
  constexpr std::string_view kText = "text/plain";
  return {{.method = "GET",
           .path = "/livez",
           .operation = "readLiveness",
           .summary = "`ok` while the process answers",
           .answers = {{200, "Alive", kText}},
           .access = Access::open,
           .handle = livez},
          {.method = "GET",
           .path = "/readyz",
           .operation = "readReadiness",
           .summary = "Whether it is the one to ask",
           .query = {{.name = "verbose",
                      .summary = "Which part is not ready.",
                      .kind = Parameter::Kind::flag}},
           .answers = {{200, "Ready", kText}, {503, "Not ready", kText}},
           .access = Access::open,
           .handle = readyz},
          {.method = "GET",
           .path = "/metrics",
           .operation = "readMetrics",
           .summary = "Prometheus text",
           .answers = {{200, "Figures", kText}},
           .access = Access::open,
           .runs = Runs::behind,
           .handle = metrics}};
}

}  // namespace dossier::api
