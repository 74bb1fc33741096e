#include "appending.h"

#include <algorithm>
#include <array>

#include "dossier/engine/position.h"

namespace dossier::api {

Result<std::string> idempotency_key(const Request& request) {
  const std::string_view key = request.header("idempotency-key");
  const bool sound = !key.empty() && key.size() <= 256 &&
                     std::ranges::all_of(key, [](char c) { return c >= 0x20 && c < 0x7F; });
  if (sound) return std::string(key);
  return fail(ErrorCode::invalid, key.empty() ? "is missing" : "is not of its form",
              "Idempotency-Key",
              "send 1 to 256 visible characters, new for each write and the same when it is sent "
              "again: a UUID, say");
}

void count_outcome(Metrics& metrics, const engine::AppendOutcome& outcome) {
  if (!outcome)
    ++metrics.events_faulty;
  else
    ++(outcome->duplicate ? metrics.events_duplicate : metrics.events_new);
}

int status_of(const engine::Appended& appended) { return appended.duplicate ? 200 : 201; }

void write_appended(JsonWriter& out, const Call& call, const engine::Appended& appended) {
  const std::string& log_id = call.services.engine.records().log_id();
  out.member("position", engine::position_token(log_id, std::array{appended.position}));
  out.member("duplicate", appended.duplicate).member("at", to_string(appended.position));
}

}  // namespace dossier::api
