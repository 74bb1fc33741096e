// The fold of requests: asked for, then settled by an event that names them. Pure; any thread, one
// subject at a time.
#include <algorithm>

#include "dossier/events/fbs/bureau_generated.h"
#include "dossier/events/fbs/message_generated.h"
#include "dossier/events/fbs/request_generated.h"
#include "dossier/projections/said.h"
#include "dossier/projections/schema.h"
#include "dossier/requests/slice.h"

namespace dossier::requests {
namespace {

using event::EntityKind;
using events::EventKind;
using fold::Event;
using fold::FoldContext;
using fold::FoldStatus;
using projections::text_of;

// How a request ended.
struct Result {
  std::string id;
  Status status = Status::done;
  std::optional<EntityKind> entity_kind = {};
  std::string entity_id = {};
};

bool earlier(const Request& a, const Request& b) { return a.settled_at < b.settled_at; }

void keep_settled(RequestsSlice& slice, const std::string& id, Request request) {
  auto& settled = slice.edit<Settled>().by_id;
  settled[id] = std::move(request);
  if (settled.size() <= kMaxSettled) return;
  settled.erase(std::ranges::min_element(
      settled, [](const auto& a, const auto& b) { return earlier(a.second, b.second); }));
}

// Its fulfilment may have come before it (an import is folded in the order of effective times).
void ask(const Event& event, const event::Meta* meta, const std::string& id, Request request,
         FoldContext& context) {
  auto& slice = context.own<RequestsSlice>();
  request.asked_at = event.effective;
  if (meta != nullptr && meta->actor() != nullptr) {
    request.asked_by_kind = projections::value_of(meta->actor()->kind());
    request.asked_by = text_of(meta->actor()->id());
  }
  const auto& settled = slice.get<Settled>().by_id;
  const auto found = settled.find(id);
  if (found == settled.end()) {
    slice.edit<Pending>().by_id[id] = std::move(request);
    return;
  }
  request.status = found->second.status;
  request.settled_at = found->second.settled_at;
  request.result_kind = found->second.result_kind;
  request.result_id = found->second.result_id;
  keep_settled(slice, id, std::move(request));
}

// What is done stays done; what failed or was cancelled can still be done.
void settle(const Event& event, Result result, FoldContext& context) {
  if (result.id.empty()) return;
  auto& slice = context.own<RequestsSlice>();
  Request request;
  if (const auto& pending = slice.get<Pending>().by_id; pending.contains(result.id)) {
    request = pending.at(result.id);
    slice.edit<Pending>().by_id.erase(result.id);
  } else if (const auto& settled = slice.get<Settled>().by_id; settled.contains(result.id)) {
    request = settled.at(result.id);
    if (request.status == Status::done) return;
  }
  request.status = result.status;
  request.settled_at = event.effective;
  request.result_kind = result.entity_kind;
  request.result_id = std::move(result.entity_id);
  keep_settled(slice, result.id, std::move(request));
}

void fold_asked(const Event& event, FoldContext& context) {
  using event::bureau::CheckRequested;
  using event::request::ApplicationRequested;
  using event::request::CollectionsActionRequested;
  using event::request::MessageRequested;
  const auto add = [&](const auto& said, Kind kind, std::string what, std::string loan_id) {
    Request request;
    request.kind = kind;
    request.what = std::move(what);
    request.loan_id = std::move(loan_id);
    ask(event, said.meta(), text_of(said.request_id()), std::move(request), context);
  };
  if (event.kind() == EventKind::request_message_requested) {
    const auto& said = event.as<MessageRequested>();
    const auto channel = said.channel();
    add(said, Kind::message, channel ? event::EnumNameChannel(*channel) : "",
        text_of(said.loan_id()));
  } else if (event.kind() == EventKind::request_application_requested) {
    const auto& said = event.as<ApplicationRequested>();
    add(said, Kind::application, text_of(said.product_name()), "");
  } else if (event.kind() == EventKind::request_collections_action_requested) {
    const auto& said = event.as<CollectionsActionRequested>();
    const auto action = said.action();
    add(said, Kind::collections_action,
        action ? event::collection::EnumNameActivityType(*action) : "", text_of(said.loan_id()));
  } else {
    const auto& said = event.as<CheckRequested>();
    add(said, Kind::credit_check, text_of(said.bureau()), "");
  }
}

void fold_fulfilled(const Event& event, FoldContext& context) {
  const auto& said = event.as<event::request::Fulfilled>();
  Result result{.id = text_of(said.request_id())};
  switch (said.result().value_or(event::request::RequestResult::done)) {
    case event::request::RequestResult::done: break;
    case event::request::RequestResult::failed: result.status = Status::failed; break;
    case event::request::RequestResult::cancelled: result.status = Status::cancelled; break;
  }
  if (const auto* entity = said.entity()) {
    result.entity_kind = projections::value_of(entity->kind());
    result.entity_id = text_of(entity->id());
  }
  settle(event, std::move(result), context);
}

void fold_sent(const Event& event, FoldContext& context) {
  const auto& said = event.as<event::message::Sent>();
  const bool failed = said.status() == event::message::DeliveryStatus::failed;
  settle(event,
         {text_of(said.request_id()), failed ? Status::failed : Status::done, EntityKind::message,
          text_of(said.message_id())},
         context);
}

class Requests final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    if (kind != RequestsSlice::kKind) return nullptr;
    return std::make_unique<RequestsSlice>();
  }
  using Projection::fold;
  FoldStatus fold(const Event& event, FoldContext& context) const override;
  std::string data_schema() const override {
    return projections::schema_document([](JsonWriter& out) {
      out.key("pending");
      fold::write_type(out, "integer");
      out.key("order").begin_object().member("type", "array").key("items");
      fold::write_type(out, "string");
      out.end_object().key("items");
      fold::write_schema<std::map<std::string, Request>>(out);
    });
  }

