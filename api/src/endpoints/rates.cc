// POST /api/ops/exchange-rates {"from":"USD","to":"JMD","rate":"156.25","date":"2026-03-02"}: 1
// `from` is `rate` `to` from that day on.
#include "body.h"
#include "dossier/base/money.h"
#include "endpoint.h"
#include "schemas.h"

namespace dossier::api {
namespace {

using Texts = std::map<std::string, std::string>;

Result<std::string> required(const Texts& said, const std::string& name) {
  const auto found = said.find(name);
  if (found == said.end()) return fail(ErrorCode::invalid, "must be there", name);
  return found->second;
}

Result<uint16_t> currency(const Texts& said, const std::string& name) {
  DOSSIER_ASSIGN(const std::string code, required(said, name));
  const auto* found = find_currency(code);
  if (found == nullptr) return fail(ErrorCode::invalid, "must be a currency, as USD", name);
  return found->number;
}

Result<ExchangeRate> rate_of(const std::string& body) {
  constexpr std::string_view kNames[] = {"from", "to", "rate", "date"};
  DOSSIER_ASSIGN(const Texts said, body_texts(body, kNames));
  ExchangeRate rate;
  DOSSIER_ASSIGN(rate.from, currency(said, "from"));
  DOSSIER_ASSIGN(rate.to, currency(said, "to"));
  DOSSIER_ASSIGN(const std::string text, required(said, "rate"));
  const auto value = parse_decimal(text, 9);
  if (!value || *value <= 0)
    return fail(ErrorCode::invalid, "must be a positive decimal of at most 9 places", "rate");
  rate.rate = *value;
  DOSSIER_ASSIGN(const std::string day, required(said, "date"));
  const auto date = parse_date(day);
  if (!date) return fail(ErrorCode::invalid, date.error().message, "date", date.error().remedy);
  rate.date = *date;
  return rate;
}

void set_rate(const CallPtr& call) {
  const auto rate = rate_of(call->request.body);
  if (!rate) return call->fault(rate.error());
  const auto set = call->services.engine.set_exchange_rate(*rate);
  if (!set) return call->fault(set.error());
  call->json(200, R"({"set":true})");
}

std::string exchange_rate_schema() {
  return object_schema("from string, to string, rate string, date date");
}
std::string rate_set_schema() { return object_schema("set boolean"); }

}  // namespace

std::vector<Endpoint> rates_endpoints() {
  return {{.method = "POST",
           .path = "/api/ops/exchange-rates",
           .operation = "setExchangeRate",
           .summary = "1 `from` is `rate` `to` from that date on: an event of the log",
           .bodies = {{"application/json", {"ExchangeRate", exchange_rate_schema}}},
           .answers = {{200, "Set", "application/json", Schema{"RateSet", rate_set_schema}}},
           .runs = Runs::behind,
           .handle = set_rate}};
}

}  // namespace dossier::api
