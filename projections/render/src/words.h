// Words by language and key, and templates filled in. Constant tables; any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/money.h"
#include "dossier/render/render.h"

namespace dossier::render {

struct Word {
  std::string_view key;
  std::string_view text;
};
// In byte order of their keys.
std::span<const Word> english_words();
std::span<const Word> vietnamese_words();

// Nothing where the table has no such key.
std::optional<std::string_view> find_word(Language language, std::string_view key);
// The word for a code ("bank_transfer"); the code with blanks where there is none.
std::string value_word(Language language, std::string_view code);

// "JMD 45,000.00"; Vietnamese "45.000,00 JMD".
std::string money_text(Language language, Money money);
// Without zeros at the end: "18.5".
std::string decimal_text(Language language, int64_t scaled, uint32_t decimals);

using Lookup = std::function<std::optional<std::string>(std::string_view name)>;
// Clauses between | whose {parameters} are all there.
std::vector<std::string> fill_clauses(std::string_view text, const Lookup& lookup);

// What happened, by the type of an event ("dossier.payment.received.v1") or the name of a fact; a
// later version of a type has words of its own.
std::string event_title(Language language, std::string_view type, const Lookup& lookup);
// The key of those words.
std::string word_key(std::string_view type);

// The longest prefix of at most `max_bytes` that ends between characters, with a mark where cut.
std::string shortened(std::string_view text, size_t max_bytes);

// The first letter as a capital: of a to z and đ, which is what our words begin with.
std::string capitalized(std::string text);

}  // namespace dossier::render
