#include "access/gate.h"

#include "access/note.h"

#include <fmt/format.h>

#include "access/standings.h"
#include "reading.h"

namespace dossier::api {
namespace {

void refuse(const CallPtr& call) {
  if (call->endpoint->of_customer())
    if (const auto subject = customer_named(call->names[0]))
      note_refused(call, *subject, call->endpoint->operation);
  const Policy& policy = *call->policy;
  const std::string holders = policy.holders(call->endpoint->operation);
  call->fault(
      {ErrorCode::refused,
       holders.empty()
           ? "nobody may do this"
           : fmt::format("a role of {} may do this, not {}", holders, name_of(call->who.role)),
       "", fmt::format("ask one of them, or the {} who can grant it", policy.granted_by())});
}

void run(const CallPtr& call) {
  if (call->endpoint->runs == Runs::here) return call->endpoint->handle(call);
  call->services.background.run([call] { call->endpoint->handle(call); });
}

// Reads, so it may run where the position was waited for. What is out of reach is answered as what
// is not there.
void meet_customer(const CallPtr& call) {
  const Services& services = call->services;
  const auto view = services.engine.read(call->subject, {});
  if (!view) return call->fault(view.error());
  const auto reached =
      services.standings.reaches(services.engine, *call->policy, call->who, call->subject, *view);
  if (!reached) return call->fault(reached.error());
  if (!*reached) return call->fault({ErrorCode::not_found, "no customer has this id", "", ""});
  note_read(call);
  if (!answer_kept(call, *view)) run(call);
}

}  // namespace

void admit(const CallPtr& call) {
  const Endpoint& endpoint = *call->endpoint;
  if (endpoint.access == Access::policy &&
      !call->policy->allows(call->who.role, endpoint.operation))
    return refuse(call);
  if (const auto known = check_query(call->target, endpoint.query); !known)
    return call->fault(known.error());
  if (!endpoint.of_customer()) return run(call);
  auto subject = customer_named(call->names[0]);
  if (!subject) return call->fault(subject.error());
  call->subject = std::move(*subject);
  when_readable(call, call->subject, [call] { meet_customer(call); });
}

}  // namespace dossier::api
