// Text as the index compares it: no case, no diacritics, no punctuation. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::search {

// The words of a text: Latin letters (Vietnamese ones included) as a–z, digits, letters of other
// scripts in lower case where that is simple. Apostrophes join, all else parts words.
// "Đặng Thị O'Neil" is {"dang", "thi", "oneil"}.
std::vector<std::string> words_of(std::string_view utf8);

// How many characters that is; nothing where it is no UTF-8.
std::optional<size_t> characters(std::string_view utf8);

}  // namespace dossier::search
