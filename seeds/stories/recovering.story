# Sonia Campbell-Reid: a hurricane, four months of silence, a new plan, and eleven instalments on time.
# How to read and edit this: docs/seeds.md. Try a change with the test `seeds_test`.
key: recovering
title: The recovering customer
about: A cookshop owner more than 90 days in arrears a year ago, restructured in March 2025, on time ever since.
customer: C-1077
business date: 2026-03-02
import: IMP-1077-2026
staff: manager MG-02 "Winston Clarke" email "winston.clarke@blueridge-lending.jm" branch BR-MP team "May Pen"
staff: officer OF-19 "Tanya Whyte" email "tanya.whyte@blueridge-lending.jm" phone "+1 876 555 0219" branch BR-MP team "Micro Lending"
staff: agent AG-05 "Omar Lindo" email "omar.lindo@blueridge-lending.jm" phone "+1 876 555 0235" branch BR-MP team "Collections"
staff: agent AG-08 "Jodi-Ann Pryce" email "jodiann.pryce@blueridge-lending.jm" phone "+1 876 555 0238" branch BR-MP team "Field"

2023-03-13  registers "Sonia Marie Campbell-Reid" born 1979-11-02 TRN 104-887-219
            gender female, pronoun she, national NID-3310-4417, cif CIF-0091077
            segment "Self-Employed Micro", through "market day campaign"
            branch BR-MP "May Pen", officer OF-19
2023-03-13  gives mobile_phone CP-1 "+1 876 555 0177" labelled "Flow mobile", primary
2023-03-13  gives other_phone CP-2 "+1 876 555 0178" labelled "Husband's phone"
2023-03-13  lives at CP-3 "22 Chapelton Road" "May Pen" "Clarendon"
2023-03-13  works as "Owner" at "Miss Sonia's Cookshop" since 2014-05-01 earning 142000.00 employment self_employed
2023-03-13  officer becomes OF-19
2023-03-13  names PN-1077-1 "Everton Reid" as spouse phone "+1 876 555 0178"
2023-03-13  prefers call
2023-03-13  uploads drivers_license D-1 "Driver's licence" issued 2022-06-14, until 2027-06-13, tagged "kyc identity"
            reads full_name "SONIA MARIE CAMPBELL-REID" sure 97.9 %
2023-03-13  uploads utility_bill D-2 "NWC water bill, January 2023" issued 2023-01-30, tagged "kyc address"
2023-03-14  document D-2 is rejected by OF-19 as out_of_date because "The address proof must be less than 30 days old"
2023-03-14  is asked for utility_bill as DR-1077-01 due 2023-03-24, via call
2023-03-16  uploads utility_bill D-3 "JPS electricity bill, March 2023" issued 2023-03-09, tagged "kyc address", answering DR-1077-01
2023-03-17  document D-1 is verified by OF-19 until 2027-06-13
2023-03-17  document D-3 is verified by OF-19
2023-03-17  identity is verified by OF-19 until 2027-06-13 with D-1 D-3
2023-03-17  uploads bank_statement D-4 "Bank statements, December to February" issued 2023-03-01, tagged "income"
2023-03-20  income of 142000.00 is verified by OF-19 from D-4 through bank_statements

# A first, small loan; one payment a few days late.
2023-03-21  applies for microfinance "Micro Business Loan" as AP-2023-0421 of 180000.00 over 9 months
            wanting "Freezer and gas stove for the cookshop", with D-1 D-3 D-4, branch BR-MP, through branch
2023-03-21  bureau "CreditInfo Jamaica" reports BU-1 score 655, ratio 22.0 %, owing 30000.00, accounts 1, delinquent 0, inquiries 1
            factor file_age "Length of credit file" negative 20, factor payment_history "Payment history" positive 30, for AP-2023-0421
2023-03-22  application AP-2023-0421 is approved for 180000.00 over 9 months at 28 %
            officer OF-19, scorecard SC-MB "Micro business scorecard" version "2.0" scores 541 against 520
            bureau BU-1 "CreditInfo Jamaica" score 655 pulled 2023-03-21 ratio 22.0 %
            rule MB-02 "Business older than two years" passed "Since 2014" rule MB-05 "Site visited" passed "Visited on 2023-03-20"
            notes "Busy at lunch, regular customers from the factory. Stock book kept by hand but complete."
