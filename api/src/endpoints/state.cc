// GET /api/ops/usage and /api/ops/doctor: how the engine stands, in figures and in words.
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "endpoint.h"
#include "schemas.h"

namespace dossier::api {
namespace {

void write_date(JsonWriter& out, const std::optional<Date>& date) {
  out.key("business_date");
  if (date)
    out.text(to_string(*date));
  else
    out.null();
}

void usage(const CallPtr& call) {
  const engine::Engine& engine = call->services.engine;
  const auto usage = engine.usage(call->target.has("disk"));
  JsonWriter out;
  out.begin_object().member("records", usage.records).member("unfolded", usage.unfolded);
  out.member("lag_ms", static_cast<int64_t>(usage.lag_seconds * 1000));
  out.member("subjects_in_memory", usage.subjects_in_memory);
  out.member("state_bytes", usage.state_bytes).member("store_bytes", usage.store_bytes);
  write_date(out, engine.business_date());
  out.key("disk").begin_array();
  for (const auto& part : usage.disk)
    out.begin_object()
        .member("part", part.part)
        .member("disk_bytes", part.disk_bytes)
        .member("raw_bytes", part.raw_bytes)
        .end_object();
  out.end_array().end_object();
  call->json(200, out.take());
}

// One finding: ok, warn (works, but look), fail (does not).
void finding(JsonWriter& out, std::string_view name, std::string_view state,
             std::string_view detail, std::string_view remedy = {}) {
  out.begin_object().member("name", name).member("state", state).member("detail", detail);
  if (!remedy.empty()) out.member("remedy", remedy);
  out.end_object();
}

void check_key(JsonWriter& out, const std::string& var) {
  struct stat status{};
  if (::stat((var + "/master.key").c_str(), &status) != 0)
    return finding(out, "master key", "ok",
                   "not in the folder: from the environment, or elsewhere");
  if ((status.st_mode & 077) != 0)
    return finding(out, "master key", "fail", "others may read it",
                   fmt::format("chmod 600 {}/master.key", var));
  finding(out, "master key", "warn", "lies beside the data, readable by its owner only",
          "in production keep it elsewhere, and give it as DOSSIER_MASTER_KEY");
}

void check_room(JsonWriter& out, const std::string& var) {
  struct statvfs room{};
  if (::statvfs(var.c_str(), &room) != 0)
    return finding(out, "disk", "fail", "the folder can not be looked at", "check its permissions");
  const uint64_t free_mib = room.f_bavail * room.f_frsize >> 20;
  const std::string detail = fmt::format("{} MiB are free", free_mib);
  if (free_mib < 1024) return finding(out, "disk", "warn", detail, "make room: the log only grows");
  finding(out, "disk", "ok", detail);
}

void check_log(JsonWriter& out, const engine::Engine& engine) {
  const auto log = engine.log_health();
  for (const auto& [partition, why] : log.stopped)
    finding(out, "log", "fail", why.message, why.remedy);
  if (log.unsafe) finding(out, "log", "fail", log.unsafe->message, log.unsafe->remedy);
  if (log.away)
    return finding(out, "log", "warn", "Kafka does not answer: reads go on, events are refused",
                   "look at the brokers");
  finding(out, "log", "ok",
          fmt::format("{}, {} partitions, {} records to be read", log.kind,
                      engine.records().partition_count(), log.unread));
}

void check_access(JsonWriter& out, const engine::Engine& engine) {
  const auto log = engine.access().health();
  const auto counts = engine.access().counts();
  const std::string detail =
      fmt::format("{} entries, {} lost since the start", counts.entries, counts.lost);
  for (const auto& [partition, why] : log.stopped)
    return finding(out, "access log", "fail", why.message, why.remedy);
  if (log.failed)
    return finding(out, "access log", "fail", log.failed->message, log.failed->remedy);
  if (log.away)
    return finding(out, "access log", "warn", "Kafka does not answer: nothing is revealed",
                   "look at the brokers");
  finding(out, "access log", counts.lost > 0 ? "warn" : "ok", detail,
          counts.lost > 0 ? "customers were opened without an entry: see the server's log" : "");
}

void check_inbox(JsonWriter& out, const engine::Engine& engine) {
  const auto inbox = engine.inbox();
  if (!inbox) return;
  const std::string detail = fmt::format(
      "{} partitions here, {} records without a verdict, {} dead letters since the start",
      inbox->partitions, inbox->unread, inbox->dead);
  if (inbox->held_up)
    return finding(out, "inbox", "warn", detail + "; the log takes nothing at the moment",
                   "see the other findings");
  finding(out, "inbox", inbox->dead > 0 ? "warn" : "ok", detail,
          inbox->dead > 0 ? "see `dossier dead-letters list`" : "");
}

void check_folding(JsonWriter& out, const engine::Engine& engine) {
  if (const auto failure = engine.failure())
    return finding(out, "folding", "fail", "has stopped: " + failure->message,
                   failure->remedy.empty() ? "look at the log, then start again" : failure->remedy);
  const auto usage = engine.usage(false);
  const std::string detail = fmt::format("{} records, {} not folded yet, {:.1f} s behind",
                                         usage.records, usage.unfolded, usage.lag_seconds);
  finding(out, "folding", usage.lag_seconds > 60 ? "warn" : "ok", detail);
}

void check_quarantine(JsonWriter& out, const engine::Engine& engine) {
  const size_t parked = engine.quarantine().size();
  if (parked == 0) return finding(out, "quarantine", "ok", "empty");
  finding(out, "quarantine", "warn", fmt::format("{} entries", parked),
          "see `dossier quarantine list`");
}

void check_day(JsonWriter& out, const engine::Engine& engine) {
  const auto date = engine.business_date();
  if (!date)
    return finding(out, "business date", "warn", "no day was opened: nothing falls due",
                   "dossier open-day");
  const Date today = engine.zone().date_of(Instant{engine.now_ms() * 1000});
  finding(out, "business date", "ok",
          fmt::format("{} in {}, today is {}", to_string(*date), engine.zone().name(),
                      to_string(today)));
}

void doctor(const CallPtr& call) {
  const engine::Engine& engine = call->services.engine;
  JsonWriter out;
  out.begin_object().key("checks").begin_array();
  check_key(out, call->services.options.var);
  check_room(out, call->services.options.var);
  check_log(out, engine);
  check_access(out, engine);
  check_inbox(out, engine);
  check_folding(out, engine);
  check_quarantine(out, engine);
  check_day(out, engine);
  out.end_array().end_object();
  call->json(200, out.take());
}

std::string usage_schema() {
  return object_schema(
      "records integer, unfolded integer, lag_ms integer, subjects_in_memory integer, "
      "state_bytes integer, store_bytes integer, business_date any, disk [#DiskPart]");
}
std::string doctor_schema() { return object_schema("checks [#Finding]"); }

}  // namespace

std::vector<Endpoint> state_endpoints() {
  return {{.method = "GET",
           .path = "/api/ops/usage",
           .operation = "readUsage",
           .summary = "Figures of log, folding and memory",
           .query = {{.name = "disk",
                      .summary = "Also bytes on disk, by part.",
                      .kind = Parameter::Kind::flag}},
           .answers = {{200, "Figures", "application/json", Schema{"Usage", usage_schema}}},
           .runs = Runs::behind,
           .handle = usage},
          {.method = "GET",
           .path = "/api/ops/doctor",
           .operation = "runDoctor",
           .summary = "What works, what to look at, what to mend",
           .answers = {{200, "Findings", "application/json", Schema{"Doctor", doctor_schema}}},
           .runs = Runs::behind,
           .handle = doctor}};
}

}  // namespace dossier::api
