// POST /api/customers/{id}/reveal {"field":"national_id","reason":"…"}: one masked field, whole,
// once it stands in the access log who saw it, and why.
#include <algorithm>

#include "access.h"
#include "body.h"
#include "endpoint.h"
#include "present.h"
#include "reading.h"

namespace dossier::api {
namespace {

constexpr size_t kReasonLeast = 10;  // characters
constexpr size_t kReasonBytesMost = 2000;

struct Ask {
  Subject subject;
  std::string field, reason;
  Tongue tongue = Tongue::en;
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
  DOSSIER_ASSIGN(ask.subject, customer_named(call.names[0]));
  DOSSIER_ASSIGN(ask.tongue, tongue_of(call.target));
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
  out.begin_object().member("id", ask.subject.id()).member("field", ask.field);
  write_revealed(out, call->services.engine, ask.subject, view, ask.field, ask.tongue);
  out.end_object();
  Response response;
  response.headers = {{"Cache-Control", "no-store"}};
  response.body = out.take() + "\n";
  call->answer(std::move(response));
}

void reveal(const CallPtr& call) {
  auto ask = ask_of(*call);
  if (!ask) return call->fault(ask.error());
  auto view = call->services.engine.read(ask->subject, profile_slots());
  if (!view) return call->fault(view.error());
  if (!view->exists) return call->fault({ErrorCode::not_found, "no customer has this id", "", ""});
  if (!has_revealable(*view, ask->field))
    return call->fault({ErrorCode::not_found, "the customer has no such field", "field",
                        "docs/audit.md lists the fields that can be revealed"});
  auto access =
      access_of(*call, ask->subject, engine::AccessKind::revealed, ask->field, ask->reason);
  append_access(call, std::move(access),
                [call, ask = *ask, view = *view] { answer(call, ask, view); });
}

}  // namespace

std::vector<Endpoint> reveal_endpoints() {
  return {{"POST", "/api/customers/{id}/reveal", "lang", Access::everyone, Runs::here, reveal}};
}

}  // namespace dossier::api
