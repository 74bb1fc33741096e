// GET /api/customers: whom a few letters or digits mean. What was typed goes no further than the
// index: not into logs, traces or metrics, nor into an answer.
#include "dossier/search/fold.h"
#include "endpoint.h"
#include "reading.h"
#include "schemas.h"
#include "search/customer_search.h"
#include "search/found.h"

namespace dossier::api {
namespace {

constexpr Parameter kQuery{
    .name = "q",
    .summary =
        "Of an id, a loan number, a name, a phone number or an e-mail address: up to 100 "
        "characters.",
    .least = 1,
    .most = 4 * static_cast<int64_t>(search::kQueryMost),  // bytes
    .required = true};
constexpr Parameter kResults{.name = "limit",
                             .summary = "Customers at most.",
                             .kind = Parameter::Kind::number,
                             .least = 1,
                             .most = 50,
                             .fallback = 10};

// Fields that the asker sees in full; an account's number is shown as content.
search::Searchable searchable_of(const render::Masks& masks) {
  const auto full = [&masks](render::FieldClass field_class) {
    return masks.of(field_class) == render::Shown::full;
  };
  return {full(render::FieldClass::name), full(render::FieldClass::phone),
          full(render::FieldClass::email), full(render::FieldClass::content)};
}

// Empty where all are within reach.
search::Reach reach_of(const Call& call) {
  if (call.policy->reach(call.who.role) == Reach::all) return {};
  return [policy = call.policy, who = call.who](const search::Reachable& customer) {
    Belonging belonging;
    belonging.branch = customer.branch_id;
    const size_t count = std::min(customer.officers.size(), belonging.assigned.size());
    for (size_t i = 0; i < count; ++i) belonging.assigned[i] = customer.officers[i];
    return policy->reaches(who, belonging);
  };
}

std::string body_of(const Call& call, const CustomerSearch::Answer& answer) {
  const engine::Engine& engine = call.services.engine;
  JsonWriter out;
  out.begin_object();
  out.member("position", folded_token(engine, answer.folded));
  out.member("complete", answer.built == engine.records().partition_count());
  out.member("more", answer.more).key("customers").begin_array();
  for (const auto& found : answer.found)
    write_found(out, {engine, found.subject, found.view, call.viewer()}, found.hit);
  out.end_array().end_object();
  return out.take() + "\n";
}

void find(const CallPtr& call) {
  const std::string_view text = *call->target.find("q");
  const auto limit = static_cast<size_t>(call->number("limit"));
  const auto answer = call->services.search.find(
      {text, searchable_of(call->policy->masks(call->who.role)), limit, reach_of(*call)});
  if (!answer) return call->fault(answer.error());
  Response response{200, "application/json", {}, body_of(*call, *answer), {}};
  response.headers = {{"Cache-Control", "private, no-store"}};
  call->answer(std::move(response));
}

Progress progress_of(CustomerSearch& customers) {
  return {[&customers](Partition partition) { return customers.taken(partition); },
          [&customers](Position position, std::function<void()> then) {
            customers.when_taken(position, std::move(then));
          }};
}

void search(const CallPtr& call) {
  const auto characters = search::characters(*call->target.find("q"));
  if (!characters || *characters > search::kQueryMost)
    return call->fault({ErrorCode::invalid, "must be UTF-8 of at most 100 characters", "q", ""});
  call->services.search.start();
  when_all_there(call, progress_of(call->services.search), [call] { find(call); });
}

}  // namespace

std::vector<Endpoint> search_endpoints() {
  return {{.method = "GET",
           .path = "/api/customers",
           .operation = "searchCustomers",
           .summary = "Customers by what a person types: ids, loan numbers, names, phones, e-mails",
           .query = {kQuery, kResults, kLang, kMinPosition},
           .answers = {{200, "The best matches within reach", "application/json",
                        Schema{"CustomersFound", customers_found_schema}}},
           .runs = Runs::behind,
           .handle = search}};
}

}  // namespace dossier::api
