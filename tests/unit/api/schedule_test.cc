// When business days are opened by the clock: a table.
#include "day_schedule.h"

#include <doctest/doctest.h>

#include <string>

namespace dossier::cli {

TEST_CASE("schedule: days fall due at their time of day in the zone, one at a time") {
  const auto zone = Zone::load("America/Jamaica");  // UTC-5, no summer time
  REQUIRE(zone.has_value());
  struct Row {
    const char* now;
    const char* latest;
    const char* due;
  };
  for (const Row& row :
       {Row{"2026-03-02T10:59:00Z", "", ""}, Row{"2026-03-02T11:00:00Z", "", "2026-03-02"},
        Row{"2026-03-02T11:00:00Z", "2026-03-01", "2026-03-02"},
        Row{"2026-03-02T10:59:00Z", "2026-03-01", ""},
        Row{"2026-03-02T10:59:00Z", "2026-02-26", "2026-02-27"},
        Row{"2026-03-02T23:00:00Z", "2026-03-02", ""},
        Row{"2026-03-03T04:00:00Z", "2026-03-02", ""},
        Row{"2026-03-02T23:00:00Z", "2026-03-05", ""}}) {
    CAPTURE(row.now);
    CAPTURE(row.latest);
    const std::string latest = row.latest;
    const auto due = day_due(*zone, *parse_instant(row.now), 6 * 60,
                             latest.empty() ? std::nullopt : std::optional(*parse_date(latest)));
    CHECK((due ? to_string(*due) : "") == row.due);
  }
}

}  // namespace dossier::cli
