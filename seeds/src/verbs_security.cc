// Verbs of what secures a loan: guarantors, collateral, liens; and of the court.
#include <array>

#include "story.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kLoans = "/core/loans";
constexpr std::string_view kGuarantor =
    "guarantor{}: being <id:person_id> <text:name> <relationship:relationship> <text:phone>";
constexpr std::string_view kStanding =
    "guarantor{}: scoring <int:credit_score> at <text:credit_bureau> checked "
    "<date:credit_checked_on>";
constexpr std::string_view kCollateral =
    "collateral{}: being <id:collateral_id> <text:description> worth <money:value> "
    "=valued_on=@today";

}  // namespace

std::span<const VerbForm> security_verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      {.form = "gains guarantor",
       .type = "dossier.loan.guarantor_added.v1",
       .source = kLoans,
       .usual_minute = 600,
       .actor = "system/core-banking",
       .clauses = {kGuarantor, "guarantor{}: living at <text:address>", kStanding,
                   "guarantor{}: beside <int:other_guarantees> others",
                   "guarantor{}: liable for <money:amount>",
                   "guarantor{}: signed <id:document_id>"},
       .on_loan = true},
      {.form = "guarantor <id:person_id> is released =released_on=@today",
       .type = "dossier.loan.guarantor_released.v1",
       .source = kLoans,
       .usual_minute = 600,
       .actor = "system/core-banking",
       .on_loan = true},
      {.form = "gains collateral",
       .type = "dossier.loan.collateral_added.v1",
       .source = kLoans,
       .usual_minute = 880,
       .actor = "system/core-banking",
       .clauses = {kCollateral, "collateral{}: kind <id:kind>",
                   "collateral{}: lien <lien:lien_status>",
                   "collateral{}: valued in <id:document_id>"},
       .on_loan = true},
      {.form = "collateral <id:collateral_id> is worth <money:value> =valued_on=@today",
       .type = "dossier.loan.collateral_valued.v1",
       .source = kLoans,
       .usual_minute = 660,
       .actor = "system/core-banking",
       .clauses = {"says <text:valued_by>", "valued in <id:document_id>"},
       .on_loan = true},
      {.form = "lien on <id:collateral_id> becomes <lien:lien_status> =changed_on=@today",
       .type = "dossier.loan.lien_changed.v1",
       .source = kLoans,
       .usual_minute = 670,
       .actor = "system/core-banking",
       .on_loan = true},
      {.form = "proceedings <id:legal_case_id> start at <text:court> for <money:amount_claimed> "
               "=started_on=@today",
       .type = "dossier.loan.legal_proceedings_started.v1",
       .source = kLoans,
       .usual_minute = 910,
       .actor = "system/core-banking",
       .on_loan = true,
       .introduces = "legal_case_id"},
      {.form = "proceedings <id:legal_case_id> are <legal_status:status> =updated_on=@today",
       .type = "dossier.loan.legal_proceedings_updated.v1",
       .source = kLoans,
       .usual_minute = 915,
       .actor = "system/core-banking",
       .clauses = {"hearing <date:next_hearing_on>", "note <text:note>"},
       .on_loan = true,
       .needs = {"legal_case_id"}},
  });
  return kVerbs;
}

}  // namespace dossier::seeds
