#include "access/note.h"

#include <spdlog/spdlog.h>

#include "reading.h"

namespace dossier::api {
namespace {

constexpr std::string_view kCustomer = "/api/customers/{id}";
constexpr std::string_view kAudit = "/api/customers/{id}/audit";

// Systems sign in, too.
bool is_person(Role role) { return role != Role::data && role != Role::publisher; }

engine::Access access_of(const Principal& who, const std::string& address, const Subject& subject,
                         engine::AccessKind kind, std::string_view what, std::string_view reason) {
  return {kind,
          subject,
          std::string(is_person(who.role) ? name_of(who.role) : "system"),
          who.id,
          std::string(name_of(who.role)),
          std::string(what),
          std::string(reason),
          address};
}

void note(const Call& call, engine::Access access) {
  if (const auto noted = call.services.engine.access().note(std::move(access)); !noted)
    spdlog::warn("an access is not in the access log: {} trace={}", noted.error().message,
                 call.trace.id);
}

}  // namespace

engine::Access access_of(const Call& call, const Subject& subject, engine::AccessKind kind,
                         std::string_view what, std::string_view reason) {
  return access_of(call.who, call.request.address, subject, kind, what, reason);
}

void append_access(const CallPtr& call, engine::Access access, std::function<void()> then) {
  call->services.engine.access().append(
      std::move(access), [call, then = std::move(then)](const Status& durable) {
        call->services.background.run([call, then, durable] {
          if (durable) return then();
          spdlog::error("the access log takes no entry: {} trace={}", durable.error().message,
                        call->trace.id);
          call->fault({ErrorCode::unavailable,
                       "the access log takes no entry, and nothing is shown without it", "",
                       "try again after a pause; `dossier doctor` says what is wrong"});
        });
      });
}

void note_opened(const CallPtr& call, const Subject& subject, std::string_view part) {
  auto access = access_of(*call, subject, engine::AccessKind::opened, part);
  if (call->services.engine.access().knows(access)) return;
  // The call outlives its own answer; a pointer that holds it would keep it for ever.
  call->respond = [call = call.get(), respond = std::move(call->respond),
                   access = std::move(access)](Response response) mutable {
    if (response.status == 200 || response.status == 304) note(*call, std::move(access));
    respond(std::move(response));
  };
}

void note_opened(engine::Engine& engine, const Principal& who, const Subject& subject,
                 std::string_view part) {
  auto access = access_of(who, {}, subject, engine::AccessKind::opened, part, {});
  if (engine.access().knows(access)) return;
  if (const auto noted = engine.access().note(std::move(access)); !noted)
    spdlog::warn("an access is not in the access log: {}", noted.error().message);
}

void note_refused(const CallPtr& call, const Subject& subject, std::string_view operation) {
  note(*call, access_of(*call, subject, engine::AccessKind::refused, operation));
}

void note_read(const CallPtr& call) {
  const Endpoint& endpoint = *call->endpoint;
  if (endpoint.method != "GET" || !endpoint.of_customer() || endpoint.path == kAudit) return;
  std::string_view part = endpoint.path.substr(kCustomer.size());
  part = part.substr(0, part.find('/', 1));
  note_opened(call, call->subject, part.empty() ? "view" : part.substr(1));
}

}  // namespace dossier::api
