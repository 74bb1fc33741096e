// No verb without an example that intake takes: those that the built-in stories don't use are here.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>

#include "dossier/events/descriptor.h"
#include "dossier/seeds/personas.h"
#include "seen_event.h"
#include "story.h"
#include "tokens.h"

using namespace dossier;
using namespace dossier::seeds;

namespace {

constexpr std::string_view kRest = R"(key: rest
title: The verbs that no persona uses
about: Each once, with all its clauses.
customer: C-9
business date: 2026-03-02
import: IMP-9
staff: officer OF-1 "Ann Bell" supervisor MG-1
staff: agent AG-1 "Bob Chin" email "bob@example.com" phone "+1 876 555 0100" branch BR-1 team "A"
campaign: CMP-1 "Early arrears, by telephone" for collections from 2025-03-01 until 2025-06-30
  mode predictive via call stage soft_call overdue 8 to 60 days product personal_loan
  segment "Walk-in" team "A" script SCR-1
2025-01-02 registers "Jo Brown" born 1990-01-01 TRN 100-200-300 officer OF-1
2025-01-03 corrects the profile middle "Ann" last "Browne" national NID-1 language en
2025-01-03 gives email CP-1 "jo@example.com" labelled "home" primary verified
2025-01-04 changes contact CP-1 to "jo.brown@example.com"
2025-01-05 gives up contact CP-1
2025-01-06 status becomes suspended from active because "asked for it"
2025-01-07 uploads passport D-1 "Passport" issued 2015-01-01 until 2025-01-08 answering DR-1
2025-01-08 document D-1 expires
2025-01-09 applies for auto_loan "Car" as AP-1 of 9000.00 over 12 months product PRD-1
           flag income_gap "Stated income is twice the usual" officer OF-1
2025-01-10 application AP-1 is rejected officer OF-1 reason dti_too_high "Over 45 %"
           offer OFR-1 5000.00 over 6 months at 14.5 % until 2025-02-10
           failing SC-1 "Scorecard" version "1" scores 400 against 580
           bureau BU-1 "CreditInfo" score 600 pulled 2025-01-09 ratio 50 % notes "no"
2025-01-11 applies for personal_loan "Plain" as AP-2 of 4000.00 over 6 months
2025-01-11 withdraws application AP-2
2025-01-12 applies for personal_loan "Plain" as AP-3 of 5000.00 over 6 months
2025-01-13 application AP-3 is approved for 5000.00 over 6 months at 14.5 % officer OF-1 override
           failing SC-1 "Scorecard" version "1" scores 570 against 580 because "Known for years"
2025-01-15 loan LN-1 is paid out from AP-3 secured COL-1 "Generator" worth 3000.00
2025-01-15 gains collateral being COL-2 "Delivery van" worth 8000.00 kind vehicle lien pending
           valued in D-1
2025-01-16 gains guarantor being PN-1 "Al Brown" sibling "+1 876 555 0111" living at "1 Hill Road"
           scoring 640 at "CreditInfo" checked 2025-01-14 beside 1 others liable for 2500.00 signed D-1
2025-01-16 document D-1 is read by "PaperReader" as EX-1 version "2.1" pages 2
           finding full_name "J0 BROWN" sure 71.5 % finding number "A1" sure 99 %
2025-01-16 reading of D-1 is corrected by OF-1 reading EX-1 field full_name from "J0 BROWN" to "JO BROWN"
           without number "A1"
2025-01-17 lien on COL-2 becomes registered
2025-01-18 buys at "Courts" as PU-1 for 5000.00 for AP-3 store ST-1 branch BR-1
           item L-1 "Chair" sku CH-1 in "furniture" 4 at 500.00
           device L-2 "Fridge" sku FR-1 in "appliances" 1 at 3000.00 serial "SN-1" warranty 2026-01-18
           financed 4000.00 through LN-1 paying 1000.00 down delivery pending due 2025-01-25 to CP-1
           warranty 2025-07-18 invoice INV-1 document D-1
2025-01-19 delivery of PU-1 becomes partially_delivered from pending line L-1 2 next 2025-01-26 document D-1
2025-01-20 is charged 100.00 "Stamp duty" as CH-1 fee due 2025-02-15
2025-02-01 schedules payment PS-1 of 900.00 for 2025-02-15 by card due 2025-02-15
2025-02-14 payment PS-1 of 900.00 by card is pending due 2025-02-15
2025-02-15 pays one instalment by card as PS-1
2025-02-20 payment PS-1 is charged back as CB-1
2025-03-01 claims warranty on PU-1 as WC-1 line L-2 serial "SN-1" saying "no cold"
2025-03-02 claim WC-1 on PU-1 is replaced costing 0.00 serial "SN-2" warranty 2026-03-01 saying "new one"
2025-03-03 returns purchase PU-1 as RT-1 for faulty line L-1 2 refund 1000.00 restocking pending
           about LN-1 credited CR-1 saying "legs are loose"
2025-03-04 return RT-1 of PU-1 is restocked refund 900.00 credited CR-1
2025-03-05 disputes purchase PU-1 as DP-1 over 100.00 return RT-1 reason refund_too_low about LN-1
           saying "they kept 100"
2025-03-06 dispute DP-1 of PU-1 is upheld crediting 100.00 credited CR-1 saying "paid"
2025-03-06 credit CR-1 of 1000.00 as merchant_refund
2025-03-07 is enrolled in campaign CMP-1 for first_miss stage soft_call overdue 20 days owing 900.00
           priority 2 agent AG-1 until 2025-03-31
2025-03-08 is dialled in CMP-1 on CP-1 with busy ringing 12 s person PN-1
2025-03-09 is dialled in CMP-1 on CP-1 and dropped after 9 s for no_agent
2025-03-10 leaves campaign CMP-1 as promise_made
2025-03-20 promises 900.00 by 2025-03-28 as PP-1 via sms to AG-1 note "end of month"
2025-03-24 promise PP-1 is cancelled because "lost the job"
2025-03-25 delinquency pauses until 2025-04-25
2025-04-20 delinquency resumes
2025-05-02 case moves to legal_notice from field_visit queue "Legal" agent AG-1
2025-05-05 legal action LC-1 starts at "Kingston Parish Court" for 5000.00 lawyer "M. Grant"
2025-05-05 proceedings LC-2 start at "Kingston Parish Court" for 5000.00
2025-05-06 proceedings LC-2 are hearing_scheduled hearing 2025-07-01 note "First mention"
2025-05-06 follow up FU-1 is planned as letter for 2025-05-20 agent AG-1
2025-05-20 follow up FU-1 is done
2025-06-01 collateral COL-2 is worth 6500.00 says "A. Wong, valuer" valued in D-1
2025-06-02 guarantor PN-1 is released
2025-08-01 is written off
2025-09-01 recovery of 500.00 by cash on LN-1 as RV-1 narrative "from the sale"
)";

