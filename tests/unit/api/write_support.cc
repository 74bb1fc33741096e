#include "write_support.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

namespace dossier::api {
namespace {

constexpr std::string_view kAmount = R"("amount":{"amount":"5000.00","currency":"JMD"})";

const std::vector<WriteExample>& examples() {
  static const std::string kPromise =
      fmt::format(R"("loan_id":"LN-1",{},"due_date":"2026-04-01","note":"After payday")", kAmount);
  static const std::string kPayment =
      fmt::format(R"("loan_id":"LN-1",{},"value_date":"2026-03-02","method":"cash")", kAmount);
  static const std::string kApplication = fmt::format(R"("product_name":"Auto loan",{})", kAmount);
  static const std::vector<WriteExample> kAll = {
      {"addNote", R"("text":"Asked for a call back.")"},
      {"recordPromise", kPromise},
      {"cancelPromise", R"("loan_id":"LN-1")"},
      {"recordPayment", kPayment},
      {"scheduleFollowUp",
       R"("action":"phone_call","due_at":"2026-03-05T15:00:00Z","note":"Again")"},
      {"closeFollowUp", R"("result":"done")"},
      {"recordCall", R"("outcome":"no_answer","notes":"Rang out","call_duration_s":20)"},
      {"recordVisit", R"("outcome":"contacted","notes":"Met at home")"},
      {"recordArrangement", R"("loan_id":"LN-1","notes":"Half now, half in May")"},
      {"escalate", R"("loan_id":"LN-1","stage":"hard_call")"},
      {"changeCaseStatus", R"("case_id":"CS-1","status":"on_hold")"},
      {"changeStatus", R"("status":"suspended")"},
      {"flagAccount", R"("kind":"review","note":"Papers differ")"},
      {"removeFlag", ""},
      {"reassignOfficer", R"("officer_id":"O-2")"},
      {"addContact", R"("kind":"mobile_phone","value":"+1 876 555 0199")"},
      {"correctContact", R"("value":"+1 876 555 0198")"},
      {"verifyContact", R"("method":"code_by_sms")"},
      {"removeContact", ""},
      {"requestMessage", R"("channel":"sms","text":"Please call us.")"},
      {"requestCreditCheck", ""},
      {"requestApplication", kApplication},
      {"requestCollectionsAction", R"("action":"field_visit","loan_id":"LN-1")"},
      {"dismissSignal", R"("note":"Known, on leave")"},
      {"ignoreRecommendation", ""},
      {"pinInsight", R"("text":"Pays after payday","sources":[{"kind":"loan","id":"LN-1"}])"},
      {"requestBrief", ""},
  };
  return kAll;
}

}  // namespace

const WriteExample& example_of(const WriteRow& row) {
  const auto found = std::ranges::find(examples(), row.operation, &WriteExample::operation);
  REQUIRE_MESSAGE(found != examples().end(), row.operation);
  return *found;
}

std::string write_body(std::string_view members, std::string_view reason) {
  std::string body = "{" + std::string(members);
  if (reason.empty()) return body + "}";
  body += members.empty() ? R"("reason":)" : R"(,"reason":)";
  append_json_text(body, reason);
  return body + "}";
}

std::string sound_body(const WriteRow& row) {
  return write_body(example_of(row).members, row.needs_reason ? "Agreed with the branch" : "");
}

std::string target_of(const WriteRow& row, std::string_view customer) {
  std::string target(row.path);
  target.replace(target.find("{id}"), 4, customer);
  const size_t open = target.find('{');
  if (open != std::string::npos) target.replace(open, target.find('}') + 1 - open, "T-1");
  return target;
}

Request write_request(const std::string& target, std::string body, const std::string& key) {
  Request request{"POST",
                  target,
                  {{"content-type", "application/json"}, {"authorization", bearer()}},
                  std::move(body),
                  Peer::tcp,
                  "203.0.113.9"};
  if (!key.empty()) request.headers.emplace_back("idempotency-key", key);
  return request;
}

engine::OpenedEvent newest_event(const RouterFixture& api, std::string_view customer) {
  const Subject subject = Subject::trusted("customer/" + std::string(customer));
  const engine::Records& log = api.engine->records();
  const Partition partition = partition_of(subject, log.partition_count());
  const auto records = log.read(partition, log.end(partition) + -1, 1);
  REQUIRE((records && records->size() == 1));
  auto opened = api.engine->open_event(records->front());
  REQUIRE(opened);
  return std::move(*opened);
}

std::string text_of(const events::TableValue& table, std::string_view name) {
  const auto* value = table.find(name);
  return value == nullptr ? "<absent>" : std::string(value->text());
}

const WriteRow& row_named(std::string_view operation) {
  const auto found = std::ranges::find(write_rows(), operation, &WriteRow::operation);
  REQUIRE_MESSAGE(found != write_rows().end(), operation);
  return *found;
}

}  // namespace dossier::api
