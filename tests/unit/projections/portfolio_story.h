// A borrower in a few words: for tests of the portfolio and its renderer.
#pragma once

#include "dossier/portfolio/groups.h"
#include "story.h"

namespace dossier::test {

// Two instalments, on 1 February and 1 March 2026, of half the amount each.
class Borrower : public Story {
 public:
  void registered(std::string_view branch = "BR-1", std::string_view officer = "OF-1") {
    const std::string where = branch.empty() ? "" : fmt::format(R"(,"branch_id":"{}")", branch);
    REQUIRE(
        say("customer.registered", "2026-01-01",
            fmt::format(R"("customer_type":"individual","officer_id":"{}"{})", officer, where)));
  }
  void lent(std::string_view loan, std::string_view currency = "JMD",
            std::string_view product = R"(,"product_type":"auto_loan")") {
    const auto money = [&](std::string_view amount) {
      return fmt::format(R"({{"amount":"{}","currency":"{}"}})", amount, currency);
    };
    REQUIRE(say("loan.disbursed", "2026-01-01",
                fmt::format(R"("loan_id":"{}","value_date":"2026-01-01","amount":{},)"
                            R"("schedule":[{{"number":1,"due_date":"2026-02-01","principal":{}}},)"
                            R"({{"number":2,"due_date":"2026-03-01","principal":{},)"
                            R"("interest":{}}}]{})",
                            loan, money("1200.00"), money("600.00"), money("600.00"),
                            money("12.00"), product)));
  }
  void paid(std::string_view loan, std::string_view day, std::string_view amount) {
    REQUIRE(say("payment.received", day,
                fmt::format(R"("payment_id":"P-{}-{}","loan_id":"{}","value_date":"{}",)"
                            R"("amount":{{"amount":"{}","currency":"JMD"}})",
                            loan, day, loan, day, amount)));
  }
  // "1 2 121200 120000 0": customers, loans, outstanding, principal, arrears; "" where none.
  std::string group(portfolio::Dimension dimension, std::string_view value,
                    uint16_t currency = 388) const {
    const auto all = contribution(portfolio::kSlot);
    const auto found =
        all.groups.find(portfolio::group_key({dimension, std::string(value), currency}));
    if (found == all.groups.end()) return {};
    return fmt::format("{}", fmt::join(found->second, " "));
  }
};

}  // namespace dossier::test