 private:
  fold::ProjectionInfo info_{
      .name = "requests",
      .slot = kSlot,
      .version = 1,
      .summary = "What people asked other systems to do for the customer, and what came of it.",
      .subjects = {"customer"},
      .reads = {}};
};

FoldStatus Requests::fold(const Event& event, FoldContext& context) const {
  switch (event.kind()) {
    case EventKind::request_message_requested:
    case EventKind::request_application_requested:
    case EventKind::request_collections_action_requested:
    case EventKind::bureau_check_requested: fold_asked(event, context); break;
    case EventKind::request_fulfilled: fold_fulfilled(event, context); break;
    case EventKind::message_sent: fold_sent(event, context); break;
    case EventKind::application_submitted: {
      const auto& said = event.as<event::application::Submitted>();
      settle(event,
             {text_of(said.request_id()), Status::done, EntityKind::application,
              text_of(said.application_id())},
             context);
      break;
    }
    case EventKind::bureau_report_received: {
      const auto& said = event.as<event::bureau::ReportReceived>();
      settle(event,
             {text_of(said.request_id()), Status::done, EntityKind::bureau_report,
              text_of(said.report_id())},
             context);
      break;
    }
    default: break;
  }
  return {};
}

}  // namespace

std::string_view enum_name(Kind kind) {
  switch (kind) {
    case Kind::message: return "message";
    case Kind::application: return "application";
    case Kind::collections_action: return "collections_action";
    case Kind::credit_check: return "credit_check";
  }
  return {};
}

std::string_view enum_name(Status status) {
  switch (status) {
    case Status::pending: return "pending";
    case Status::done: return "done";
    case Status::failed: return "failed";
    case Status::cancelled: return "cancelled";
  }
  return {};
}

std::shared_ptr<const fold::Projection> make() { return std::make_shared<Requests>(); }

}  // namespace dossier::requests
