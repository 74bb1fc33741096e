// Sums and figures of the payments: what is kept undoes itself exactly, what is computed follows
// the day.
#include <doctest/doctest.h>

#include <random>

#include "dossier/loans/view.h"
#include "lending_story.h"

namespace dossier::test {
namespace {

using payments::Regularity;
using payments::Status;
using payments::What;

std::string parts_of(const LendingStory& story) {
  std::string bytes;
  const auto* slice = story.paid();
  for (uint8_t i = 0; slice != nullptr && i < slice->part_count(); ++i)
    bytes += slice->encode_part(i) + "|";
  return bytes;
}

TEST_CASE("payment figures: sums by currency, month and method") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 4));
  REQUIRE(story.pay("P-1", "2026-02-01", "1100.00", R"(,"method":"cash")"));
  REQUIRE(story.pay("P-2", "2026-02-20", "1100.00", R"(,"method":"card")"));
  REQUIRE(story.pay("P-3", "2026-03-01", "500.00", ""));
  const auto& totals = story.paid()->get<payments::Totals>();
  CHECK(totals.paid.at("JMD").count == 3);
  CHECK(totals.paid.at("JMD").amount == jmd(2700));
  CHECK(totals.paid.at("JMD").parts.interest == jmd(300));
  CHECK(totals.paid.at("JMD").parts.principal == jmd(2400));
  const auto& months = story.paid()->get<payments::Months>().paid;
  CHECK(months.at("2026-02").at("JMD").amount == jmd(2200));
  CHECK(months.at("2026-03").at("JMD").count == 1);
  const auto& methods = story.paid()->get<payments::Methods>().by_method;
  CHECK(methods.at("cash").at("JMD").amount == jmd(1100));
  CHECK(methods.at("card").at("JMD").count == 1);
  CHECK(methods.at("unstated").at("JMD").amount == jmd(500));
  const auto last = story.summary("2026-03-01").last_payment;
  REQUIRE(last);
  CHECK(last->payment_id == "P-3");
  CHECK(last->amount == jmd(500));
}

TEST_CASE("payment figures: credits, recoveries and refunds stand apart from what was paid") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 2));
  REQUIRE(story.pay("P-1", "2026-01-10", "100.00", R"(,"kind":"goodwill_credit")"));
  REQUIRE(story.pay("P-2", "2026-02-01", "1000.00"));
  REQUIRE(
      story.say("loan.written_off", "2026-02-10", R"("loan_id":"LN-1","value_date":"2026-02-10")"));
  REQUIRE(story.pay("P-3", "2026-02-20", "300.00"));
  const auto totals = story.summary("2026-02-20").totals;
  CHECK(totals.credited.at("JMD").amount == jmd(100));
  CHECK(totals.paid.at("JMD").amount == jmd(1000));
  CHECK(totals.recovered.at("JMD").amount == jmd(300));
  CHECK(story.page().back().kind == payments::PaymentKind::recovery);
}

TEST_CASE("payment figures: a reversal of the last event restores all before it") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 3));
  REQUIRE(story.pay("P-1", "2026-02-03", "1100.00"));
  story.open("2026-02-20");
  const std::string kept = parts_of(story);
  const std::string shown = json_of(story.summary("2026-02-20"));
  const std::string head = json_of(story.headline("2026-02-20"));
  const std::string row = json_of(story.page().front());
  // In a month and by a method of its own, and before what is there.
  REQUIRE(story.pay("P-0", "2026-01-15", "1700.00", R"(,"method":"mobile_money")"));
  CHECK(parts_of(story) != kept);
  CHECK(json_of(story.page().back()) != row);
  REQUIRE(story.reverse("P-0", "2026-02-20"));
  CHECK(parts_of(story) == kept);
  CHECK(json_of(story.summary("2026-02-20")) == shown);
  CHECK(json_of(story.headline("2026-02-20")) == head);
  CHECK(json_of(story.page().back()) == row);
}

// What any story's rows add up to.
struct Sums {
  int64_t count = 0, amount = 0, principal = 0, interest = 0, fees = 0, penalties = 0, overpaid = 0;
  bool operator==(const Sums&) const = default;
};
void add(Sums& sums, const payments::PaymentData& row) {
  ++sums.count;
  sums.amount += row.amount->minor;
  sums.principal += row.breakdown->principal.minor;
  sums.interest += row.breakdown->interest.minor;
  sums.fees += row.breakdown->fees.minor;
  sums.penalties += row.breakdown->penalties.minor;
  sums.overpaid += row.breakdown->overpaid.minor;
}
Sums sums_of(const payments::Flow& flow) {
  const auto& parts = flow.parts;
  return {flow.count,       flow.amount.minor,     parts.principal.minor, parts.interest.minor,
          parts.fees.minor, parts.penalties.minor, parts.overpaid.minor};
}

