// Rows of the payments page: what events say, and what the loan made of it.
#include <doctest/doctest.h>

#include "lending_story.h"

namespace dossier::test {
namespace {

using payments::Status;
using payments::What;

// Three instalments of 1100, due on the first of February, March and April.
struct ThreeInstalments : LendingStory {
  ThreeInstalments() {
    open("2026-01-01");
    REQUIRE(lend("LN-1", "2026-02-01", 3));
  }
};

std::string note(std::string_view id, std::string_view date, std::string_view more) {
  return fmt::format(R"("payment_id":"{}","loan_id":"LN-1","amount":{},"value_date":"{}"{})", id,
                     money("1100.00"), date, more);
}

TEST_CASE("payments: a received payment has its breakdown, days late and running balance") {
  ThreeInstalments story;
  story.open("2026-02-04");
  REQUIRE(story.pay("P-1", "2026-02-04", "1100.00",
                    R"(,"method":"cheque","receipt_number":"R-77","promise_id":"PR-1")"));
  REQUIRE(story.page().size() == 1);
  const auto row = story.page().front();
  CHECK(row.id == "P-1");
  CHECK(row.product_name == "Car loan");
  CHECK(row.status == Status::completed);
  CHECK(row.date == day("2026-02-04"));
  CHECK(row.due_date == day("2026-02-01"));
  CHECK(row.amount == jmd(1100));
  CHECK(row.days_late == 3);
  REQUIRE(row.breakdown);
  CHECK(row.breakdown->principal == jmd(1000));
  CHECK(row.breakdown->interest == jmd(100));
  CHECK(row.breakdown->overpaid == jmd(0));
  CHECK(row.balance == jmd(2000));
  CHECK(row.receipt_number == "R-77");
  CHECK(row.promise_id == "PR-1");
  CHECK(enum_name(*row.method) == "cheque");
  CHECK(row.booked);
}

TEST_CASE("payments: one that leaves a part of a due instalment open is partial, until it is not") {
  ThreeInstalments story;
  story.open("2026-02-04");
  REQUIRE(story.pay("P-1", "2026-02-04", "600.00"));
  CHECK(story.page().front().status == Status::partial);
  CHECK(story.page().front().left_open == jmd(500));
  // 500 turn up that were paid before it: now it settles the instalment.
  REQUIRE(story.pay("P-0", "2026-01-20", "500.00"));
  REQUIRE(story.page().size() == 2);
  CHECK(story.page().back().id == "P-1");
  CHECK(story.page().back().status == Status::completed);
  CHECK_FALSE(story.page().back().left_open);
}

TEST_CASE("payments: a back-dated payment moves a month from late to on time, and changes a row") {
  ThreeInstalments story;
  story.open("2026-02-15");
  REQUIRE(story.pay("P-1", "2026-02-10", "1100.00"));
  const auto before = story.summary("2026-02-15");
  CHECK(before.months.at("2026-02").instalments.late == 1);
  CHECK(before.instalments->success_rate == "0.0");
  CHECK(story.page().front().days_late == 9);

  REQUIRE(story.pay("P-0", "2026-01-31", "1100.00"));
  const auto after = story.summary("2026-02-15");
  CHECK(after.months.at("2026-02").instalments.late == 0);
  CHECK(after.months.at("2026-02").instalments.on_time == 1);
  CHECK(after.instalments->success_rate == "100.0");
  const auto rows = story.page();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].id == "P-0");
  CHECK(rows[0].days_late == -1);
  CHECK(rows[0].balance == jmd(2000));
  CHECK(rows[1].id == "P-1");
  CHECK(rows[1].due_date == day("2026-03-01"));
  CHECK(rows[1].days_late == -19);
  CHECK(rows[1].balance == jmd(1000));
}