2023-03-24  loan LN-2023-00502 is paid out from AP-2023-0421 first 2023-04-15, via cash, branch BR-MP, officer OF-19
2023-04-15..2023-08-15  pays each instalment by cash, up to the due date
2023-09-15..2023-09-15  pays each instalment by cash, late 4 days
2023-10-15..2023-12-15  pays each instalment by cash, up to the due date
2023-12-15  closes the loan as paid_off

# The second loan, and Hurricane Beryl in the middle of it.
2024-01-08  applies for microfinance "Micro Business Loan Plus" as AP-2024-0033 of 420000.00 over 24 months
            wanting "Second cookshop at Denbigh, roof and counter", with D-1 D-4, branch BR-MP, through branch
2024-01-08  report BQ-2 is asked of "CreditInfo Jamaica" for AP-2024-0033
2024-01-08  bureau "CreditInfo Jamaica" reports BU-2 score 671 before 655, ratio 24.0 %, owing 0.00, accounts 1, delinquent 0, inquiries 1
            factor payment_history "Payment history" positive 35, for AP-2024-0033, answering BQ-2
2024-01-10  application AP-2024-0033 is approved for 420000.00 over 24 months at 26 %
            officer OF-19, scorecard SC-MB "Micro business scorecard" version "2.1" scores 563 against 520
            bureau BU-2 "CreditInfo Jamaica" score 671 pulled 2024-01-08 ratio 24.0 %
            rule MB-02 "Business older than two years" passed "Since 2014"
            conditions "Husband stands as guarantor" "Visit of the new site before payout"
            suggested "Approve: first loan repaid with one late payment of four days."
2024-01-15  loan LN-2024-00215 is paid out from AP-2024-0033, via bank_transfer, branch BR-MP, officer OF-19
            guarantor PN-1077-1 "Everton Reid" spouse "+1 876 555 0178"
2024-02-15..2024-06-15  pays each instalment by mobile_money, up to the due date
2024-07-08  note "Beryl took the roof of the Denbigh shop; the May Pen shop lost its freezer. She is open again with half the menu. Expect July late." tagged "hurricane hardship", about LN-2024-00215, by OF-19
2024-07-15  misses
2024-07-27  pays all due by cash
2024-08-15  misses
2024-08-23  is charged 1200.00 "Late payment fee" as CH-1077-01
2024-09-04  pays all due by cash
2024-09-15..2024-09-15  pays each instalment by cheque, late 1 days
2024-10-15  pays 10000.00 by cash narrative "part of October"
2024-10-15  is sent sms "Thank you, we received 10,000.00. The rest of October's instalment is still open. Blue Ridge Lending" to CP-1, delivered, about LN-2024-00215
2024-10-30  pays all due by cheque as PC-1077-01
2024-11-04  payment PC-1077-01 is reversed because "Cheque returned: refer to drawer"
2024-11-06  pays all due by cash

# Four months of silence.
2024-11-15  misses
2024-11-22  is charged 1200.00 "Late payment fee" as CH-1077-02
2024-11-22  case CASE-1077 becomes open
2024-11-22  collection agent becomes AG-05
2024-11-22  case moves to reminder queue "Early arrears", agent AG-05
2024-11-25  is sent sms "Dear Sonia, your November instalment is overdue. Please pay or call 876 555 0235. Blue Ridge Lending" to CP-1, delivered, about LN-2024-00215
2024-11-29  case moves to soft_call from reminder, queue "Early arrears", agent AG-05
2024-12-03  11:15 is called by AG-05 on CP-1 with promise_made lasting 288 s
            promise PP-1077-01 of 12000.00 for 2024-12-13
            summary "The second shop still has no roof and the insurer has not paid. Promises 12,000 by 13 December from Christmas catering."
            felt neutral, next phone_call on 2024-12-16
2024-12-15  misses
2024-12-17  14:05 is called by AG-05 on CP-1 with no_answer, notes "Phone off.", next phone_call on 2024-12-19
2024-12-19  is rated neutral
2024-12-19  10:30 is called by AG-05 on CP-2 with contacted lasting 95 s
            notes "Husband answers; she is at market. He will pass it on.", felt neutral
