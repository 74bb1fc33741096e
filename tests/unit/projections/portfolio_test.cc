// What a customer contributes to the portfolio.
#include <doctest/doctest.h>

#include "dossier/loans/slice.h"
#include "portfolio_story.h"

namespace dossier::test {
namespace {

using portfolio::Dimension;
using enum portfolio::Dimension;

TEST_CASE("portfolio: a customer without a loan counts in its branch and with its officer") {
  Borrower story;
  CHECK(story.contribution(portfolio::kSlot).groups.empty());
  story.registered();
  CHECK(story.group(all, "", 0) == "1 0 0 0 0");
  CHECK(story.group(branch, "BR-1", 0) == "1 0 0 0 0");
  CHECK(story.group(officer, "OF-1", 0) == "1 0 0 0 0");
  CHECK(story.contribution(portfolio::kSlot).groups.size() == 3);
}

TEST_CASE("portfolio: a loan falls overdue, moves from bucket to bucket, and is paid") {
  Borrower story;
  story.registered();
  story.lent("LN-1");
  story.open("2026-01-02");
  CHECK(story.group(all, "") == "1 1 121200 120000 0");
  CHECK(story.group(product, "auto_loan") == "1 1 121200 120000 0");
  CHECK(story.group(bucket, "current") == "1 1 121200 120000 0");
  CHECK(story.group(bucket, "current", 0) == "1 1 0 0 0");
  story.open("2026-02-01");
  CHECK(story.group(bucket, "current") == "1 1 121200 120000 0");
  story.open("2026-02-02");
  CHECK(story.group(bucket, "current") == "");
  CHECK(story.group(bucket, "1-30") == "1 1 121200 120000 60000");
  story.open("2026-03-03");
  CHECK(story.group(bucket, "1-30") == "1 1 121200 120000 121200");
  story.open("2026-03-04");
  CHECK(story.group(bucket, "31-60") == "1 1 121200 120000 121200");
  CHECK(story.group(branch, "BR-1") == "1 1 121200 120000 121200");
  story.paid("LN-1", "2026-03-04", "600.00");
  CHECK(story.group(bucket, "1-30") == "1 1 61200 60000 61200");
  story.paid("LN-1", "2026-03-05", "612.00");
  CHECK(story.group(all, "") == "");  // settled: no active loan
  CHECK(story.group(all, "", 0) == "1 0 0 0 0");
}

TEST_CASE("portfolio: arrears and bucket are those of the day, on every day") {
  Borrower story;
  story.registered();
  story.lent("LN-1");
  const loans::Buckets buckets;
  int32_t moved = 0;
  std::string before;
  for (Date date = day("2026-01-01"); date <= day("2026-09-30"); date = date + 1) {
    CAPTURE(to_string(date));
    story.open_day(date);
    if (date == day("2026-02-20")) story.paid("LN-1", "2026-02-20", "500.00");
    const auto* loan = story.slice<loans::LoanSlice>(loans::kSlot, "LN-1");
    const auto& account = loan->get<loans::Account>();
    const auto late = loans::lateness(account, {}, date);
    int64_t open = 0;
    for (const auto& instalment : account.schedule) open += instalment.outstanding();
    const std::string expected =
        fmt::format("1 1 {} {} {}", open, account.principal, late.arrears.total());
    const std::string name = buckets.name(buckets.of(late.days_past_due));
    CHECK(story.group(bucket, name) == expected);
    if (name != before) ++moved;
    before = name;
  }
  CHECK(moved == 7);  // through all of them
}

TEST_CASE("portfolio: currencies are never mixed; a customer stands in one bucket, the worst") {
  Borrower story;
  story.registered();
  story.lent("LN-1");
  story.lent("LN-2");
  story.lent("LN-3", "USD", "");
  story.open("2026-01-02");
  story.paid("LN-2", "2026-01-03", "600.00");
  story.open("2026-02-02");
  CHECK(story.group(all, "", 0) == "1 3 0 0 0");
  CHECK(story.group(all, "", 388) == "1 2 182400 180000 60000");
  CHECK(story.group(all, "", 840) == "1 1 121200 120000 60000");
  CHECK(story.group(product, "auto_loan", 0) == "1 2 0 0 0");
  CHECK(story.group(product, "", 840) == "1 1 121200 120000 60000");
  CHECK(story.group(bucket, "1-30", 388) == "1 1 121200 120000 60000");
  CHECK(story.group(bucket, "current", 388) == "0 1 61200 60000 0");
  CHECK(story.group(bucket, "1-30", 0) == "1 2 0 0 0");
}

TEST_CASE("portfolio: another branch or officer takes all of the customer along") {
  Borrower story;
  story.lent("LN-1");
  CHECK(story.group(branch, "") == "1 1 121200 120000 0");
  story.registered();
  CHECK(story.group(branch, "") == "");
  CHECK(story.group(branch, "BR-1") == "1 1 121200 120000 0");
  REQUIRE(story.say("customer.branch_changed", "2026-01-05", R"("branch_id":"BR-2")"));
  REQUIRE(story.say("customer.officer_reassigned", "2026-01-05",
                    R"("officer_id":"OF-2","previous_officer_id":"OF-1")"));
  CHECK(story.group(branch, "BR-1") == "");
  CHECK(story.group(branch, "BR-2") == "1 1 121200 120000 0");
  CHECK(story.group(officer, "OF-2") == "1 1 121200 120000 0");
}

TEST_CASE("portfolio: what was closed or written off is not counted, nor a loan nobody paid out") {
  for (const char* end : {"loan.closed", "loan.written_off"}) {
    CAPTURE(end);
    Borrower story;
    story.registered();
    story.lent("LN-1");
    REQUIRE(story.say(end, "2026-01-05", R"("loan_id":"LN-1","value_date":"2026-01-05")"));
    CHECK(story.group(all, "") == "");
    CHECK(story.group(all, "", 0) == "1 0 0 0 0");
  }
  Borrower story;
  story.paid("LN-9", "2026-01-05", "10.00");
  CHECK(story.group(all, "", 0) == "1 0 0 0 0");
}

TEST_CASE("portfolio: a group's name says what it is") {
  const portfolio::Group group{branch, "BR-1", 388};
  CHECK(portfolio::parse_group(portfolio::group_key(group)) == group);
  CHECK(portfolio::group_key(group).starts_with(portfolio::dimension_prefix(branch)));
  for (const std::string_view bad : {"", "x", "\x09name", "\x01"})
    CHECK_FALSE(portfolio::parse_group(bad).has_value());
  CHECK(portfolio::find_dimension("officer") == officer);
  CHECK_FALSE(portfolio::find_dimension("colour").has_value());
  CHECK(portfolio::bucket_names().size() == 7);
}

}  // namespace
}  // namespace dossier::test
