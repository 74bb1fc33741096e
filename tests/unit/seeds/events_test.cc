// Every event that the seeds make is one that a publisher may send.
#include <doctest/doctest.h>

#include <set>

#include "dossier/seeds/personas.h"
#include "dossier/seeds/portfolio.h"
#include "seen_event.h"

using namespace dossier;
using namespace dossier::seeds;

TEST_CASE("seeds: every event of the personas passes the parser of intake") {
  for (const Persona& persona : personas()) {
    const auto documents = expand(persona);
    REQUIRE(documents.has_value());
    CHECK(see_all(*documents).size() == documents->size());
  }
}

TEST_CASE("seeds: 20,000 events of the portfolio pass the parser of intake") {
  for (const bool brackets : {false, true}) {
    Portfolio portfolio(PortfolioOptions{400, 20'000, 11, brackets});
    std::string json;
    std::set<std::string> types;
    while (portfolio.next(json)) types.insert(see(json).type);
    CHECK(types.size() == (brackets ? 24 : 22));
  }
}
