// A borrower's events in a few words, and the payments page that comes of them.
#pragma once

#include "dossier/headline/headline.h"
#include "dossier/payments/figures.h"
#include "story.h"

namespace dossier::test {

inline constexpr uint16_t kJmd = 388;

inline std::string money(std::string_view amount, std::string_view currency = "JMD") {
  return fmt::format(R"({{"amount":"{}","currency":"{}"}})", amount, currency);
}
// Whole dollars of Jamaica.
inline Money jmd(int64_t dollars) { return {dollars * 100, kJmd}; }

class LendingStory : public Story {
 public:
  // Paid out on the first day of the month before the first due date; each instalment is 1000 of
  // principal and 100 of interest.
  fold::FoldStatus lend(std::string_view loan, std::string_view first_due, int instalments,
                        std::string_view more = "") {
    const Date first = day(first_due);
    std::string schedule;
    for (int i = 0; i < instalments; ++i)
      schedule += fmt::format(R"({}{{"number":{},"due_date":"{}","principal":{},"interest":{}}})",
                              i == 0 ? "" : ",", i + 1, to_string(add_months(first, i)),
                              money("1000.00"), money("100.00"));
    const std::string start = to_string(add_months(first, -1));
    return say(
        "loan.disbursed", start,
        fmt::format(R"("loan_id":"{}","value_date":"{}","amount":{},)"
                    R"("product_name":"Car loan","product_type":"auto_loan",)"
                    R"("schedule":[{}]{})",
                    loan, start, money(fmt::format("{}.00", instalments * 1000)), schedule, more));
  }
  fold::FoldStatus pay(std::string_view id, std::string_view date, std::string_view amount,
                       std::string_view more = R"(,"method":"cash")",
                       std::string_view loan = "LN-1") {
    return say("payment.received", date,
               fmt::format(R"("payment_id":"{}","loan_id":"{}","value_date":"{}","amount":{}{})",
                           id, loan, date, money(amount), more));
  }
  fold::FoldStatus reverse(std::string_view id, std::string_view date,
                           std::string_view loan = "LN-1") {
    return say(
        "payment.reversed", date,
        fmt::format(R"("payment_id":"{}","loan_id":"{}","reversed_on":"{}")", id, loan, date));
  }

  std::vector<payments::LoanRef> loans() const {
    std::vector<payments::LoanRef> all;
    if (const auto* list = slice<loans::LoanListSlice>(loans::kSlot))
      for (const auto& id : list->get<loans::LoanIds>().ids)
        all.push_back({id, slice<loans::LoanSlice>(loans::kSlot, id)});
    return all;
  }
  const payments::PaymentsSlice* paid() const {
    return slice<payments::PaymentsSlice>(payments::kSlot);
  }
  payments::Summary summary(std::string_view on) const {
    return payments::summary_of(loans(), paid(), slice<payments::OpenSlice>(payments::kSlot),
                                day(on));
  }
  headline::Headline headline(std::string_view on) const {
    return headline::headline_of({.loans = loans(),
                                  .payments = paid(),
                                  .profile = slice<profile::ProfileSlice>(profile::kSlot),
                                  .timeline = slice<timeline::TimelineSlice>(timeline::kSlot),
                                  .day = day(on)});
  }
  // Oldest first.
  std::vector<payments::PaymentData> page() const {
    std::vector<payments::PaymentData> all;
    const auto& effects = rows(payments::kSlot, payments::kEffects);
    for (const auto& [key, value] : rows(payments::kSlot)) {
      const auto row = fold::decoded<payments::Row>(value).value();
      const auto found = effects.find(key);
      std::optional<payments::Effect> effect;
      if (found != effects.end()) effect = fold::decoded<payments::Effect>(found->second);
      const auto* loan = slice<loans::LoanSlice>(loans::kSlot, row.loan_id);
      all.push_back(payments::data_of(payments::decode_key(key).value(), row,
                                      effect ? &*effect : nullptr,
                                      loan ? loan->get<loans::Agreement>().product_name : ""));
    }
    return all;
  }
};

template <class T>
std::string json_of(const T& value) {
  JsonWriter out;
  fold::write_json(out, value);
  return out.take();
}

}  // namespace dossier::test
