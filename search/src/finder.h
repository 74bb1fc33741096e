// One search. Lives as long as the index is held for reading.
#pragma once

#include <optional>
#include <vector>

#include "impl.h"

namespace dossier::search {

// How well a customer matches; the lesser comes first. From `typos` on: one more for each typo.
enum Rank : int {
  whole_id,      // of the customer, or the CIF
  whole_number,  // loan, phone, e-mail, account
  whole_name,    // exactly these words, where they are two or more
  name_words,    // whole words of a longer name
  name_begins,   // each word begins one of the name
  part_ends,     // what an id or a phone ends with
  part_begins,   // of an id, a phone, an e-mail, or of a later part of an id
  typos,
};

struct Found {
  int rank = 0;
  Doc doc = 0;
  Field field = Field::id;
  uint32_t at = 0;  // in the customer's keys, where it was a loan
};

class Finder {
 public:
  Finder(const Index::Impl& index, const Ask& ask);
  Answer find();

 private:
  // Whether such a match would be among those that are answered.
  bool wanted(int rank, Doc doc) const;
  void offer(const Found& found);
  bool reached(Doc doc);
  bool full() const { return best_.size() > ask_.limit; }

  void whole_ids(const SortedBlocks<Ref>& list);
  void phones();
  void whole_email();
  void names();
  void one_word();
  void parts();
  void with_typos();

  // The customers by activity, until no further one can be among the best; false where that took
  // too long. `matches` says whether one is found by `field`.
  using Matches = std::function<std::optional<uint32_t>(Doc)>;  // where in its keys
  bool walk(int rank, Field field, const Matches& matches);
  // All of a list whose keys begin with `prefix`. The walk goes first where they are many.
  template <class Reader>
  void beginning(const SortedBlocks<Ref>& list, std::string_view prefix);
  std::vector<Field> fields_of(const SortedBlocks<Ref>& list) const;
  template <class Reader, class Visit>
  void range(const SortedBlocks<Ref>& list, std::string_view prefix, const Visit& visit) const;

  struct Asked {  // a word of the query
    std::string text;
    std::optional<WordId> whole;
    std::unordered_map<WordId, int> similar;
    size_t docs = 0;  // of all words that it matches, customers twice where they have two
  };
  void ask_words(bool similar);
  // How the customer's name has all the words, each another one of it; nothing where it has not.
  std::optional<int> rank_of_name(Doc doc) const;
  template <class Visit>
  void for_each_word(const Asked& asked, const Visit& visit) const;

  const Index::Impl& index_;
  const Ask& ask_;
  const Query query_;
  std::vector<Asked> asked_;  // the longest first
  std::vector<Found> best_;   // at most limit + 1, the best first
  enum class Reached : uint8_t { unknown, yes, no };
  std::vector<Reached> reached_;  // by group
};

}  // namespace dossier::search
