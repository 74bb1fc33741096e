#include "lending_text.h"

namespace dossier::render {

std::string LendingText::words(std::string_view key,
                               const std::map<std::string, std::string>& parameters) const {
  const auto lookup = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = parameters.find(std::string(name));
    return found == parameters.end() ? std::nullopt : std::optional(found->second);
  };
  const auto clauses = fill_clauses(find_word(language_, key).value_or(key), lookup);
  return clauses.empty() ? std::string() : clauses.front();
}

std::string LendingText::counted(std::string key, int64_t n) const {
  if (n != 1) key += 's';
  return words(key, {{"n", std::to_string(n)}});
}

std::string LendingText::length(Date from, Date until) const {
  if (until < from) return days(0);
  const CivilDate a = civil(from), b = civil(until);
  int32_t months =
      (b.year - a.year) * 12 + static_cast<int32_t>(b.month) - static_cast<int32_t>(a.month);
  if (add_months(from, months) > until) --months;
  if (months == 0) return days(until - from);
  std::string out;
  if (months >= 12) out = counted("duration.year", months / 12);
  if (months % 12 != 0) {
    if (!out.empty()) out += ' ';
    out += counted("duration.month", months % 12);
  }
  return out;
}

std::string LendingText::success(const std::optional<std::string>& percent, int64_t on_time,
                                 int64_t due) const {
  std::string shown;
  if (const auto tenths = parse_decimal(percent.value_or(""), 1))
    shown = decimal_text(language_, *tenths, 1);
  return words(
      "headline.success",
      {{"percent", shown}, {"on_time", std::to_string(on_time)}, {"due", std::to_string(due)}});
}

}  // namespace dossier::render
