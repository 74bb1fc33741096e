// POST /api/customers/{id}/reveal {"field":"national_id","reason":"…"}: one masked field, whole,
// once it stands in the access log who saw it, and why.
#include <algorithm>

#include "access/note.h"
#include "body.h"
#include "endpoint.h"
#include "present.h"
#include "schemas.h"

namespace dossier::api {
namespace {

constexpr size_t kReasonLeast = 10;  // characters
constexpr size_t kReasonBytesMost = 2000;

struct Ask {
  std::string field, reason;
};

// Characters of UTF-8, the blanks at both ends aside.
size_t length_of(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return 0;
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
  return static_cast<size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

Result<Ask> ask_of(const Call& call) {
  Ask ask;
  constexpr std::string_view kNames[] = {"field", "reason"};
  DOSSIER_ASSIGN(auto said, body_texts(call.request.body, kNames));
  ask.field = std::move(said["field"]);
  ask.reason = std::move(said["reason"]);
  if (ask.field.empty())
    return fail(ErrorCode::invalid, "must be there", "field", "name one field, as national_id");
  if (length_of(ask.reason) < kReasonLeast || ask.reason.size() > kReasonBytesMost)
    return fail(ErrorCode::invalid,
                fmt::format("must have {} characters at least, and {} bytes at most", kReasonLeast,
                            kReasonBytesMost),
                "reason", "say why the whole value is needed: it stays in the audit trail");
  return ask;
}

void answer(const CallPtr& call, const Ask& ask, const engine::SubjectView& view) {
  JsonWriter out;
  out.begin_object().member("id", call->subject.id()).member("field", ask.field);
  write_revealed(out, {call->services.engine, call->subject, view, call->viewer()}, ask.field);
  out.end_object();
  Response response;
  response.headers = {{"Cache-Control", "no-store"}};
  response.body = out.take() + "\n";
  call->answer(std::move(response));
}

void reveal(const CallPtr& call) {
  const auto ask = ask_of(*call);
  if (!ask) return call->fault(ask.error());
  const auto view = call->services.engine.read(call->subject, profile_slots());
  if (!view) return call->fault(view.error());
  if (!has_revealable(*view, ask->field))
    return call->fault({ErrorCode::not_found, "the customer has no such field", "field",
                        "docs/audit.md lists the fields that can be revealed"});
  auto access =
      access_of(*call, call->subject, engine::AccessKind::revealed, ask->field, ask->reason);
  append_access(call, std::move(access),
                [call, ask = *ask, view = *view] { answer(call, ask, view); });
}

std::string reveal_schema() { return object_schema("field string, reason string"); }
std::string revealed_schema() {
  return object_schema("id string, field string, state string, value string|null");
}

}  // namespace

std::vector<Endpoint> reveal_endpoints() {
  return {{.method = "POST",
           .path = "/api/customers/{id}/reveal",
           .operation = "revealField",
           .summary = "One masked field, whole, once it is noted who saw it and why",
           .query = {kLang},
           .bodies = {{"application/json", {"Reveal", reveal_schema}}},
           .answers = {{200, "The value", "application/json", Schema{"Revealed", revealed_schema}}},
           .handle = reveal}};
}

}  // namespace dossier::api
