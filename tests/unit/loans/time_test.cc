// What time alone does to a loan, and that its history does not depend on when one looks.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "dossier/loans/loans.h"
#include "dossier/loans/view.h"
#include "ledger.h"
#include "spans.h"
#include "support/memory_fold.h"

namespace dossier::loans {
namespace {

Account late_account() {
  Account account;
  account.terms.instalment_count = *rc::gen::inRange(1, 7);
  Ledger ledger(account);
  Transaction lent;
  lent.id = "1";
  lent.sequence = 1;
  lent.kind = TransactionKind::disbursement;
  lent.amount = 90'000;
  lent.value_date = lent.entered = Date{20'000};
  ledger.add(lent);
  const int payments = *rc::gen::inRange(0, 6);
  for (int i = 0; i < payments; ++i) {
    Transaction paid;
    paid.id = std::to_string(i + 2);
    paid.sequence = static_cast<uint32_t>(i + 2);
    paid.amount = *rc::gen::inRange<int64_t>(1, 40'000);
    paid.value_date = paid.entered = Date{20'000} + *rc::gen::inRange(0, 300);
    ledger.add(paid);
  }
  return account;
}

}  // namespace

TEST_CASE("loans: days past due grow by one a day while nothing else happens") {
  CHECK(rc::check([] {
    const Account account = late_account();
    const Date day = Date{20'000} + *rc::gen::inRange(300, 700);
    const auto now = lateness(account, {}, day), next = lateness(account, {}, day + 1);
    if (now.days_past_due > 0) RC_ASSERT(next.days_past_due == now.days_past_due + 1);
    if (now.oldest_due_date) RC_ASSERT(next.oldest_due_date == now.oldest_due_date);
    RC_ASSERT(next.arrears.total() >= now.arrears.total());
  }));
}

TEST_CASE("loans: the bucket of each day is that of its days past due, also looked at later") {
  CHECK(rc::check([] {
    const Account account = late_account();
    const Buckets buckets;
    const Date last = Date{20'000} + *rc::gen::inRange(300, 800);
    const Spans whole = spans_of(account, {}, buckets, last, std::nullopt);
    // After every payment the account says the same of each day as it would have on that day.
    for (Date day = Date{20'300}; day < last; day = day + 7) {
      int32_t bucket = 0;
      for (const auto& stretch : whole.buckets)
        if (stretch.from <= day) bucket = stretch.bucket;
      RC_ASSERT(bucket == buckets.of(lateness(account, {}, day).days_past_due));
    }
  }));
}

TEST_CASE("loans: waking on the days that were asked for tells what waking daily tells") {
  CHECK(rc::check([] {
    const Account account = late_account();
    const Buckets buckets;
    Date day = Date{20'000};
    for (int steps = 0; steps < 60; ++steps) {
      const Spans now = spans_of(account, {}, buckets, day, std::nullopt);
      if (!now.next) break;
      const Spans before = spans_of(account, {}, buckets, *now.next + -1, std::nullopt);
      RC_ASSERT(before.buckets.size() == now.buckets.size() ||
                before.episodes.size() != now.episodes.size() || before.buckets.back().from > day);
      day = *now.next;
    }
  }));
}

}  // namespace dossier::loans
