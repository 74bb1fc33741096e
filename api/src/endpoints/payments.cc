// GET /api/customers/{id}/payments: what was paid, is to come, failed or went back, newest first, a
// page at a time, with the summary of all.
#include <map>

#include "endpoint.h"
#include "present.h"
#include "reading.h"
#include "schemas.h"

namespace dossier::api {
namespace {

constexpr int kTries = 5;

struct Page {
  engine::SubjectView view;
  engine::RowPage said;
  std::map<std::string, std::string> effects;  // by row key
};

// The effects between the page's start and its last row.
Status read_effects(const Call& call, const PageAsk& ask, Page& page) {
  if (page.said.rows.empty()) return {};
  engine::RowQuery query = payment_effects_query();
  query.from = ask.from;
  query.limit = ask.limit;
  for (bool more = true; more;) {
    DOSSIER_ASSIGN(auto found, call.services.engine.read_rows(call.subject, query));
    for (auto& row : found.rows) page.effects[row.key] = std::move(row.value);
    more = found.more && found.rows.back().key > page.said.rows.back().key;
    if (more) query.from = found.rows.back().key;
  }
  return {};
}

// Rows, their effects and the view are read one after the other: again where the customer changed
// meanwhile, so that the answer is of one version.
Result<Page> read_page(const Call& call, const PageAsk& ask) {
  const engine::Engine& engine = call.services.engine;
  Page page;
  DOSSIER_ASSIGN(page.view, engine.read(call.subject, payment_slots()));
  engine::RowQuery query = payments_query();
  query.from = ask.from;
  query.limit = ask.limit;
  for (int i = 0; i < kTries && page.view.exists; ++i) {
    page.effects.clear();
    DOSSIER_ASSIGN(page.said, engine.read_rows(call.subject, query));
    DOSSIER_TRY(read_effects(call, ask, page));
    DOSSIER_ASSIGN(auto after, engine.read(call.subject, payment_slots()));
    const bool same = after.version == page.view.version &&
                      after.folded.business_date == page.view.folded.business_date;
    page.view = std::move(after);
    if (same) return page;
  }
  if (!page.view.exists) return fail(ErrorCode::not_found, "no customer has this id");
  return fail(ErrorCode::unavailable, "the customer changes faster than a page can be read", "",
              "ask again");
}

std::string body_of(const Call& call, const Page& page) {
  JsonWriter out;
  out.begin_object();
  const Reading of{call.services.engine, call.subject, page.view, call.viewer()};
  write_view_head(out, call, page.view);
  write_payments_summary(out, of);
  out.key("items").begin_array();
  for (const auto& row : page.said.rows) {
    const auto effect = page.effects.find(row.key);
    write_payment(out, of, row, effect == page.effects.end() ? nullptr : &effect->second);
  }
  out.end_array();
  write_cursor(out, "next",
               page.said.more ? std::optional(page.said.rows.back().key) : std::nullopt);
  out.end_object();
  return out.take() + "\n";
}

void payments(const CallPtr& call) {
  const auto ask = page_ask_of(*call, is_payment_key);
  if (!ask) return call->fault(ask.error());
  if (ask->newer)
    return call->fault(
        {ErrorCode::invalid, "not a cursor of this list", "cursor", "send its `next`"});
  const auto page = read_page(*call, *ask);
  if (!page) return call->fault(page.error());
  answer_view(call, page->view, [&] { return body_of(*call, *page); });
}

}  // namespace

std::vector<Endpoint> payments_endpoints() {
  return {{.method = "GET",
           .path = "/api/customers/{id}/payments",
           .operation = "readPayments",
           .summary = "Payments, reminders and charge-backs, newest first, with their summary",
           .query = {kLang, kMinPosition, kLimit, kCursor},
           .answers = {view_answer("Payments", payments_schema)},
           .handle = payments}};
}

}  // namespace dossier::api
