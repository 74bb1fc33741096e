#include "dossier/search/fold.h"

#include <cstdint>

namespace dossier::search {
namespace {

// Base letters of U+00C0–U+024F and U+1E00–U+1EFF, by Unicode's decompositions and, for letters
// with a stroke or a hook, by their look. '?': a letter that has none; ' ': no letter.
constexpr std::string_view kLatin =
    "aaaaaa?ceeeeiiiidnooooo ouuuuy??aaaaaa?ceeeeiiiidnooooo ouuuuy?y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkklllllll"
    "lllnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
    "bb????o??dd????ee?fg???ikkl??nnooo??pp?????ttttuu?vyyzz?????????"
    "?????????????aaiioouuuuuuuuuueaaaa??ggggkkoooo??j???gg??nnaa????"
    "aaaaeeeeiiiioooorrrruuuusstt??hh??????aaeeooooooooyy????????????"
    "????????????????";
constexpr std::string_view kLatinAdditional =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy?s????aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy??????";

constexpr char32_t kBroken = 0xFFFFFFFF;

// The next character of the text, which is taken from it; kBroken where it is no UTF-8.
char32_t next(std::string_view& text) {
  const auto lead = static_cast<uint8_t>(text.front());
  const size_t size = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (size == 0 || size > text.size() || lead > 0xF4) return kBroken;
  char32_t c = size == 1 ? lead : lead & (0xFFU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if ((byte & 0xC0) != 0x80) return kBroken;
    c = c << 6 | (byte & 0x3FU);
  }
  const bool overlong = (size == 3 && c < 0x800) || (size == 4 && c < 0x10000);
  if (overlong || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) return kBroken;
  text.remove_prefix(size);
  return c;
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
  }
  out += static_cast<char>(0x80 | (c & 0x3F));
}

bool between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

// Neither seen nor a border: combining marks, apostrophes, joiners, variation selectors.
bool joins(char32_t c) {
  return c == '\'' || c == 0x2019 || c == 0x02BC || c == 0x00AD || between(c, 0x0300, 0x036F) ||
         between(c, 0x200B, 0x200D) || between(c, 0xFE00, 0xFE0F);
}

// Beyond ASCII: punctuation, symbols, emoji, what is not for interchange.
bool parts(char32_t c) {
  return c < 0xC0 || between(c, 0x2000, 0x2BFF) || between(c, 0x3000, 0x3004) ||
         between(c, 0x3008, 0x3020) || between(c, 0xD800, 0xF8FF) || between(c, 0xFF00, 0xFF0F) ||
         between(c, 0xFFF0, 0xFFFF) || c >= 0x1F000;
}

std::string_view two_letters(char32_t c) {
  switch (c) {
    case 0xC6:
    case 0xE6: return "ae";
    case 0xDE:
    case 0xFE: return "th";
    case 0xDF:
    case 0x1E9E: return "ss";
    case 0x132:
    case 0x133: return "ij";
    case 0x152:
    case 0x153: return "oe";
    default: return {};
  }
}

char32_t lower_of_others(char32_t c) {
  if (between(c, 0x0391, 0x03A9) || between(c, 0x0410, 0x042F)) return c + 0x20;
  if (between(c, 0x0400, 0x040F)) return c + 0x50;
  return c;
}

// Adds the character to the word; false where it ends the word instead.
bool add(std::string& word, char32_t c) {
  if (joins(c)) return true;
  if (c < 0x80) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (!upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) return false;
    word += static_cast<char>(upper ? c + ('a' - 'A') : c);
    return true;
  }
  if (parts(c)) return false;
  if (const auto two = two_letters(c); !two.empty()) {
    word += two;
    return true;
  }
  char base = '?';
  if (between(c, 0xC0, 0x24F)) base = kLatin[c - 0xC0];
  if (between(c, 0x1E00, 0x1EFF)) base = kLatinAdditional[c - 0x1E00];
  if (base == ' ') return false;
  if (base != '?')
    word += base;
  else
    append_utf8(word, lower_of_others(c));
  return true;
}

}  // namespace

std::vector<std::string> words_of(std::string_view utf8) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  while (!utf8.empty()) {
    const char32_t c = next(utf8);
    if (c == kBroken) {
      utf8.remove_prefix(1);
      end();
    } else if (!add(word, c)) {
      end();
    }
  }
  end();
  return words;
}

std::optional<size_t> characters(std::string_view utf8) {
  size_t count = 0;
  for (; !utf8.empty(); ++count)
    if (next(utf8) == kBroken) return std::nullopt;
  return count;
}

}  // namespace dossier::search
