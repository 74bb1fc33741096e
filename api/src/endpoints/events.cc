// POST /api/events: one CloudEvent or a batch, in the modes of the HTTP binding. Answered from a
// thread of the log, once all is durable and judged.
#include <fmt/format.h>

#include <algorithm>

#include "appending.h"
#include "body.h"
#include "dossier/events/json.h"
#include "endpoint.h"
#include "schemas.h"

namespace dossier::api {
namespace {

using Parsed = Result<events::ParsedEvent>;

enum class Mode : uint8_t { structured, batch, binary_json, binary_flatbuffer, unknown };

std::string_view media_type(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ')) content_type.remove_suffix(1);
  return content_type;
}

bool starts_with_bracket(std::string_view body) {
  const size_t at = body.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos && body[at] == '[';
}

Mode mode_of(const Request& request) {
  const std::string_view type = media_type(request.header("content-type"));
  if (type == "application/cloudevents+json") return Mode::structured;
  if (type == "application/cloudevents-batch+json") return Mode::batch;
  const bool binary = !request.header("ce-specversion").empty();
  if (type == "application/x-flatbuffers") return Mode::binary_flatbuffer;
  if (type != "application/json") return Mode::unknown;
  if (binary) return Mode::binary_json;
  return starts_with_bracket(request.body) ? Mode::batch : Mode::structured;
}

Parsed parse_binary(events::EventParser& parser, const Request& request,
                    events::DataFormat format) {
  std::vector<std::pair<std::string, std::string>> decoded;
  for (const auto& [name, value] : request.headers) {
    if (!name.starts_with("ce-")) continue;
    auto text = percent_decode(value);  // CloudEvents HTTP binding, 3.1.3.2
    if (!text) return fail(ErrorCode::invalid, text.error().message, name.substr(3));
    decoded.emplace_back(name.substr(3), std::move(*text));
  }
  std::vector<events::Attribute> attributes(decoded.begin(), decoded.end());
  return parser.parse_binary(attributes, format, request.body);
}

void take_idempotency_key(const Request& request, Parsed& event) {
  if (!event || !event->id.empty()) return;
  if (auto key = idempotency_key(request))
    event->id = std::move(*key);
  else
    event = fail(ErrorCode::invalid, "is missing", "id",
                 "give the event an id, or send an Idempotency-Key of 1 to 256 visible characters");
}

// The publisher's trace goes with the event, where the publisher has not given it one of its own.
void carry_trace(const Call& call, Parsed& event) {
  if (!event || call.trace.parent.empty()) return;
  const auto is_trace = [](const auto& extension) { return extension.first == "traceparent"; };
  if (std::ranges::none_of(event->extensions, is_trace))
    event->extensions.emplace_back("traceparent", call.trace.parent);
}

// A publisher uses only the sources that the policy, or its token, gives it.
void check_source(const Call& call, Parsed& event) {
  if (!event || call.who.role != Role::publisher || call.policy->may_use(call.who, event->source))
    return;
  event = fail(ErrorCode::refused, "is not a source of this publisher", "source",
               "use one of its own, or have it added to the policy");
}

void answer_one(const CallPtr& call, const engine::AppendOutcome& outcome) {
  count_outcome(call->services.metrics, outcome);
  if (!outcome) return call->fault(problem_of_event(outcome.error()), outcome.error());
  JsonWriter out;
  out.begin_object();
  write_appended(out, *call, *outcome);
  out.end_object();
  call->json(status_of(*outcome), out.take());
}

void answer_batch(const CallPtr& call, const std::vector<engine::AppendOutcome>& outcomes) {
  JsonWriter out;
  bool faults = false;
  out.begin_array();
  for (const auto& outcome : outcomes) {
    count_outcome(call->services.metrics, outcome);
    out.begin_object();
    if (outcome) {
      out.member("status", status_of(*outcome));
      write_appended(out, *call, *outcome);
    } else {
      faults = true;
      write_problem(out, problem_of_event(outcome.error()), outcome.error(), "");
    }
    out.end_object();
  }
  out.end_array();
  call->json(faults ? 207 : 200, out.take());
}

Parsed parse_structured(events::EventParser& parser, const Request& request) {
  auto event = parser.parse_cloud_event(request.body);
  if (event || event.error().field.empty() || is_json(request.body)) return event;
  return fail(ErrorCode::invalid, "is not valid JSON", "", "check quotes, commas and brackets");
}

void submit_batch(const CallPtr& call, events::EventParser& parser) {
  auto events = parser.parse_batch(call->request.body);
  if (!events) return call->fault(problem_of_event(events.error()), events.error());
  if (events->size() > kBatchEventsMax)
    return call->fault({ErrorCode::too_large,
                        fmt::format("a batch has at most {} events", kBatchEventsMax), "",
                        "send it in parts"});
  if (events->empty()) return call->json(200, "[]");
  for (auto& event : *events) {
    if (event && event->id.empty())
      event = fail(ErrorCode::invalid, "is missing", "id", "each event of a batch needs its own");
    carry_trace(*call, event);
    check_source(*call, event);
  }
  call->services.engine.intake().submit(
      std::move(*events), [call](std::vector<engine::AppendOutcome> outcomes) {
        // The log's thread has other groups to write.
        call->services.background.run(
            [call, outcomes = std::move(outcomes)] { answer_batch(call, outcomes); });
      });
}

void submit_one(const CallPtr& call, Parsed event) {
  take_idempotency_key(call->request, event);
  carry_trace(*call, event);
  check_source(*call, event);
  std::vector<Parsed> events;
  events.push_back(std::move(event));
  call->services.engine.intake().submit(
      std::move(events),
      [call](std::vector<engine::AppendOutcome> outcomes) { answer_one(call, outcomes.front()); });
}

void publish(const CallPtr& call) {
  thread_local events::EventParser parser;
  const Request& request = call->request;
  switch (mode_of(request)) {
    case Mode::structured: return submit_one(call, parse_structured(parser, request));
    case Mode::batch: return submit_batch(call, parser);
    case Mode::binary_json:
      return submit_one(call, parse_binary(parser, request, events::DataFormat::json));
    case Mode::binary_flatbuffer:
      return submit_one(call, parse_binary(parser, request, events::DataFormat::flatbuffer));
    case Mode::unknown: break;
  }
  call->fault(problem("unsupported-media-type"),
              {ErrorCode::invalid, "the content type is not one of events", "", ""});
}

// A header of binary mode. Others than these the parser of events refuses; 256 bytes may be as many
// escapes.
Parameter attribute(std::string_view name, std::string_view summary,
                    std::string_view pattern = "^[\\x21-\\x7E]+$") {
  return {.name = name, .summary = summary, .least = 1, .most = 3 * 256, .pattern = pattern};
}

std::vector<Parameter> attributes() {
  constexpr std::string_view kCarried = "An extension: carried, not interpreted.";
  return {
      attribute("ce-specversion",
                "Binary mode: attributes as headers, percent-encoded, the body is `data`. Then "
                "needed, as are ce-type, ce-source and ce-subject; not read with the content types "
                "of CloudEvents.",
                "^1\\.0$"),
      attribute("ce-id", "Of the event, within its source; else Idempotency-Key."),
      attribute("ce-source", "The system that publishes, a URI reference: /core/payments."),
      attribute("ce-type", "A type of event: dossier.note.added.v1.", "^dossier\\.[a-z0-9_.]+$"),
      attribute("ce-subject", "Whose event it is: customer/C-1042, or C-1042 alone."),
      attribute("ce-time", "When it happened, RFC 3339; else when it is received."),
      attribute("ce-datacontenttype", "As Content-Type."),
      attribute("ce-dataschema", kCarried),
      attribute("ce-partitionkey", kCarried),
      attribute("ce-sequence", kCarried),
      attribute("ce-correlationid", kCarried),
      attribute("ce-causationid", kCarried),
      attribute("ce-traceparent", kCarried),
  };
}

}  // namespace

// Making the keys of a new customer waits for the disk.
std::vector<Endpoint> events_endpoints() {
  const Schema appended{"Appended", appended_schema};
  const Schema many{"BatchAppended", batch_appended_schema};
  return {{.method = "POST",
           .path = "/api/events",
           .operation = "publishEvents",
           .summary = "Publishes one event or a batch; answered once it is durable and judged",
           .headers = attributes(),
           .takes_key = true,
           .bodies = {{"application/cloudevents+json", {"CloudEvent", cloud_event_schema}},
                      {"application/cloudevents-batch+json", {"CloudEvents", cloud_events_schema}},
                      {"application/json", {"EventBody", event_body_schema}},
                      {"application/x-flatbuffers", {"Bytes", bytes_schema}}},
           .answers = {{200, "It stood in the log already; or a batch without faults",
                        "application/json", Schema{"AppendedOrBatch", appended_or_batch_schema}},
                       {201, "New", "application/json", appended},
                       {207, "A batch with faults: each event has its own status",
                        "application/json", many}},
           .runs = Runs::behind,
           .handle = publish}};
}

}  // namespace dossier::api
