// One customer as the index keeps it: a block of bytes with the numbers of its words and the keys
// that it is found by. No threads.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/search/index.h"

namespace dossier::search {

using Doc = uint32_t;
using WordId = uint32_t;

// The key is a field of Field, as it was given (phones: digits alone; e-mails: lower case).
struct Key {
  Field field;
  uint32_t at;  // where its text begins
  std::string_view text;
};

// Where a key, or a part of it that can be searched for, begins.
struct Ref {
  Doc doc;
  uint32_t at;
  bool operator==(const Ref&) const = default;
};

class Document {
 public:
  Document() = default;
  // At most kWordsMost words and kKeysMost keys are kept. No key may hold a byte under 0x20.
  Document(const std::vector<WordId>& words,
           const std::vector<std::pair<Field, std::string>>& keys);

  bool empty() const { return bytes_ == nullptr; }
  size_t words() const { return static_cast<uint8_t>(bytes_[0]); }
  WordId word(size_t i) const {
    WordId id;
    std::memcpy(&id, bytes_.get() + 1 + i * sizeof(id), sizeof(id));
    return id;
  }
  // The first key: the customer's id.
  std::string_view id() const { return bytes_.get() + 2 + words() * sizeof(WordId); }
  template <class Visit>
  void for_each_key(const Visit& visit) const {
    const char* at = bytes_.get() + 1 + words() * sizeof(WordId);
    while (*at != kEnd) {
      const Key key{static_cast<Field>(*at - 1), static_cast<uint32_t>(at + 1 - bytes_.get()),
                    at + 1};
      visit(key);
      at += key.text.size() + 2;
    }
  }
  // The bytes from a place on, up to a 0; before it, back to a byte under 0x20.
  const char* text(uint32_t at) const { return bytes_.get() + at; }
  // The key that this place lies in.
  Key key_at(uint32_t at) const;

  uint32_t activity = 0;  // greater comes first
  uint32_t group = 0;     // of branch and officers

 private:
  static constexpr char kEnd = 0;
  std::unique_ptr<char[]> bytes_;
};

inline constexpr size_t kWordsMost = 64;
inline constexpr size_t kKeysMost = 2000;

// --- comparing

// Ids are compared without case and without what stands between letters and digits.
inline bool is_id_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// The characters of a key in the order in which its list compares them; 0 at the end.
class IdReader {
 public:
  explicit IdReader(const char* at) : at_(at) {}
  char next() {
    while (*at_ != 0 && !is_id_character(*at_)) ++at_;
    return *at_ == 0 ? '\0' : lower(*at_++);
  }

 private:
  const char* at_;
};
class PlainReader {
 public:
  explicit PlainReader(const char* at) : at_(at) {}
  char next() { return *at_ == 0 ? '\0' : *at_++; }

 private:
  const char* at_;
};
class BackwardReader {  // from the place before
 public:
  explicit BackwardReader(const char* at) : at_(at) {}
  char next() { return at_[-1] < ' ' ? '\0' : *--at_; }

 private:
  const char* at_;
};

// < 0, 0, > 0: how the key stands to those that begin with `prefix`. `whole`: it ends there.
template <class Reader>
int compare_prefix(Reader reader, std::string_view prefix, bool* whole = nullptr) {
  for (const char wanted : prefix) {
    const char c = reader.next();
    if (c != wanted) return static_cast<uint8_t>(c) < static_cast<uint8_t>(wanted) ? -1 : 1;
  }
  if (whole != nullptr) *whole = reader.next() == 0;
  return 0;
}

// Calls visit(at) for each place of an id at which a search may begin: its start, and where another
// part of it does ("1042" of C-1042; "2024-00892", "00892" and "892" of LN-2024-00892).
template <class Visit>
void for_each_start(const Key& key, const Visit& visit) {
  constexpr size_t kTailLeast = 3;
  visit(key.at);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  bool zeros = key.text.starts_with('0');  // that a run of digits begins with
  for (size_t i = 1; i + kTailLeast <= key.text.size(); ++i) {
    const char before = key.text[i - 1], c = key.text[i];
    const bool part =
        is_id_character(c) && (!is_id_character(before) || (digit(c) && !digit(before)));
    if (part || (zeros && digit(c) && c != '0')) visit(key.at + static_cast<uint32_t>(i));
    zeros = (part || zeros) && c == '0';
  }
}

}  // namespace dossier::search