void collect(std::string_view text, std::set<std::string_view>& forms) {
  const auto story = parse_story(text);
  REQUIRE(story.has_value());
  for (const Entry& entry : story->entries) forms.insert(entry.verb->form);
}

}  // namespace

TEST_CASE("story: the words of a kind are those of the schema's enum") {
  struct Kind {
    std::string_view kind, type, field;
  };
  const Kind kinds[] = {{"legal_status", "loan.legal_proceedings_updated", "status"},
                        {"lien", "loan.lien_changed", "lien_status"},
                        {"goods", "purchase.delivery_status_changed", "status"},
                        {"restocking", "purchase.returned", "restocking_status"},
                        {"dispute_outcome", "purchase.dispute_resolved", "outcome"},
                        {"warranty", "purchase.warranty_resolved", "resolution"},
                        {"campaign_kind", "campaign.registered", "kind"},
                        {"dial_mode", "campaign.registered", "dial_mode"},
                        {"removal", "campaign.customer_removed", "reason"},
                        {"dial_result", "campaign.call_dialled", "result"},
                        {"drop_reason", "campaign.call_dropped", "reason"},
                        {"stage", "collection.escalated", "stage"},
                        {"outcome", "collection.activity_recorded", "outcome"},
                        {"activity", "collection.activity_recorded", "type"},
                        {"method", "payment.received", "method"},
                        {"document", "document.uploaded", "type"},
                        {"product_type", "loan.disbursed", "product_type"},
                        {"restructure", "loan.restructured", "kind"},
                        {"closure", "loan.closed", "kind"}};
  for (const Kind& kind : kinds) {
    INFO(std::string(kind.kind));
    const auto* type = events::find_type(fmt::format("dossier.{}.v1", kind.type));
    REQUIRE(type != nullptr);
    std::vector<std::string_view> names;
    for (const auto& value : type->table->find(kind.field)->enumeration->values)
      names.push_back(value.name);
    CHECK(words_of_kind(kind.kind) == names);
  }
}

TEST_CASE("story: every verb has an example, and its events pass the parser of intake") {
  std::set<std::string_view> used;
  for (const Persona& persona : personas()) collect(persona.story, used);
  collect(kRest, used);
  for (const auto family : verb_families())
    for (const VerbForm& verb : family) {
      INFO(std::string(verb.form));
      CHECK(used.contains(verb.form));
    }
  const auto persona = read_persona(kRest);
  REQUIRE(persona.has_value());
  const auto documents = expand(*persona);
  INFO((documents ? std::string() : to_string(documents.error())));
  REQUIRE(documents.has_value());
  // One event a line, two of the staff, two of the campaign, two of the bracket; a dropped call is
  // two.
  CHECK(see_all(*documents).size() == parse_story(kRest)->entries.size() + 7);
}
