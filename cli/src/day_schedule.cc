#include "day_schedule.h"

namespace dossier::cli {

std::optional<Date> day_due(const Zone& zone, Instant now, int open_at,
                            std::optional<Date> latest) {
  const Date today = zone.date_of(now);
  const int64_t minutes = (now.micros - zone.start_of_day(today).micros) / 60'000'000;
  const bool today_is_due = minutes >= open_at;
  if (!latest) return today_is_due ? std::optional(today) : std::nullopt;
  const Date last_due = today_is_due ? today : today + -1;
  if (*latest >= last_due) return std::nullopt;
  return *latest + 1;
}

}  // namespace dossier::cli