// One random event of two loans: payments in any order of value date, reversals, charges.
void tell(LendingStory& story, std::minstd_rand& rand, int number, Date& today) {
  const auto pick = [&](uint32_t below) { return static_cast<int>((rand() >> 8) % below); };
  const std::string loan = fmt::format("LN-{}", 1 + pick(2));
  const std::string date = to_string(today + -pick(60));
  switch (pick(8)) {
    case 0: return story.open(to_string(today = today + pick(12)));
    case 1:
      REQUIRE(
          story.reverse(fmt::format("P-{}", pick(static_cast<uint32_t>(number + 1))), date, loan));
      return;
    case 2:
      REQUIRE(story.say("charge.applied", date,
                        fmt::format(R"("charge_id":"C-{}","loan_id":"{}","kind":"penalty",)"
                                    R"("value_date":"{}","due_date":"{}","amount":{})",
                                    number, loan, date, date, money("25.00"))));
      return;
    default:
      REQUIRE(story.pay(fmt::format("P-{}", number), date, fmt::format("{}.50", 1 + pick(1500)),
                        pick(2) == 0 ? R"(,"method":"cash")" : "", loan));
  }
}

// The loan's own page counts the same, as long as nothing ends or replaces its schedule.
void check_against_loans(const LendingStory& story, Date today) {
  for (const auto& ref : story.loans()) {
    if (ref.loan->get<loans::History>().settled_on) continue;
    const auto view = loans::view_of(*ref.loan, today);
    const auto counts = payments::compliance_of({&ref, 1}, today).total;
    CHECK(counts.due == view.instalments_due);
    CHECK(counts.on_time == view.instalments_on_time);
    CHECK(counts.late == view.instalments_late);
    CHECK(counts.missed == view.instalments_missed);
  }
}

TEST_CASE("payment figures: whatever happens, the rows add up to what the slice says") {
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::minstd_rand rand(seed);
    LendingStory story;
    Date today = day("2026-03-01");
    story.open("2026-01-01");
    REQUIRE(story.lend("LN-1", "2026-02-01", 6));
    REQUIRE(story.lend("LN-2", "2026-02-10", 9));
    story.open(to_string(today));
    for (int i = 0; i < 60; ++i) tell(story, rand, i, today);
    Sums rows;
    std::map<std::string, Sums> months;
    for (const auto& row : story.page()) {
      if (row.status == Status::reversed) continue;
      REQUIRE(row.breakdown);
      add(rows, row);
      add(months[payments::month_of(row.date)], row);
    }
    const auto& paid = story.paid()->get<payments::Totals>().paid;
    CHECK(rows == (paid.empty() ? Sums{} : sums_of(paid.at("JMD"))));
    CHECK(rows.amount ==
          rows.principal + rows.interest + rows.fees + rows.penalties + rows.overpaid);
    const auto& kept = story.paid()->get<payments::Months>().paid;
    REQUIRE(kept.size() == months.size());
    for (const auto& [month, sums] : months) CHECK(sums == sums_of(kept.at(month).at("JMD")));
    int64_t by_method = 0;
    for (const auto& [method, uses] : story.paid()->get<payments::Methods>().by_method)
      for (const auto& [currency, use] : uses) by_method += use.amount.minor;
    CHECK(by_method == rows.amount);
    const auto compliance = payments::compliance_of(story.loans(), today);
    int64_t due = 0;
    for (const auto& [month, counts] : compliance.months) due += counts.due;
    const auto& total = compliance.total;
    CHECK(total.due == due);
    check_against_loans(story, today);
    CHECK(total.due == total.on_time + total.late + total.missed + total.open + total.rescheduled);
  }
}

TEST_CASE("payment figures: each instalment goes one way, by its due date and the next one's") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 6));
  REQUIRE(story.pay("P-1", "2026-01-20", "1100.00"));  // early
  const auto counts = [&](std::string_view on) { return *story.summary(on).instalments; };
  CHECK(counts("2026-01-31").due == 0);  // paid, but not due yet
  CHECK_FALSE(counts("2026-01-31").success_rate);
  story.open("2026-02-01");
  CHECK(counts("2026-02-01").on_time == 1);
  story.open("2026-03-10");
  CHECK(counts("2026-03-10").open == 1);
  REQUIRE(story.pay("P-2", "2026-03-10", "1100.00"));  // late
  CHECK(counts("2026-03-10").late == 1);
  story.open("2026-05-20");
  CHECK(counts("2026-05-20").missed == 1);  // April's, since May's fell due
  CHECK(counts("2026-05-20").open == 1);    // May's
  REQUIRE(story.pay("P-3", "2026-05-20", "1100.00"));
  CHECK(counts("2026-05-20").missed == 1);  // paid since, but missed all the same
  CHECK(counts("2026-05-20").due == 4);
  CHECK(counts("2026-05-20").success_rate == "25.0");
  CHECK(counts("2026-05-20").expected.at("JMD") == jmd(4400));
  const auto months = story.summary("2026-05-20").months;
  CHECK(months.at("2026-04").instalments.missed == 1);
  CHECK(months.at("2026-04").instalments.success_rate == "0.0");
  CHECK(months.at("2026-01").paid.at("JMD").amount == jmd(1100));
}

