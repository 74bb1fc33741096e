// Names: every word asked for must be, or begin, another word of the name; with typos where too few
// customers match without.
#include <algorithm>

#include "finder.h"

namespace dossier::search {
namespace {

constexpr size_t kManyMatches = 8192;
constexpr size_t kTyposWords = 8;  // of longer queries no typo is forgiven

}  // namespace

template <class Visit>
void Finder::for_each_word(const Asked& asked, const Visit& visit) const {
  index_.words.for_each_with_prefix(asked.text, visit);
  for (const auto& [word, cost] : asked.similar) visit(word);
}

void Finder::ask_words(bool similar) {
  asked_.clear();
  for (const auto& text : query_.words) {
    Asked& asked = asked_.emplace_back();
    asked.text = text;
    if (similar) asked.similar = index_.words.similar(text);
    for_each_word(asked, [&](WordId word) {
      asked.docs += index_.words.docs(word).size();
      if (index_.words.text(word) == text) asked.whole = word;
    });
  }
  std::ranges::stable_sort(asked_, std::greater(), [](const Asked& a) { return a.text.size(); });
}

// The longest words choose first: what a longer one begins, a shorter one begins, too.
std::optional<int> Finder::rank_of_name(Doc doc) const {
  const Document& document = index_.documents[doc];
  const size_t count = document.words();
  if (count < asked_.size()) return std::nullopt;
  uint64_t used = 0;
  int begins = 0, typo_count = 0;
  const auto take = [&](const auto& fits) {
    for (size_t i = 0; i < count; ++i)
      if ((used >> i & 1) == 0 && fits(document.word(i))) {
        used |= uint64_t{1} << i;
        return true;
      }
    return false;
  };
  std::vector<const Asked*> left;
  for (const Asked& asked : asked_)
    if (!asked.whole || !take([&](WordId word) { return word == *asked.whole; }))
      left.push_back(&asked);
  for (const Asked* asked : left) {
    const auto begin = [&](WordId word) {
      return index_.words.text(word).starts_with(asked->text);
    };
    if (take(begin)) {
      ++begins;
      continue;
    }
    int cost = 0;
    const auto similar = [&](WordId word) {
      const auto known = asked->similar.find(word);
      if (known == asked->similar.end()) return false;
      cost = known->second;
      return true;
    };
    if (asked->similar.empty() || !take(similar)) return std::nullopt;
    typo_count += cost;
  }
  if (typo_count != 0) return typos + typo_count;
  if (begins != 0) return name_begins;
  return asked_.size() > 1 && count == asked_.size() ? whole_name : name_words;
}

void Finder::one_word() {
  const Asked& asked = asked_.front();
  if (asked.whole)
    for (const Doc doc : index_.words.docs(*asked.whole)) offer({name_words, doc, Field::name, 0});
  if (full() && best_.back().rank <= name_words) return;
  const auto begins = [&](Doc doc) -> std::optional<uint32_t> {
    const Document& document = index_.documents[doc];
    for (size_t i = 0; i < document.words(); ++i)
      if (index_.words.text(document.word(i)).starts_with(asked.text)) return 0;
    return std::nullopt;
  };
  if (asked.docs > kManyMatches && walk(name_begins, Field::name, begins)) return;
  for_each_word(asked, [&](WordId word) {
    for (const Doc doc : index_.words.docs(word)) offer({name_begins, doc, Field::name, 0});
  });
}

void Finder::names() {
  ask_words(false);
  if (std::ranges::any_of(asked_, [](const Asked& asked) { return asked.docs == 0; })) return;
  if (asked_.size() == 1) return one_word();
  const Asked& rarest = *std::ranges::min_element(asked_, {}, &Asked::docs);
  for_each_word(rarest, [&](WordId word) {
    for (const Doc doc : index_.words.docs(word)) {
      if (!wanted(whole_name, doc)) continue;
      if (const auto rank = rank_of_name(doc)) offer({*rank, doc, Field::name, 0});
    }
  });
}

void Finder::with_typos() {
  if (query_.words.size() > kTyposWords) return;
  ask_words(true);
  if (std::ranges::any_of(asked_, [](const Asked& asked) { return asked.docs == 0; })) return;
  const Asked& rarest = *std::ranges::min_element(asked_, {}, &Asked::docs);
  for_each_word(rarest, [&](WordId word) {
    for (const Doc doc : index_.words.docs(word))
      if (wanted(typos, doc))
        if (const auto rank = rank_of_name(doc)) offer({*rank, doc, Field::name, 0});
  });
}

}  // namespace dossier::search
