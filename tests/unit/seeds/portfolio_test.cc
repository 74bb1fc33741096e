#include "dossier/seeds/portfolio.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "dossier/base/bytes.h"
#include "seen_event.h"

using namespace dossier;
using namespace dossier::seeds;

namespace {

std::string text_of(const PortfolioOptions& options) {
  Portfolio portfolio(options);
  std::string all;
  std::string json;
  while (portfolio.next(json)) all += json + "\n";
  return all;
}

struct Loan {
  int64_t outstanding = 0;
  int64_t penalties = 0;
};

void follow(const SeenEvent& event, std::map<std::string, Loan>& loans) {
  if (!event.has("loan_id")) return;
  Loan& loan = loans[event.text("loan_id")];
  if (event.type == "loan.disbursed") {
    for (const SeenRow& row : event.schedule) loan.outstanding += row.principal;
    CHECK(loan.outstanding == event.number("amount"));
  }
  if (event.type == "charge.applied") loan.penalties += event.number("amount");
  if (event.type == "loan.closed") CHECK(loan.outstanding + loan.penalties == 0);
  if (event.type != "payment.received") return;
  loan.outstanding -= event.number("breakdown.principal");
  loan.penalties -= event.number("breakdown.penalties");
  CHECK(loan.penalties >= 0);
  CHECK(loan.outstanding >= 0);
  CHECK(event.number("running_balance") == loan.outstanding);
  CHECK(event.number("breakdown.principal") + event.number("breakdown.interest") +
            event.number("breakdown.fees") + event.number("breakdown.penalties") ==
        event.number("amount"));
}

}  // namespace

TEST_CASE("portfolio: exactly as many events and customers as asked for") {
  for (const auto& [customers, events] : std::vector<std::pair<uint64_t, uint64_t>>{
           {1, 1}, {1, 500}, {100, 40}, {100, 1100}, {99, 10'007}, {3, 9000}, {5, 0}}) {
    for (const bool brackets : {false, true}) {
      Portfolio portfolio(PortfolioOptions{customers, events, 3, brackets});
      std::string json;
      uint64_t count = 0;
      std::set<std::string> subjects;
      while (portfolio.next(json)) {
        ++count;
        subjects.insert(see(json).subject);
      }
      CHECK(count == events);
      CHECK(subjects.size() == std::min(customers, events));
    }
  }
}

TEST_CASE("portfolio: the first 10,000 events are these bytes, on every machine and compiler") {
  CHECK(crc32c(text_of({200, 10'000, 1, false})) == 3591217880);
  CHECK(crc32c(text_of({200, 10'000, 1, true})) == 768791907);
}

TEST_CASE("portfolio: the same seed, the same bytes; another seed, others") {
  CHECK(text_of({50, 2000, 9, false}) == text_of({50, 2000, 9, false}));
  CHECK(text_of({50, 2000, 9, false}) != text_of({50, 2000, 10, false}));
}

TEST_CASE("portfolio: days are opened in order, each before its events") {
  Portfolio portfolio(PortfolioOptions{150, 9000, 4, false});
  Portfolio::Item item;
  Date open = Portfolio::first_day() + -1;
  uint32_t days = 0;
  while (portfolio.next(item)) {
    if (item.kind == Portfolio::Item::Kind::open_day) {
      CHECK(item.date == open + 1);
      CHECK(item.json.empty());
      open = item.date;
      ++days;
    } else {
      REQUIRE(item.date == open);
      REQUIRE(item.json.find("\"time\":\"" + to_string(open) + "T") != std::string::npos);
    }
  }
  CHECK(open <= Portfolio::last_day());
  CHECK(days > 1000);
}

TEST_CASE("portfolio: a customer's events come in order, each with an identity of its own") {
  Portfolio portfolio(PortfolioOptions{120, 8000, 5, false});
  std::string json;
  std::map<std::string, Instant> last;
  std::set<std::string> ids;
  while (portfolio.next(json)) {
    const SeenEvent event = see(json);
    REQUIRE(ids.insert(event.id).second);
    const auto [seen, fresh] = last.emplace(event.subject, event.time);
    CHECK(event.time >= seen->second);
    if (fresh) CHECK(event.type == "customer.registered");
    seen->second = event.time;
  }
}

TEST_CASE("portfolio: schedules, breakdowns and balances add up to the cent") {
  Portfolio portfolio(PortfolioOptions{300, 20'000, 6, false});
  std::string json;
  std::map<std::string, Loan> loans;
  while (portfolio.next(json)) follow(see(json), loans);
  CHECK(loans.size() > 250);
}

TEST_CASE("portfolio: most payments are on time, some are late, promises are made") {
  Portfolio portfolio(PortfolioOptions{500, 30'000, 7, false});
  std::string json;
  std::map<std::string, int64_t> counts;
  int64_t late = 0;
  while (portfolio.next(json)) {
    const SeenEvent event = see(json);
    ++counts[event.type];
    if (event.type == "payment.received" && event.number("value_date") > event.number("due_date"))
      ++late;
  }
  const int64_t paid = counts["payment.received"];
  CHECK(paid > 4000);
  CHECK(late * 100 > paid * 4);
  CHECK(late * 100 < paid * 30);
  CHECK(counts["promise.made"] > 50);
  CHECK(counts["charge.applied"] > 20);
  CHECK(counts["application.rejected"] > 10);
}

TEST_CASE("portfolio: an import bracket holds a customer's whole history, and counts it") {
  Portfolio portfolio(PortfolioOptions{80, 4000, 8, true});
  std::string json;
  std::map<std::string, int64_t> inside;
  size_t closed = 0;
  while (portfolio.next(json)) {
    const SeenEvent event = see(json);
    if (event.type == "control.import_started") {
      CHECK(inside.emplace(event.subject, 0).second);
    } else if (event.type == "control.import_completed") {
      CHECK(event.number("count") == inside.at(event.subject));
      ++closed;
    } else {
      CHECK(event.has("meta.import_id"));
      ++inside.at(event.subject);
    }
  }
  CHECK(closed == 80);
}
