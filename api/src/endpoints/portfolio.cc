// GET /api/portfolio: customers, loans and money by one dimension, summed over partitions. Each
// partition as of its own position; the answer says which, and how many have opened the latest day.
#include <algorithm>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"
#include "endpoint.h"
#include "present.h"
#include "reading.h"
#include "schemas.h"

namespace dossier::api {
namespace {

// The latest business day, in how many partitions of how many.
void write_day(JsonWriter& out, const engine::Totals& totals) {
  std::optional<Date> latest;
  for (const auto& folded : totals.folded) latest = std::max(latest, folded.business_date);
  const auto there =
      std::ranges::count(totals.folded, latest, &engine::FoldedPosition::business_date);
  out.key("business_date");
  if (latest)
    out.text(to_string(*latest));
  else
    out.null();
  out.member("partitions", totals.folded.size());
  out.member("partitions_at_date", latest ? there : 0);
}

// All that can change but the position, which moves on without a change of the figures.
std::string figures_of(const engine::Totals& totals, const PortfolioQuery& query,
                       render::Language language) {
  JsonWriter out;
  out.begin_object();
  write_day(out, totals);
  out.member("incomplete", totals.incomplete).member("importing", totals.importing);
  out.key("portfolio").raw(portfolio_json(query, totals, language));
  out.end_object();
  return out.take();
}

void read(const CallPtr& call, const PortfolioQuery& query) {
  const engine::Engine& engine = call->services.engine;
  const auto totals = engine.totals(portfolio::kSlot, {});
  const std::string figures = figures_of(totals, query, call->viewer().language);
  const auto digest = engine::sha256(to_hex(engine.records().log_id()) + figures);
  const std::string etag = "W/\"" + base64url(engine::as_text(digest).substr(0, 15)) + "\"";
  const std::string position = folded_token(engine, totals.folded);
  Response response{200, "application/json", {}, {}, {}};
  response.headers = {{"ETag", etag}, {"Cache-Control", "private, no-cache"}};
  if (!position.empty()) response.headers.emplace_back("Dossier-Position", position);
  if (matches(call->request.header("if-none-match"), etag))
    response.status = 304;
  else
    response.body = R"({"position":")" + position + "\"," + figures.substr(1) + "\n";
  call->answer(std::move(response));
}

void portfolio(const CallPtr& call) {
  const auto query = parse_portfolio(call->target);
  if (!query) return call->fault(query.error());
  when_all_readable(call, [call, query = *query] { read(call, query); });
}

}  // namespace

std::vector<Endpoint> portfolio_endpoints() {
  return {{.method = "GET",
           .path = "/api/portfolio",
           .operation = "readPortfolio",
           .summary = "Customers, loans and money across customers, by one dimension",
           .query = {{.name = "by",
                      .summary = "The dimension.",
                      .kind = Parameter::Kind::choice,
                      .choices = "bucket branch officer product"},
                     kCurrency,
                     kLang,
                     kMinPosition},
           .answers = {view_answer("Portfolio", portfolio_schema)},
           .handle = portfolio}};
}

}  // namespace dossier::api
