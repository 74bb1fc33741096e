#include "query.h"

#include <algorithm>

#include "document.h"
#include "dossier/search/fold.h"

namespace dossier::search {
namespace {

constexpr size_t kPhoneLeast = 4;  // digits
constexpr size_t kPhoneMost = 15;
constexpr size_t kWithCountryLeast = 5;  // fewer behind 00 are the end of a number
constexpr size_t kEmailLeast = 3;
constexpr size_t kNational = 10;  // digits of a number without the country, in North America

struct Number {
  std::string digits;
  bool international = false;  // begins with + or 00
};

Number number_of(std::string_view text) {
  Number number;
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.starts_with('+')) {
    number.international = true;
    text.remove_prefix(1);
  }
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      number.digits += c;
    else if (std::string_view(" -.()/").find(c) == std::string_view::npos)
      return {};
  }
  if (!number.international && number.digits.starts_with("00") &&
      number.digits.size() >= kWithCountryLeast + 2) {
    number.international = true;
    number.digits.erase(0, 2);
  }
  return number;
}

// Without the 0 that stands for the country in most of the world.
std::string national(const std::string& digits) {
  return digits.starts_with('0') ? digits.substr(1) : digits;
}

void add_phones(Query& query, std::string_view text, std::string_view country_code) {
  const Number number = number_of(text);
  if (number.digits.size() < kPhoneLeast || number.digits.size() > kPhoneMost) return;
  query.phones.push_back(number.digits);
  if (number.international) return;
  const std::string own = national(number.digits);
  if (!country_code.empty()) query.phones.push_back(std::string(country_code) + own);
  query.phone_ends.emplace_back(number.digits.rbegin(), number.digits.rend());
  if (own != number.digits && own.size() >= kPhoneLeast)
    query.phone_ends.emplace_back(own.rbegin(), own.rend());
}

}  // namespace

std::string lower_trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  std::string out;
  for (const char c : text)
    if (c < 0 || c >= ' ') out += lower(c);
  return out;
}

std::string phone_digits(std::string_view text, std::string_view country_code) {
  Number number = number_of(text);
  if (number.international || country_code.empty()) return number.digits;
  if (country_code == "1")
    return number.digits.size() == kNational ? "1" + number.digits : number.digits;
  return number.digits.empty() ? "" : std::string(country_code) + national(number.digits);
}

Query query_of(std::string_view text, std::string_view country_code) {
  Query query;
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  query.raw = text;
  query.words = words_of(text);
  const bool ascii = std::ranges::all_of(text, [](char c) { return c >= 0; });
  if (ascii)
    for (const char c : text)
      if (is_id_character(c)) query.id += lower(c);
  if (text.size() >= kEmailLeast && text.find(' ') == std::string_view::npos)
    query.email = lower_trimmed(text);
  add_phones(query, text, country_code);
  return query;
}

}  // namespace dossier::search
