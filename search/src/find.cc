// How the best matches are found: the lists are asked in the order of their ranks, until enough are
// there. Where very many would match (one letter, "C-"), the busiest customers are gone through
// instead of the matches: the best are soon among them.
#include <algorithm>
#include <tuple>

#include "finder.h"

namespace dossier::search {
namespace {

constexpr size_t kScanMost = 8192;  // matches, before the walk is tried
constexpr size_t kWalkMost = 8192;  // customers
constexpr size_t kEmailLeast = 3;

}  // namespace

Finder::Finder(const Index::Impl& index, const Ask& ask)
    : index_(index),
      ask_(ask),
      query_(query_of(ask.text, index.country_code)),
      reached_(index.group_by_number.size(), Reached::unknown) {}

bool Finder::reached(Doc doc) {
  if (!ask_.reach) return true;
  const uint32_t number = index_.documents[doc].group;
  Reached& known = reached_[number];
  if (known == Reached::unknown) {
    const Group& group = *index_.group_by_number[number];
    known = ask_.reach({group.branch_id, group.officers}) ? Reached::yes : Reached::no;
  }
  return known == Reached::yes;
}

bool Finder::wanted(int rank, Doc doc) const {
  if (!full()) return true;
  const Found& worst = best_.back();
  return rank != worst.rank ? rank < worst.rank : index_.compare(doc, worst.doc) < 0;
}

void Finder::offer(const Found& found) {
  if (!wanted(found.rank, found.doc) || !reached(found.doc)) return;
  const auto known = std::ranges::find(best_, found.doc, &Found::doc);
  if (known != best_.end()) {
    if (std::tie(known->rank, known->field, known->at) <=
        std::tie(found.rank, found.field, found.at))
      return;
    best_.erase(known);
  }
  const auto place = std::ranges::partition_point(best_, [&](const Found& other) {
    return other.rank != found.rank ? other.rank < found.rank
                                    : index_.compare(other.doc, found.doc) < 0;
  });
  best_.insert(place, found);
  if (best_.size() > ask_.limit + 1) best_.pop_back();
}

template <class Reader, class Visit>
void Finder::range(const SortedBlocks<Ref>& list, std::string_view prefix,
                   const Visit& visit) const {
  const auto place = [this](const Ref& ref) {
    return Reader(index_.documents[ref.doc].text(ref.at));
  };
  list.visit_from([&](const Ref& ref) { return compare_prefix(place(ref), prefix) < 0; },
                  [&](const Ref& ref) {
                    bool whole = false;
                    return compare_prefix(place(ref), prefix, &whole) == 0 && visit(ref, whole);
                  });
}

// The whole ones stand first in their range.
void Finder::whole_ids(const SortedBlocks<Ref>& list) {
  if (query_.id.empty()) return;
  range<IdReader>(list, query_.id, [&](const Ref& ref, bool whole) {
    if (!whole) return false;
    const Key key = index_.documents[ref.doc].key_at(ref.at);
    const bool of_customer = key.field == Field::id || key.field == Field::cif;
    const int rank = ref.at != key.at ? part_ends : of_customer ? whole_id : whole_number;
    offer({rank, ref.doc, key.field, key.at});
    return true;
  });
}

void Finder::phones() {
  for (const auto& number : query_.phones)
    range<PlainReader>(index_.phones, number, [&](const Ref& ref, bool whole) {
      if (whole) offer({whole_number, ref.doc, Field::phone, ref.at});
      return whole;
    });
  for (const auto& end : query_.phone_ends)
    range<BackwardReader>(index_.phone_ends, end, [&](const Ref& ref, bool whole) {
      offer({whole ? whole_number : part_ends, ref.doc, Field::phone, ref.at});
      return true;
    });
}

void Finder::whole_email() {
  if (query_.email.empty()) return;
  range<PlainReader>(index_.emails, query_.email, [&](const Ref& ref, bool whole) {
    if (whole) offer({whole_number, ref.doc, Field::email, ref.at});
    return whole;
  });
}

bool Finder::walk(int rank, Field field, const Matches& matches) {
  size_t left = kWalkMost;
  bool done = true;
  index_.by_activity.visit_from([](Doc) { return false; },
                                [&](Doc doc) {
                                  if (!wanted(rank, doc)) return false;
                                  done = left-- != 0;
                                  if (!done) return false;
                                  if (!reached(doc)) return true;
                                  if (const auto at = matches(doc)) offer({rank, doc, field, *at});
                                  return true;
                                });
  return done;
}

std::vector<Field> Finder::fields_of(const SortedBlocks<Ref>& list) const {
  if (&list == &index_.phones) return {Field::phone};
  if (&list == &index_.emails) return {Field::email};
  if (&list == &index_.accounts) return {Field::account};
  return {Field::id, Field::cif, Field::loan};
}

template <class Reader>
void Finder::beginning(const SortedBlocks<Ref>& list, std::string_view prefix) {
  size_t seen = 0;
  const auto take = [&](const Ref& ref) {
    if (!wanted(part_begins, ref.doc) || !reached(ref.doc)) return;
    const Key key = index_.documents[ref.doc].key_at(ref.at);
    offer({part_begins, ref.doc, key.field, key.at});
  };
  const auto place = [this, prefix](const Ref& ref) {
    return compare_prefix(Reader(index_.documents[ref.doc].text(ref.at)), prefix);
  };
  const auto scan = [&](size_t most) {
    list.visit_between([&](const Ref& ref) { return place(ref) < 0; },
                       [&](const Ref& ref) { return place(ref) <= 0; },
                       [&](const Ref& ref) {
                         take(ref);
                         return ++seen < most;
                       });
  };
  scan(kScanMost);
  if (seen < kScanMost) return;
  for (const Field field : fields_of(list)) {
    constexpr bool kParts = std::is_same_v<Reader, IdReader>;
    const auto matches = [&](Doc doc) {
      std::optional<uint32_t> found;
      index_.documents[doc].for_each_key([&](const Key& key) {
        if (key.field != field || found) return;
        const auto begins = [&](uint32_t at) {
          const char* text = index_.documents[doc].text(at);
          if (compare_prefix(Reader(text), prefix) == 0) found = key.at;
        };
        if (kParts)
          for_each_start(key, begins);
        else
          begins(key.at);
      });
      return found;
    };
    if (walk(part_begins, field, matches)) continue;
    scan(SIZE_MAX);
    return;
  }
}

void Finder::parts() {
  if (!query_.id.empty()) beginning<IdReader>(index_.ids, query_.id);
  if (!query_.id.empty() && ask_.searchable.account)
    beginning<IdReader>(index_.accounts, query_.id);
  if (ask_.searchable.phone)
    for (const auto& number : query_.phones) beginning<PlainReader>(index_.phones, number);
  if (ask_.searchable.email && query_.email.size() >= kEmailLeast)
    beginning<PlainReader>(index_.emails, query_.email);
}

Answer Finder::find() {
  whole_ids(index_.ids);
  if (ask_.searchable.account) whole_ids(index_.accounts);
  if (ask_.searchable.phone) phones();
  if (ask_.searchable.email) whole_email();
  if (ask_.searchable.name && !query_.words.empty()) names();
  if (!full() || best_.back().rank >= part_begins) parts();
  if (!full() && ask_.searchable.name && !query_.words.empty()) with_typos();

  Answer answer;
  answer.more = best_.size() > ask_.limit;
  if (answer.more) best_.pop_back();
  for (const Found& found : best_) {
    const Document& document = index_.documents[found.doc];
    Hit hit{std::string(document.id()), found.field, {}};
    if (found.field == Field::loan) hit.loan = document.key_at(found.at).text;
    answer.hits.push_back(std::move(hit));
  }
  return answer;
}

Answer Index::find(const Ask& ask) const {
  const auto reading = impl_->lock.read();
  return Finder(*impl_, ask).find();
}

}  // namespace dossier::search
