// A step of an application: what one event said, as the deciding system saw it then. Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dossier/fold/decimal.h"
#include "dossier/fold/fields.h"
#include "dossier/fold/sealed.h"
#include "dossier/projections/enum_names.h"

namespace dossier::applications {

using event::application::DecisionType;
using event::application::RuleResult;
using fold::SealedFields;
using Percent = fold::Decimal<2>;
using AnnualRate = fold::Decimal<6>;  // percent a year

// Stored: add at the end.
enum class StepKind : uint8_t { submitted, referred, approved, rejected, withdrawn, disbursed };
std::string_view enum_name(StepKind kind);

struct Scorecard {
  std::string scorecard_id;
  std::string name;
  std::string version;
  std::optional<int32_t> score;
  std::optional<int32_t> pass_mark;
  std::optional<bool> passed;  // as stated, else by score and pass mark
  DOSSIER_FIELDS(scorecard_id, name, version, score, pass_mark, passed);
};

struct Rule {
  std::string rule_id;
  std::string name;
  RuleResult result{};
  DOSSIER_FIELDS(rule_id, name, result);
};

struct BureauPull {
  std::string report_id;
  std::string bureau;
  std::optional<int32_t> score;
  std::optional<Date> pulled_on;
  std::optional<Percent> debt_to_income;
  DOSSIER_FIELDS(report_id, bureau, score, pulled_on, debt_to_income);
};

struct Override {
  std::string officer_id;
  bool has_reason = false;  // the reason is sealed in the step
  DOSSIER_FIELDS(officer_id, has_reason);
};

struct CounterOffer {
  std::string offer_id;
  std::optional<Money> amount;
  std::optional<int32_t> term_months;
  std::optional<AnnualRate> annual_rate;
  std::string product_id;
  std::string product_name;
  std::optional<Date> expires_on;
  DOSSIER_FIELDS(offer_id, amount, term_months, annual_rate, product_id, product_name, expires_on);
};

// Lists of one event keep its order and never change, so an index names an item.
// Sealed: notes, ai_recommendation, reason, conditions (a list, wholly sealed); and with items as
// in the lists: rules, reasons, ai_flags.
struct Step {
  StepKind kind{};
  Instant at;
  Offset offset;
  std::string actor_id;
  std::string officer_id;  // who was asked to look, or who decided
  std::optional<DecisionType> decision_type;
  std::optional<Money> amount;  // asked, approved, or paid out
  std::optional<int32_t> term_months;
  std::optional<AnnualRate> annual_rate;
  std::optional<Override> manual_override;
  std::optional<Scorecard> scorecard;
  std::vector<Rule> rules;
  std::optional<BureauPull> bureau;
  std::vector<std::string> reasons;  // codes
  std::optional<CounterOffer> counter_offer;
  std::vector<std::string> ai_flags;  // codes
  std::string loan_id;
  SealedFields sealed;
  DOSSIER_FIELDS(kind, at, offset, actor_id, officer_id, decision_type, amount, term_months,
                 annual_rate, manual_override, scorecard, rules, bureau, reasons, counter_offer,
                 ai_flags, loan_id, sealed);
};

}  // namespace dossier::applications
