// GET /api/customers/{id}/payments: what was paid, is to come, failed or went back, newest first, a
// page at a time, with the summary of all.
#include <map>

#include "endpoint.h"
#include "present.h"
#include "reading.h"

namespace dossier::api {
namespace {

constexpr int kTries = 5;

struct Page {
  engine::SubjectView view;
  engine::RowPage said;
  std::map<std::string, std::string> effects;  // by row key
};

// The effects between the page's start and its last row.
Status read_effects(const engine::Engine& engine, const PageAsk& ask, Page& page) {
  if (page.said.rows.empty()) return {};
  engine::RowQuery query = payment_effects_query();
  query.from = ask.from;
  query.limit = ask.limit;
  for (bool more = true; more;) {
    DOSSIER_ASSIGN(auto found, engine.read_rows(ask.subject, query));
    for (auto& row : found.rows) page.effects[row.key] = std::move(row.value);
    more = found.more && found.rows.back().key > page.said.rows.back().key;
    if (more) query.from = found.rows.back().key;
  }
  return {};
}

// Rows, their effects and the view are read one after the other: again where the customer changed
// meanwhile, so that the answer is of one version.
Result<Page> read_page(const engine::Engine& engine, const PageAsk& ask) {
  Page page;
  DOSSIER_ASSIGN(page.view, engine.read(ask.subject, payment_slots()));
  engine::RowQuery query = payments_query();
  query.from = ask.from;
  query.limit = ask.limit;
  for (int i = 0; i < kTries && page.view.exists; ++i) {
    page.effects.clear();
    DOSSIER_ASSIGN(page.said, engine.read_rows(ask.subject, query));
    DOSSIER_TRY(read_effects(engine, ask, page));
    DOSSIER_ASSIGN(auto after, engine.read(ask.subject, payment_slots()));
    const bool same = after.version == page.view.version &&
                      after.folded.business_date == page.view.folded.business_date;
    page.view = std::move(after);
    if (same) return page;
  }
  if (!page.view.exists) return fail(ErrorCode::not_found, "no customer has this id");
  return fail(ErrorCode::unavailable, "the customer changes faster than a page can be read", "",
              "ask again");
}

std::string body_of(const Call& call, const PageAsk& ask, const Page& page) {
  JsonWriter out;
  out.begin_object();
  write_view_head(out, call, ask.subject, page.view);
  write_payments_summary(out, page.view, ask.tongue);
  out.key("items").begin_array();
  for (const auto& row : page.said.rows) {
    const auto effect = page.effects.find(row.key);
    write_payment(out, call.services.engine, ask.subject, page.view, row,
                  effect == page.effects.end() ? nullptr : &effect->second, ask.tongue);
  }
  out.end_array();
  write_next(out, page.said.more ? std::optional(page.said.rows.back().key) : std::nullopt);
  out.end_object();
  return out.take() + "\n";
}

void read(const CallPtr& call, const PageAsk& ask) {
  const auto page = read_page(call->services.engine, ask);
  if (!page) return call->fault(page.error());
  answer_view(call, page->view, [&] { return body_of(*call, ask, *page); });
}

void payments(const CallPtr& call) {
  auto ask = page_ask_of(*call, is_payment_key);
  if (!ask) return call->fault(ask.error());
  const Subject subject = ask->subject;  // the capture below takes the other one away
  when_readable(call, subject, [call, ask = std::move(*ask)] { read(call, ask); });
}

}  // namespace

std::vector<Endpoint> payments_endpoints() {
  return {{"GET", "/api/customers/{id}/payments", "lang min_position limit cursor",
           Access::everyone, Runs::here, payments}};
}

}  // namespace dossier::api
