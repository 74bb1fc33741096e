// What people write of a customer: POST /api/customers/{id}/…, one row a write. Each appends one
// event; docs/writes.md has the same table for readers.
#include "writing.h"

#include <algorithm>
#include <utility>

#include "appending.h"
#include "endpoint.h"
#include "present.h"
#include "reading.h"
#include "schemas.h"

namespace dossier::api {
namespace {

using enum events::EventKind;

constexpr WriteRow kRows[] = {
    {.operation = "addNote",
     .path = "/api/customers/{id}/notes",
     .event = note_added,
     .summary = "Adds a note for staff",
     .id_field = "note_id",
     .id_prefix = "N"},
    {.operation = "recordPromise",
     .path = "/api/customers/{id}/promises",
     .event = promise_made,
     .summary = "Records a promise to pay",
     .id_field = "promise_id",
     .id_prefix = "PR",
     .person_field = "agent_id"},
    {.operation = "cancelPromise",
     .path = "/api/customers/{id}/promises/{promise}/cancel",
     .event = promise_cancelled,
     .summary = "Cancels a promise to pay",
     .id_field = "promise_id"},
    {.operation = "recordPayment",
     .path = "/api/customers/{id}/payments",
     .event = payment_received,
     .summary = "Records a payment that came in",
     .id_field = "payment_id",
     .id_prefix = "P"},
    {.operation = "scheduleFollowUp",
     .path = "/api/customers/{id}/follow-ups",
     .event = collection_follow_up_scheduled,
     .summary = "Schedules what is to be done next",
     .id_field = "follow_up_id",
     .id_prefix = "FU"},
    {.operation = "closeFollowUp",
     .path = "/api/customers/{id}/follow-ups/{follow_up}/close",
     .event = collection_follow_up_closed,
     .summary = "Closes a follow-up",
     .id_field = "follow_up_id"},
    {.operation = "recordCall",
     .path = "/api/customers/{id}/calls",
     .event = collection_activity_recorded,
     .summary = "Records a call and its outcome",
     .id_field = "activity_id",
     .id_prefix = "ACT",
     .person_field = "agent_id",
     .fixed_field = "type",
     .fixed_value = "phone_call"},
    {.operation = "recordVisit",
     .path = "/api/customers/{id}/visits",
     .event = collection_activity_recorded,
     .summary = "Records a field visit and its outcome",
     .id_field = "activity_id",
     .id_prefix = "ACT",
     .person_field = "agent_id",
     .fixed_field = "type",
     .fixed_value = "field_visit"},
    {.operation = "recordArrangement",
     .path = "/api/customers/{id}/arrangements",
     .event = collection_activity_recorded,
     .summary = "Records a payment arrangement",
     .id_field = "activity_id",
     .id_prefix = "ACT",
     .person_field = "agent_id",
     .fixed_field = "type",
     .fixed_value = "payment_arrangement"},
    {.operation = "escalate",
     .path = "/api/customers/{id}/escalations",
     .event = collection_escalated,
     .summary = "Takes the collection of a loan to another stage",
     .needs_reason = true},
    {.operation = "changeCaseStatus",
     .path = "/api/customers/{id}/case-status",
     .event = collection_case_status_changed,
     .summary = "Changes the status of a collection case",
     .id_field = "case_id",
     .needs_reason = true},
    {.operation = "changeStatus",
     .path = "/api/customers/{id}/status",
     .event = customer_status_changed,
     .summary = "Changes the customer's status",
     .needs_reason = true},
    {.operation = "flagAccount",
     .path = "/api/customers/{id}/flags",
     .event = customer_account_flagged,
     .summary = "Flags the account, for review say",
     .id_field = "flag_id",
     .id_prefix = "FL"},
    {.operation = "removeFlag",
     .path = "/api/customers/{id}/flags/{flag}/remove",
     .event = customer_account_unflagged,
     .summary = "Removes a flag",
     .id_field = "flag_id",
     .had_thing = had_flag},
    {.operation = "reassignOfficer",
     .path = "/api/customers/{id}/officer",
     .event = customer_officer_reassigned,
     .summary = "Gives the customer to another officer",
     .needs_reason = true},
    {.operation = "addContact",
     .path = "/api/customers/{id}/contacts",
     .event = customer_contact_point_added,
     .summary = "Adds a number or address",
     .id_field = "contact_id",
     .id_prefix = "CP"},
    {.operation = "correctContact",
     .path = "/api/customers/{id}/contacts/{contact}",
     .event = customer_contact_point_updated,
     .summary = "Corrects a number or address",
     .id_field = "contact_id",
     .had_thing = had_contact},
    {.operation = "verifyContact",
     .path = "/api/customers/{id}/contacts/{contact}/verify",
     .event = customer_contact_point_verified,
     .summary = "Says that a number or address was verified",
     .id_field = "contact_id",
     .had_thing = had_contact},
    {.operation = "removeContact",
     .path = "/api/customers/{id}/contacts/{contact}/remove",
     .event = customer_contact_point_removed,
     .summary = "Removes a number or address",
     .id_field = "contact_id",
     .had_thing = had_contact},
    {.operation = "requestMessage",
     .path = "/api/customers/{id}/messages",
     .event = request_message_requested,
     .summary = "Asks for a message to be sent",
     .id_field = "request_id",
     .id_prefix = "RQ"},
    {.operation = "requestCreditCheck",
     .path = "/api/customers/{id}/credit-checks",
     .event = bureau_check_requested,
     .summary = "Asks for a credit check",
     .id_field = "request_id",
     .id_prefix = "RQ"},
    {.operation = "requestApplication",
     .path = "/api/customers/{id}/applications",
     .event = request_application_requested,
     .summary = "Asks for a new application",
     .id_field = "request_id",
     .id_prefix = "RQ"},
    {.operation = "requestCollectionsAction",
     .path = "/api/customers/{id}/collections-actions",
     .event = request_collections_action_requested,
     .summary = "Asks for a collections action",
     .id_field = "request_id",
     .id_prefix = "RQ"},
    {.operation = "dismissSignal",
     .path = "/api/customers/{id}/signals/{signal}/dismiss",
     .event = insight_signal_dismissed,
     .summary = "Dismisses a signal",
     .id_field = "signal_id"},
    {.operation = "ignoreRecommendation",
     .path = "/api/customers/{id}/recommendations/{recommendation}/ignore",
     .event = insight_recommendation_ignored,
     .summary = "Passes over a recommendation",
     .id_field = "recommendation_id",
     .needs_reason = true},
    {.operation = "pinInsight",
     .path = "/api/customers/{id}/insights",
     .event = insight_pinned,
     .summary = "Pins an insight for others to see",
     .id_field = "insight_id",
     .id_prefix = "IN"},
    {.operation = "requestBrief",
     .path = "/api/customers/{id}/brief",
     .event = insight_brief_requested,
     .summary = "Asks for the brief to be made anew"},
};

void answer(const CallPtr& call, const WriteRow& row, const std::string& id,
            const engine::AppendOutcome& outcome) {
  count_outcome(call->services.metrics, outcome);
  if (!outcome) return call->fault(problem_of_event(outcome.error()), outcome.error());
  JsonWriter out;
  out.begin_object();
  write_appended(out, *call, *outcome);
  if (!id.empty()) out.member("id", id);
  out.member("event_type", row.type().name).end_object();
  call->json(status_of(*outcome), out.take());
}

// What a fold could not take would stop the customer's views: said here, where a person waits.
Status check_amounts(const Write& write) {
  const auto& root = write.event.data.root();
  for (const auto& field : root.descriptor().fields)
    if (root[field.id].kind() == events::ValueKind::money &&
        root[field.id].money().minor > amount_max())
      return fail(ErrorCode::invalid, "is more than sums can hold", std::string(field.name));
  return {};
}

// What is personal can not be kept where the keys are gone: said here, where a person waits.
Status check_erased(const Call& call, const Write& write) {
  const std::string_view field = personal_field(write);
  if (field.empty() || !call.services.engine.vault().erased(write.event.subject.key())) return {};
  return fail(ErrorCode::invalid, "can not be kept: the customer's personal data was erased",
              std::string(field), "leave it out");
}

void append(const CallPtr& call, const WriteRow& row, const std::string& key) {
  engine::Engine& engine = call->services.engine;
  const std::string thing = row.names_thing() ? call->names[1] : std::string();
  if (row.had_thing != nullptr) {
    const auto view = engine.read(call->subject, profile_slots());
    if (!view) return call->fault(view.error());
    if (!row.had_thing(*view, thing))
      return call->fault({ErrorCode::not_found, "the customer has nothing of this id", "", ""});
  }
  auto write = write_of(
      row, {call->who, call->subject, thing, key, call->request.address, call->request.body});
  Status sound = write ? check_erased(*call, *write) : std::unexpected(write.error());
  if (sound) sound = check_amounts(*write);
  if (!sound) {
    const bool of_field = !sound.error().field.empty();
    return call->fault(of_field ? problem_of_event(sound.error()) : problem_of(sound.error()),
                       sound.error());
  }
  write->event.extensions.emplace_back("traceparent", traceparent_of(call->trace));
  std::vector<Result<events::ParsedEvent>> events;
  events.push_back(std::move(write->event));
  engine.intake().submit(std::move(events), [call, &row, id = std::move(write->id)](
                                                std::vector<engine::AppendOutcome> outcomes) {
    answer(call, row, id, outcomes.front());
  });
}

bool said_json(std::string_view content_type) {
  return content_type.substr(0, content_type.find(';')) == "application/json";
}

void write(const CallPtr& call) {
  const auto* row = std::ranges::find(kRows, call->endpoint->operation, &WriteRow::operation);
  const auto key = idempotency_key(call->request);
  if (!key) return call->fault(key.error());
  if (!call->request.body.empty() && !said_json(call->request.header("content-type")))
    return call->fault(
        problem("unsupported-media-type"),
        {ErrorCode::invalid, "the body is not said to be JSON", "", "send it as application/json"});
  append(call, *row, *key);
}

Schema written_schema() {
  return {"Written", [] {
            return object_schema(
                "position string, duplicate boolean, at string, id string?, event_type string");
          }};
}

Endpoint endpoint_of(const WriteRow& row) {
  std::string name(row.operation);
  name[0] = static_cast<char>(name[0] - 32);
  return {.method = "POST",
          .path = row.path,
          .operation = row.operation,
          .summary = row.summary,
          .query = {kMinPosition},
          .idempotent = true,
          .bodies = {{"application/json",
                      {std::move(name), [&row] { return write_body_schema(row); }}}},
          .answers = {{200, "The same was written already", "application/json", written_schema()},
                      {201, "Written", "application/json", written_schema()}},
          .runs = Runs::behind,
          .handle = write};
}

// One event of a recommendation. There are no recommendations yet, so no id is one's.
void execute(const CallPtr& call) {
  if (const auto key = idempotency_key(call->request); !key) return call->fault(key.error());
  call->fault({ErrorCode::not_found, "no recommendation has this id", "", ""});
}

}  // namespace

std::span<const WriteRow> write_rows() { return kRows; }

std::vector<Endpoint> writes_endpoints() {
  std::vector<Endpoint> all;
  for (const WriteRow& row : kRows) all.push_back(endpoint_of(row));
  all.push_back({.method = "POST",
                 .path = "/api/actions/{id}/execute",
                 .operation = "executeAction",
                 .summary = "Does the one event of a recommendation",
                 .idempotent = true,
                 .answers = {{201, "Written", "application/json", written_schema()}},
                 .handle = execute});
  return all;
}

}  // namespace dossier::api
