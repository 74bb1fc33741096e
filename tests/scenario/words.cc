#include "scenario/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace dossier::test::scenario {
namespace {

using Words = std::vector<std::string>;

// The words after the verb, asked by the word before them: "over 12 months" answers "over".
class Line {
 public:
  Line(std::string date, int number, const Words& words)
      : date_(std::move(date)), number_(number), words_(words) {}

  const std::string& date() const { return date_; }
  std::string own_id(std::string_view kind) const { return fmt::format("{}-{}", kind, number_); }
  // The word after `name`; nothing where it is not said.
  std::optional<std::string> after(std::string_view name) const {
    for (size_t i = 0; i + 1 < words_.size(); ++i)
      if (words_[i] == name) return words_[i + 1];
    return std::nullopt;
  }
  bool has(std::string_view word) const { return std::ranges::find(words_, word) != words_.end(); }
  std::string loan() const { return after("on-loan").value_or("LN-1"); }
  std::string currency() const { return after("in").value_or("JMD"); }
  std::string money(std::string_view amount) const {
    return fmt::format(R"({{"amount":"{}","currency":"{}"}})", amount, currency());
  }
  const std::string& word(size_t index) const { return words_.at(index); }
  size_t size() const { return words_.size(); }

 private:
  const std::string date_;
  const int number_;
  const Words& words_;
};

// Terms in JSON by their schema names: "over 12 months at 18 first-due 2026-02-01 allocation
// advanced".
std::string terms(const Line& line, const std::string& principal) {
  std::string out = fmt::format(R"("principal":{},"instalment_count":{},"annual_rate":"{}",)"
                                R"("period_length":{},"period_unit":"{}")",
                                line.money(principal), line.after("over").value_or("1"),
                                line.after("at").value_or("0"), line.after("every").value_or("1"),
                                line.has("days") ? "days" : "months");
  if (const auto first = line.after("first-due"))
    out += fmt::format(R"(,"first_due_date":"{}")", *first);
  for (const char* name : {"allocation", "interest_method", "schedule_type", "allocation_order",
                           "future_money", "down_payment_percent"})
    if (const auto value = line.after(name)) out += fmt::format(R"(,"{}":"{}")", name, *value);
  if (const auto days = line.after("grace_days")) out += fmt::format(R"(,"grace_days":{})", *days);
  return out;
}

// "schedule 2026-02-01=300.00+30.00 2026-03-01=…": due date, principal, interest.
std::string schedule(const Line& line, size_t from) {
  std::string rows;
  int number = 0;
  for (size_t i = from; i < line.size(); ++i) {
    const std::string& word = line.word(i);
    const size_t is = word.find('='), plus = word.find('+');
    if (is == std::string::npos || plus == std::string::npos) break;
    rows += fmt::format(R"({}{{"number":{},"due_date":"{}","principal":{},"interest":{}}})",
                        rows.empty() ? "" : ",", ++number, word.substr(0, is),
                        line.money(word.substr(is + 1, plus - is - 1)),
                        line.money(word.substr(plus + 1)));
  }
  return "[" + rows + "]";
}

size_t place_of(const Line& line, std::string_view word) {
  for (size_t i = 0; i < line.size(); ++i)
    if (line.word(i) == word) return i + 1;
  return line.size();
}

Said lends(const Line& line) {
  std::string data =
      fmt::format(R"("loan_id":"{}","value_date":"{}","amount":{},)"
                  R"("disbursement_id":"{}")",
                  line.loan(), line.after("dated").value_or(line.date()), line.money(line.word(1)),
                  line.after("as").value_or(line.own_id("D")));
  if (line.has("over"))
    data +=
        fmt::format(R"(,"terms":{{{}}})", terms(line, line.after("agreed").value_or(line.word(1))));
  if (line.has("schedule"))
    data += fmt::format(R"(,"schedule":{})", schedule(line, place_of(line, "schedule")));
  return {"loan.disbursed", data};
}

Said pays(const Line& line) {
  std::string data =
      fmt::format(R"("payment_id":"{}","loan_id":"{}","amount":{},"value_date":"{}")",
                  line.after("as").value_or(line.own_id("P")), line.loan(),
                  line.money(line.word(1)), line.after("dated").value_or(line.date()));
  if (const auto kind = line.after("kind")) data += fmt::format(R"(,"kind":"{}")", *kind);
  if (line.has("split")) {
    const size_t at = place_of(line, "split");
    data += fmt::format(R"(,"breakdown":{{"principal":{},"interest":{},"fees":{},"penalties":{}}})",
                        line.money(line.word(at)), line.money(line.word(at + 1)),
                        line.money(line.word(at + 2)), line.money(line.word(at + 3)));
  }
  return {"payment.received", data};
}

Said charges(const Line& line) {
  return {"charge.applied",
          fmt::format(R"("charge_id":"{}","loan_id":"{}","kind":"{}","amount":{},)"
                      R"("value_date":"{}","due_date":"{}")",
                      line.after("as").value_or(line.own_id("C")), line.loan(),
                      line.has("penalty") ? "penalty" : "fee", line.money(line.word(1)),
                      line.date(), line.after("due").value_or(line.date()))};
}

// A verb whose event is the loan's id, a date and one id that the line names.
Said named(const Line& line, std::string_view type, std::string_view id_field,
           std::string_view date_field) {
  return {std::string(type),
          fmt::format(R"("loan_id":"{}","{}":"{}","{}":"{}")", line.loan(), id_field, line.word(1),
                      date_field, line.after("dated").value_or(line.date()))};
}

Said charges_back(const Line& line) {
  return {"payment.charged_back",
          fmt::format(R"("chargeback_id":"{}","loan_id":"{}","payment_id":"{}","amount":{},)"
                      R"("value_date":"{}")",
                      line.after("as").value_or(line.own_id("CB")), line.loan(),
                      line.after("of").value_or("P-0"), line.money(line.word(1)), line.date())};
}

Said refunds(const Line& line) {
  return {"loan.credit_balance_refunded",
          fmt::format(R"("loan_id":"{}","refund_id":"{}","amount":{},"value_date":"{}")",
                      line.loan(), line.own_id("R"), line.money(line.word(1)), line.date())};
}

Said restructures(const Line& line) {
  std::string data = fmt::format(R"("loan_id":"{}","restructure_id":"{}","value_date":"{}")",
                                 line.loan(), line.own_id("RS"), line.date());
  if (const auto days = line.after("later"))
    data += fmt::format(R"(,"kind":"deferral","deferral_days":{})", *days);
  if (line.has("over")) data += fmt::format(R"(,"new_terms":{{{}}})", terms(line, "1.00"));
  if (const auto amount = line.after("capitalizing"))
    data += fmt::format(R"(,"capitalized_interest":{})", line.money(*amount));
  if (line.has("schedule"))
    data += fmt::format(R"(,"schedule":{})", schedule(line, place_of(line, "schedule")));
  return {"loan.restructured", data};
}

Said pauses(const Line& line) {
  return {"loan.delinquency_paused",
          fmt::format(R"("loan_id":"{}","from_date":"{}","until_date":"{}")", line.loan(),
                      line.date(), line.after("until").value_or(line.date()))};
}

Said resumes(const Line& line) {
  return {"loan.delinquency_resumed",
          fmt::format(R"("loan_id":"{}","from_date":"{}")", line.loan(), line.date())};
}

Said publishes(const Line& line) {
  return {"loan.schedule_published",
          fmt::format(R"("loan_id":"{}","valid_from":"{}","schedule":{})", line.loan(), line.date(),
                      schedule(line, 1))};
}

Said closes(const Line& line) {
  return {"loan.closed", fmt::format(R"("loan_id":"{}","value_date":"{}","kind":"{}")", line.loan(),
                                     line.date(), line.after("kind").value_or("paid_off"))};
}

Said writes_off(const Line& line) {
  return {"loan.written_off",
          fmt::format(R"("loan_id":"{}","value_date":"{}")", line.loan(), line.date())};
}

Said adjusts(const Line& line) {
  return {"charge.adjusted",
          fmt::format(R"("charge_id":"{}","loan_id":"{}","adjustment_id":"{}","amount":{},)"
                      R"("value_date":"{}")",
                      line.word(1), line.loan(), line.own_id("A"),
                      line.money(line.after("by").value_or("0.00")), line.date())};
}

Said sues(const Line& line) {
  return {"loan.legal_proceedings_started",
          fmt::format(R"("loan_id":"{}","legal_case_id":"{}","started_on":"{}")", line.loan(),
                      line.word(1), line.date())};
}

Said takes_collateral(const Line& line) {
  return {"loan.collateral_added",
          fmt::format(R"("loan_id":"{}","collateral":{{"collateral_id":"{}","kind":"car",)"
                      R"("value":{},"valued_on":"{}"}})",
                      line.loan(), line.word(1), line.money(line.after("worth").value_or("1.00")),
                      line.date())};
}

Said values(const Line& line) {
  return {
      "loan.collateral_valued",
      fmt::format(R"("loan_id":"{}","collateral_id":"{}","value":{},"valued_on":"{}")", line.loan(),
                  line.word(1), line.money(line.after("at").value_or("1.00")), line.date())};
}

using Verb = Said (*)(const Line&);
const std::map<std::string_view, Verb>& verbs() {
  static const std::map<std::string_view, Verb> kVerbs = {
      {"lends", lends},
      {"pays", pays},
      {"charges", charges},
      {"reverses",
       [](const Line& l) { return named(l, "payment.reversed", "payment_id", "value_date"); }},
      {"takes-back",
       [](const Line& l) { return named(l, "charge.reversed", "charge_id", "value_date"); }},
      {"undoes-disbursement",
       [](const Line& l) {
         return named(l, "loan.disbursement_reversed", "disbursement_id", "value_date");
       }},
      {"waives",
       [](const Line& l) { return named(l, "charge.waived", "charge_id", "value_date"); }},
      {"adjusts", adjusts},
      {"charges-back", charges_back},
      {"refunds", refunds},
      {"restructures", restructures},
      {"pauses", pauses},
      {"resumes", resumes},
      {"publishes", publishes},
      {"closes", closes},
      {"writes-off", writes_off},
      {"sues", sues},
      {"takes-collateral", takes_collateral},
      {"values", values},
  };
  return kVerbs;
}

}  // namespace

Result<Said> said(const std::string& date, int line_number, const Words& words) {
  const auto verb = words.empty() ? verbs().end() : verbs().find(words.front());
  if (verb == verbs().end())
    return fail(ErrorCode::invalid, "no such verb", "", "docs/scenarios.md lists the verbs");
  return verb->second(Line(date, line_number, words));
}

}  // namespace dossier::test::scenario
