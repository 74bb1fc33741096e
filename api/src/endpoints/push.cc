// GET /ws, GET /api/stream and POST /api/tickets: how a connection comes to push (docs/push.md).
#include <algorithm>

#include "dossier/base/json.h"
#include "endpoint.h"
#include "header_list.h"
#include "push/handover.h"
#include "push/hub.h"
#include "schemas.h"

namespace dossier::api {
namespace {

using push::Handover;

// Whether a list of tokens, as in Connection, holds that one.
bool lists(std::string_view header, std::string_view token) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  while (!header.empty())
    if (std::ranges::equal(take_item(header), token, {}, lower)) return true;
  return false;
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
  handover.client = call->services.push.connect(call->who, format);
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
                                         {ErrorCode::invalid, "", "", ""}, call->trace.id);
    response.headers.emplace_back("Upgrade", "websocket");
    response.headers.emplace_back("Sec-WebSocket-Version", "13");
    return call->answer(std::move(response));
  }
  hand_over(call, push::Format::web_socket, 101, {nullptr, std::string(key), {}});
}

// The one subscription of a stream has the topic as its id.
push::Command command_of(const Call& call) {
  push::Command command;
  command.kind = push::Command::Kind::subscribe;
  command.topic = call.target.find("topic").value_or("");
  command.id = command.topic;
  command.language = call.viewer().language;
  command.after = call.request.header("last-event-id");
  if (command.after.empty()) command.after = call.target.find("after").value_or("");
  return command;
}

void event_stream(const CallPtr& call) {
  if (const auto status = check_origin(*call); !status) return call->fault(status.error());
  push::Command command = command_of(*call);
  const auto topic = push::parse_topic(command.topic);
  if (!topic) return call->fault(topic.error());
  if (call->request.method == "HEAD")
    return call->answer({200, "text/event-stream", {}, {}, {}, nullptr});
  hand_over(call, push::Format::event_stream, 200, {nullptr, {}, std::move(command)});
}

void ticket(const CallPtr& call) {
  auto issued = call->services.push.tickets().issue(call->who);
  if (!issued) return call->fault(issued.error());
  JsonWriter out;
  out.begin_object().member("ticket", *issued);
  out.member("expires_in_s", push::kTicketLife.count()).end_object();
  Response response{
      201, "application/json", {{"Cache-Control", "no-store"}}, out.take() + "\n", {}, nullptr};
  call->answer(std::move(response));
}

std::string ticket_schema() { return object_schema("ticket string, expires_in_s integer"); }

constexpr Parameter kTicket{.name = "ticket", .summary = "From POST /api/tickets: signs in, once."};

}  // namespace

std::vector<Endpoint> push_endpoints() {
  return {{.method = "GET",
           .path = "/ws",
           .operation = "connectPush",
           .summary = "WebSocket: what changes, as it changes (docs/push.md)",
           .query = {kTicket},
           .answers = {{101, "The messages of docs/push.md", "text/plain"},
                       {426, "Not an upgrade to WebSocket 13", "application/problem+json",
                        Schema{"UpgradeRequired", problem_schema}}},
           .handle = web_socket},
          {.method = "GET",
           .path = "/api/stream",
           .operation = "streamChanges",
           .summary = "The same as server-sent events, of one topic",
           .query = {{.name = "topic",
                      .summary = "customer/ID, portfolio or operations.",
                      .least = 1,
                      .most = 160,
                      .required = true},
                     {.name = "after", .summary = "Resumes behind that position."},
                     kLang,
                     kTicket},
           .answers = {{200, "Events", "text/event-stream"}},
           .handle = event_stream},
          {.method = "POST",
           .path = "/api/tickets",
           .operation = "issueTicket",
           .summary = "A ticket for /ws or /api/stream: one use, 30 seconds",
           .answers = {{201, "Issued", "application/json", Schema{"Ticket", ticket_schema}}},
           .handle = ticket}};
}

}  // namespace dossier::api
