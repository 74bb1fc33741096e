#include "dossier/base/time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <optional>

namespace dossier {
namespace {

constexpr int64_t kMicrosPerDay = 86'400'000'000;
constexpr std::array<int64_t, 7> kScale = {1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};

// Exactly `width` digits of `text` from `at`; nothing where they are not all digits.
std::optional<int32_t> digits(std::string_view text, size_t at, size_t width) {
  if (text.size() < at + width) return std::nullopt;
  int32_t value = 0;
  for (const char c : text.substr(at, width)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

Error bad_date() {
  return {ErrorCode::invalid, "not a calendar date", "", "write it as YYYY-MM-DD"};
}

Error bad_instant() {
  return {ErrorCode::invalid, "not an RFC 3339 instant", "",
          "write it as 2026-03-02T10:15:00Z, with at most 6 decimals of a second"};
}

// "Z", "+hh:mm" or "-hh:mm", as minutes to take off.
std::optional<int32_t> zone_minutes(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

}  // namespace

Date from_civil(CivilDate c) {
  const std::chrono::year_month_day ymd{std::chrono::year(c.year), std::chrono::month(c.month),
                                        std::chrono::day(c.day)};
  return {static_cast<int32_t>(std::chrono::sys_days(ymd).time_since_epoch().count())};
}

CivilDate civil(Date date) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days(std::chrono::days(date.days))};
  return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day())};
}

Date add_months(Date date, int32_t n) {
  const CivilDate c = civil(date);
  const int32_t months = c.year * 12 + static_cast<int32_t>(c.month) - 1 + n;
  const std::chrono::year_month first{std::chrono::year(months / 12),
                                      std::chrono::month(static_cast<unsigned>(months % 12) + 1)};
  const auto last = static_cast<unsigned>((first / std::chrono::last).day());
  return from_civil({static_cast<int>(first.year()), static_cast<unsigned>(first.month()),
                     c.day < last ? c.day : last});
}

Result<Date> parse_date(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (text.size() != 10 || !year || !month || !day || text[4] != '-' || text[7] != '-' || *year < 1)
    return std::unexpected(bad_date());
  const std::chrono::year_month_day ymd{std::chrono::year(*year),
                                        std::chrono::month(static_cast<unsigned>(*month)),
                                        std::chrono::day(static_cast<unsigned>(*day))};
  if (!ymd.ok()) return std::unexpected(bad_date());
  return from_civil({*year, static_cast<uint32_t>(*month), static_cast<uint32_t>(*day)});
}

Result<Instant> parse_instant(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't'))
    return std::unexpected(bad_instant());
  const auto date = parse_date(text.substr(0, 10));
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!date || !hour || !minute || !second || text[13] != ':' || text[16] != ':' || *hour > 23 ||
      *minute > 59 || *second > 59)
    return std::unexpected(bad_instant());
  size_t at = 19;
  int64_t micros = 0;
  if (text[at] == '.') {
    size_t end = at + 1;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    const size_t count = end - at - 1;
    if (count < 1 || count > 6) return std::unexpected(bad_instant());
    micros = *digits(text, at + 1, count) * kScale[count];
    at = end;
  }
  const auto shift = zone_minutes(text.substr(at));
  if (!shift) return std::unexpected(bad_instant());
  const int64_t seconds = *hour * 3600 + *minute * 60 + *second - *shift * 60;
  return Instant{date->days * kMicrosPerDay + seconds * 1'000'000 + micros};
}

std::string to_string(Date date) {
  const CivilDate c = civil(date);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::string to_string(Instant instant) {
  int64_t day = instant.micros / kMicrosPerDay;
  int64_t rest = instant.micros % kMicrosPerDay;
  if (rest < 0) {
    rest += kMicrosPerDay;
    --day;
  }
  const int64_t seconds = rest / 1'000'000;
  const int64_t micros = rest % 1'000'000;
  std::string text = fmt::format("{}T{:02}:{:02}:{:02}", to_string(Date{static_cast<int32_t>(day)}),
                                 seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (micros % 1000 != 0) {
    text += fmt::format(".{:06}", micros);
  } else if (micros != 0) {
    text += fmt::format(".{:03}", micros / 1000);
  }
  return text + "Z";
}

namespace {

// The start of a day is asked for again and again, of days near each other; the tz library looks it
// up in its tables each time, and makes a name on the way.
struct KnownDay {
  const date::time_zone* zone = nullptr;
  int32_t day = 0;
  int64_t start = 0;
};
constexpr uint32_t kKnownDays = 2048;  // of one thread; a power of two

}  // namespace

struct Zone::Impl {
  const date::time_zone* zone;
  std::string name;

  // In microseconds.
  int64_t start_of(int32_t day) const {
    thread_local std::array<KnownDay, kKnownDays> known;
    KnownDay& slot = known[static_cast<uint32_t>(day) % kKnownDays];
    if (slot.zone == zone && slot.day == day) return slot.start;
    const auto utc = zone->to_sys(date::local_days{date::days(day)}, date::choose::earliest);
    slot = {zone, day,
            std::chrono::duration_cast<std::chrono::microseconds>(utc.time_since_epoch()).count()};
    return slot.start;
  }
};

Result<Zone> Zone::load(std::string_view iana_name) {
  try {
    const auto* zone = date::locate_zone(std::string(iana_name));
    return Zone(std::make_shared<const Impl>(zone, std::string(iana_name)));
  } catch (const std::exception&) {
    return fail(ErrorCode::not_found, fmt::format("no time zone '{}'", iana_name), "",
                "use an IANA name such as America/Jamaica, and install tzdata");
  }
}

Instant Zone::start_of_day(Date date) const { return {impl_->start_of(date.days)}; }

Date Zone::date_of(Instant instant) const {
  // Offsets change seldom: the last stretch of one offset serves most instants.
  struct Stretch {
    const date::time_zone* zone = nullptr;
    int64_t begin = 0, end = 0, offset = 0;  // seconds
  };
  thread_local Stretch known;
  const auto utc = date::floor<std::chrono::seconds>(
      date::sys_time<std::chrono::microseconds>{std::chrono::microseconds(instant.micros)});
  const int64_t seconds = utc.time_since_epoch().count();
  if (known.zone != impl_->zone || seconds < known.begin || seconds >= known.end) {
    const auto info = impl_->zone->get_info(utc);
    known = {impl_->zone, info.begin.time_since_epoch().count(),
             info.end.time_since_epoch().count(), info.offset.count()};
  }
  const date::sys_seconds local{std::chrono::seconds(seconds + known.offset)};
  return {static_cast<int32_t>(date::floor<date::days>(local).time_since_epoch().count())};
}

const std::string& Zone::name() const { return impl_->name; }

}  // namespace dossier
