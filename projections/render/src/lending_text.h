// Phrases of lending in one language: amounts, lengths of time, rates. Any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "dossier/base/time.h"
#include "words.h"

namespace dossier::render {

class LendingText {
 public:
  explicit LendingText(Language language) : language_(language) {}

  // The first clause of that key whose parameters are all there and not empty.
  std::string words(std::string_view key,
                    const std::map<std::string, std::string>& parameters = {}) const;
  std::string value(std::string_view code) const { return value_word(language_, code); }
  std::string money(Money money) const { return money_text(language_, money); }
  std::string days(int64_t days) const { return counted("duration.day", days); }
  // "3 years 2 months", "12 days".
  std::string length(Date from, Date until) const;
  // "94.4 %: 34 of 36 instalments".
  std::string success(const std::optional<std::string>& percent, int64_t on_time,
                      int64_t due) const;

 private:
  std::string counted(std::string key, int64_t n) const;

  const Language language_;
};

}  // namespace dossier::render
