#include "loan_book.h"

#include <doctest/doctest.h>

#include "loan_cursor.h"
#include "prng.h"

using namespace dossier;
using namespace dossier::seeds;

namespace {

Date day(std::string_view text) { return *parse_date(text); }

LoanTerms loan_of(int64_t principal, int64_t rate, int32_t count) {
  return {principal, rate, count, day("2024-04-02"), day("2024-05-02")};
}

}  // namespace

TEST_CASE("loan book: equal instalments as a bank's calculator has them") {
  struct Case {
    int64_t principal;
    int64_t rate;
    int32_t count;
    int64_t instalment;
  };
  // P·i / (1 − (1+i)^−n), worked out with 50 decimals.
  const Case cases[] = {{87'000'000, 17'500'000, 36, 3'123'480},
                        {30'000'000, 18'500'000, 12, 2'757'544},
                        {10'000'000, 12'000'000, 1, 10'100'000},
                        {12'000'000, 0, 12, 1'000'000}};
  for (const Case& c : cases)
    CHECK(equal_instalment(loan_of(c.principal, c.rate, c.count)) == c.instalment);
}

TEST_CASE("loan book: halves of a cent go to the even one") {
  CHECK(scale_half_even(5, 1, 2) == 2);
  CHECK(scale_half_even(7, 1, 2) == 4);
  CHECK(scale_half_even(8, 1, 3) == 3);
  CHECK(interest_for(10'000, 12'000'000, 30) == 100);
}

TEST_CASE("loan book: every month has 30 days, also where a due day is the last of a short one") {
  CHECK(days_30_360(day("2024-04-02"), day("2024-05-02")) == 30);
  CHECK(days_30_360(day("2025-01-31"), day("2025-02-28")) == 30);
  CHECK(days_30_360(day("2025-02-28"), day("2025-03-31")) == 30);
  CHECK(days_30_360(day("2023-03-10"), day("2023-04-02")) == 22);
}

TEST_CASE("loan book: a schedule gives back the principal, whatever the terms") {
  Prng prng(5);
  for (int i = 0; i < 500; ++i) {
    const int64_t principal = 100'000 + int64_t{prng.below(1'000'000'000)};
    const LoanTerms terms =
        loan_of(principal, prng.below(60'000'000), static_cast<int32_t>(1 + prng.below(120)));
    int64_t sum = 0;
    int64_t balance = principal;
    for (const Row& row : make_schedule(terms)) {
      REQUIRE(row.principal >= 0);
      REQUIRE(row.interest >= 0);
      balance -= row.principal;
      REQUIRE(row.balance == balance);
      sum += row.principal;
    }
    CHECK(sum == principal);
  }
}

TEST_CASE(
    "loan book: money goes to the oldest instalment, in it penalty, fee, interest, principal") {
  LoanBook book(loan_of(1'200'000, 12'000'000, 12));
  const Row first = book.rows()[0].row;
  book.charge({"CH-1", true, day("2024-04-20"), 500});
  book.charge({"CH-2", false, day("2024-04-25"), 300});
  book.charge({"CH-3", true, day("2024-05-09"), 700});
  const Split some = book.pay(500 + 300 + first.interest + 1);
  CHECK(some.penalties == 500);
  CHECK(some.fees == 300);
  CHECK(some.interest == first.interest);
  CHECK(some.principal == 1);
  const Split rest = book.pay(first.principal - 1 + 900);
  CHECK(rest.principal == first.principal - 1);
  CHECK(rest.penalties == 700);
  CHECK(rest.interest == 200);
  CHECK(book.due_up_to(day("2024-05-31")) == 0);
}

TEST_CASE("loan book: what is too much is said to be overpaid") {
  LoanBook book(loan_of(1'200'000, 0, 12));
  CHECK(book.pay(1'200'100).overpaid == 100);
  CHECK(book.settled());
}

TEST_CASE("loan book: money that a bank takes back is principal of the instalment next due") {
  LoanBook book(loan_of(1'200'000, 12'000'000, 12));
  const int64_t paid = book.open_of_oldest();
  book.pay(paid);
  const int64_t outstanding = book.principal_outstanding();
  book.charge_back(paid, day("2024-05-20"));
  CHECK(book.principal_outstanding() == outstanding + paid);
  CHECK(book.rows()[0].principal == 0);
  CHECK(book.rows()[1].principal == book.rows()[1].row.principal + paid);
  book.pay(book.due_up_to(day("2025-04-02")));
  CHECK(book.settled());
  book.charge_back(500, day("2025-05-01"));
  CHECK(book.rows()[11].principal == 500);
}

TEST_CASE("loan book: a write-off takes all principal, interest that was due, and all charges") {
  LoanBook book(loan_of(1'200'000, 12'000'000, 12));
  book.charge({"CH-1", true, day("2024-05-10"), 700});
  book.charge({"CH-2", false, day("2024-05-11"), 300});
  book.pay(1000);
  const Split lost = book.write_off(day("2024-06-02"));
  CHECK(lost.principal == 1'200'000);
  // The charges belong to the second instalment, so what was paid went to interest of the first.
  CHECK(lost.interest == book.rows()[0].row.interest + book.rows()[1].row.interest - 1000);
  CHECK(lost.penalties == 700);
  CHECK(lost.fees == 300);
  CHECK(book.settled());
}

TEST_CASE("loan book: a restructure keeps what is settled and makes interest principal") {
  LoanBook book(loan_of(1'200'000, 12'000'000, 12));
  book.pay(book.open_of_oldest());
  const int64_t outstanding = book.principal_outstanding();
  const int64_t unpaid = book.rows()[1].interest;
  const auto restructured =
      book.restructure({0, 10'000'000, 18, day("2024-06-12"), day("2024-07-12")});
  REQUIRE(restructured.has_value());
  const LoanBook::Restructure& done = *restructured;
  // Ten days run on after the second due date.
  const int64_t accrued = interest_for(outstanding, 12'000'000, 10);
  CHECK(done.capitalized_interest == unpaid + accrued);
  CHECK(book.principal_outstanding() == outstanding + done.capitalized_interest);
  CHECK(done.schedule.front().number == 2);
  CHECK(done.schedule.size() == 18);
  CHECK(done.old_maturity == day("2025-04-02"));
}

TEST_CASE("loan book: the portfolio's cursor agrees with it to the cent") {
  Prng prng(17);
  for (int round = 0; round < 300; ++round) {
    const LoanTerms terms =
        loan_of(1'000'000 + int64_t{prng.below(100'000'000)}, prng.below(40'000'000),
                static_cast<int32_t>(1 + prng.below(48)));
    LoanBook book(terms);
    LoanCursor cursor(terms);
    while (!cursor.settled()) {
      if (cursor.penalty_open() == 0 && prng.chance(20)) {
        const Date due = terms.start + static_cast<int32_t>(prng.below(900));
        // The book has no charge before an instalment that is settled; nor has a lender.
        if (cursor.row() < cursor.count() && due >= cursor.due_of(cursor.row())) {
          cursor.penalize(1500, due);
          book.charge({"CH", true, due, 1500});
        }
      }
      const int64_t amount = 1 + prng.below(9'000'000);
      const Split a = book.pay(amount);
      const Split b = cursor.pay(amount);
      REQUIRE(a.principal == b.principal);
      REQUIRE(a.interest == b.interest);
      REQUIRE(a.penalties == b.penalties);
      REQUIRE(a.overpaid == b.overpaid);
      REQUIRE(book.principal_outstanding() == cursor.principal_outstanding());
      REQUIRE(book.settled() == cursor.settled());
    }
  }
}
