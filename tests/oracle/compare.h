// The oracle's stated figures against ours, one after the other, until one differs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dossier/loans/delinquency.h"
#include "oracle/case.h"

namespace dossier::test::oracle {

// Our side of one comparison.
struct Figures {
  const loans::Account* account = nullptr;
  std::vector<loans::Pause> pauses;
  int32_t bucket = 0;  // as last tagged
  Date as_of;
};

struct Difference {
  std::string figure, stated, ours;
};

// The ranges of the oracle, over delinquent days.
loans::Buckets oracle_buckets();

// The first figure of `expected` that is not ours.
std::optional<Difference> compare(const Json& expected, const Figures& figures);
// The schedule before any charge or payment: a list of rows.
std::optional<Difference> compare_schedule(const Json& rows, const loans::Account& account);

}  // namespace dossier::test::oracle
