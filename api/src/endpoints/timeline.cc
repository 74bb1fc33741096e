// GET /api/customers/{id}/timeline: what happened, newest first, a page at a time.
#include <algorithm>
#include <array>

#include "endpoint.h"
#include "present.h"
#include "reading.h"

namespace dossier::api {
namespace {

constexpr size_t kScanMax = 2000;  // rows looked at in a call; the cursor goes on behind them
constexpr size_t kReadRows = 200;

struct Ask : PageAsk {
  CategorySet categories;
};

struct Page {
  std::vector<engine::Row> rows;
  std::string last;   // key of the last row that was looked at
  bool more = false;  // rows stand behind it
};

Result<Ask> ask_of(const Call& call) {
  Ask ask;
  DOSSIER_ASSIGN(static_cast<PageAsk&>(ask), page_ask_of(call, is_timeline_key));
  if (const auto text = call.target.find("categories")) {
    DOSSIER_ASSIGN(ask.categories, parse_categories(*text));
  }
  return ask;
}

// Up to `limit` rows of the asked categories.
Result<Page> scan(const engine::Engine& engine, const Ask& ask) {
  Page page{{}, ask.from, true};
  for (size_t scanned = 0; page.more && page.rows.size() < ask.limit && scanned < kScanMax;) {
    engine::RowQuery query = timeline_query();
    query.from = page.last;
    query.limit = ask.categories.all() ? ask.limit - page.rows.size() : kReadRows;
    DOSSIER_ASSIGN(auto found, engine.read_rows(ask.subject, query));
    page.more = found.more;
    for (auto& row : found.rows) {
      if (page.rows.size() == ask.limit) {
        page.more = true;
        break;
      }
      ++scanned;
      page.last = row.key;
      if (ask.categories.takes(row.value)) page.rows.push_back(std::move(row));
    }
    if (found.rows.empty()) break;
  }
  return page;
}

std::string body_of(const Call& call, const Ask& ask, const engine::SubjectView& view,
                    const Page& page) {
  JsonWriter out;
  out.begin_object();
  write_view_head(out, call, ask.subject, view);
  out.key("entries").begin_array();
  for (const auto& row : page.rows)
    write_entry(out, call.services.engine, ask.subject, row, ask.tongue);
  out.end_array();
  write_next(out, page.more ? std::optional(page.last) : std::nullopt);
  out.end_object();
  return out.take() + "\n";
}

void read(const CallPtr& call, const Ask& ask) {
  const engine::Engine& engine = call->services.engine;
  const auto view = engine.read(ask.subject, {});  // its head: the page itself is rows
  if (!view) return call->fault(view.error());
  if (!view->exists) return call->fault({ErrorCode::not_found, "no customer has this id", "", ""});
  const auto page = scan(engine, ask);
  if (!page) return call->fault(page.error());
  answer_view(call, *view, [&] { return body_of(*call, ask, *view, *page); });
}

void timeline(const CallPtr& call) {
  auto ask = ask_of(*call);
  if (!ask) return call->fault(ask.error());
  const Subject subject = ask->subject;  // the capture below takes the other one away
  when_readable(call, subject, [call, ask = std::move(*ask)] { read(call, ask); });
}

}  // namespace

std::vector<Endpoint> timeline_endpoints() {
  return {{"GET", "/api/customers/{id}/timeline", "lang min_position limit cursor categories",
           Access::everyone, Runs::here, timeline}};
}

}  // namespace dossier::api
