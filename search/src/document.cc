#include "document.h"

#include <algorithm>

namespace dossier::search {

std::string_view enum_name(Field field) {
  switch (field) {
    case Field::id: return "id";
    case Field::cif: return "cif";
    case Field::loan: return "loan";
    case Field::phone: return "phone";
    case Field::email: return "email";
    case Field::account: return "account";
    case Field::name: return "name";
  }
  return "";
}

Document::Document(const std::vector<WordId>& words,
                   const std::vector<std::pair<Field, std::string>>& keys) {
  const size_t word_count = std::min(words.size(), kWordsMost);
  const size_t key_count = std::min(keys.size(), kKeysMost);
  size_t size = 2 + word_count * sizeof(WordId);
  for (size_t i = 0; i < key_count; ++i) size += keys[i].second.size() + 2;
  bytes_ = std::make_unique_for_overwrite<char[]>(size);
  char* at = bytes_.get();
  *at++ = static_cast<char>(word_count);
  std::memcpy(at, words.data(), word_count * sizeof(WordId));
  at += word_count * sizeof(WordId);
  for (size_t i = 0; i < key_count; ++i) {
    const auto& [field, text] = keys[i];
    *at++ = static_cast<char>(static_cast<uint8_t>(field) + 1);
    at = std::ranges::copy(text, at).out;
    *at++ = 0;
  }
  *at = kEnd;
}

Key Document::key_at(uint32_t at) const {
  while (bytes_[at - 1] >= ' ' || bytes_[at - 1] < 0) --at;
  return {static_cast<Field>(bytes_[at - 1] - 1), at, bytes_.get() + at};
}

}  // namespace dossier::search
