// What text is compared as.
#include "dossier/search/fold.h"

#include <doctest/doctest.h>

using dossier::search::characters;
using dossier::search::words_of;
using Words = std::vector<std::string>;

TEST_CASE("fold: words without case, diacritics and punctuation") {
  const struct {
    std::string_view text;
    Words words;
  } table[] = {
      {"Ayanna Okafor", {"ayanna", "okafor"}},
      {"Nguyễn Thị Hương", {"nguyen", "thi", "huong"}},
      {"ĐẶNG Đình Trọng", {"dang", "dinh", "trong"}},
      {"Nguye\u0302\u0303n", {"nguyen"}},  // the same, with combining marks
      {"Ưu Ơn ứng", {"uu", "on", "ung"}},
      {"José Muñoz-Peña", {"jose", "munoz", "pena"}},
      {"O'Neil O’Neil", {"oneil", "oneil"}},
      {"Thompson-Grey, N.", {"thompson", "grey", "n"}},
      {"Straße Æsir Łódź Øre ŒUVRE Þór", {"strasse", "aesir", "lodz", "ore", "oeuvre", "thor"}},
      {"ИВАНОВ Ёлка", {"иванов", "ёлка"}},
      {"ΣΟΦΙΑ", {"σοφια"}},
      {"王小明", {"王小明"}},
      {"3M & Co.", {"3m", "co"}},
      {"😀 — “…”", {}},
      {"a😀b", {"a", "b"}},
      {"", {}},
      {std::string_view("a\0b\x01", 4), {"a", "b"}},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    CHECK(words_of(row.text) == row.words);
  }
}

TEST_CASE("fold: what is no UTF-8 parts words, and has no count of characters") {
  for (const std::string_view broken :
       {"\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE1\xBB", "\x80"}) {
    CHECK_FALSE(characters(broken).has_value());
    CHECK(words_of("a" + std::string(broken) + "b").front() == "a");
  }
  CHECK(characters("Nguyễn") == 6);
  CHECK(characters("😀") == 1);
  CHECK(characters("") == 0);
}
