// Against what is plainly true: whoever is put is found by the whole name, id and numbers; order
// does not depend on how the index came to be.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "dossier/search/fold.h"
#include "search_fixture.h"

using namespace dossier;
using namespace dossier::search;
using namespace dossier::search::test;

namespace {

// Few syllables, so that names meet, begin others, and are a typo apart.
std::string any_name() {
  const auto syllables =
      *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
          "an", "anh", "Đặng", "nguyễn", "Bro", "wn", "ing", "O'", "é", "-", " ", "王", "ß"}));
  std::string name;
  for (const auto& syllable : syllables) name += syllable;
  return name;
}

std::vector<Entry> any_customers() {
  const size_t count = *rc::gen::inRange<size_t>(1, 30);
  std::vector<Entry> all;
  for (size_t i = 0; i < count; ++i) {
    Entry entry = named("C-" + std::to_string(*rc::gen::inRange(0, 40)), {any_name(), any_name()});
    entry.loans = {"LN-2024-" + std::to_string(*rc::gen::inRange(0, 2000))};
    entry.phones = {"876555" + std::to_string(*rc::gen::inRange(1000, 1100))};
    entry.active_loans = *rc::gen::inRange(0u, 3u);
    std::erase_if(all, [&](const Entry& other) { return other.id == entry.id; });
    all.push_back(entry);
  }
  return all;
}

std::vector<std::string> words_of_names(const Entry& entry) {
  std::vector<std::string> words;
  for (const auto& name : entry.names)
    for (auto& word : words_of(name)) words.push_back(std::move(word));
  std::ranges::sort(words);
  return words;
}

bool has(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

}  // namespace

TEST_CASE("search: the whole name of any customer finds that customer among the first") {
  CHECK(rc::check([] {
    const auto all = any_customers();
    Index index("1");
    for (const Entry& entry : all) index.put(entry);
    for (const Entry& entry : all) {
      const auto words = words_of_names(entry);
      if (words.empty()) continue;
      const auto alike = std::ranges::count_if(all, [&](const Entry& other) {
        return std::ranges::includes(words_of_names(other), words);
      });
      const auto ids = found(index, entry.names[0] + " " + entry.names[1], kAll, 50);
      const auto place = std::ranges::find(ids, entry.id) - ids.begin();
      RC_ASSERT(place < alike);
    }
  }));
}

TEST_CASE("search: any id, loan and end of a phone finds its customer") {
  CHECK(rc::check([] {
    const auto all = any_customers();
    Index index("1");
    for (const Entry& entry : all) index.put(entry);
    for (const Entry& entry : all) {
      RC_ASSERT(found(index, entry.id, {}).front() == entry.id);
      RC_ASSERT(has(found(index, entry.loans[0], kAll, 50), entry.id));
      RC_ASSERT(has(found(index, entry.phones[0], kAll, 50), entry.id));
      RC_ASSERT(has(found(index, entry.phones[0].substr(6), kAll, 50), entry.id));
    }
  }));
}

TEST_CASE("search: the order of answers does not depend on how the entries came") {
  CHECK(rc::check([] {
    auto all = any_customers();
    Index index("1"), other("1");
    for (const Entry& entry : all) index.put(entry);
    for (Entry& entry : all) {  // first with other words and numbers, then from the last on
      Entry before = entry;
      before.names = {"Before", "Anh"};
      before.active_loans = 7;
      other.put(before);
    }
    std::ranges::reverse(all);
    for (const Entry& entry : all) other.put(entry);
    const std::string text = any_name() + " " + any_name();
    for (const std::string& query :
         {text, std::string("an"), std::string("c"), std::string("2024")})
      RC_ASSERT(told(index, query) == told(other, query));
  }));
}
