// The word tables: complete, alike in both languages, no hole in a template.
#include <doctest/doctest.h>

#include <set>

#include "dossier/payments/figures.h"
#include "dossier/timeline/lines.h"
#include "mask.h"
#include "words.h"

namespace dossier::test {
namespace {

using namespace dossier::render;

std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> names;
  for (size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1))
    names.emplace(text.substr(open + 1, text.find('}', open) - open - 1));
  return names;
}

std::string key_of(const timeline::Line& line) {
  std::string name(events::find_type(line.kind)->name.substr(8));
  return name.substr(0, name.size() - 3);
}

TEST_CASE("words: both languages have the same keys, in order, with the same parameters") {
  REQUIRE(english_words().size() == vietnamese_words().size());
  for (size_t i = 0; i < english_words().size(); ++i) {
    const auto& [key, text] = english_words()[i];
    CHECK(key == vietnamese_words()[i].key);
    if (i > 0) CHECK(english_words()[i - 1].key < key);
    CHECK_MESSAGE(placeholders(text) == placeholders(vietnamese_words()[i].text), key);
  }
}

TEST_CASE("words: every event type has a title and an about that ask only for what is kept") {
  for (const auto& line : timeline::lines()) {
    const auto names = timeline::split_words(line.params);
    const std::set<std::string> kept(names.begin(), names.end());
    const std::string key = key_of(line);
    for (const auto language : {Language::en, Language::vi}) {
      const auto title = find_word(language, key);
      const auto about = find_word(language, key + ".about");
      REQUIRE_MESSAGE(title.has_value(), key);
      REQUIRE_MESSAGE(about.has_value(), key);
      CHECK_FALSE(title->empty());
      for (const auto& name : placeholders(*title)) CHECK_MESSAGE(kept.contains(name), key);
      for (const auto& name : placeholders(*about)) CHECK_MESSAGE(kept.contains(name), key);
    }
  }
}

TEST_CASE("words: every fact has words") {
  for (const auto& line : timeline::fact_lines())
    for (const auto language : {Language::en, Language::vi}) {
      CHECK_MESSAGE(find_word(language, line.type.name).has_value(), line.type.name);
      CHECK(find_word(language, std::string(line.type.name) + ".about").has_value());
    }
}

TEST_CASE("words: every value of an enum that an entry keeps has a word") {
  for (const auto& line : timeline::lines()) {
    const auto* type = events::find_type(line.kind);
    for (const auto name : timeline::split_words(line.params)) {
      const auto* field = type->table->find(name);
      if (field->kind != events::FieldKind::enumeration) continue;
      for (const auto& value : field->enumeration->values)
        for (const auto language : {Language::en, Language::vi})
          CHECK_MESSAGE(find_word(language, "value." + std::string(value.name)).has_value(),
                        value.name);
    }
  }
}

TEST_CASE("words: every status, kind and pattern of the payments page has a word") {
  const auto worded = [](std::string_view prefix, std::string_view name) {
    CHECK_FALSE(name.empty());
    for (const auto language : {Language::en, Language::vi})
      CHECK_MESSAGE(find_word(language, std::string(prefix) + std::string(name)).has_value(), name);
  };
  for (uint8_t i = 0; i <= static_cast<uint8_t>(payments::Status::reminded); ++i)
    worded("value.", enum_name(payments::Status{i}));
  for (uint8_t i = 0; i <= static_cast<uint8_t>(payments::What::charge_back); ++i)
    worded("value.", enum_name(payments::What{i}));
  for (uint8_t i = 0; i <= static_cast<uint8_t>(payments::Regularity::irregular); ++i)
    worded("pattern.", enum_name(payments::Regularity{i}));
  for (const char* code : {"visit", "unknown", "unstated"}) worded("value.", code);
}

TEST_CASE("words: no title is without words, and no brace is left, whatever is absent") {
  for (const auto& word : english_words()) {
    const auto none = fill_clauses(word.text, [](std::string_view) { return std::nullopt; });
    const auto all = fill_clauses(word.text, [](std::string_view) { return std::string("x"); });
    for (const auto& clauses : {none, all})
      for (const auto& clause : clauses) CHECK(clause.find_first_of("{}") == std::string::npos);
  }
}

TEST_CASE("words: money and decimals have the language's marks") {
  CHECK(money_text(Language::en, {4500000, 388}) == "JMD 45,000.00");
  CHECK(money_text(Language::vi, {4500000, 388}) == "45.000,00 JMD");
  CHECK(money_text(Language::en, {-99999, 840}) == "USD -999.99");
  CHECK(money_text(Language::en, {123456789, 704}) == "VND 123,456,789");
  CHECK(decimal_text(Language::en, 18500000, 6) == "18.5");
  CHECK(decimal_text(Language::vi, 18500000, 6) == "18,5");
  CHECK(decimal_text(Language::en, 18000000, 6) == "18");
}

TEST_CASE("words: a text is cut between characters") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "abc…");
  CHECK(shortened("aéé", 4) == "aé…");
  CHECK(shortened("đđ", 1) == "…");
}

TEST_CASE("policy: what is masked keeps little, and short values keep nothing") {
  CHECK(masked(FieldClass::national_number, "123456789") == "••••6789");
  CHECK(masked(FieldClass::national_number, "12345678") == "••••678");
  CHECK(masked(FieldClass::national_number, "123-45") == "••••");
  CHECK(masked(FieldClass::phone, "+1 876 555 0142") == "••••42");
  CHECK(masked(FieldClass::email, "a@b.jm") == "••••@b.jm");
  CHECK(masked(FieldClass::email, "no address") == "••••");
  CHECK(masked(FieldClass::name, "Élan  Vital") == "É•••• V••••");
  CHECK(masked(FieldClass::birth_date, "1988-04-02") == "1988");
  CHECK(masked(FieldClass::content, "secret") == "••••");
}

}  // namespace
}  // namespace dossier::test
