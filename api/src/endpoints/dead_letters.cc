// /api/ops/dead-letters: what intake could not accept from the inbox, and giving it to intake
// again.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "dossier/base/bytes.h"
#include "dossier/engine/position.h"
#include "endpoint.h"
#include "schemas.h"

namespace dossier::api {
namespace {

constexpr size_t kListed = 500;

Result<engine::DeadLetters*> letters_of(const Call& call) {
  if (auto* letters = call.services.engine.dead_letters()) return letters;
  return fail(ErrorCode::not_found, "only a log on Kafka has an inbox and dead letters", "",
              "start with --log kafka");
}

Result<int64_t> number_of(const Call& call) {
  const std::string& text = call.names[0];
  int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code == std::errc() && end == text.data() + text.size() && number >= 0) return number;
  return fail(ErrorCode::invalid, "must be the number of a dead letter", "number");
}

void write_letter(JsonWriter& out, const engine::DeadLetter& letter) {
  out.member("number", letter.number).member("at", to_string(letter.at));
  out.member("inbox", to_string(letter.place)).member("code", name_of(letter.why.code));
  out.member("field", letter.why.field).member("message", letter.why.message);
  out.member("remedy", letter.why.remedy);
  if (!letter.taken.empty()) out.member("taken", letter.taken);
}

void list(const CallPtr& call) {
  const auto letters = letters_of(*call);
  if (!letters) return call->fault(letters.error());
  const auto found = (*letters)->list(kListed);
  if (!found) return call->fault(found.error());
  JsonWriter out;
  out.begin_object().key("dead_letters").begin_array();
  for (const auto& letter : *found) {
    if (!letter.taken.empty() && !call->target.has("all")) continue;
    out.begin_object();
    write_letter(out, letter);
    out.end_object();
  }
  out.end_array().end_object();
  call->json(200, out.take());
}

bool is_text(std::string_view bytes) {
  for (const char c : bytes)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
  return true;
}

// Bytes that are no text (a FlatBuffer) as base64url.
void write_bytes(JsonWriter& out, std::string_view name, std::string_view bytes) {
  if (is_text(bytes))
    out.member(name, bytes);
  else
    out.member(fmt::format("{}_base64url", name), base64url(bytes));
}

void write_record(JsonWriter& out, const engine::InboxRecord& record) {
  out.key("record").begin_object();
  write_bytes(out, "key", record.key);
  out.key("headers").begin_array();
  ByteReader reader(record.headers);
  for (uint64_t count = reader.varint(); count > 0 && reader.ok(); --count) {
    out.begin_object();
    write_bytes(out, "name", reader.text());
    write_bytes(out, "value", reader.text());
    out.end_object();
  }
  out.end_array();
  write_bytes(out, "value", record.value);
  out.end_object();
}

void show(const CallPtr& call) {
  const auto letters = letters_of(*call);
  if (!letters) return call->fault(letters.error());
  const auto number = number_of(*call);
  if (!number) return call->fault(number.error());
  const auto letter = (*letters)->find(*number);
  if (!letter) return call->fault(letter.error());
  JsonWriter out;
  out.begin_object();
  write_letter(out, *letter);
  const auto record = (*letters)->open_letter(*number);
  if (record)
    write_record(out, *record);
  else
    out.member("record_gone", record.error().message);
  out.end_object();
  call->json(200, out.take());
}

void taken(const CallPtr& call, int64_t number, const engine::AppendOutcome& outcome) {
  if (!outcome) return call->fault(problem_of_event(outcome.error()), outcome.error());
  // The event is in the log: where the mark fails, another retry finds it known, and marks it.
  if (const auto marked = (*letters_of(*call))->mark_taken(number, outcome->position); !marked)
    return call->fault(marked.error());
  JsonWriter out;
  out.begin_object().member("position",
                            engine::position_token(call->services.engine.records().log_id(),
                                                   std::array{outcome->position}));
  out.member("duplicate", outcome->duplicate).member("at", to_string(outcome->position));
  out.end_object();
  call->json(outcome->duplicate ? 200 : 201, out.take());
}

void retry(const CallPtr& call) {
  const auto letters = letters_of(*call);
  if (!letters) return call->fault(letters.error());
  const auto number = number_of(*call);
  if (!number) return call->fault(number.error());
  events::EventParser parser;
  std::vector<Result<events::ParsedEvent>> events;
  if (call->request.body.empty()) {
    const auto record = (*letters)->open_letter(*number);
    if (!record) return call->fault(record.error());
    events.push_back(engine::parse_inbox_record(parser, *record));
  } else {
    if (const auto letter = (*letters)->find(*number); !letter) return call->fault(letter.error());
    events.push_back(parser.parse_cloud_event(call->request.body));
  }
  call->services.engine.intake().submit(
      std::move(events), [call, number = *number](std::vector<engine::AppendOutcome> outcomes) {
        call->services.background.run([call, number, outcome = std::move(outcomes.front())] {
          taken(call, number, outcome);
        });
      });
}

std::string letters_schema() { return object_schema("dead_letters [#DeadLetter]"); }
std::string letter_schema() { return R"({"$ref":"#/components/schemas/DeadLetter"})"; }

}  // namespace

std::vector<Endpoint> dead_letters_endpoints() {
  return {{.method = "GET",
           .path = "/api/ops/dead-letters",
           .operation = "listDeadLetters",
           .summary = "What intake could not accept from the inbox",
           .query = {{.name = "all",
                      .summary = "Also what a retry took.",
                      .kind = Parameter::Kind::flag}},
           .answers = {{200, "Newest first", "application/json",
                        Schema{"DeadLetters", letters_schema}}},
           .runs = Runs::behind,
           .handle = list},
          {.method = "GET",
           .path = "/api/ops/dead-letters/{number}",
           .operation = "readDeadLetter",
           .summary = "One of them, its bytes opened",
           .answers = {{200, "Found", "application/json", Schema{"OneDeadLetter", letter_schema}}},
           .runs = Runs::behind,
           .handle = show},
          {.method = "POST",
           .path = "/api/ops/dead-letters/{number}/retry",
           .operation = "retryDeadLetter",
           .summary = "Gives it to intake again: as it is, or the corrected event in the body",
           .bodies = {{"application/cloudevents+json", {"CloudEvent", cloud_event_schema}}},
           .may_be_empty = true,
           .answers = {{200, "It stood in the log already", "application/json",
                        Schema{"Appended", appended_schema}},
                       {201, "Taken", "application/json", Schema{"Appended", appended_schema}}},
           .runs = Runs::behind,
           .handle = retry}};
}

}  // namespace dossier::api
