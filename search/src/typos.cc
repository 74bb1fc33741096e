// Damerau-Levenshtein (neighbours swapped count once) over the sorted words: rows are kept for the
// beginning that a word shares with the one before, and a beginning that is beyond repair is
// stepped over as a whole.
#include <algorithm>
#include <array>

#include "words.h"

namespace dossier::search {
namespace {

constexpr size_t kLongest = 48;  // of words compared so; typos in longer ones are not forgiven

constexpr size_t kBeginningsFrom = 6;  // letters: beginnings of fewer are like too many words

int typos_allowed(size_t letters) { return letters < 4 ? 0 : letters < 8 ? 1 : 2; }

class Distances {
 public:
  explicit Distances(std::string_view asked) : asked_(asked) {
    for (size_t i = 0; i <= asked_.size(); ++i) rows_[0][i] = static_cast<int>(i);
  }

  // The row of the first `depth` letters of the word, those before it being there. Says its least.
  int step(std::string_view word, size_t depth) {
    auto& row = rows_[depth];
    const auto& above = rows_[depth - 1];
    const char c = word[depth - 1];
    row[0] = static_cast<int>(depth);
    int least = row[0];
    for (size_t i = 1; i <= asked_.size(); ++i) {
      const int change = asked_[i - 1] == c ? 0 : 1;
      int best = std::min({above[i] + 1, row[i - 1] + 1, above[i - 1] + change});
      if (depth > 1 && i > 1 && asked_[i - 1] == word[depth - 2] && asked_[i - 2] == c)
        best = std::min(best, rows_[depth - 2][i - 2] + 1);
      row[i] = best;
      least = std::min(least, best);
    }
    return least;
  }
  int whole(size_t depth) const { return rows_[depth][asked_.size()]; }

 private:
  const std::string_view asked_;
  std::array<std::array<int, kLongest + 1>, kLongest + 3> rows_;
};

size_t shared(std::string_view a, std::string_view b) {
  return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

// The least text beyond all that begin with `prefix`; empty where there is none.
std::string beyond(std::string prefix) {
  while (!prefix.empty() && static_cast<uint8_t>(prefix.back()) == 0xFF) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(static_cast<uint8_t>(prefix.back()) + 1);
  return prefix;
}

}  // namespace

std::unordered_map<WordId, int> Words::similar(std::string_view asked) const {
  std::unordered_map<WordId, int> found;
  const int most = typos_allowed(asked.size());
  if (most == 0 || asked.size() > kLongest) return found;
  if (std::ranges::any_of(asked, [](char c) { return c >= '0' && c <= '9'; })) return found;
  Distances distances(asked);
  const size_t deepest = asked.size() + static_cast<size_t>(most);
  std::string_view last;  // its rows are there
  size_t rows = 0;
  for (auto it = by_text_.begin(); it != by_text_.end();) {
    const std::string_view word = it->first;
    size_t depth = std::min(rows, shared(last, word));
    int begins = most + 1;  // the best among beginnings of the word
    for (size_t d = asked.size() - static_cast<size_t>(most); d <= depth; ++d)
      begins = std::min(begins, distances.whole(d));
    bool lost = false;
    while (!lost && depth < std::min(word.size(), deepest)) {
      lost = distances.step(word, ++depth) > most;
      begins = std::min(begins, distances.whole(depth));
    }
    last = word;
    rows = depth;
    int cost = asked.size() < kBeginningsFrom ? most + 2 : begins + 1;
    if (depth == word.size() && distances.whole(depth) <= most) cost = distances.whole(depth);
    if (cost <= most + 1 && !word.starts_with(asked)) found.emplace(it->second, cost);
    if (lost && begins > most) {
      const std::string next = beyond(std::string(word.substr(0, depth)));
      it = next.empty() ? by_text_.end() : by_text_.lower_bound(next);
    } else {
      ++it;
    }
  }
  return found;
}

}  // namespace dossier::search
