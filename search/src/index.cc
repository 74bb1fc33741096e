// What changes the index: one customer at a time, all of it under the lock.
#include "dossier/search/index.h"

#include <algorithm>

#include "dossier/search/fold.h"
#include "impl.h"

namespace dossier::search {
namespace {

uint32_t activity_of(const Entry& entry) {
  constexpr uint32_t kLoansMost = 0xFF, kDaysMost = 0xFFFFFF;
  const auto days = static_cast<uint32_t>(std::max(entry.last_active.days, 0));
  return std::min(entry.active_loans, kLoansMost) << 24 | std::min(days, kDaysMost);
}

// Nothing that parts keys may stand in one.
std::string printable(std::string text) {
  std::erase_if(text, [](char c) { return c >= 0 && c < ' '; });
  return text;
}

std::vector<std::pair<Field, std::string>> keys_of(const Entry& entry, std::string_view country) {
  std::vector<std::pair<Field, std::string>> keys;
  const auto add = [&](Field field, std::string text) {
    text = printable(std::move(text));
    if (text.empty() && field != Field::id) return;
    std::pair key{field, std::move(text)};
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
  };
  add(Field::id, entry.id);
  add(Field::cif, entry.cif);
  for (const auto& phone : entry.phones) add(Field::phone, phone_digits(phone, country));
  for (const auto& email : entry.emails) add(Field::email, lower_trimmed(email));
  for (const auto& account : entry.accounts) add(Field::account, account);
  for (const auto& loan : entry.loans) add(Field::loan, loan);
  return keys;
}

// The texts of two places, then the places: a total order.
template <class Reader>
struct RefLess {
  const std::deque<Document>& documents;

  bool operator()(const Ref& a, const Ref& b) const {
    Reader left(documents[a.doc].text(a.at)), right(documents[b.doc].text(b.at));
    while (true) {
      const auto l = static_cast<uint8_t>(left.next()), r = static_cast<uint8_t>(right.next());
      if (l != r) return l < r;
      if (l == 0) break;
    }
    return a.doc != b.doc ? a.doc < b.doc : a.at < b.at;
  }
};

}  // namespace

Index::Index(std::string country_code) : impl_(std::make_unique<Impl>(std::move(country_code))) {}
Index::~Index() = default;

int Index::Impl::compare(Doc a, Doc b) const {
  const Document &left = documents[a], &right = documents[b];
  if (left.activity != right.activity) return left.activity > right.activity ? -1 : 1;
  return left.id().compare(right.id());
}

std::optional<Doc> Index::Impl::find_id(std::string_view id) const {
  std::string folded;
  for (const char c : id)
    if (is_id_character(c)) folded += lower(c);
  std::optional<Doc> found;
  ids.visit_from(
      [&](const Ref& ref) {
        return compare_prefix(IdReader(documents[ref.doc].text(ref.at)), folded) < 0;
      },
      [&](const Ref& ref) {
        bool whole = false;
        if (compare_prefix(IdReader(documents[ref.doc].text(ref.at)), folded, &whole) != 0 ||
            !whole)
          return false;
        if (documents[ref.doc].id() == id) found = ref.doc;
        return !found;
      });
  return found;
}

template <class Change>
void Index::Impl::for_each_place(Doc doc, const Change& change) {
  documents[doc].for_each_key([&](const Key& key) {
    const auto end = key.at + static_cast<uint32_t>(key.text.size());
    switch (key.field) {
      case Field::phone:
        change(phones, Ref{doc, key.at}, RefLess<PlainReader>{documents});
        change(phone_ends, Ref{doc, end}, RefLess<BackwardReader>{documents});
        break;
      case Field::email: change(emails, Ref{doc, key.at}, RefLess<PlainReader>{documents}); break;
      default:
        for_each_start(key, [&](uint32_t at) {
          change(key.field == Field::account ? accounts : ids, Ref{doc, at},
                 RefLess<IdReader>{documents});
        });
    }
  });
  change(by_activity, doc, [this](Doc a, Doc b) { return compare(a, b) < 0; });
}

void Index::Impl::link(Doc doc) {
  for_each_place(doc,
                 [](auto& list, const auto& value, const auto& less) { list.insert(value, less); });
}

void Index::Impl::unlink(Doc doc) {
  for_each_place(doc,
                 [](auto& list, const auto& value, const auto& less) { list.erase(value, less); });
}

uint32_t Index::Impl::enter_group(Group group) {
  const auto [place, fresh] = groups.try_emplace(std::move(group));
  if (fresh) {
    place->second.number = static_cast<uint32_t>(group_by_number.size());
    if (free_groups.empty()) {
      group_by_number.push_back(nullptr);
    } else {
      place->second.number = free_groups.back();
      free_groups.pop_back();
    }
    group_by_number[place->second.number] = &place->first;
  }
  ++place->second.count;
  return place->second.number;
}

void Index::Impl::leave_group(uint32_t number) {
  const auto place = groups.find(*group_by_number[number]);
  if (--place->second.count != 0) return;
  group_by_number[number] = nullptr;
  free_groups.push_back(number);
  groups.erase(place);
}

void Index::Impl::remove(Doc doc) {
  unlink(doc);
  Document& document = documents[doc];
  for (size_t i = 0; i < document.words(); ++i) words.remove(document.word(i), doc);
  leave_group(document.group);
  document = {};
  free_documents.push_back(doc);
  --count;
}

void Index::put(const Entry& entry) {
  std::vector<std::string> names;
  for (const auto& name : entry.names)
    for (auto& word : words_of(name))
      if (names.size() < kWordsMost) names.push_back(std::move(word));
  const auto keys = keys_of(entry, impl_->country_code);
  Group group{entry.branch_id, entry.officers};
  std::ranges::sort(group.officers);
  const auto repeated = std::ranges::unique(group.officers);
  group.officers.erase(repeated.begin(), repeated.end());

  const auto writing = impl_->lock.write();
  if (const auto known = impl_->find_id(keys.front().second)) impl_->remove(*known);
  Doc doc = static_cast<Doc>(impl_->documents.size());
  if (impl_->free_documents.empty()) {
    impl_->documents.emplace_back();
  } else {
    doc = impl_->free_documents.back();
    impl_->free_documents.pop_back();
  }
  std::vector<WordId> ids;
  for (const auto& name : names) ids.push_back(impl_->words.add(name, doc));
  Document& document = impl_->documents[doc];
  document = Document(ids, keys);
  document.activity = activity_of(entry);
  document.group = impl_->enter_group(std::move(group));
  impl_->link(doc);
  ++impl_->count;
}

void Index::remove(std::string_view id) {
  const auto writing = impl_->lock.write();
  if (const auto known = impl_->find_id(id)) impl_->remove(*known);
}

size_t Index::size() const {
  const auto reading = impl_->lock.read();
  return impl_->count;
}

std::vector<std::string> Index::with_personal() const {
  const auto reading = impl_->lock.read();
  std::vector<std::string> ids;
  for (const Document& document : impl_->documents) {
    if (document.empty()) continue;
    bool personal = document.words() != 0;
    document.for_each_key([&](const Key& key) { personal |= key.field >= Field::phone; });
    if (personal) ids.emplace_back(document.id());
  }
  return ids;
}

}  // namespace dossier::search
