// The table of problems and the mapping of error codes to it.
#include "errors.h"

#include <array>

#include "dossier/base/ensure.h"

namespace dossier::api {
namespace {

constexpr auto kProblems = std::to_array<Problem>({
    {"invalid-request", 400, "The request is wrong",
     "Mend what the answer names, then send again."},
    {"malformed-http", 400, "The request breaks the rules of HTTP",
     "The connection was closed. Look at the client or the proxy in between."},
    {"malformed-event", 400, "The body is not an event",
     "Send a CloudEvent 1.0 as JSON, or an array of them."},
    {"invalid-event", 422, "The event breaks its schema",
     "Mend the named field. docs/events.md lists each event's fields."},
    {"unauthenticated", 401, "Not signed in",
     "Send a token as `Authorization: Bearer TOKEN`. docs/http.md says how to get one."},
    {"forbidden", 403, "Not allowed here", "Use what the answer names."},
    {"not-found", 404, "Nothing of that name", "Check the id."},
    {"unknown-path", 404, "No such path", "docs/http.md lists the paths."},
    {"method-not-allowed", 405, "The path does not know this method", "See the Allow header."},
    {"unsupported-media-type", 415, "The content type is not read here",
     "Use application/cloudevents+json, application/cloudevents-batch+json, application/json, or "
     "application/x-flatbuffers with ce- headers."},
    {"upgrade-required", 426, "This path speaks WebSocket",
     "Send GET with Connection: Upgrade, Upgrade: websocket, Sec-WebSocket-Version: 13 and a "
     "Sec-WebSocket-Key. docs/push.md has examples."},
    {"too-large", 413, "Too large", "Split it, or send documents as references."},
    {"header-too-large", 431, "The header is too large", "Send fewer or shorter headers."},
    {"misdirected", 421, "Not the server of that name",
     "Use http://127.0.0.1 or http://localhost."},
    {"event-conflict", 409, "The id stands with other content",
     "The first event is kept. Publish a changed event under a new id."},
    {"other-log", 409, "The position belongs to another log",
     "The server was restored or replaced. Read once without min_position and start from there."},
    {"position-not-reached", 409, "The position is not folded yet",
     "Ask again after Retry-After seconds."},
    {"too-many-requests", 429, "Too many requests at once",
     "Wait Retry-After seconds, then ask more slowly."},
    {"unavailable", 503, "Not available at the moment", "Try again after Retry-After seconds."},
    {"internal", 500, "The server failed", "Run `dossier doctor` and look at the server's log."},
});

constexpr bool inner(ErrorCode code) { return code == ErrorCode::corrupt || code == ErrorCode::io; }

}  // namespace

std::span<const Problem> problems() { return kProblems; }

const Problem& problem(std::string_view code) {
  for (const Problem& entry : kProblems)
    if (entry.code == code) return entry;
  ENSURE(false, "no problem of code {}", code);
}

const Problem& problem_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid: return problem("invalid-request");
    case ErrorCode::too_large: return problem("too-large");
    case ErrorCode::not_found: return problem("not-found");
    case ErrorCode::conflict: return problem("other-log");
    case ErrorCode::refused: return problem("forbidden");
    case ErrorCode::unavailable: return problem("unavailable");
    case ErrorCode::not_reached: return problem("position-not-reached");
    case ErrorCode::corrupt:
    case ErrorCode::io: break;
  }
  return problem("internal");
}

const Problem& problem_of_event(const Error& error) {
  // A fault without a field is of the text as a whole: it was no event that could be looked into.
  if (error.code == ErrorCode::invalid)
    return problem(error.field.empty() ? "malformed-event" : "invalid-event");
  if (error.code == ErrorCode::conflict) return problem("event-conflict");
  return problem_of(error);
}

void write_problem(JsonWriter& out, const Problem& problem, const Error& error,
                   std::string_view trace_id) {
  out.member("type", "/problems/" + std::string(problem.code));
  out.member("title", problem.title);
  out.member("status", problem.status);
  if (inner(error.code)) {  // its words are for the log
    out.member("remedy", problem.advice);
  } else {
    const std::string& field = error.field;
    if (!error.message.empty())
      out.member("detail", field.empty() ? error.message : field + ": " + error.message);
    if (!field.empty()) out.member("field", field);
    out.member("remedy", error.remedy.empty() ? problem.advice : std::string_view(error.remedy));
  }
  if (!trace_id.empty()) out.member("trace_id", trace_id);
}

Response problem_response(const Problem& problem, const Error& error, std::string_view trace_id,
                          std::string_view position) {
  JsonWriter out;
  out.begin_object();
  write_problem(out, problem, error, trace_id);
  if (!position.empty()) out.member("position", position);
  out.end_object();
  Response response{problem.status, "application/problem+json", {}, out.take() + "\n", {}};
  response.headers.emplace_back("Cache-Control", "no-store");
  if (problem.status == 503 || problem.status == 429 || problem.code == "position-not-reached")
    response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace dossier::api
