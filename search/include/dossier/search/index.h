// Customers by what a person types: ids, loan numbers, names with typos, phones, e-mails. In memory
// only, and fed from outside: it knows nothing of where its entries come from. What matches and in
// which order: docs/search.md. Safe for concurrent use; a change holds readers up for microseconds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/time.h"

namespace dossier::search {

struct Entry {
  std::string id;  // unique; never personal
  std::string cif;
  std::vector<std::string> loans;   // ids
  std::vector<std::string> names;   // first, middle, last, of the organisation; in any spelling
  std::vector<std::string> phones;  // in any spelling
  std::vector<std::string> emails;
  std::vector<std::string> accounts;  // numbers of bank accounts
  std::string branch_id;
  std::vector<std::string> officers;  // ids, in whatever role
  uint32_t active_loans = 0;          // with the next: who stands first among equal matches
  Date last_active;
};

// What decides whether a person reaches a customer at all.
struct Reachable {
  std::string_view branch_id;
  std::span<const std::string> officers;  // sorted
};
using Reach = std::function<bool(const Reachable&)>;

// Which personal fields may be searched: those that the asker is shown in full. Ids always are.
struct Searchable {
  bool name = false;
  bool phone = false;
  bool email = false;
  bool account = false;
};

// By what a customer was found.
enum class Field : uint8_t { id, cif, loan, phone, email, account, name };
std::string_view enum_name(Field field);

struct Ask {
  std::string_view text;  // UTF-8
  Searchable searchable;
  size_t limit = 10;
  Reach reach = {};  // empty: all. Called for each set of branch and officers at most once.
};

struct Hit {
  std::string id;
  Field field = Field::id;
  std::string loan;  // where it was a loan

  bool personal() const { return field >= Field::phone; }
};

struct Answer {
  std::vector<Hit> hits;  // best first; the same entries and ask give the same order
  bool more = false;      // others match, too
};

class Index {
 public:
  // `country_code`: digits put before a phone number that is written without its country; empty:
  // none.
  explicit Index(std::string country_code = {});
  ~Index();

  // Takes the place of the entry of that id, if there is one.
  void put(const Entry& entry);
  void remove(std::string_view id);
  Answer find(const Ask& ask) const;

  size_t size() const;
  // The ids of all entries that hold more than ids.
  std::vector<std::string> with_personal() const;

  struct Impl;  // src/impl.h

 private:
  std::unique_ptr<Impl> impl_;
};

// Whether a query may be that long, in characters.
inline constexpr size_t kQueryMost = 100;

}  // namespace dossier::search
