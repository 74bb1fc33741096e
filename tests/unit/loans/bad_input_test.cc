// What stops one customer's loans, and nobody else's; what is refused by the fold with a remedy.
// What is accepted and flagged stands in tests/scenario/loans.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "dossier/loans/loans.h"
#include "dossier/loans/slice.h"
#include "support/memory_fold.h"

namespace dossier::test {
namespace {

struct One : MemoryFold {
  One() : MemoryFold({loans::make(loans::Buckets{})}, "customer/C-1") {}
  fold::FoldStatus say(std::string_view type, std::string_view data) {
    return fold(
        fmt::format(R"({{"specversion":"1.0","id":"e-{}","source":"/core","type":"dossier.{}.v1",)"
                    R"("subject":"customer/C-1","time":"2026-01-10T17:00:00Z","data":{{{}}}}})",
                    ++count, type, data));
  }
  fold::FoldStatus lends(std::string_view amount) {
    return say("loan.disbursed",
               fmt::format(R"("loan_id":"LN-1","value_date":"2026-01-10","amount":{{"amount":"{}",)"
                           R"("currency":"JMD"}},"terms":{{"principal":{{"amount":"{}",)"
                           R"("currency":"JMD"}},"instalment_count":3,"period_length":1,)"
                           R"("period_unit":"months"}})",
                           amount, amount));
  }
  fold::FoldStatus pays(std::string_view id, std::string_view amount) {
    return say("payment.received",
               fmt::format(R"("payment_id":"{}","loan_id":"LN-1","value_date":"2026-02-10",)"
                           R"("amount":{{"amount":"{}","currency":"JMD"}})",
                           id, amount));
  }
  const loans::Account& account() const {
    return slice<loans::LoanSlice>(loans::kSlot, "LN-1")->get<loans::Account>();
  }
  int count = 0;
};

}  // namespace

TEST_CASE("loans: an amount that sums could not hold stops the loans there, with a remedy") {
  One loan;
  REQUIRE(loan.lends("300.00"));
  const auto status = loan.pays("P-1", "92233720368547758.07");
  REQUIRE_FALSE(status);
  CHECK(status.error().message.find("P-1") != std::string::npos);
  CHECK(status.error().remedy.find("skip the record") != std::string::npos);
  CHECK(loan.account().principal == 30'000);  // as before it
}

TEST_CASE("loans: the most that one event may say is computed exactly") {
  One loan;
  REQUIRE(loan.lends("10000000000000.00"));
  REQUIRE(loan.account().schedule.size() == 3);
  int64_t sum = 0;
  for (const auto& instalment : loan.account().schedule) sum += instalment.due.principal;
  CHECK(sum == loans::kMaxAmount);
  REQUIRE(loan.pays("P-1", "10000000000000.00"));
  CHECK(loan.account().principal == 0);
}

TEST_CASE("loans: terms beyond reason are flagged, and what was lent is still counted") {
  One loan;
  REQUIRE(loan.say("loan.disbursed",
                   R"("loan_id":"LN-1","value_date":"2026-01-10","amount":{"amount":"300.00",)"
                   R"("currency":"JMD"},"terms":{"principal":{"amount":"300.00",)"
                   R"("currency":"JMD"},"instalment_count":2000000000,"period_length":1,)"
                   R"("period_unit":"months","annual_rate":"9000000.0"})"));
  CHECK(loan.account().principal == 30'000);
  CHECK(loan.slice<loans::LoanSlice>(loans::kSlot, "LN-1")
            ->get<loans::Standing>()
            .problems.at(0)
            .code == loans::ProblemCode::terms);
}

TEST_CASE("loans: too many transactions stop the loans there, not the others") {
  One loan;
  REQUIRE(loan.lends("300000.00"));
  fold::FoldStatus status;
  size_t taken = 0;
  for (; taken < loans::kMaxTransactions + 5; ++taken) {
    status = loan.pays(fmt::format("P-{}", taken), "0.01");
    if (!status) break;
  }
  CHECK(taken == loans::kMaxTransactions - 1);
  CHECK_FALSE(status);
}

}  // namespace dossier::test
