// What the tests of the projector say of a subject's view.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>

#include "support/event_text.h"
#include "support/fold_fixture.h"
#include "support/test_projections.h"

namespace dossier::test {

inline const Subject kC1 = Subject::trusted("customer/C-1");

inline std::vector<JournalRow> journal(SteppedFold& fold, const Subject& subject = kC1) {
  std::vector<JournalRow> list;
  for (const auto& row : fold.rows(subject, kJournal)) {
    auto value = fold::decoded<JournalRow>(row.value);
    REQUIRE(value.has_value());
    list.push_back(std::move(*value));
  }
  return list;
}

// "loan.disbursed d-1" or "fact 901 LN-1 2026-01-11", in the order of the page.
inline std::vector<std::string> told(SteppedFold& fold, const Subject& subject = kC1) {
  std::vector<std::string> list;
  for (auto& row : journal(fold, subject)) {
    std::string what = row.what;
    if (what.starts_with("dossier.")) {
      what = what.substr(8);
      what.erase(what.find(".v1"), 3);
    }
    list.push_back(std::move(what));
  }
  return list;
}

inline std::vector<std::string> facts(SteppedFold& fold, const Subject& subject = kC1) {
  auto list = told(fold, subject);
  std::erase_if(list, [](const std::string& what) { return !what.starts_with("fact"); });
  return list;
}

inline LoanSlice loan_of(SteppedFold& fold, const std::string& loan, const Subject& subject = kC1) {
  const auto view = fold.view(subject);
  const auto* slice = view.find<LoanSlice>(kLedger, loan);
  REQUIRE(slice != nullptr);
  return *slice;
}

}  // namespace dossier::test
