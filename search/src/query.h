// What a person typed, as each list of the index is asked for it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dossier::search {

struct Query {
  std::string raw;                 // without spaces around it
  std::vector<std::string> words;  // of a name
  std::string id;                  // letters and digits; empty: no id can be meant
  std::string email;               // lower case; empty: none can be meant
  // Digits of a number, as typed and, where its country was left out, with it.
  std::vector<std::string> phones;
  // Backwards, what a number may end with: as typed, and without a 0 that stands for the country.
  std::vector<std::string> phone_ends;
};

Query query_of(std::string_view text, std::string_view country_code);

// The digits of a number as people write it, with its country where that is known; empty where it
// holds something else.
std::string phone_digits(std::string_view text, std::string_view country_code);
std::string lower_trimmed(std::string_view text);

}  // namespace dossier::search
