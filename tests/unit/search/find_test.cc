// Who is found by what, and in which order: tables over one set of customers.
#include <algorithm>

#include "search_fixture.h"

using namespace dossier;
using namespace dossier::search;
using namespace dossier::search::test;
using Lines = std::vector<std::string>;

namespace {

Entry customer(std::string id, std::string cif, std::vector<std::string> names,
               std::vector<std::string> loans, std::string phone, std::string email,
               uint32_t active_loans) {
  Entry entry = named(std::move(id), std::move(names));
  entry.cif = std::move(cif);
  entry.loans = std::move(loans);
  if (!phone.empty()) entry.phones = {std::move(phone)};
  if (!email.empty()) entry.emails = {std::move(email)};
  entry.active_loans = active_loans;
  return entry;
}

struct Town {
  Index index{"1"};
  Town() {
    index.put(customer("C-1042", "CIF-0091042", {"Marcia", "Elaine", "Brown"},
                       {"LN-2024-00892", "LN-2023-00455"}, "+1 876 555 0142",
                       "marcia.brown@example.com", 2));
    index.put(customer("C-10421", "CIF-5550000", {"Nguyễn", "Thị", "Hương"}, {"LN-2025-00001"},
                       "(876) 555-0199", "huong@example.vn", 1));
    index.put(customer("C-2001", "CIF-2", {"Đặng", "Đình", "Trọng"}, {}, "+84 912 345 678", "", 0));
    index.put(customer("C-2002", "CIF-3", {"Dang", "Van", "An"}, {}, "1-876-555-0177", "", 3));
    index.put(customer("CUST-00010001", "", {"Browning & Sons Ltd"}, {"ACC-00012345"}, "",
                       "office@browning.example", 1));
    index.put(customer("C-3000", "", {"Jonathan", "Campbell"}, {}, "", "", 0));
    index.put(customer("C-3001", "", {"Johnathan", "Campbel"}, {}, "", "", 0));
    index.put(customer("C-3002", "", {"O'Neil", "Thompson-Grey"}, {}, "", "", 0));
  }
};

}  // namespace

TEST_CASE("search: each kind of query finds whom it means, the best first") {
  const Town town;
  const struct {
    std::string_view query;
    Lines lines;
  } table[] = {
      // ids, whole, in part, in another spelling
      {"C-1042", {"C-1042 by id", "C-10421 by id"}},
      {"c1042", {"C-1042 by id", "C-10421 by id"}},
      {"1042", {"C-1042 by id", "C-10421 by id"}},
      {"CUST-0001", {"CUST-00010001 by id"}},
      {"10001", {"CUST-00010001 by id"}},
      {"CIF-0091042", {"C-1042 by cif"}},
      {"0091042", {"C-1042 by cif"}},
      {"91042", {"C-1042 by cif"}},
      // loans and accounts
      {"LN-2024-00892", {"C-1042 by loan LN-2024-00892"}},
      {"ln 2024 00892", {"C-1042 by loan LN-2024-00892"}},
      {"2024-008", {"C-1042 by loan LN-2024-00892"}},
      {"892", {"C-1042 by loan LN-2024-00892"}},
      {"acc-0001", {"CUST-00010001 by loan ACC-00012345"}},
      // names: beginnings, in any order
      {"marcia", {"C-1042 by name"}},
      {"brow", {"C-1042 by name", "CUST-00010001 by name"}},
      {"brown", {"C-1042 by name", "CUST-00010001 by name"}},
      {"browning", {"CUST-00010001 by name"}},
      {"BROWN marcia", {"C-1042 by name"}},
      {"br mar el", {"C-1042 by name"}},
      {"marcia campbell", {}},
      {"oneil", {"C-3002 by name"}},
      {"O’Neil grey", {"C-3002 by name"}},
      // diacritics, both ways
      {"Nguyen", {"C-10421 by name"}},
      {"nguyễn thi huong", {"C-10421 by name"}},
      {"Nguye\u0302\u0303n", {"C-10421 by name"}},
      {"dang", {"C-2002 by name", "C-2001 by name"}},
      {"Đặng", {"C-2002 by name", "C-2001 by name"}},
      {"đặng trong", {"C-2001 by name"}},
      // typos
      {"nguyne", {"C-10421 by name"}},
      {"ngyen huong", {"C-10421 by name"}},
      {"bronw", {"C-1042 by name"}},
      {"marca brwon", {"C-1042 by name"}},
      {"campbell", {"C-3000 by name", "C-3001 by name"}},
      {"jonathan campbell", {"C-3000 by name", "C-3001 by name"}},
      {"jhonathan", {"C-3000 by name", "C-3001 by name"}},
      {"thompsongrey", {}},
      {"jonathan cmpbll", {}},  // two typos in seven letters
      {"van", {"C-2002 by name"}},
      {"vam", {}},  // three letters
      // phones
      {"+1 876 555 0142", {"C-1042 by phone"}},
      {"(876) 555-0142", {"C-1042 by phone"}},
      {"8765550142", {"C-1042 by phone"}},
      {"0018765550142", {"C-1042 by phone"}},
      {"0142", {"C-1042 by phone"}},
      {"5550199", {"C-10421 by phone"}},
      {"0199", {"C-10421 by phone"}},
      {"+1876555019", {"C-10421 by phone"}},
      {"876 555 017", {"C-2002 by phone"}},
      {"0912345678", {"C-2001 by phone"}},
      {"+84 912", {"C-2001 by phone"}},
      {"678", {}},  // three digits
      // e-mail
      {"Marcia.Brown@example.com", {"C-1042 by email"}},
      {"huong@ex", {"C-10421 by email"}},
      {"office@bro", {"CUST-00010001 by email"}},
      // nothing
      {"zebedee", {}},
      {"C-9999", {}},
  };
  for (const auto& row : table) {
    CAPTURE(row.query);
    CHECK(told(town.index, row.query) == row.lines);
  }
}

