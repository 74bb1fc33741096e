// The headline: made of what the projections keep, as of a day.
#include <doctest/doctest.h>

#include "lending_story.h"

namespace dossier::test {
namespace {

TEST_CASE("headline: a customer without loans has no figures, but a name's badges") {
  LendingStory story;
  REQUIRE(story.say("customer.registered", "2025-06-01",
                    R"("customer_type":"individual","segment":"Prime Salaried",)"
                    R"("relationship_start":"2025-05-20")"));
  REQUIRE(story.say("customer.status_changed", "2025-06-02", R"("status":"suspended")"));
  const auto head = story.headline("2025-06-03");
  CHECK(head.badges.segment == "Prime Salaried");
  CHECK(head.badges.status == profile::CustomerStatus::suspended);
  CHECK(head.active_products == 0);
  CHECK(head.exposure.empty());
  CHECK(head.lifetime_value.empty());
  REQUIRE(head.days_past_due);
  CHECK(head.days_past_due->days == 0);
  CHECK_FALSE(head.success_rate->percent);
  CHECK_FALSE(head.relationship.first_product_on);
  CHECK(head.relationship.customer_since == day("2025-05-20"));
  CHECK_FALSE(head.summary.next_payment);
}

TEST_CASE("headline: exposure, worst days past due, next payment, ever borrowed, repaid") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 3));  // 3 × 1100
  REQUIRE(story.lend("LN-2", "2026-02-10", 5));  // 5 × 1100
  REQUIRE(story.say("payment.received", "2026-02-10",
                    R"("payment_id":"P-1","loan_id":"LN-2","value_date":"2026-02-10","amount":)" +
                        money("1100.00")));
  story.open("2026-02-12");
  const auto head = story.headline("2026-02-12");
  CHECK(head.active_products == 2);
  CHECK(head.exposure.at("JMD").loans == 2);
  CHECK(head.exposure.at("JMD").outstanding == jmd(3300 + 4400));
  CHECK(head.exposure.at("JMD").principal == jmd(3000 + 4000));
  CHECK(head.exposure_by_product.at("auto_loan").at("JMD").outstanding == jmd(7700));
  CHECK(head.days_past_due->days == 11);
  CHECK(head.days_past_due->loan_id == "LN-1");
  CHECK(head.days_past_due->oldest_due_date == day("2026-02-01"));
  CHECK(head.success_rate->on_time == 1);
  CHECK(head.success_rate->due == 2);
  CHECK(head.success_rate->percent == "50.0");
  CHECK(head.lifetime_value.at("JMD") == jmd(100));
  CHECK(head.relationship.first_product_on == day("2026-01-01"));
  CHECK(head.summary.ever_borrowed.at("JMD") == jmd(8000));
  CHECK(head.summary.repaid.at("JMD") == jmd(1100));
  CHECK(head.summary.outstanding.at("JMD") == jmd(7700));
  CHECK(head.summary.arrears.at("JMD") == jmd(1100));
  REQUIRE(head.summary.next_payment);
  CHECK(head.summary.next_payment->date == day("2026-03-01"));
  CHECK(head.summary.next_payment->amounts.at("JMD") == jmd(1100));
  CHECK(head.summary.next_payment->loan_ids == std::vector<std::string>{"LN-1"});
  // Days past due grow by the day, with nothing kept.
  CHECK(story.headline("2026-02-13").days_past_due->days == 12);
}

TEST_CASE("headline: instalments of two loans on one day are one next payment") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 3));
  REQUIRE(story.lend("LN-2", "2026-02-01", 5));
  const auto next = story.headline("2026-02-01").summary.next_payment;
  REQUIRE(next);
  CHECK(next->date == day("2026-02-01"));
  CHECK(next->amounts.at("JMD") == jmd(2200));
  CHECK(next->loan_ids == std::vector<std::string>{"LN-1", "LN-2"});
}

TEST_CASE("headline: currencies are never added to each other") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 2));
  REQUIRE(story.say(
      "loan.disbursed", "2026-01-05",
      R"("loan_id":"LN-2","value_date":"2026-01-05","amount":)" + money("500.00", "USD")));
  const auto head = story.headline("2026-01-05");
  CHECK(head.active_products == 2);
  CHECK(head.exposure.at("JMD").loans == 1);
  CHECK(head.exposure.at("USD").outstanding == Money{50000, 840});
  CHECK(head.exposure_by_product.at("unknown").contains("USD"));
  CHECK(head.summary.ever_borrowed.at("USD") == Money{50000, 840});
  CHECK(head.summary.ever_borrowed.at("JMD") == jmd(2000));
}

TEST_CASE("headline: a loan that ended is no exposure, and still was borrowed and repaid") {
  LendingStory story;
  story.open("2026-01-01");
  REQUIRE(story.lend("LN-1", "2026-02-01", 1));
  REQUIRE(story.pay("P-1", "2026-02-01", "1100.00"));
  story.open("2026-03-01");
  const auto head = story.headline("2026-03-01");
  CHECK(head.active_products == 0);
  CHECK(head.exposure.empty());
  CHECK(head.days_past_due->days == 0);
  CHECK(head.summary.ever_borrowed.at("JMD") == jmd(1000));
  CHECK(head.summary.repaid.at("JMD") == jmd(1100));
  CHECK_FALSE(head.summary.next_payment);
  CHECK(head.lifetime_value.at("JMD") == jmd(100));
}

TEST_CASE("headline: the last contact has its channel and direction") {
  LendingStory story;
  REQUIRE(story.say("message.received", "2026-02-01T15:00:00Z",
                    R"("message_id":"M-1","channel":"whatsapp","content":"Hello")"));
  const auto contact = story.headline("2026-02-02").last_contact;
  CHECK(contact.channel == "whatsapp");
  CHECK(contact.direction == timeline::Direction::inbound);
  CHECK(contact.at == parse_instant("2026-02-01T15:00:00Z").value());
}

}  // namespace
}  // namespace dossier::test