TEST_CASE("payment figures: a restructure takes the place of what it found open, missed stays") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 6));
  story.open("2026-03-10");  // February's is missed, March's is open
  REQUIRE(story.say("loan.restructured", "2026-03-10",
                    R"("loan_id":"LN-1","restructure_id":"RS-1","value_date":"2026-03-10",)"
                    R"("kind":"deferral","deferral_days":60)"));
  const auto counts = *story.summary("2026-03-10").instalments;
  CHECK(counts.due == 2);
  CHECK(counts.missed == 1);
  CHECK(counts.rescheduled == 1);
  CHECK(counts.expected.at("JMD") == jmd(0));  // it is expected anew, later
}

TEST_CASE("payment figures: what a loan's end forestalled never falls due") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 6));
  REQUIRE(story.pay("P-1", "2026-02-01", "1100.00"));
  REQUIRE(story.pay("P-2", "2026-02-15", "5500.00"));  // all of it, early
  story.open("2026-12-01");
  const auto counts = *story.summary("2026-12-01").instalments;
  CHECK(counts.due == 2);  // February's, and that of the period in which it ended
  CHECK(counts.on_time == 2);

  LendingStory bad;
  bad.open("2026-01-01");
  REQUIRE(bad.lend("LN-1", "2026-02-01", 6));
  bad.open("2026-03-05");
  REQUIRE(
      bad.say("loan.written_off", "2026-03-05", R"("loan_id":"LN-1","value_date":"2026-03-05")"));
  bad.open("2026-12-01");
  const auto lost = *bad.summary("2026-12-01").instalments;
  CHECK(lost.due == 2);
  CHECK(lost.missed == 2);  // given up is not paid
  CHECK(lost.on_time == 0);
}

TEST_CASE("payment figures: the summary shows the last 36 months") {
  LendingStory story;
  story.open("2020-01-01");
  REQUIRE(story.lend("LN-1", "2020-02-01", 60));
  for (int i = 0; i < 60; ++i)
    REQUIRE(
        story.pay(fmt::format("P-{}", i), to_string(add_months(day("2020-02-01"), i)), "1100.00"));
  const auto months = story.summary("2025-01-15").months;
  CHECK(months.size() == payments::kMonths);
  CHECK(months.begin()->first == "2022-02");
  CHECK(months.rbegin()->first == "2025-01");
  CHECK(story.summary("2025-01-15").instalments->due == 60);
}

Regularity regularity_of(const std::vector<std::string_view>& dates) {
  LendingStory story;
  story.open("2025-01-01");
  REQUIRE(story.lend("LN-1", "2025-02-01", 24));
  for (size_t i = 0; i < dates.size(); ++i)
    REQUIRE(story.pay(fmt::format("P-{}", i), dates[i], "100.00"));
  return payments::pattern_of(story.loans()).regularity;
}

TEST_CASE("payment figures: a pattern needs six payments, and most gaps near the usual one") {
  CHECK(regularity_of({}) == Regularity::too_few);
  CHECK(regularity_of({"2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01"}) ==
        Regularity::too_few);
  CHECK(regularity_of({"2025-02-01", "2025-03-03", "2025-04-01", "2025-05-02", "2025-06-01",
                       "2025-07-01"}) == Regularity::regular);
  // Weekly, with one gap of two weeks in five: four of five are usual.
  CHECK(regularity_of({"2025-02-01", "2025-02-08", "2025-02-15", "2025-02-22", "2025-03-08",
                       "2025-03-15"}) == Regularity::regular);
  CHECK(regularity_of({"2025-02-01", "2025-02-08", "2025-02-15", "2025-03-01", "2025-03-15",
                       "2025-03-22"}) == Regularity::irregular);
  // Years ago does not count: five are left.
  CHECK(regularity_of({"2025-02-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01",
                       "2026-12-01"}) == Regularity::too_few);
}

TEST_CASE("payment figures: two loans paid on days of their own are regular, each for itself") {
  LendingStory story;
  story.open("2025-01-01");
  REQUIRE(story.lend("LN-1", "2025-02-01", 12));
  REQUIRE(story.lend("LN-2", "2025-02-13", 12));
  for (int i = 0; i < 5; ++i) {
    const std::string a = to_string(add_months(day("2025-02-01"), i));
    const std::string b = to_string(add_months(day("2025-02-13"), i));
    REQUIRE(story.pay(fmt::format("A-{}", i), a, "1100.00", "", "LN-1"));
    REQUIRE(story.pay(fmt::format("B-{}", i), b, "1100.00", "", "LN-2"));
  }
  const auto pattern = payments::pattern_of(story.loans());
  CHECK(pattern.regularity == Regularity::regular);
  CHECK(pattern.payment_days == 10);
  CHECK(pattern.gaps == 8);
  CHECK(pattern.usual_gaps == 8);
}

TEST_CASE("payment figures: percent is exact to a tenth, half up") {
  CHECK_FALSE(payments::percent(0, 0));
  CHECK(payments::percent(34, 36) == "94.4");
  CHECK(payments::percent(1, 16) == "6.3");
  CHECK(payments::percent(2, 3) == "66.7");
  CHECK(payments::percent(3, 3) == "100.0");
}

}  // namespace
}  // namespace dossier::test