2025-01-07  case moves to hard_call from soft_call, queue "31-60 days", agent AG-05
2025-01-09  10:10 is called by AG-05 on CP-1 with promise_made lasting 340 s
            promise PP-1077-02 of 25000.00 for 2025-01-24
            summary "Christmas was slow. Promises 25,000 by 24 January when the cook for the wedding is paid."
            felt negative, next phone_call on 2025-01-27
2025-01-15  misses
2025-01-22  pays 5000.00 by mobile_money keeping PP-1077-02, narrative "Sonia for loan"
2025-01-22  is charged 1200.00 "Late payment fee" as CH-1077-03
2025-01-28  13:20 is called by AG-05 on CP-1 with refused_to_pay lasting 130 s
            notes "Upset. Says she paid what she had and nobody at the bank listens.", felt negative
2025-01-30  writes sms "I am not running away. Shop flood out again. Pls give me time." felt negative, from CP-1, about LN-2024-00215
2025-02-03  is pursued by AG-05 with letter, contact CP-3, notes "Formal reminder by registered post."
2025-02-11  bureau "CreditInfo Jamaica" reports BU-3 score 572 before 671, ratio 41.0 %, default 21.5 %, owing 322000.00, accounts 1, delinquent 1, inquiries 0
            factor late_payment "Payments over 60 days late" negative 55
2025-02-15  misses
2025-02-18  case moves to field_visit from hard_call, queue "91-120 days", agent AG-08
2025-02-20  15:30 is visited by AG-08 at CP-3 with hardship_claim
            notes "Denbigh shop closed, May Pen shop open and busy at lunch. Showed me the stock book: about 95,000 a month clear. She can pay, not 22,000. Cried when I said there are other plans.", felt neutral
            next payment_arrangement on 2025-02-27
2025-02-21  is flagged FL-1077-01 for hardship, note "Hurricane Beryl: second shop lost, insurer disputes the claim.", about LN-2024-00215, until 2025-12-31, by AG-08
2025-02-27  writes whatsapp "Good afternoon Miss Tanya. The lady who come to the shop say we can make a new plan. I want to pay, just smaller." felt positive, from CP-1, about LN-2024-00215
2025-02-27  is sent whatsapp "Good afternoon Sonia, yes. Please come on Tuesday with your stock book, we will work it out together. Tanya" to CP-1, read, agent OF-19, about LN-2024-00215, by OF-19
2025-03-04  uploads bank_statement D-5 "Bank statements, September to February" issued 2025-03-03, tagged "income restructure", for loan LN-2024-00215
2025-03-04  calls OF-19 for 180 s, summary "Confirms that 15,000 a month is possible from April, more when the insurer pays." felt positive, about LN-2024-00215, contact CP-1
2025-03-06  note "Proposal to the manager: capitalise the interest, 30 months at 22 %, late fees waived. First instalment on 15 April." tagged "restructure", about LN-2024-00215, by OF-19

# The new plan.
2025-03-10  charge CH-1077-02 is waived because "Part of the restructure: hurricane hardship", by MG-02
2025-03-10  charge CH-1077-03 is waived because "Part of the restructure: hurricane hardship", by MG-02
2025-03-10  is restructured as RS-1077-01 over 30 months at 22 % from 2025-04-15
            because "Hurricane Beryl destroyed the second shop; income of the first covers a lower instalment", by MG-02
2025-03-10  uploads loan_agreement D-6 "Restructure agreement LN-2024-00215, signed" for loan LN-2024-00215, tagged "signed restructure"
2025-03-11  case CASE-1077 becomes on_hold from open, agent AG-05
2025-03-11  segment becomes "Watch: Restructured" from "Self-Employed Micro", method rule
2025-03-11  is sent whatsapp "Dear Sonia, your new plan starts on 15 April. We will remind you three days before each date. Tanya" to CP-1, read, agent OF-19, about LN-2024-00215, by OF-19
2025-04-15..2026-02-15  is reminded 3 days before each instalment by whatsapp "Good morning Sonia, JMD {amount} is due on {due}. Thank you! Blue Ridge Lending"
2025-04-15..2026-02-15  pays each instalment by mobile_money, up to the due date
2025-04-16  writes whatsapp "Paid. First one done, thank God." felt positive, from CP-1, about LN-2024-00215
2025-06-17  bureau "CreditInfo Jamaica" reports BU-4 score 588 before 572, ratio 27.0 %, default 15.0 %, owing 287000.00, accounts 1, delinquent 1, inquiries 0
            factor late_payment "Payments over 60 days late" negative 45, factor payment_history "Last 3 payments on time" positive 15
