#include "words.h"

#include <algorithm>

namespace dossier::search {

WordId Words::add(const std::string& word, Doc doc) {
  const auto [place, fresh] = by_text_.try_emplace(word, 0);
  if (fresh) {
    if (free_.empty()) {
      place->second = static_cast<WordId>(words_.size());
      words_.emplace_back();
    } else {
      place->second = free_.back();
      free_.pop_back();
    }
    words_[place->second].text = &place->first;
  }
  auto& docs = words_[place->second].docs;
  const auto at = std::ranges::lower_bound(docs, doc);
  if (at == docs.end() || *at != doc) docs.insert(at, doc);
  return place->second;
}

void Words::remove(WordId id, Doc doc) {
  Word& word = words_[id];
  const auto at = std::ranges::lower_bound(word.docs, doc);
  if (at != word.docs.end() && *at == doc) word.docs.erase(at);
  if (!word.docs.empty() || word.text == nullptr) return;
  by_text_.erase(by_text_.find(*word.text));
  word = {};
  free_.push_back(id);
}

}  // namespace dossier::search
