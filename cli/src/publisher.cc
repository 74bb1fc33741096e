#include "publisher.h"

#include <simdjson.h>

#include "exit_code.h"
#include "signals.h"

namespace dossier::cli {
namespace {

constexpr size_t kBatchEvents = 500;
constexpr size_t kBatchBytes = size_t{4} << 20;
constexpr int kTries = 20;
constexpr int kTryAgainMs = 250;

std::string text_of(const simdjson::dom::object& object, std::string_view name) {
  std::string_view text;
  if (object[name].get_string().get(text)) return {};
  return std::string(text);
}

// `status`: of the answer, where the object has none of its own.
Outcome outcome_of(const simdjson::dom::object& object, int status) {
  int64_t own = 0;
  if (!object["status"].get_int64().get(own)) status = static_cast<int>(own);
  Outcome outcome{status, text_of(object, "at"), text_of(object, "detail"),
                  text_of(object, "field"), text_of(object, "remedy")};
  if (outcome.detail.empty()) outcome.detail = text_of(object, "title");
  return outcome;
}

std::unexpected<Error> not_understood() {
  return fail(ErrorCode::io, "the server's answer is not understood", "",
              "is it of the same version?");
}

}  // namespace

Publisher::Publisher(Backend& backend, Tell tell) : backend_(backend), tell_(std::move(tell)) {}

Status Publisher::add(std::string_view event, uint64_t number) {
  body_ += body_.empty() ? '[' : ',';
  body_ += event;
  numbers_.push_back(number);
  if (numbers_.size() < kBatchEvents && body_.size() < kBatchBytes) return {};
  return flush();
}

// A server under load says so; it is asked again.
Result<api::Response> Publisher::send(const std::string& body, const std::string& content_type) {
  for (int attempt = 1;; ++attempt) {
    if (interrupted()) return fail(ErrorCode::unavailable, "interrupted");
    auto response = backend_.call(post("/api/events", body, content_type));
    if (!response || response->status != 503 || attempt == kTries) return response;
    pause_ms(kTryAgainMs);
  }
}

void Publisher::note(uint64_t number, const Outcome& outcome) {
  ++(outcome.status == 201 ? fresh_ : outcome.status == 200 ? known_ : faults_);
  if (tell_) tell_(number, outcome);
}

Status Publisher::add_alone(std::string event, uint64_t number) {
  DOSSIER_TRY(flush());
  DOSSIER_ASSIGN(const auto response, send(event, "application/cloudevents+json"));
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(response.body).get_object().get(object)) return not_understood();
  note(number, outcome_of(object, response.status));
  return {};
}

Status Publisher::flush() {
  if (numbers_.empty()) return {};
  body_ += ']';
  DOSSIER_ASSIGN(const auto response, checked(send(body_, "application/cloudevents-batch+json")));
  DOSSIER_TRY(note_batch(response));
  body_.clear();
  numbers_.clear();
  return {};
}

Status Publisher::note_batch(const api::Response& response) {
  simdjson::dom::parser parser;
  simdjson::dom::array outcomes;
  if (parser.parse(response.body).get_array().get(outcomes) || outcomes.size() != numbers_.size())
    return not_understood();
  size_t i = 0;
  for (const auto& element : outcomes) {
    simdjson::dom::object object;
    if (element.get_object().get(object)) return not_understood();
    note(numbers_[i++], outcome_of(object, response.status));
  }
  return {};
}

}  // namespace dossier::cli
