// oracle_test: folds each case of the oracle by the ordinary path, and compares every stated
// figure. Prints a line a case; ends with how many are equal. Exit 0 where tier 1 is whole and 113
// of 126 of tier 2 are, 77 (skipped) where there is no oracle.
#include <fmt/format.h>

#include <cstdlib>

#include "dossier/loans/loans.h"
#include "dossier/loans/slice.h"
#include "oracle/compare.h"
#include "oracle/events.h"
#include "support/memory_fold.h"

namespace dossier::test::oracle {
namespace {

constexpr int kSkipped = 77;

std::string folder() {
  const char* named = std::getenv("DOSSIER_ORACLE");
  return named != nullptr ? named : DOSSIER_ROOT "/../shared/oracle";
}

class CaseRun {
 public:
  explicit CaseRun(const Json& loan_case)
      : case_(loan_case), fold_({loans::make(oracle_buckets())}, "customer/C-1") {}

  // What differs, with the day, or nothing.
  std::optional<std::pair<std::string, Difference>> run();

 private:
  const loans::LoanSlice& loan() const {
    const auto* found = fold_.slice<loans::LoanSlice>(loans::kSlot, "LN-1");
    ENSURE(found != nullptr, "no loan was folded");
    return *found;
  }
  // The source tags a loan with its range when money moves, and when its daily job runs, which a
  // pause keeps from it. Ours is read at those moments.
  void read_tag(const std::string& type, Date day) {
    if (type == "DELINQUENCY_PAUSE" || type == "DELINQUENCY_RESUME") return;
    const auto& pauses = loan().get<loans::Standing>().pauses;
    if (type == "END_OF_DAY" && loans::paused(pauses, day)) return;
    tag_ = loan().get<loans::History>().bucket();
  }
  Figures figures(Date as_of) const {
    return {&loan().get<loans::Account>(), loan().get<loans::Standing>().pauses, tag_, as_of};
  }
  // After which the stated schedule holds: the disbursement; where there are several and no figure
  // of any day is stated, the last of them. Null where neither can be said.
  const Json* base_step() const {
    const auto& steps = case_["transactions"].items;
    size_t disbursements = 0;
    for (const Json& step : steps) disbursements += step["type"].text == "DISBURSEMENT";
    if (case_["schedule"].items.empty()) return nullptr;
    if (disbursements == 1) return &steps.front();
    return case_["expected"].items.empty() ? &steps.back() : nullptr;
  }

  const Json& case_;
  MemoryFold fold_;
  std::optional<Date> day_;
  int32_t tag_ = 0;
};

std::optional<std::pair<std::string, Difference>> CaseRun::run() {
  const auto& steps = case_["transactions"].items;
  for (const Json& step : steps) {
    const Date entered = entered_on(step);
    if (!day_ || entered > *day_) fold_.open_day(*(day_ = entered));
    const std::string event = event_of(case_, step);
    if (!event.empty()) {
      const auto status = fold_.fold(event);
      if (!status) return {{to_string(entered), {"fold", "taken", status.error().message}}};
    }
    read_tag(step["type"].text, entered);
    if (&step == base_step())
      if (auto found = compare_schedule(case_["schedule"], loan().get<loans::Account>()))
        return {{to_string(entered), *found}};
    for (const Json& expected : case_["expected"].items) {
      if (expected["after_seq"].text != step["seq"].text) continue;
      const Date as_of = expected["as_of"].date();
      if (as_of > *day_) fold_.open_day(*(day_ = as_of));
      if (auto found = compare(expected, figures(as_of))) return {{to_string(as_of), *found}};
    }
  }
  return std::nullopt;
}

int run() {
  const auto cases = read_cases(folder());
  if (cases.empty()) {
    fmt::print("skipped: no cases.jsonl in {} (DOSSIER_ORACLE names the folder)\n", folder());
    return kSkipped;
  }
  int equal[3] = {}, all[3] = {};
  for (const Json& loan_case : cases) {
    const auto tier = static_cast<size_t>(loan_case["tier"].integer());
    ENSURE(tier == 1 || tier == 2, "no tier: {}", tier);
    ++all[tier];
    const auto differs = CaseRun(loan_case).run();
    if (!differs) ++equal[tier];
    fmt::print("{}: {}\n", loan_case["id"].text,
               !differs ? "equal"
                        : fmt::format("{}: {} is stated as {}, ours is {}", differs->first,
                                      differs->second.figure, differs->second.stated,
                                      differs->second.ours));
  }
  fmt::print("tier 1: {} of {}\ntier 2: {} of {}\n", equal[1], all[1], equal[2], all[2]);
  return equal[1] == all[1] && equal[2] * 126 >= all[2] * 113 ? 0 : 1;
}

}  // namespace
}  // namespace dossier::test::oracle

int main() { return dossier::test::oracle::run(); }
