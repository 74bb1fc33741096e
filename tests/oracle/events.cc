#include "oracle/events.h"

#include <fmt/format.h>

#include "dossier/base/ensure.h"
#include "dossier/base/json.h"

namespace dossier::test::oracle {
namespace {

constexpr std::string_view kLoan = "LN-1";

std::string id_of(const Json& step) { return "T-" + step["seq"].text; }

void money(JsonWriter& out, const Json& loan_case, std::string_view name, const Json& amount) {
  out.key(name).begin_object().member("amount", amount.text);
  out.member("currency", loan_case["currency"].text).end_object();
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string_view allocation_of(const std::string& strategy) {
  if (strategy == "ADVANCED_PAYMENT_ALLOCATION") return "advanced";
  if (strategy == "DUE_PENALTY_FEE_INTEREST_PRINCIPAL_IN_ADVANCE_PRINCIPAL_PENALTY_FEE_INTEREST")
    return "due_penalty_fee_interest_principal_then_in_advance";
  if (strategy == "DUE_PENALTY_INTEREST_PRINCIPAL_FEE_IN_ADVANCE_PENALTY_INTEREST_PRINCIPAL_FEE")
    return "due_penalty_interest_principal_fee_then_in_advance";
  ENSURE(strategy.empty() || strategy == "PENALTIES_FEES_INTEREST_PRINCIPAL_ORDER",
         "no strategy of ours: {}", strategy);
  return "penalty_fee_interest_principal";
}

// The source's plain schedules count days by 365 where it says ACTUAL (its README).
std::string_view day_count_of(const Json& terms) {
  const bool month_of_30 = terms["days_in_month"].text == "30";
  if (terms["days_in_year"].text == "360") return month_of_30 ? "thirty_360" : "actual_360";
  return terms["schedule_type"].text == "CUMULATIVE" ? "actual_365" : "actual_actual";
}

std::string_view future_of(const std::string& rule) {
  if (rule == "LAST_INSTALLMENT") return "last_instalment";
  return rule == "REAMORTIZATION" ? "reamortization" : "next_instalment";
}

void future_money(JsonWriter& out, const Json& rules) {
  const std::pair<const char*, const char*> names[] = {
      {"future_money", "DEFAULT"},
      {"future_money_goodwill", "GOODWILL_CREDIT"},
      {"future_money_merchant_refund", "MERCHANT_ISSUED_REFUND"}};
  for (const auto& [ours, theirs] : names)
    if (rules.has(theirs)) out.member(ours, future_of(rules[theirs].text));
}

void number(JsonWriter& out, std::string_view name, const Json& value) {
  if (!value.is_null()) out.member(name, value.integer());
}

void terms(JsonWriter& out, const Json& loan_case) {
  const Json& said = loan_case["terms"];
  out.key("terms").begin_object();
  money(out, loan_case, "principal", loan_case["principal"]);
  out.member("annual_rate", said["annual_rate_pct"].text);
  out.member("interest_method", lower(said["interest_type"].text));
  out.member("amortization", said["amortization"].text == "EQUAL_PRINCIPAL_PAYMENTS"
                                 ? "equal_principal"
                                 : "equal_instalments");
  out.member("interest_period", said["interest_calculation_period"].text == "DAILY"
                                    ? "daily"
                                    : "same_as_repayment_period");
  number(out, "instalment_count", said["number_of_repayments"]);
  number(out, "period_length", said["repay_every"]);
  out.member("period_unit", lower(said["repay_frequency"].text));
  // Where the first period begins before the disbursement, its due date is stated.
  const auto& rows = loan_case["schedule"].items;
  if (!rows.empty() && rows[0].has("from_date"))
    out.member("first_due_date", rows[0]["due_date"].text);
  out.member("day_count", day_count_of(said));
  number(out, "grace_principal_periods", said["grace_principal_periods"]);
  number(out, "grace_interest_periods", said["grace_interest_periods"]);
  number(out, "interest_free_periods", said["interest_free_periods"]);
  if (!said["down_payment_pct"].is_null())
    out.member("down_payment_percent", said["down_payment_pct"].text);
  out.member("allocation", allocation_of(said["payment_strategy"].text));
  if (!said["schedule_processing"].is_null())
    out.member("allocation_order", lower(said["schedule_processing"].text));
  future_money(out, said["future_installment_rules"]);
  out.member("schedule_type", lower(said["schedule_type"].text));
  if (!said["installment_multiples_of"].is_null())
    money(out, loan_case, "instalment_multiple", said["installment_multiples_of"]);
  number(out, "grace_days", said["grace_on_arrears_ageing"]);
  out.end_object();
}

std::string disbursed(const Json& loan_case, const Json& step) {
  JsonWriter out;
  out.begin_object().member("loan_id", kLoan).member("value_date", step["date"].text);
  out.member("disbursement_id", id_of(step));
  money(out, loan_case, "amount", step["amount"]);
  if (step["seq"].integer() == 1) terms(out, loan_case);
  out.end_object();
  return out.take();
}

std::string_view payment_kind(const std::string& type) {
  if (type == "REPAYMENT") return "repayment";
  if (type == "DOWN_PAYMENT") return "down_payment";
  if (type == "GOODWILL_CREDIT") return "goodwill_credit";
  if (type == "MERCHANT_ISSUED_REFUND") return "merchant_refund";
  return type == "PAYOUT_REFUND" ? "payout_refund" : "";
}

std::string paid(const Json& loan_case, const Json& step) {
  JsonWriter out;
  out.begin_object().member("payment_id", id_of(step)).member("loan_id", kLoan);
  money(out, loan_case, "amount", step["amount"]);
  out.member("value_date", step["date"].text).member("kind", payment_kind(step["type"].text));
  out.end_object();
  return out.take();
}

std::string charged(const Json& loan_case, const Json& step) {
  JsonWriter out;
  out.begin_object().member("charge_id", id_of(step)).member("loan_id", kLoan);
  out.member("kind", step["penalty"].flag ? "penalty" : "fee");
  money(out, loan_case, "amount", step["amount"]);
  out.member("value_date", to_string(entered_on(step))).member("due_date", step["date"].text);
  out.end_object();
  return out.take();
}

// The newest earlier step that `wanted` accepts.
template <class Wanted>
std::string earlier(const Json& loan_case, const Json& step, Wanted&& wanted) {
  std::string id = "T-0";
  for (const Json& other : loan_case["transactions"].items)
    if (other["seq"].integer() < step["seq"].integer() && wanted(other)) id = id_of(other);
  return id;
}

std::string charged_back(const Json& loan_case, const Json& step) {
  JsonWriter out;
  out.begin_object().member("chargeback_id", id_of(step)).member("loan_id", kLoan);
  out.member("payment_id", earlier(loan_case, step, [](const Json& other) {
               return !payment_kind(other["type"].text).empty();
             }));
  money(out, loan_case, "amount", step["amount"]);
  out.member("value_date", step["date"].text).end_object();
  return out.take();
}

std::string charge_adjusted(const Json& loan_case, const Json& step) {
  JsonWriter out;
  out.begin_object().member("adjustment_id", id_of(step)).member("loan_id", kLoan);
  out.member("charge_id", earlier(loan_case, step, [&](const Json& other) {
               return other["type"].text == "CHARGE" &&
                      other["penalty"].flag == step["charge_penalty"].flag &&
                      other["date"].text == step["charge_due"].text;
             }));
  money(out, loan_case, "amount", step["amount"]);
  out.member("value_date", step["date"].text).end_object();
  return out.take();
}

std::string refunded(const Json& loan_case, const Json& step) {
  JsonWriter out;
  out.begin_object().member("refund_id", id_of(step)).member("loan_id", kLoan);
  money(out, loan_case, "amount", step["amount"]);
  out.member("value_date", step["date"].text).end_object();
  return out.take();
}

std::string undone(const Json& step) {
  JsonWriter out;
  out.begin_object().member("payment_id", "T-" + step["target_seq"].text);
  out.member("loan_id", kLoan).member("value_date", step["target_date"].text).end_object();
  return out.take();
}

std::string paused(const Json& step) {
  JsonWriter out;
  out.begin_object().member("loan_id", kLoan).member("from_date", step["date"].text);
  if (!step["end"].is_null()) out.member("until_date", step["end"].text);
  out.end_object();
  return out.take();
}

std::pair<std::string_view, std::string> data_of(const Json& loan_case, const Json& step) {
  const std::string& type = step["type"].text;
  if (type == "DISBURSEMENT") return {"loan.disbursed", disbursed(loan_case, step)};
  if (type == "CHARGE") return {"charge.applied", charged(loan_case, step)};
  if (type == "CHARGE_ADJUSTMENT") return {"charge.adjusted", charge_adjusted(loan_case, step)};
  if (type == "CHARGEBACK") return {"payment.charged_back", charged_back(loan_case, step)};
  if (type == "CREDIT_BALANCE_REFUND")
    return {"loan.credit_balance_refunded", refunded(loan_case, step)};
  if (type == "UNDO") return {"payment.reversed", undone(step)};
  if (type == "DELINQUENCY_PAUSE") return {"loan.delinquency_paused", paused(step)};
  if (type == "DELINQUENCY_RESUME") return {"loan.delinquency_resumed", paused(step)};
  if (!payment_kind(type).empty()) return {"payment.received", paid(loan_case, step)};
  return {"", ""};
}

}  // namespace

Date entered_on(const Json& step) {
  return step.has("recorded_on") ? step["recorded_on"].date() : step["date"].date();
}

std::string event_of(const Json& loan_case, const Json& step) {
  const auto [type, data] = data_of(loan_case, step);
  if (type.empty()) return {};
  return fmt::format(R"({{"specversion":"1.0","id":"{}","source":"/oracle",)"
                     R"("type":"dossier.{}.v1","subject":"C-1","time":"{}T17:00:00Z","data":{}}})",
                     id_of(step), type, to_string(entered_on(step)), data);
}

}  // namespace dossier::test::oracle
