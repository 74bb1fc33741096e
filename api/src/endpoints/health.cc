// GET /livez, /readyz and /metrics: what watches over a server asks these.
#include <fmt/format.h>

#include "endpoint.h"

namespace dossier::api {
namespace {

// Alive: this process answers. It depends on nothing else, so that a restart is never ordered for
// what a restart can not mend.
void livez(const CallPtr& call) {
  call->answer({200, "text/plain; charset=utf-8", {{"Cache-Control", "no-store"}}, "ok\n", {}});
}

void readyz(const CallPtr& call) {
  const Services& services = call->services;
  const auto failure = services.engine.failure();
  const bool stopping = services.stopping;
  const bool ready = !failure && !stopping;
  std::string text;
  if (call->target.has("verbose"))
    text = fmt::format("[{}] folding{}\n[{}] accepting\n", failure ? '-' : '+',
                       failure ? " has stopped: run `dossier doctor`" : "", stopping ? '-' : '+');
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

void metrics(const CallPtr& call) {
  std::string out =
      "# HELP dossier_build_info The running build.\n"
      "# TYPE dossier_build_info gauge\n";
  out += fmt::format("dossier_build_info{{version=\"{}\"}} 1\n", call->services.options.version);
  call->services.metrics.write(out);
  write_engine(out, call->services.engine);
  call->answer({200,
                "text/plain; version=0.0.4; charset=utf-8",
                {{"Cache-Control", "no-store"}},
                std::move(out),
                {}});
}

}  // namespace

std::vector<Endpoint> health_endpoints() {
  return {{"GET", "/livez", "", Access::everyone, Runs::here, livez},
          {"GET", "/readyz", "verbose", Access::everyone, Runs::here, readyz},
          {"GET", "/metrics", "", Access::everyone, Runs::behind, metrics}};
}

}  // namespace dossier::api