TEST_CASE("search: what nobody would type breaks nothing and finds nobody") {
  const Town town;
  for (const std::string& query :
       {std::string(), std::string("   "), std::string("\x01\x02\x00", 3), std::string("😀😀"),
        std::string("\xff\xfe"), std::string("' OR 1=1 --"), std::string("%"), std::string("*"),
        std::string(100, 'x'), std::string(100, '9'), std::string(50, '\''),
        std::string("<script>alert(1)</script>"), std::string("../../etc/passwd")}) {
    CAPTURE(query);
    CHECK(told(town.index, query) == Lines{});
  }
  std::string many;
  for (int i = 0; i < 50; ++i) many += "a ";
  CHECK(told(town.index, many) == Lines{});
}

TEST_CASE("search: whole ids before whole numbers, names, parts, typos; then activity, then id") {
  Index index;
  const auto add = [&](std::string id, std::string name, std::string loan, uint32_t active,
                       int32_t day) {
    Entry entry = named(std::move(id), {std::move(name)});
    entry.loans = {std::move(loan)};
    entry.active_loans = active;
    entry.last_active = Date{day};
    index.put(entry);
  };
  add("SMITH", "a", "x", 0, 0);
  add("C-1", "b", "smith", 9, 0);
  add("C-2", "Smith", "x", 1, 5);
  add("C-3", "Smith", "x", 1, 6);
  add("C-4", "Smith", "x", 0, 9);
  add("C-40", "Smith", "x", 0, 9);
  add("C-5", "Smithers", "x", 9, 9);
  add("C-6", "c", "X-smith", 9, 9);
  add("C-7", "d", "X-smith-7", 9, 9);
  add("C-8", "Smyth", "x", 9, 9);
  CHECK(found(index, "smith") ==
        Lines{"SMITH", "C-1", "C-3", "C-2", "C-4", "C-40", "C-5", "C-6", "C-7", "C-8"});
}

TEST_CASE("search: exactly these words come before longer names, whatever their activity") {
  Index index;
  Entry longer = named("C-1", {"Anna", "Maria", "Lewis"});
  longer.active_loans = 5;
  index.put(longer);
  index.put(named("C-2", {"Anna", "Lewis"}));
  CHECK(found(index, "lewis anna") == Lines{"C-2", "C-1"});
}

TEST_CASE("search: words that begin others are each given one of their own") {
  Index index;
  index.put(named("C-1", {"Anh", "An"}));
  index.put(named("C-2", {"An", "Binh"}));
  CHECK(found(index, "an anh") == Lines{"C-1"});
  CHECK(found(index, "an an") == Lines{"C-1"});
  CHECK(found(index, "a anh") == Lines{"C-1"});
  CHECK(found(index, "a b") == Lines{"C-2"});
}

TEST_CASE("search: who may not see a field does not find by it") {
  const Town town;
  CHECK(found(town.index, "0142", {true, false, true, true}).empty());
  CHECK(found(town.index, "+1 876 555 0142", {true, false, true, true}).empty());
  CHECK(found(town.index, "huong@example.vn", {false, true, false, true}).empty());
  for (const std::string_view name : {"marcia", "marca", "marcia brown", "m"})
    CHECK(found(town.index, name, {false, true, true, true}) ==
          (name == "marcia" ? Lines{"C-1042"} : Lines{}));  // her e-mail begins so
  CHECK(found(town.index, "marcia", {}).empty());
  CHECK(found(town.index, "LN-2024-00892", {}) == Lines{"C-1042"});
  CHECK(found(town.index, "1042", {}) == Lines{"C-1042", "C-10421"});
}

TEST_CASE("search: account numbers are found by whoever may see them, loans by all") {
  Index index;
  Entry entry = named("C-1", {});
  entry.accounts = {"001-234-567890"};
  index.put(entry);
  Searchable searchable = kAll;
  for (const std::string query : {"001234567890", "001-234-567890", "567890"}) {
    CAPTURE(query);
    searchable.account = true;
    CHECK(told(index, query) == Lines{"C-1 by account"});
    searchable.account = false;
    CHECK(found(index, query, searchable).empty());
  }
  CHECK(index.with_personal() == Lines{"C-1"});
}

TEST_CASE("search: customers out of reach are neither shown nor counted") {
  Index index;
  for (int i = 0; i < 30; ++i) {
    Entry entry = named("C-" + std::to_string(100 + i), {"Brown"});
    entry.branch_id = i % 3 == 0 ? "BR-1" : "BR-2";
    entry.officers = {"OF-" + std::to_string(i % 5), "AG-1"};
    index.put(entry);
  }
  size_t asked = 0;
  const Reach branch = [&](const Reachable& who) {
    ++asked;
    return who.branch_id == "BR-1";
  };
  const Answer own = index.find({"brown", kAll, 10, branch});
  CHECK(own.hits.size() == 10);
  CHECK_FALSE(own.more);
  for (const Hit& hit : own.hits) CHECK(std::stoi(hit.id.substr(2)) % 3 == 100 % 3);
  CHECK(asked <= 15);  // once for each branch and officers
  const Reach assigned = [](const Reachable& who) {
    return std::ranges::find(who.officers, "OF-2") != who.officers.end();
  };
  CHECK(index.find({"brown", kAll, 10, assigned}).hits.size() == 6);
  CHECK(index.find({"C-101", kAll, 10, branch}).hits.empty());
  const Answer all = index.find({"brown", kAll, 10, {}});
  CHECK(all.hits.size() == 10);
  CHECK(all.more);
}
