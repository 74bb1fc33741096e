// GET /api/customers/{id}/timeline: what happened, newest first, a page at a time; from a cursor
// either way, or from a day.
#include <algorithm>

#include "dossier/search/fold.h"
#include "endpoint.h"
#include "present.h"
#include "reading.h"
#include "schemas.h"

namespace dossier::api {
namespace {

constexpr size_t kScanMax = 2000;  // rows looked at in a call; the cursor goes on behind them
constexpr size_t kReadRows = 200;

struct Ask : PageAsk {
  EntryFilter filter;
  std::vector<std::string> words;  // that an entry must say; empty: any

  bool all() const { return filter.all() && words.empty(); }
};

struct Page {
  std::vector<engine::Row> rows;  // newest first
  std::string last;               // key of the last row that was looked at
  bool more = false;              // rows stand behind it
};

Result<Ask> ask_of(const Call& call) {
  Ask ask;
  DOSSIER_ASSIGN(static_cast<PageAsk&>(ask), page_ask_of(call, is_timeline_key));
  DOSSIER_ASSIGN(ask.filter, entry_filter_of(call));
  if (const auto text = call.target.find("q")) {
    ask.words = search::words_of(*text);
    if (ask.words.empty()) return fail(ErrorCode::invalid, "has no letter or digit", "q");
  }
  const auto date = call.target.find("date");
  if (!date) return ask;
  if (!ask.from.empty())
    return fail(ErrorCode::invalid, "goes not with a cursor", "date", "send one of them");
  ask.from = timeline_key_before(call.services.engine.zone().start_of_day(*parse_date(*date) + 1));
  return ask;
}

// Up to `limit` rows that the filter takes.
Result<Page> scan(const Reading& of, const Ask& ask) {
  Page page{{}, ask.from, true};
  for (size_t scanned = 0; page.more && page.rows.size() < ask.limit && scanned < kScanMax;) {
    engine::RowQuery query = timeline_query();
    query.from = page.last;
    query.newest_first = !ask.newer;
    query.limit = ask.all() ? ask.limit - page.rows.size() : kReadRows;
    DOSSIER_ASSIGN(auto found, of.engine.read_rows(of.subject, query));
    page.more = found.more;
    for (auto& row : found.rows) {
      if (page.rows.size() == ask.limit) {
        page.more = true;
        break;
      }
      ++scanned;
      page.last = row.key;
      if (ask.filter.takes(row) && (ask.words.empty() || entry_says(of, row, ask.words)))
        page.rows.push_back(std::move(row));
    }
    if (found.rows.empty()) break;
  }
  if (ask.newer) std::ranges::reverse(page.rows);
  return page;
}

// Beyond the page's end, and back beyond its start: the newest page has nothing newer yet, but what
// comes next will be.
void write_cursors(JsonWriter& out, const Ask& ask, const Page& page) {
  const std::optional<std::string> last =
      page.last.empty() ? std::nullopt : std::optional(page.last);
  const std::optional<std::string> first =
      page.rows.empty() ? last : std::optional(page.rows.front().key);
  if (ask.newer) {
    const auto oldest =
        page.rows.empty() ? std::optional(ask.from) : std::optional(page.rows.back().key);
    write_cursor(out, "next", oldest);
    write_cursor(out, "previous", page.more ? last : first, true);
  } else {
    write_cursor(out, "next", page.more ? last : std::nullopt);
    write_cursor(out, "previous", first, true);
  }
}

std::string body_of(const Call& call, const Ask& ask, const Reading& of, const Page& page) {
  JsonWriter out;
  out.begin_object();
  write_view_head(out, call, of.view);
  out.key("entries").begin_array();
  for (const auto& row : page.rows) write_entry(out, of, row);
  out.end_array();
  write_clusters(out, page.rows);
  write_cursors(out, ask, page);
  out.end_object();
  return out.take() + "\n";
}

void timeline(const CallPtr& call) {
  const auto ask = ask_of(*call);
  if (!ask) return call->fault(ask.error());
  const auto view = call->services.engine.read(call->subject, {});  // its head: the page is rows
  if (!view) return call->fault(view.error());
  const Reading of{call->services.engine, call->subject, *view, call->viewer()};
  const auto page = scan(of, *ask);
  if (!page) return call->fault(page.error());
  answer_view(call, *view, [&] { return body_of(*call, *ask, of, *page); });
}

}  // namespace

std::vector<Endpoint> timeline_endpoints() {
  using Kind = Parameter::Kind;
  return {{.method = "GET",
           .path = "/api/customers/{id}/timeline",
           .operation = "readTimeline",
           .summary = "What happened, newest first",
           .query = {kLang,
                     kMinPosition,
                     kLimit,
                     kCursor,
                     {.name = "categories", .summary = "Only these, parted by commas."},
                     {.name = "q",
                      .summary = "Only what says these words, as the asker may read it.",
                      .least = 1,
                      .most = 400},
                     {.name = "date", .summary = "Starts with that day.", .kind = Kind::date},
                     {.name = "actor", .summary = "Only what that person or system did: its id."}},
           .answers = {view_answer("Timeline", timeline_schema)},
           .handle = timeline}};
}

}  // namespace dossier::api
