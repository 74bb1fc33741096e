#include "words.h"

#include <algorithm>

namespace dossier::render {
namespace {

std::span<const Word> table_of(Language language) {
  return language == Language::vi ? vietnamese_words() : english_words();
}

struct Marks {
  char thousands;
  char decimal;
};
Marks marks_of(Language language) {
  return language == Language::vi ? Marks{'.', ','} : Marks{',', '.'};
}

// "-45000.00" with the language's marks.
std::string grouped(std::string_view plain, Marks marks) {
  std::string out;
  if (plain.starts_with('-')) {
    out += '-';
    plain.remove_prefix(1);
  }
  const size_t whole = std::min(plain.find('.'), plain.size());
  for (size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % 3 == 0) out += marks.thousands;
    out += plain[i];
  }
  if (whole < plain.size()) {
    out += marks.decimal;
    out += plain.substr(whole + 1);
  }
  return out;
}

// Nothing where a parameter is absent.
std::optional<std::string> filled(std::string_view text, const Lookup& lookup) {
  std::string out;
  while (!text.empty()) {
    const size_t open = text.find('{');
    const size_t close = text.find('}', std::min(open, text.size()));
    out += text.substr(0, open);
    if (open == std::string_view::npos || close == std::string_view::npos) return out;
    auto value = lookup(text.substr(open + 1, close - open - 1));
    if (!value || value->empty()) return std::nullopt;
    out += *value;
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace

std::optional<std::string_view> find_word(Language language, std::string_view key) {
  const auto table = table_of(language);
  const auto found = std::ranges::lower_bound(table, key, {}, &Word::key);
  if (found == table.end() || found->key != key) return std::nullopt;
  return found->text;
}

std::string value_word(Language language, std::string_view code) {
  if (const auto word = find_word(language, "value." + std::string(code)))
    return std::string(*word);
  std::string plain(code);
  std::ranges::replace(plain, '_', ' ');
  return plain;
}

std::string money_text(Language language, Money money) {
  const CurrencyInfo* currency = find_currency(money.currency);
  const std::string code(currency == nullptr ? "" : currency->code);
  const std::string amount = grouped(format_amount(money), marks_of(language));
  return language == Language::vi ? amount + " " + code : code + " " + amount;
}

std::string decimal_text(Language language, int64_t scaled, uint32_t decimals) {
  return grouped(short_decimal(scaled, decimals), marks_of(language));
}

std::vector<std::string> fill_clauses(std::string_view text, const Lookup& lookup) {
  std::vector<std::string> clauses;
  while (!text.empty()) {
    const size_t end = std::min(text.find('|'), text.size());
    if (auto clause = filled(text.substr(0, end), lookup)) clauses.push_back(std::move(*clause));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return clauses;
}

std::string word_key(std::string_view type) {
  constexpr std::string_view kPrefix = "dossier.";
  if (type.starts_with(kPrefix)) type.remove_prefix(kPrefix.size());
  if (type.ends_with(".v1")) type.remove_suffix(3);
  return std::string(type);
}

std::string event_title(Language language, std::string_view type, const Lookup& lookup) {
  const std::string_view unknown = find_word(language, "unknown.event").value_or("");
  auto clauses = fill_clauses(find_word(language, word_key(type)).value_or(unknown), lookup);
  return clauses.empty() ? std::string(unknown) : capitalized(std::move(clauses.front()));
}

std::string shortened(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  size_t end = max_bytes;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  else if (text.starts_with("đ"))
    text.replace(0, std::string_view("đ").size(), "Đ");
  return text;
}

}  // namespace dossier::render
