#include "seeding.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <optional>

#include "dossier/base/json.h"
#include "dossier/base/time.h"
#include "dossier/seeds/personas.h"
#include "dossier/seeds/portfolio.h"
#include "exit_code.h"
#include "publisher.h"
#include "terminal.h"

namespace dossier::cli {
namespace {

// The business day, as far as this command knows: the day that it opened counts at once.
class BusinessDay {
 public:
  explicit BusinessDay(Backend& backend) : backend_(backend) {}

  Status load() {
    DOSSIER_ASSIGN(const auto response, checked(backend_.call(get("/api/ops/usage"))));
    simdjson::dom::parser parser;
    std::string_view text;
    if (parser.parse(response.body)["business_date"].get_string().get(text)) return {};
    DOSSIER_ASSIGN(latest_, parse_date(text));
    return {};
  }

  Status reach(Date date) {
    if (latest_ && *latest_ >= date) return {};
    JsonWriter body;
    body.begin_object().member("date", to_string(date)).end_object();
    DOSSIER_TRY(checked(backend_.call(post("/api/ops/open-day", body.take(), "application/json"))));
    latest_ = date;
    return {};
  }

 private:
  Backend& backend_;
  std::optional<Date> latest_;
};

// A fault in what was generated is a bug; the first one is said.
Publisher::Tell first_fault() {
  return [told = false](uint64_t number, const Outcome& outcome) mutable {
    if (outcome.taken() || std::exchange(told, true)) return;
    fmt::print(stderr, "dossier: event {}: {} ({})\n", number, outcome.detail, outcome.remedy);
  };
}

Result<Seeded> seed_persona(Backend& backend, const seeds::Persona& persona) {
  DOSSIER_ASSIGN(const auto events, seeds::expand(persona));
  Publisher publisher(backend, first_fault());
  Progress progress("events", events.size());
  for (size_t i = 0; i < events.size(); ++i) {
    DOSSIER_TRY(publisher.add(events[i], i + 1));
    progress.at(publisher.done());
  }
  DOSSIER_TRY(publisher.flush());
  return Seeded{persona.customer_id, publisher.fresh(), publisher.known(), publisher.faults()};
}

}  // namespace

Result<std::vector<Seeded>> seed_personas(Backend& backend) {
  BusinessDay day(backend);
  DOSSIER_TRY(day.load());
  std::vector<Seeded> all;
  for (const seeds::Persona& persona : seeds::personas()) {
    DOSSIER_TRY(day.reach(persona.business_date));
    DOSSIER_ASSIGN(Seeded seeded, seed_persona(backend, persona));
    all.push_back(std::move(seeded));
  }
  return all;
}

Result<Seeded> seed_portfolio(Backend& backend, uint64_t customers, uint64_t events,
                              uint64_t seed) {
  BusinessDay day(backend);
  DOSSIER_TRY(day.load());
  seeds::Portfolio portfolio(customers, events, seed);
  seeds::Portfolio::Item item;
  Publisher publisher(backend, first_fault());
  Progress progress("events", events);
  for (uint64_t number = 1; portfolio.next(item);) {
    if (item.kind == seeds::Portfolio::Item::Kind::open_day) {
      DOSSIER_TRY(publisher.flush());
      DOSSIER_TRY(day.reach(item.date));
      continue;
    }
    DOSSIER_TRY(publisher.add(item.json, number++));
    progress.at(publisher.done());
  }
  DOSSIER_TRY(publisher.flush());
  return Seeded{{}, publisher.fresh(), publisher.known(), publisher.faults()};
}

}  // namespace dossier::cli