TEST_CASE("payments: a reversal shows on the row, and the loan's effect goes") {
  ThreeInstalments story;
  story.open("2026-02-04");
  REQUIRE(story.pay("P-1", "2026-02-01", "1100.00"));
  REQUIRE(story.reverse("P-1", "2026-02-03"));
  REQUIRE(story.page().size() == 1);
  const auto row = story.page().front();
  CHECK(row.status == Status::reversed);
  CHECK(row.reversed_on == day("2026-02-03"));
  CHECK(row.amount == jmd(1100));
  CHECK_FALSE(row.breakdown);
  CHECK_FALSE(row.days_late);
  // The next payment settles what the reversed one no longer does.
  REQUIRE(story.pay("P-2", "2026-02-04", "1100.00"));
  CHECK(story.page().back().due_date == day("2026-02-01"));
}

TEST_CASE("payments: what a restructure closed stays allocated when it is reversed, and says so") {
  ThreeInstalments story;
  story.open("2026-02-01");
  REQUIRE(story.pay("P-1", "2026-02-01", "1100.00"));
  REQUIRE(story.say("loan.restructured", "2026-02-10",
                    R"("loan_id":"LN-1","restructure_id":"RS-1","value_date":"2026-02-10",)"
                    R"("kind":"deferral","deferral_days":30)"));
  REQUIRE(story.reverse("P-1", "2026-02-11"));
  const auto row = story.page().front();
  CHECK(row.status == Status::reversed);
  CHECK(row.reversed_on == day("2026-02-11"));
  const auto totals = story.summary("2026-02-11").totals;
  CHECK(totals.paid.at("JMD").amount == jmd(1100));
  CHECK(totals.charged_back.at("JMD").amount == jmd(1100));
}

TEST_CASE("payments: a payment that was scheduled, then pending, then received is one row") {
  ThreeInstalments story;
  REQUIRE(story.say("payment.scheduled", "2026-01-10",
                    R"("payment_id":"P-1","loan_id":"LN-1","amount":)" + money("1100.00") +
                        R"(,"scheduled_for":"2026-02-01","method":"direct_debit")"));
  REQUIRE(story.page().size() == 1);
  CHECK(story.page().front().status == Status::scheduled);
  CHECK(story.page().front().date == day("2026-02-01"));
  const auto next = story.summary("2026-01-10").next_scheduled;
  REQUIRE(next);
  CHECK(next->payment_id == "P-1");
  CHECK(next->date == day("2026-02-01"));
  CHECK_FALSE(story.summary("2026-02-02").next_scheduled);

  REQUIRE(story.say("payment.pending", "2026-01-31", note("P-1", "2026-01-31", "")));
  REQUIRE(story.page().size() == 1);
  CHECK(story.page().front().status == Status::pending);
  CHECK(story.page().front().date == day("2026-01-31"));

  REQUIRE(story.pay("P-1", "2026-02-02", "1100.00", ""));
  REQUIRE(story.page().size() == 1);
  const auto row = story.page().front();
  CHECK(row.status == Status::completed);
  CHECK(row.date == day("2026-02-02"));
  CHECK(row.scheduled_for == day("2026-02-01"));
  CHECK(enum_name(*row.method) == "direct_debit");
  CHECK(story.slice<payments::OpenSlice>(payments::kSlot)->get<payments::Open>().rows.empty());
  CHECK_FALSE(story.summary("2026-01-10").next_scheduled);
}

TEST_CASE("payments: one that failed says why, and may be received after all") {
  ThreeInstalments story;
  REQUIRE(story.say("payment.failed", "2026-02-01",
                    note("P-1", "2026-02-01", R"(,"failure_code":"insufficient_funds")")));
  CHECK(story.page().front().status == Status::failed);
  CHECK(story.page().front().failure_code == "insufficient_funds");
  CHECK_FALSE(story.page().front().booked);
  REQUIRE(story.pay("P-1", "2026-02-03", "1100.00"));
  REQUIRE(story.page().size() == 1);
  CHECK(story.page().front().status == Status::completed);
  CHECK(story.page().front().failure_code.empty());
}

