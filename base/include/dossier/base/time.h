// Dates and instants as Dossier keeps them, and the zone that joins the two.
// No function here reads a clock: who needs "now" is given it.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dossier/base/error.h"

namespace dossier {

// A calendar day: days since 1970-01-01 (proleptic Gregorian).
struct Date {
  int32_t days = 0;
  auto operator<=>(const Date&) const = default;
  Date operator+(int32_t n) const { return {days + n}; }
  int32_t operator-(Date other) const { return days - other.days; }
};

// A point in time: microseconds since 1970-01-01T00:00:00Z.
struct Instant {
  int64_t micros = 0;
  auto operator<=>(const Instant&) const = default;
};

// Reads "2026-03-02"; years 0001 to 9999. Errors: invalid.
Result<Date> parse_date(std::string_view text);
// Reads RFC 3339, "2026-03-02T10:15:00.123Z" or with an offset; at most 6 decimals are kept
// exactly, more are refused. Errors: invalid.
Result<Instant> parse_instant(std::string_view text);

std::string to_string(Date date);  // "2026-03-02"
std::string to_string(
    Instant instant);  // "2026-03-02T10:15:00Z", with 3 or 6 decimals where needed

struct CivilDate {
  int32_t year;
  uint32_t month;  // 1–12
  uint32_t day;    // 1–31
};
CivilDate civil(Date date);
Date from_civil(CivilDate civil);
// The same day n months on; the last day of the month where it has no such day.
Date add_months(Date date, int32_t n);

// The lender's time zone (an IANA name). Immutable, safe to share between threads.
class Zone {
 public:
  // Errors: not_found, with the name, where the machine's tz database lacks it.
  static Result<Zone> load(std::string_view iana_name);

  Instant start_of_day(Date date) const;
  Date date_of(Instant instant) const;
  const std::string& name() const;

 private:
  struct Impl;
  explicit Zone(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace dossier
