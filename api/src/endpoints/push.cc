// GET /ws, GET /api/stream and POST /api/tickets: how a connection comes to push (docs/push.md).
#include <algorithm>

#include "dossier/base/json.h"
#include "endpoint.h"
#include "push/handover.h"
#include "push/hub.h"
#include "reading.h"

namespace dossier::api {
namespace {

using push::Handover;

// Whether a list of tokens, as in Connection, holds that one.
bool lists(std::string_view header, std::string_view token) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  while (!header.empty()) {
    std::string_view one = header.substr(0, header.find(','));
    header.remove_prefix(std::min(one.size() + 1, header.size()));
    while (one.starts_with(' ') || one.starts_with('\t')) one.remove_prefix(1);
    while (one.ends_with(' ') || one.ends_with('\t')) one.remove_suffix(1);
    if (std::ranges::equal(one, token, {}, lower)) return true;
  }
  return false;
}

// Nobody signs in over the network yet: who comes that way sees what an officer sees.
Principal principal_of(const Call& call) {
  if (call.request.peer == Peer::tcp) return {"anonymous", Role::officer, {}, {}};
  return {"operator", Role::admin, {}, {}};
}

Result<Principal> who_asks(const Call& call) {
  const auto ticket = call.target.find("ticket");
  if (!ticket) return principal_of(call);
  if (auto who = call.services.push.tickets().redeem(std::string(*ticket))) return *who;
  return fail(ErrorCode::refused, "the ticket was used, or is too old", "ticket",
              "a ticket is good once, for 30 seconds: get another from POST /api/tickets");
}

Status check_origin(const Call& call) {
  const Request& request = call.request;
  if (push::origin_allowed(request.header("origin"), request.header("host"),
                           call.services.options.origins))
    return {};
  return fail(ErrorCode::refused, "pages of this origin may not connect", "Origin",
              "add it to `origins` in the configuration");
}

void hand_over(const CallPtr& call, push::Format format, int status, Handover handover) {
  auto who = who_asks(*call);
  if (!who) return call->fault(who.error());
  handover.client = call->services.push.connect(std::move(*who), format);
  if (!handover.client)
    return call->fault(
        {ErrorCode::unavailable, "too many connections, or the server stops", "", ""});
  Response response;
  response.status = status;
  response.handover = std::make_shared<Handover>(std::move(handover));
  call->answer(std::move(response));
}

void web_socket(const CallPtr& call) {
  const Request& request = call->request;
  if (const auto status = check_origin(*call); !status) return call->fault(status.error());
  const std::string_view key = request.header("sec-websocket-key");
  const bool sound = request.method == "GET" && lists(request.header("connection"), "upgrade") &&
                     lists(request.header("upgrade"), "websocket") && key.size() == 24 &&
                     request.header("sec-websocket-version") == "13";
  if (!sound) {
    Response response = problem_response(problem("upgrade-required"),
                                         {ErrorCode::invalid, "", "", ""}, call->trace_id);
    response.headers.emplace_back("Upgrade", "websocket");
    response.headers.emplace_back("Sec-WebSocket-Version", "13");
    return call->answer(std::move(response));
  }
  hand_over(call, push::Format::web_socket, 101, {nullptr, std::string(key), {}});
}

// The one subscription of a stream has the topic as its id.
Result<push::Command> command_of(const Call& call) {
  push::Command command;
  command.kind = push::Command::Kind::subscribe;
  command.topic = call.target.find("topic").value_or("");
  command.id = command.topic;
  DOSSIER_ASSIGN(command.tongue, tongue_of(call.target));
  command.after = call.request.header("last-event-id");
  if (command.after.empty()) command.after = call.target.find("after").value_or("");
  return command;
}

void event_stream(const CallPtr& call) {
  if (const auto status = check_origin(*call); !status) return call->fault(status.error());
  auto command = command_of(*call);
  if (!command) return call->fault(command.error());
  const auto topic = push::parse_topic(command->topic);
  if (!topic) return call->fault(topic.error());
  if (call->request.method == "HEAD")
    return call->answer({200, "text/event-stream", {}, {}, {}, nullptr});
  hand_over(call, push::Format::event_stream, 200, {nullptr, {}, std::move(*command)});
}

void ticket(const CallPtr& call) {
  auto issued = call->services.push.tickets().issue(principal_of(*call));
  if (!issued) return call->fault(issued.error());
  JsonWriter out;
  out.begin_object().member("ticket", *issued);
  out.member("expires_in_s", push::kTicketLife.count()).end_object();
  Response response{
      201, "application/json", {{"Cache-Control", "no-store"}}, out.take() + "\n", {}, nullptr};
  call->answer(std::move(response));
}

}  // namespace

std::vector<Endpoint> push_endpoints() {
  return {
      {"GET", "/ws", "ticket", Access::everyone, Runs::here, web_socket},
      {"GET", "/api/stream", "topic after lang ticket", Access::everyone, Runs::here, event_stream},
      {"POST", "/api/tickets", "", Access::everyone, Runs::here, ticket}};
}

}  // namespace dossier::api
