// Appends pieces to a buffer that is used again and again: text, integers, days, amounts.
#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "dossier/base/time.h"

namespace dossier::seeds {

struct Cents {
  int64_t value = 0;
};

class TextOut {
 public:
  explicit TextOut(std::string& out) : out_(out) {}

  template <class... Pieces>
  void put(const Pieces&... pieces) {
    (one(pieces), ...);
  }

 private:
  void one(std::string_view text) { out_.append(text); }
  void one(const char* text) { out_.append(text); }
  void one(Date date);
  void one(Cents cents);  // {"amount":"12.30","currency":"JMD"}
  template <std::integral T>
  void one(T value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
    out_.append(digits, end);
  }

  std::string& out_;
};

}  // namespace dossier::seeds
