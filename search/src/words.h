// The words of all names, each with the customers that have it. Guarded by the index.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "document.h"

namespace dossier::search {

class Words {
 public:
  // Adds the customer to the word, which is made where it is new.
  WordId add(const std::string& word, Doc doc);
  void remove(WordId id, Doc doc);

  std::string_view text(WordId id) const { return *words_[id].text; }
  const std::vector<Doc>& docs(WordId id) const { return words_[id].docs; }  // ascending

  // Calls visit(id) for each word that begins so.
  template <class Visit>
  void for_each_with_prefix(std::string_view prefix, const Visit& visit) const {
    for (auto it = by_text_.lower_bound(prefix); it != by_text_.end(); ++it) {
      if (!it->first.starts_with(prefix)) return;
      visit(it->second);
    }
  }

  // Words that are the asked one with a few typos (a letter more, less, another one, or two
  // swapped: one from 4 letters on, two from 8 on), with how many; one more where only the
  // beginning of the word is so (from 6 letters on). Words that begin as asked are not among them.
  // Typos are of bytes: letters beyond Latin count as two or three.
  std::unordered_map<WordId, int> similar(std::string_view asked) const;

 private:
  struct Word {
    const std::string* text = nullptr;  // null: free
    std::vector<Doc> docs;
  };
  std::map<std::string, WordId, std::less<>> by_text_;
  std::vector<Word> words_;
  std::vector<WordId> free_;
};

}  // namespace dossier::search
