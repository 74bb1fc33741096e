// Customers as text, and what a query finds of them.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "dossier/search/index.h"

namespace dossier::search::test {

inline constexpr Searchable kAll{true, true, true, true};

inline std::vector<std::string> ids_of(const Answer& answer) {
  std::vector<std::string> ids;
  for (const Hit& hit : answer.hits) ids.push_back(hit.id);
  return ids;
}

inline std::vector<std::string> found(const Index& index, std::string_view text,
                                      Searchable searchable = kAll, size_t limit = 10) {
  return ids_of(index.find({text, searchable, limit, {}}));
}

// "C-1 by loan LN-1" for each hit.
inline std::vector<std::string> told(const Index& index, std::string_view text) {
  std::vector<std::string> lines;
  for (const Hit& hit : index.find({text, kAll, 10, {}}).hits)
    lines.push_back(hit.id + " by " + std::string(enum_name(hit.field)) +
                    (hit.loan.empty() ? "" : " " + hit.loan));
  return lines;
}

inline Entry named(std::string id, std::vector<std::string> names) {
  Entry entry;
  entry.id = std::move(id);
  entry.names = std::move(names);
  return entry;
}

}  // namespace dossier::search::test
