// GET /api/customers/{id}: what is known of a customer, as of one position; with `currency` the
// headline's sums in that one, too.
#include "dossier/base/money.h"
#include "endpoint.h"
#include "present.h"
#include "reading.h"
#include "schemas.h"

namespace dossier::api {
namespace {

// Nothing where the request names none. Errors: invalid.
Result<std::optional<uint16_t>> currency_of(const Target& target) {
  const auto code = target.find("currency");
  if (!code) return std::nullopt;
  const auto* currency = find_currency(*code);
  if (currency == nullptr)
    return fail(ErrorCode::invalid, "must be a currency, as USD", "currency");
  return std::optional(currency->number);
}

void customer(const CallPtr& call) {
  const auto currency = currency_of(call->target);
  if (!currency) return call->fault(currency.error());
  answer_customer(call, view_slots(), [currency = *currency](JsonWriter& out, const Reading& of) {
    write_headline(out, of, currency);
    write_profile(out, of);
    write_timeline_summary(out, of);
    write_pending_requests(out, of);
  });
}

}  // namespace

std::vector<Endpoint> customer_endpoints() {
  return {{.method = "GET",
           .path = "/api/customers/{id}",
           .operation = "readCustomer",
           .summary = "What is known of a customer: headline, profile, summary of the timeline",
           .query = {kCurrency, kLang, kMinPosition},
           .answers = {view_answer("Customer", customer_schema)},
           .handle = customer}};
}

}  // namespace dossier::api
