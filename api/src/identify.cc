#include "identify.h"

#include "auth/credentials.h"
#include "endpoint.h"
#include "push/hub.h"

namespace dossier::api {
namespace {

// 401, and how to sign in (RFC 9110, 11.6.1; RFC 6750, 3). `sent`: a token was.
void answer_unknown(const CallPtr& call, const Error& error, bool sent) {
  auto response = problem_response(problem("unauthenticated"), error, call->trace.id);
  std::string how = R"(Bearer realm="dossier")";
  if (sent) how += R"(, error="invalid_token", error_description=")" + error.message + '"';
  response.headers.emplace_back("WWW-Authenticate", std::move(how));
  call->answer(std::move(response));
}

Error not_signed_in(const RouterOptions& options) {
  const bool nobody = options.authenticator == nullptr || options.authenticator->issuers() == 0;
  return {ErrorCode::refused, "no token was sent", "",
          nobody ? "this server has no issuers of tokens: start it with --issuers or --dev" : ""};
}

// A ticket stands for who got it (docs/push.md).
void identify_by_ticket(const CallPtr& call, std::string_view ticket,
                        const std::function<void()>& next) {
  auto who = call->services.push.tickets().redeem(std::string(ticket));
  if (!who)
    return answer_unknown(
        call,
        {ErrorCode::refused, "the ticket was used, or is too old", "ticket",
         "a ticket is good once, for 30 seconds: get another from POST /api/tickets"},
        false);
  call->who = std::move(*who);
  next();
}

void identify_over_network(const CallPtr& call, std::function<void()> next) {
  const RouterOptions& options = call->services.options;
  const auto credentials = credentials_of(call->request);
  if (!credentials) return answer_unknown(call, credentials.error(), false);
  if (credentials->empty() || options.authenticator == nullptr)
    return answer_unknown(call, not_signed_in(options), false);
  options.authenticator->authenticate(*credentials,
                                      [call, next = std::move(next)](Result<Principal> who) {
                                        if (!who && who.error().code == ErrorCode::unavailable)
                                          return call->fault(who.error());
                                        if (!who) return answer_unknown(call, who.error(), true);
                                        call->who = std::move(*who);
                                        next();
                                      });
}

// Who opens the socket, or the folder itself: the user of the machine. Errors: refused.
Result<Principal> local_asker(const Policy& policy) {
  Principal who = os_user(Role::admin);
  const auto role = policy.socket_role(who.id);
  if (!role)
    return fail(ErrorCode::refused, "the policy gives this user of the machine no role", "",
                "add the user under [socket]");
  who.role = *role;
  return who;
}

}  // namespace

void identify(const CallPtr& call, std::function<void()> next) {
  if (call->endpoint != nullptr && call->endpoint->takes("ticket"))
    if (const auto ticket = call->target.find("ticket"))
      return identify_by_ticket(call, *ticket, next);
  if (call->request.peer == Peer::tcp) return identify_over_network(call, std::move(next));
  auto who = local_asker(*call->policy);
  if (!who) return call->fault(who.error());
  call->who = std::move(*who);
  next();
}

}  // namespace dossier::api