TEST_CASE("payments: what is told of a payment after it came in changes nothing") {
  ThreeInstalments story;
  REQUIRE(story.pay("P-1", "2026-02-01", "1100.00"));
  const auto before = json_of(story.page().front());
  REQUIRE(story.say("payment.pending", "2026-02-01", note("P-1", "2026-02-01", "")));
  REQUIRE(story.say("payment.failed", "2026-02-02", note("P-1", "2026-02-02", "")));
  // The same payment by another event: the loan notes a duplicate, and books nothing.
  REQUIRE(story.pay("P-1", "2026-02-02", "900.00"));
  REQUIRE(story.page().size() == 1);
  CHECK(json_of(story.page().front()) == before);
  CHECK(story.paid()->get<payments::Totals>().paid.at("JMD").count == 1);
}

TEST_CASE("payments: one in another currency is shown, not booked, in no sum, and can be undone") {
  ThreeInstalments story;
  REQUIRE(story.say("payment.received", "2026-02-01",
                    R"("payment_id":"P-1","loan_id":"LN-1","value_date":"2026-02-01","amount":)" +
                        money("20.00", "USD")));
  REQUIRE(story.page().size() == 1);
  CHECK(story.page().front().status == Status::completed);
  CHECK_FALSE(story.page().front().booked);
  CHECK_FALSE(story.page().front().breakdown);
  CHECK(story.summary("2026-02-01").totals.paid.empty());
  REQUIRE(story.reverse("P-1", "2026-02-02"));
  CHECK(story.page().front().status == Status::reversed);
}

TEST_CASE("payments: reminders and charge-backs have rows of their own") {
  ThreeInstalments story;
  REQUIRE(story.pay("P-1", "2026-02-01", "1100.00"));
  REQUIRE(story.say("payment.reminder_sent", "2026-02-25",
                    R"("reminder_id":"P-1","loan_id":"LN-1","due_date":"2026-03-01","channel":)"
                    R"("sms","amount":)" +
                        money("1100.00")));
  REQUIRE(story.say("payment.charged_back", "2026-02-26",
                    R"("chargeback_id":"CB-1","payment_id":"P-1","loan_id":"LN-1",)"
                    R"("value_date":"2026-02-26","amount":)" +
                        money("400.00")));
  const auto rows = story.page();
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].what == What::reminder);
  CHECK(rows[1].status == Status::reminded);
  CHECK(rows[1].due_date == day("2026-03-01"));
  CHECK(rows[2].what == What::charge_back);
  CHECK(rows[2].charged_back_id == "P-1");
  CHECK(rows[2].balance == jmd(2400));
  CHECK(story.summary("2026-02-26").totals.charged_back.at("JMD").amount == jmd(400));
}

TEST_CASE("payments: only so many unbooked payments are remembered, the newest; rows stay") {
  ThreeInstalments story;
  for (size_t i = 0; i < payments::kMaxOpen + 5; ++i)
    REQUIRE(story.say("payment.failed", "2026-02-01",
                      note(fmt::format("P-{:03}", i),
                           to_string(day("2026-02-01") + static_cast<int32_t>(i)), "")));
  const auto& open = story.slice<payments::OpenSlice>(payments::kSlot)->get<payments::Open>();
  CHECK(open.rows.size() == payments::kMaxOpen);
  CHECK_FALSE(open.rows.contains(payments::open_id("P-004", "LN-1")));
  CHECK(open.rows.contains(payments::open_id("P-005", "LN-1")));
  CHECK(story.page().size() == payments::kMaxOpen + 5);
}

TEST_CASE("payments: keys sort by date, then id, and are read back; other bytes are no keys") {
  const payments::RowKey early{day("1969-12-31"), "Z", "LN-1", What::payment};
  const payments::RowKey late{day("1970-01-01"), "A", "LN-1", What::charge_back};
  CHECK(encode_key(early) < encode_key(late));
  CHECK(payments::decode_key(encode_key(early)) == early);
  CHECK(payments::decode_key(encode_key(late)) == late);
  const std::string bytes = encode_key(late);
  for (size_t i = 0; i < bytes.size(); ++i)
    CHECK_FALSE(payments::decode_key(std::string_view(bytes).substr(0, i)).has_value());
  CHECK_FALSE(payments::decode_key(bytes + "x").has_value());
}

}  // namespace
}  // namespace dossier::test