2025-07-16  case CASE-1077 becomes resolved from on_hold, agent AG-05
2025-07-16  is rated cooperative
2025-08-20  note "Three in a row on time. Business picking up after Emancipation weekend; says the insurer paid half." tagged "recovery", about LN-2024-00215, by OF-19
2025-09-16  bureau "CreditInfo Jamaica" reports BU-5 score 607 before 588, ratio 27.0 %, default 11.0 %, owing 262000.00, accounts 1, delinquent 0, inquiries 0
            factor payment_history "Last 6 payments on time" positive 25, factor late_payment "Old late payments" negative 35
2025-10-30  is phoned by OF-19 for 210 s, summary "Hurricane Melissa: the May Pen shop has no light but no damage. She will pay November from savings and asks that nobody worries."
            felt positive, about LN-2024-00215, contact CP-1
2025-12-16  bureau "CreditInfo Jamaica" reports BU-6 score 624 before 607, ratio 26.0 %, default 8.7 %, owing 235000.00, accounts 1, delinquent 0, inquiries 0
            factor payment_history "Last 9 payments on time" positive 30, factor late_payment "Old late payments" negative 28
2025-12-31  flag FL-1077-01 is lifted because "Hardship is over; on the new plan for nine months"
2026-01-14  works as "Owner" at "Miss Sonia's Cookshop and Catering" since 2014-05-01 earning 156000.00 employment self_employed
2026-02-17  bureau "CreditInfo Jamaica" reports BU-7 score 641 before 624, ratio 25.0 %, default 6.9 %, owing 216000.00, accounts 1, delinquent 0, inquiries 0
            factor payment_history "Last 11 payments on time" positive 34, factor late_payment "Old late payments" negative 20
2026-02-18  note "Eleven on time since the restructure. Consider going back to the normal segment at the twelfth." tagged "recovery", about LN-2024-00215, by OF-19

# What a loan officer would state on 2026-03-02, worked out from the lines above with a pocket calculator.
# - LN-2023-00502, closed: 180,000.00, 9 × 28 %, first period 21 days of 30/360 (24 March to 15 April), instalment 22,251.78 (last 22,251.79).
#   On time 8, late 1 (September, by 4 days). Paid in all 8 × 22,251.78 + 22,251.79 = 200,266.03, of it interest 20,266.03.
# - LN-2024-00215, active, restructured: 420,000.00, 24 × 26 %, instalment 22,627.32, due on the 15th from February 2024.
#   On time 5 (February to June). Late: July by 12 days, August by 20, September by 1, October by 22 (10,000.00 on the day; the cheque of 30 October
#   was returned; 12,627.32 on 6 November). August was paid with the penalty of 23 August, 1,200.00. Principal left after October: 287,151.69.
#   Missed 3: November, December, January, each unpaid when the next fell due. February was open when the new plan replaced it.
# - 5,000.00 on 2025-01-22 went to November's interest (6,221.62).
# - Restructured on 2025-03-10 at DPD 115 (oldest 2024-11-15): interest of November to February 1,221.62 + 5,866.16 + 5,503.00 + 5,131.98 and 25 days
#   of 30/360 from 15 February 287,151.69 × 26 % × 25/360 = 5,184.68, together 22,907.44, became principal: 310,059.13. Two penalties of 1,200.00 were waived.
#   New: 30 × 22 %, first period 35 days, instalment 13,569.47 from 2025-04-15. Eleven of eleven on time (April to February).
# - Outstanding principal 216,055.21. DPD 0, arrears 0. Next 13,569.47 on 2026-03-15. Ever borrowed 600,000.00.
# - Instalments: on time 8 + 5 + 11 = 24, late 1 + 4 = 5, missed 3. Promises: two; PP-1077-01 broken (12,000.00 by 2024-12-13, nothing came),
#   PP-1077-02 partly kept (25,000.00 by 2025-01-24, 5,000.00 came on 22 January).
