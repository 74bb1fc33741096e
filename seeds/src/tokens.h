// A line of a story as tokens: words and quoted texts. Commas are only for the reader's eye.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"

namespace dossier::seeds {

struct Token {
  std::string text;
  bool quoted = false;
};

// Errors: invalid (a quote that is not closed).
Result<std::vector<Token>> tokens_of(std::string_view line);

// The list of a slot kind that is one of several words; empty where the kind is no such list.
std::vector<std::string_view> words_of_kind(std::string_view kind);

}  // namespace dossier::seeds
