#include "tokens.h"

#include <algorithm>
#include <array>

namespace dossier::seeds {
namespace {

struct WordList {
  std::string_view kind;
  std::string_view words;
};

// As the schema's enums write them.
constexpr auto kLists = std::to_array<WordList>({
    {"staff_kind", "officer agent supervisor manager"},
    {"gender", "female male other undisclosed"},
    {"pronoun", "she he they"},
    {"contact_kind", "mobile_phone home_phone work_phone other_phone email address"},
    {"employment", "salaried self_employed contract unemployed retired student"},
    {"kyc_status", "verified pending expired incomplete"},
    {"customer_status", "active inactive suspended closed deceased"},
    {"segment_method", "rule ai manual"},
    {"flag_kind",
     "review fraud dispute hardship legal vulnerable do_not_contact special_handling compliance"},
    {"cooperation", "cooperative neutral uncooperative hostile"},
    {"relationship",
     "guarantor spouse parent child sibling family_member acquaintance colleague employer other"},
    {"product_type", "personal_loan auto_loan mortgage hire_purchase microfinance credit_line"},
    {"rule_result", "passed failed referred"},
    {"impact", "positive neutral negative"},
    {"method", "bank_transfer cash card mobile_money cheque direct_debit payroll_deduction"},
    {"channel", "sms email whatsapp push in_app call"},
    {"written", "sms email whatsapp push in_app"},
    {"sentiment", "positive neutral negative"},
    {"delivery", "pending delivered failed read"},
    {"activity",
     "phone_call sms email whatsapp field_visit letter legal_notice promise_to_pay "
     "payment_arrangement skip_trace escalation write_off_recommendation"},
    {"outcome",
     "contacted no_answer promise_made promise_broken partial_payment full_payment dispute_raised "
     "hardship_claim refused_to_pay wrong_number deceased"},
    {"stage", "reminder soft_call hard_call field_visit legal_notice legal_action write_off"},
    {"case_status", "open in_progress on_hold disputed resolved closed"},
    {"follow_up_result", "done cancelled superseded"},
    {"restructure", "deferral term_extension rate_change reschedule consolidation settlement"},
    {"closure", "paid_off settled_early refinanced cancelled"},
    {"document",
     "national_id passport drivers_license utility_bill payslip bank_statement tax_return "
     "employment_letter loan_agreement guarantor_form collateral_valuation_report legal_notice "
     "court_document correspondence other photo"},
    {"entity", "application loan payment message document purchase"},
    {"lien", "pending registered released disputed"},
    {"legal_status", "filed hearing_scheduled judgment settled dismissed enforced"},
    {"credit", "goodwill_credit merchant_refund payout_refund"},
    {"goods", "pending delivered partially_delivered returned"},
    {"restocking", "pending inspecting restocked refurbished scrapped refused"},
    {"dispute_outcome", "upheld partly_upheld declined withdrawn"},
    {"warranty", "repaired replaced refunded declined withdrawn"},
    {"campaign_kind", "collections reminder retention sales service"},
    {"dial_mode", "manual preview progressive predictive"},
    {"removal",
     "paid promise_made reached opted_out disputed not_reachable stage_changed campaign_ended "
     "not_eligible other"},
    {"dial_result", "answered no_answer busy answering_machine invalid_number carrier_failure"},
    {"drop_reason", "no_agent customer_hung_up line_failure"},
});

bool is_gap(char c) { return c == ' ' || c == '\t' || c == ',' || c == '\n' || c == '\r'; }

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view line) {
  std::vector<Token> tokens;
  size_t at = 0;
  while (at < line.size()) {
    if (is_gap(line[at])) {
      ++at;
      continue;
    }
    if (line[at] == '"') {
      const size_t end = line.find('"', at + 1);
      if (end == std::string_view::npos)
        return fail(ErrorCode::invalid, "a quoted text has no end", "", "close it with \"");
      tokens.push_back({std::string(line.substr(at + 1, end - at - 1)), true});
      at = end + 1;
      continue;
    }
    const size_t start = at;
    while (at < line.size() && !is_gap(line[at]) && line[at] != '"') ++at;
    tokens.push_back({std::string(line.substr(start, at - start)), false});
  }
  return tokens;
}

std::vector<std::string_view> words_of_kind(std::string_view kind) {
  std::vector<std::string_view> words;
  const auto list = std::ranges::find(kLists, kind, &WordList::kind);
  if (list == kLists.end()) return words;
  std::string_view rest = list->words;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(' '), rest.size());
    words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

}  // namespace dossier::seeds
