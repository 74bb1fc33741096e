// The lists of the index, and the lock around them.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "document.h"
#include "dossier/search/index.h"
#include "query.h"
#include "sorted_blocks.h"
#include "words.h"

namespace dossier::search {

// Readers do not keep a writer out for ever: who comes after it waits behind it.
class FairLock {
 public:
  std::shared_lock<std::shared_mutex> read() {
    const std::lock_guard turn(turn_);
    return std::shared_lock(lock_);
  }
  std::unique_lock<std::shared_mutex> write() {
    const std::lock_guard turn(turn_);
    return std::unique_lock(lock_);
  }

 private:
  std::mutex turn_;
  std::shared_mutex lock_;
};

// Who reaches a customer depends on these alone, so customers share them.
struct Group {
  std::string branch_id;
  std::vector<std::string> officers;  // sorted
  auto operator<=>(const Group&) const = default;
};

struct Index::Impl {
  explicit Impl(std::string country) : country_code(std::move(country)) {}

  const std::string country_code;
  mutable FairLock lock;
  // all guarded by lock
  std::deque<Document> documents;  // by Doc; empty ones are free
  std::vector<Doc> free_documents;
  size_t count = 0;
  SortedBlocks<Ref> ids, phones, phone_ends, emails, accounts;  // ids: loans and CIF, too
  SortedBlocks<Doc> by_activity;                                // the busiest first
  Words words;
  struct Members {
    uint32_t number = 0;
    size_t count = 0;
  };
  std::map<Group, Members> groups;
  std::vector<const Group*> group_by_number;  // null: free
  std::vector<uint32_t> free_groups;

  // How two customers that match equally well stand: < 0 where `a` comes first.
  int compare(Doc a, Doc b) const;
  std::optional<Doc> find_id(std::string_view id) const;
  // The customer's places in all lists: put in, or taken out.
  template <class Change>
  void for_each_place(Doc doc, const Change& change);
  void link(Doc doc);
  void unlink(Doc doc);
  void remove(Doc doc);
  uint32_t enter_group(Group group);
  void leave_group(uint32_t number);
};

}  // namespace dossier::search
