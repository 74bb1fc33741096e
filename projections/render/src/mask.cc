#include "mask.h"

namespace dossier::render {
namespace {

constexpr std::string_view kDots = "••••";

// The last `count` characters of letters and digits, behind dots.
std::string tail(std::string_view value, size_t count) {
  std::string kept;
  for (const char c : value)
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) kept += c;
  // A value hardly longer than its tail would not be masked at all.
  if (kept.size() < count + 3) return std::string(kDots);
  return std::string(kDots) + kept.substr(kept.size() - count);
}

// The first character of each word.
std::string initials(std::string_view value) {
  std::string out;
  bool start = true;
  for (size_t i = 0; i < value.size();) {
    size_t end = i + 1;
    while (end < value.size() && (static_cast<uint8_t>(value[end]) & 0xC0) == 0x80) ++end;
    if (value[i] == ' ') {
      start = true;
    } else if (start) {
      if (!out.empty()) out += ' ';
      out += value.substr(i, end - i);
      out += kDots;
      start = false;
    }
    i = end;
  }
  return out;
}

std::string masked_email(std::string_view value) {
  const size_t at = value.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::string(kDots);
  return std::string(kDots) + std::string(value.substr(at));
}

}  // namespace

std::string masked(FieldClass field_class, std::string_view value) {
  switch (field_class) {
    case FieldClass::name: return initials(value);
    case FieldClass::national_number: return tail(value, value.size() < 9 ? 3 : 4);
    case FieldClass::phone: return tail(value, 2);
    case FieldClass::email: return masked_email(value);
    case FieldClass::birth_date: return std::string(value.substr(0, 4));
    default: return std::string(kDots);
  }
}

}  // namespace dossier::render
