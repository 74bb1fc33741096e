# Leroy Bramwell: five loans, one written off, one before the court, a freezer in dispute, a truck worth less than half of what it was,
# and nobody has called him for 47 days.
# How to read and edit this: docs/seeds.md. Try a change with the test `seeds_test`.
#
# What a loan officer would state on 2026-03-02, worked out from the lines below with a pocket calculator.
# Instalment = P·i / (1 − (1+i)^−n), i = the yearly rate / 12; each first due date is one month after the payout. Money goes to the
# oldest instalment first, in it to penalty, fee, interest, principal; a charge belongs to the first instalment due on or after its date.
#
# LN-2024-00611, microfinance, written off. 150,000.00, 12 × 30 %, instalment 14,623.07, due on the 10th, October 2024 to September 2025.
# - Four on time (October to January); principal left then 104,849.40. February: 8,000.00 of 14,623.07 on the 12th (interest 2,621.24,
#   principal 5,378.76), so 99,470.64 of principal stay open. Nothing after that: 8 missed (February to September).
# - Written off on 2025-11-28 at DPD 291 (oldest open instalment 2025-02-10): principal 99,470.64, interest of March to September
#   2,321.19 + 2,013.64 + 1,698.41 + 1,375.29 + 1,044.10 + 704.62 + 356.66 = 9,513.91, penalty 1,000.00, together 109,984.55.
# - Recovered since: 12,000.00 + 8,000.00 = 20,000.00. DPD now 0 (written off), outstanding 0.
# LN-2024-00702, auto, active, restructured. 1,700,000.00, 60 × 16 %, instalment 41,340.70, due on the 19th from October 2024.
# - Seven on time (October to April); principal left 1,563,935.28. May unpaid when June fell due: missed. June unpaid, too:
#   the cheque of 2 July was reversed on 7 July.
# - Restructured on 2025-07-18 at DPD 60 (oldest 2025-05-19): interest of May and June 20,852.47 + 20,579.29 and 29 days of 30/360 from 19 June
#   1,563,935.28 × 16 % × 29/360 = 20,157.39, together 61,589.15, became principal: 1,625,524.43. New: 60 × 14.5 %, instalment 38,261.02
#   (the first period has 31 days of 30/360), from 19 August.
# - Seven on time since (August to February): their principal 17,964.54 + 18,836.34 + 19,063.94 + 19,294.30 + 19,527.44 + 19,763.40 + 20,002.20
#   = 134,452.16. Outstanding principal 1,491,072.27. DPD 0, arrears 0. Next 38,261.02 on 2026-03-19.
# - Collateral COL-1088-1: 2,300,000.00 at first, 1,720,000.00 in July, 980,000.00 after the flood: 65.7 % of the debt.
#   Guarantors: Michael Bramwell (688) and, since July, Paulette Bramwell (612); Hyacinth Dacosta (701) was released.
# LN-2024-01377, personal, legal proceedings. 380,000.00, 24 × 19 %, instalment 19,155.27, due on the 25th from December 2024.
# - Five on time (December to April); principal left 312,193.51. 10,000.00 on 2025-07-25: May's interest 4,943.06, principal 5,056.94.
#   20,000.00 on 2025-10-09: rest of May 9,155.27; June: penalty 1,500.00, interest 4,718.04, principal 4,626.69 (open 9,810.54).
# - Outstanding principal 312,193.51 − 5,056.94 − 9,155.27 − 4,626.69 = 293,354.61.
# - Oldest overdue instalment 2025-06-25: DPD 250 (181+). Missed: May 2025 to January 2026 = 9 (May was settled late, on 9 October, by 137 days);
#   25 February is overdue by 5 days and not yet missed. Arrears: 9,810.54 of June + 8 × 19,155.27 (July to February) = 163,052.70,
#   and the penalty of July 1,500.00: 164,552.70.
# LN-2025-00061, hire purchase, active, disputed. 300,000.00, 18 × 18 %, instalment 19,141.73, due on the 16th from February 2025.
# - Eight on time (February to September); principal left 176,528.64. The card payment of August, 19,141.73, was charged back on
#   6 October: principal of the instalment of 16 October, which then is 2,647.93 + 16,493.80 + 19,141.73 = 38,283.46.
#   10,000.00 on 16 October (interest 2,647.93, principal 7,352.07), goodwill credit 5,000.00 on 10 December (principal).
# - Outstanding principal 176,528.64 + 19,141.73 − 7,352.07 − 5,000.00 = 183,318.30.
# - Oldest overdue 2025-10-16: DPD 137 (121–180); paused from 3 November to 2 February = 91 days, so 56 delinquent days (147 since
#   the charge-back of 6 October, which is owed at once, less 91). Missed: October to January = 4;
#   16 February is overdue. Arrears: 23,283.46 of October + 4 × 19,141.73 (November to February) = 99,850.38.
# LN-2025-00733, credit line, active. 90,000.00, 6 × 20 %, instalment 15,887.05, due on the 12th from October 2025.
# - Five of five on time. Outstanding principal 15,626.62: 82.6 % repaid. DPD 0. Next 15,887.06 on 2026-03-12, the last.
#
# - Four active loans. Outstanding principal 1,491,072.27 + 293,354.61 + 183,318.30 + 15,626.62 = 1,983,371.80: 99.2 % of the policy
#   limit of 2,000,000.00. Ever borrowed 150,000 + 1,700,000 + 380,000 + 300,000 + 90,000 = 2,620,000.00. Worst DPD 250.
# - Instalments on time: 4 + 7 + 7 + 5 + 8 + 5 = 36. Missed: 8 + 1 + 9 + 4 = 22. Charges waived: the returned cheque fee, 2,000.00.
# - Promises: seven. Kept 1 (PP-1088-4), partly kept 1 (PP-1088-3: 10,000.00 of 20,000.00), broken 3 (PP-1088-1, -2, -5), cancelled 1 (-6),
#   open 1 (-7, 30,000.00 by 2026-03-20).
# - Last outbound contact: the letter of 2026-01-14, 47 days ago. Last inbound: his WhatsApp of 2026-02-06, without an answer.
# - KYC expired on 2026-01-31; a passport waits to be checked. Hearing on 2026-03-19.
key: complex
title: The complex case
about: Four active loans of JMD 1.98M together: one before the court, one in dispute over a returned freezer, one restructured; a fifth written off. Silence for 47 days.
customer: C-1088
business date: 2026-03-02
import: IMP-1088-2026
staff: manager MG-05 "Sharon Beckford" email "sharon.beckford@blueridge-lending.jm" branch BR-SP team "Spanish Town"
staff: officer OF-41 "Dwayne Pinnock" email "dwayne.pinnock@blueridge-lending.jm" phone "+1 876 555 0441" branch BR-SP team "Business Lending" supervisor MG-05
staff: officer OF-44 "Michelle Archer" email "michelle.archer@blueridge-lending.jm" phone "+1 876 555 0444" branch BR-SP team "Special Assets" supervisor MG-05
staff: agent AG-31 "Nordia Clarke" email "nordia.clarke@blueridge-lending.jm" phone "+1 876 555 0431" branch BR-SP team "Collections"
staff: agent AG-34 "Fabian Rowe" email "fabian.rowe@blueridge-lending.jm" phone "+1 876 555 0434" branch BR-SP team "Field"
staff: agent AG-03 "Kerry-Ann Bailey" email "kerryann.bailey@blueridge-lending.jm" phone "+1 876 555 0133" branch BR-NK team "Collections"
campaign: CMP-2025-11-LATE "Late arrears, 91 to 180 days" for collections from 2025-10-27 until 2026-01-31
  mode predictive, via call, stage hard_call, overdue 91 to 180 days, team "Collections", script SCR-LATE-2

2024-07-15  registers "Leroy Anthony Bramwell" born 1976-02-08 TRN 109-337-642
            gender male, pronoun he, national NID-1176-2093, cif CIF-0091088
            segment "Self-Employed Micro", through "radio advertisement", referred by "Trevor Nugent"
            branch BR-SP "Spanish Town", officer OF-41
2024-07-15  gives mobile_phone CP-1 "+1 876 555 0188" labelled "Digicel mobile", primary
2024-07-15  gives home_phone CP-2 "+1 876 555 0189"
2024-07-15  gives email CP-3 "bramwell.haulage@example.com"
2024-07-15  lives at CP-4 "41 Brunswick Avenue" "Spanish Town" "St. Catherine"
2024-07-15  works as "Owner and driver" at "Bramwell Haulage" since 2015-03-02 earning 235000.00 employment self_employed
2024-07-15  officer becomes OF-41
2024-07-15  names PN-1088-1 "Michael Bramwell" as sibling phone "+1 876 555 0186"
2024-07-15  uploads national_id D-1 "National ID" issued 2021-02-01, until 2026-01-31, tagged "kyc identity", reads full_name "LEROY ANTHONY BRAMWELL" sure 98.0 %
2024-07-15  uploads drivers_license D-2 "General driver's licence" issued 2020-12-11, until 2025-12-10, tagged "kyc identity"
2024-07-15  uploads utility_bill D-3 "Water bill, June 2024" issued 2024-07-02, tagged "kyc address"
2024-07-15  uploads tax_return D-4 "Tax return 2023" issued 2024-03-15, tagged "income"
2024-07-16  document D-4 is read by "PaperReader" as EX-1088-1 version "3.0" pages 6
            finding taxpayer "LEROY BRAMWEII" sure 71.5 %, finding net_income "2,820,000.00" sure 93.0 %, finding stamp "RECEIVED" sure 55.0 %
2024-07-16  reading of D-4 is corrected by OF-41 reading EX-1088-1 field taxpayer from "LEROY BRAMWEII" to "LEROY BRAMWELL", without stamp "RECEIVED"
2024-07-16  document D-3 is rejected by OF-41 as wrong_person because "The bill is in the landlord's name"
2024-07-17  document D-1 is verified by OF-41 until 2026-01-31
2024-07-17  document D-2 is verified by OF-41 until 2025-12-10
2024-07-17  identity is verified by OF-41 until 2026-01-31 with D-1 D-2
2024-07-17  income of 235000.00 is verified by OF-41 from D-4 through tax_return

# A large loan for a truck, and a small one for the old truck's tyres.
2024-08-12  applies for auto_loan "Commercial Auto Loan" as AP-2024-0690 of 1800000.00 over 60 months
            wanting "2018 Isuzu Forward truck: contract with a quarry at Bull Bay", with D-1 D-4, branch BR-SP, through branch
2024-08-12  bureau "CreditInfo Jamaica" reports BU-1 score 671, ratio 33.0 %, owing 188000.00, accounts 2, delinquent 0, inquiries 2
            factor payment_history "Payment history" positive 28, factor debt_ratio "Debt to income" negative 10, for AP-2024-0690
2024-08-21  uploads collateral_valuation_report D-5 "Valuation of the Isuzu" issued 2024-08-19, for application AP-2024-0690, tagged "collateral"
2024-08-22  document D-5 is verified by OF-41
2024-08-27  applies for microfinance "Micro Business Loan" as AP-2024-0588 of 150000.00 over 12 months
            wanting "Tyres and a gearbox for the old truck", with D-1 D-4, branch BR-SP, through branch
2024-08-30  application AP-2024-0588 is approved for 150000.00 over 12 months at 30 %
            automatically, scorecard SC-MB "Micro business scorecard" version "2.1" scores 574 against 520
            rule MB-02 "Business older than two years" passed "Since 2015"
2024-09-10  loan LN-2024-00611 is paid out from AP-2024-0588, via cash, branch BR-SP, officer OF-41
2024-09-12  application AP-2024-0690 is approved for 1700000.00 over 60 months at 16 %
            officer OF-41, bureau BU-1 "CreditInfo Jamaica" score 671 pulled 2024-08-12 ratio 33.0 %
            scorecard SC-AL "Auto loan scorecard" version "2.3" scores 612 against 600
            rule AL-01 "Loan to value under 80 %" passed "73.9 %", rule AL-05 "Two guarantors above 1.5M" passed "Brother and former employer"
            conditions "Two guarantors" "Lien on the truck", suggested "Approve with guarantors: income depends on one contract."
2024-09-16  uploads guarantor_form D-6 "Guarantors' forms, signed" for application AP-2024-0690, tagged "guarantor signed"
2024-09-19  loan LN-2024-00702 is paid out from AP-2024-0690, account 0010-702-55, via bank_transfer, branch BR-SP, officer OF-41
2024-09-19  gains collateral being COL-1088-1 "2018 Isuzu Forward, white, chassis FRR90-7700412" worth 2300000.00 kind vehicle lien pending valued in D-5, on LN-2024-00702
2024-09-19  gains guarantor being PN-1088-1 "Michael Bramwell" sibling "+1 876 555 0186" living at "9 Young Street, Spanish Town"
            scoring 688 at "CreditInfo Jamaica" checked 2024-09-11, beside 1 others, liable for 850000.00, signed D-6, on LN-2024-00702
2024-09-19  gains guarantor being PN-1088-2 "Hyacinth Dacosta" acquaintance "+1 876 555 0185"
            scoring 701 at "CreditInfo Jamaica" checked 2024-09-11, liable for 850000.00, signed D-6, on LN-2024-00702
2024-10-03  lien on COL-1088-1 becomes registered on LN-2024-00702
2024-10-10..2025-01-10  pays each instalment by cash, up to the due date, on LN-2024-00611
2024-10-19..2025-04-19  pays each instalment by cheque, up to the due date, on LN-2024-00702

# A personal loan against the scorecard, repaid from the wages of a second job.
2024-11-11  applies for personal_loan "Personal Loan" as AP-2024-1290 of 380000.00 over 24 months
            wanting "Father's hospital bills", with D-1 D-7, branch BR-SP, through branch, flag income_overlap "Income of the haulage business counted in two applications"
2024-11-11  uploads employment_letter D-7 "Contract as driver, Old Harbour Logistics" issued 2024-10-01, for application AP-2024-1290, tagged "income"
2024-11-12  application AP-2024-1290 is referred to OF-41
            failing SC-PL "Personal loan scorecard" version "4.4" scores 561 against 580
            rule PR-01 "Debt to income under 45 %" referred "46.8 % with the new instalment"
            suggested "Reject, or ask for a payroll deduction: the margin is thin."
2024-11-14  application AP-2024-1290 is approved for 380000.00 over 24 months at 19 %
            officer OF-41, override, failing SC-PL "Personal loan scorecard" version "4.4" scores 561 against 580
            notes "Wages from Old Harbour Logistics go through payroll deduction.", suggested "Reject, or ask for a payroll deduction: the margin is thin."
            because "Override of the scorecard: second income by contract, repaid at the source by his employer"
2024-11-18  uploads payslip D-8 "Payslip, Old Harbour Logistics, October 2024" issued 2024-10-31, tagged "income"
2024-11-25  loan LN-2024-01377 is paid out from AP-2024-1290, account 0010-377-18, via bank_transfer, branch BR-SP, officer OF-41
2024-12-25..2025-04-25  pays each instalment by payroll_deduction, early 0 days, on LN-2024-01377

# Freezer, generator and furniture on hire purchase.
2025-01-13  applies for hire_purchase "Homelife Hire Purchase" as AP-2025-0027 of 300000.00 over 18 months
            wanting "Freezer, generator and dining set", with D-1, branch BR-SP, through store
2025-01-13  application AP-2025-0027 is approved for 300000.00 over 18 months at 18 %
            automatically, scorecard SC-HP "Hire purchase scorecard" version "2.0" scores 552 against 540
            rule PR-20 "Total exposure under JMD 2,500,000" passed "2,415,000 with the new loan"
2025-01-16  loan LN-2025-00061 is paid out from AP-2025-0027, via bank_transfer, branch BR-SP, officer OF-41
2025-01-16  buys at "Homelife Furniture & Appliances" as PU-1088-1 for 346000.00 store ST-HL-SP
            device PU-1088-1-1 "Chest freezer, 15 cubic feet" sku HL-FRZ-15 in "appliances" 1 at 98000.00 serial "CF15-240611-0339" warranty 2026-01-15
            device PU-1088-1-2 "Generator, 6.5 kW" sku HL-GEN-65 in "power" 1 at 145000.00 serial "GX65-240208-8812" warranty 2027-01-15
            item PU-1088-1-3 "Dining set, six chairs" sku HL-DIN-06 in "furniture" 1 at 84000.00
            item PU-1088-1-4 "Standing fan" sku HL-FAN-18 in "appliances" 2 at 9500.00
            financed 300000.00 through LN-2025-00061, paying 46000.00 down, for AP-2025-0027
            delivery pending, due 2025-01-21, to CP-4, warranty 2026-01-15, invoice HL-SP-40127, document D-9
2025-01-16  uploads other D-9 "Invoice HL-SP-40127" for loan LN-2025-00061, tagged "invoice"
2025-01-21  delivery of PU-1088-1 becomes partially_delivered from pending line PU-1088-1-1 1 line PU-1088-1-3 1 line PU-1088-1-4 2 next 2025-02-04
2025-02-04  delivery of PU-1088-1 becomes delivered from partially_delivered line PU-1088-1-2 1

# The quarry closes: the small loan stops first.
2025-02-12  pays 8000.00 by cash, narrative "part of February", on LN-2024-00611
2025-02-16..2025-07-16  pays each instalment by mobile_money, up to the due date, on LN-2025-00061
2025-02-20  is charged 1000.00 "Late payment fee" as CH-1088-01 on LN-2024-00611
2025-02-24  case CASE-1088-A becomes open on LN-2024-00611
2025-03-06  promises 10000.00 by 2025-03-20 as PP-1088-1 via call to AG-31 note "The quarry at Bull Bay is closed since January." on LN-2024-00611
2025-03-10  misses on LN-2024-00611
2025-03-21  status becomes suspended from active because "No further lending while a loan is in arrears"
2025-03-24  claims warranty on PU-1088-1 as WC-1088-1 line PU-1088-1-1 serial "CF15-240611-0339" saying "Freezer does not hold the cold."
2025-04-03  claim WC-1088-1 on PU-1088-1 is repaired costing 0.00 saying "Thermostat replaced."
2025-04-10  misses on LN-2024-00611
2025-04-11  applies for personal_loan "Bridge Loan" as AP-2025-0390 of 120000.00 over 6 months, wanting "Until the next contract", through in_app
2025-04-14  withdraws application AP-2025-0390
2025-05-10  misses on LN-2024-00611
2025-05-19  payment PF-1088-01 of 41340.70 by direct_debit fails as insufficient_funds due 2025-05-19 on LN-2024-00702
2025-05-19  misses on LN-2024-00702
2025-05-25  misses on LN-2024-01377
2025-05-30  writes whatsapp "Boss man, Old Harbour let go all the contract drivers on the 9th. No pay, no deduction. Give me some time please." from CP-1, felt negative, about LN-2024-01377
2025-06-02  is sent whatsapp "Thank you for telling us, Leroy. Please come in with your papers and we will look at all the loans together. Dwayne" to CP-1, read, agent OF-41, by OF-41
2025-06-05  is charged 1500.00 "Late payment fee" as CH-1088-02 on LN-2024-01377
2025-06-05  case CASE-1088-D becomes open on LN-2024-01377
2025-06-05  collection agent becomes AG-31
2025-06-05  case moves to reminder queue "Early arrears", agent AG-31, on LN-2024-01377
2025-06-09  is sent sms "Dear Mr Bramwell, the May instalment of loan LN-2024-01377 is overdue. Please pay or call 876 555 0431. Blue Ridge Lending" to CP-1, delivered, about LN-2024-01377
2025-06-10  misses on LN-2024-00611
2025-06-12  case moves to soft_call from reminder, queue "Early arrears", agent AG-31, on LN-2024-01377
2025-06-12  11:40 is called by AG-31 on CP-1 with promise_made lasting 305 s, promise PP-1088-2 of 19000.00 for 2025-06-27
            summary "Looks for work with two haulers. Promises one instalment by 27 June.", felt neutral, on LN-2024-01377
2025-06-13  is flagged FL-1088-1 for review, note "Three loans behind at once; income gone. Look at all of them together.", by OF-41
2025-06-16  applies for personal_loan "Consolidation Loan" as AP-2025-0702 of 900000.00 over 48 months
            wanting "One instalment for everything", with D-4, through branch, flag exposure "Exposure would pass the policy limit"
2025-06-18  bureau "CreditInfo Jamaica" reports BU-2 score 612 before 671, ratio 58.0 %, default 14.2 %, owing 2180000.00, accounts 6, delinquent 2, inquiries 4
            factor late_payment "Payments over 60 days late" negative 48, factor debt_ratio "Debt to income 58 %" negative 30, for AP-2025-0702
2025-06-19  application AP-2025-0702 is rejected, officer OF-41, reason exposure_limit "Exposure over JMD 2,000,000, the limit since May", reason arrears "Two loans in arrears"
            offer OFR-1088-1 1630000.00 over 60 months at 14.5 % until 2025-07-31
            failing SC-PL "Personal loan scorecard" version "4.5" scores 488 against 580, notes "Offer to stretch the auto loan instead."
2025-06-19  misses on LN-2024-00702
2025-06-25  misses on LN-2024-01377
2025-07-02  pays 41340.70 by cheque as PC-1088-01 on LN-2024-00702
2025-07-07  payment PC-1088-01 is reversed on LN-2024-00702 because "Cheque returned: refer to drawer"
2025-07-07  is charged 2000.00 "Returned cheque fee" as CH-1088-03, fee, on LN-2024-00702
2025-07-07  is charged 1500.00 "Late payment fee" as CH-1088-04 on LN-2024-01377
2025-07-10  calls OF-41 for 412 s, summary "Wants to keep the truck: a contract with the port starts in August. His wife can stand for the loan." felt neutral, about LN-2024-00702, contact CP-1
2025-07-10  misses on LN-2024-00611
2025-07-14  uploads bank_statement D-10 "Bank statements, January to June" issued 2025-07-11, tagged "income restructure", for loan LN-2024-00702
2025-07-15  case moves to hard_call from soft_call, queue "31-60 days", agent AG-31, on LN-2024-01377
2025-07-16  collateral COL-1088-1 is worth 1720000.00 says "Island Motor Valuers" on LN-2024-00702
2025-07-17  promises 20000.00 by 2025-07-31 as PP-1088-3 via call to AG-31 note "When the port contract is signed." on LN-2024-01377

# The truck is saved: a new plan for the auto loan.
2025-07-18  charge CH-1088-03 is waived because "Part of the restructure", by MG-05, on LN-2024-00702
2025-07-18  gains guarantor being PN-1088-3 "Paulette Bramwell" spouse "+1 876 555 0187"
            scoring 612 at "CreditInfo Jamaica" checked 2025-07-15, liable for 850000.00, on LN-2024-00702
2025-07-18  guarantor PN-1088-2 is released on LN-2024-00702 because "Emigrated; his wife stands in her place", by MG-05
2025-07-18  is restructured as RS-1088-01 over 60 months at 14.5 % from 2025-08-19 on LN-2024-00702
            because "The quarry closed; the port contract from August carries a lower instalment", by MG-05
2025-07-18  uploads loan_agreement D-11 "Restructure agreement LN-2024-00702, signed" for loan LN-2024-00702, tagged "signed restructure"
2025-07-18  status becomes active from suspended because "Restructured"
2025-07-25  pays 10000.00 by card keeping PP-1088-3 on LN-2024-01377
2025-08-10  misses on LN-2024-00611
2025-08-15  pays one instalment by card as PC-1088-08 on LN-2025-00061
2025-08-18  writes email "The freezer is warm again. This is the second time. I want another one or my money." subject "Freezer", from CP-3, felt negative, about LN-2025-00061, attached D-12 "Photo of the freezer"
2025-08-18  uploads photo D-12 "Freezer with the door open, thermometer at 14 degrees" for loan LN-2025-00061, tagged "dispute"
2025-08-19..2026-02-19  pays each instalment by direct_debit, early 0 days, on LN-2024-00702
2025-08-20  is pursued by AG-34 with skip_trace, notes "Home line is disconnected; neighbours say he now sleeps at the truck yard in Central Village.", on LN-2024-01377
2025-08-21  gives work_phone CP-5 "+1 876 555 0184" labelled "Truck yard"
2025-08-25  officer changes from OF-41 to OF-44 because "Moves to special assets"
2025-09-02  case moves to field_visit from hard_call, queue "91-120 days", agent AG-34, on LN-2024-01377
2025-09-02  applies for credit_line "Business Credit Line" as AP-2025-0871 of 120000.00 over 6 months
            wanting "Diesel until the port pays its first invoice", with D-10, branch BR-SP, through website
2025-09-03  returns purchase PU-1088-1 as RT-1088-1 for faulty line PU-1088-1-1 1 refund 0.00 restocking inspecting about LN-2025-00061 saying "Took it back to the store myself. Second failure in a year."
2025-09-04  15:10 is visited by AG-34 at CP-4 with no_answer, notes "Gate locked, dog in the yard.", on LN-2024-01377
2025-09-09  application AP-2025-0871 is approved for 90000.00 over 6 months at 20 %
            officer OF-44, override, failing SC-MB "Micro business scorecard" version "2.4" scores 503 against 520
            rule PR-20 "Total exposure under JMD 2,000,000" failed "2,297,000 with the new line"
            because "Override: the port pays its invoices to us first, and the diesel keeps the truck earning that carries the auto loan", by MG-05
2025-09-10  misses on LN-2024-00611
2025-09-12  loan LN-2025-00733 is paid out from AP-2025-0871, via bank_transfer, branch BR-SP, officer OF-44
2025-09-16..2025-09-16  pays each instalment by mobile_money, up to the due date, on LN-2025-00061
2025-09-18  16:45 is visited by AG-34 at CP-4 with hardship_claim
            notes "Wife and two children at home, father died in August. He drives for the port three days a week. Polite.", felt neutral, next phone_call on 2025-10-01, on LN-2024-01377
2025-09-19  return RT-1088-1 of PU-1088-1 is refused
2025-09-19  uploads correspondence D-13 "Letter of the store: freezer damaged by voltage, no refund" issued 2025-09-19, for loan LN-2025-00061, tagged "dispute"
2025-09-24  disputes purchase PU-1088-1 as DP-1088-1 over 98000.00 return RT-1088-1 reason refund_refused about LN-2025-00061
            saying "They kept the freezer and I still pay for it. The generator protects against voltage."
2025-09-25  is flagged FL-1088-2 for dispute, note "Freezer returned, refund refused by the store.", about LN-2025-00061, by OF-44
2025-09-25  case CASE-1088-C becomes disputed, agent AG-31, on LN-2025-00061
2025-10-01  10:05 is called by AG-31 on CP-5 with promise_made lasting 275 s, promise PP-1088-4 of 20000.00 for 2025-10-10
            summary "Port pays on the 8th. Promises 20,000 for the personal loan; nothing for the freezer until the store answers.", felt neutral, on LN-2024-01377
2025-10-06  payment PC-1088-08 is charged back as CB-1088-1 on LN-2025-00061 because "Cardholder dispute: goods returned"
2025-10-09  pays 20000.00 by cash keeping PP-1088-4 on LN-2024-01377
2025-10-12..2026-02-12  pays each instalment by bank_transfer, up to the due date, on LN-2025-00733
2025-10-14  is sent email "Dear Mr Bramwell, we have written to the store about the freezer. Please keep paying for the other goods meanwhile. Michelle Archer"
            subject "Re: Freezer", to CP-3, delivered, agent OF-44, about LN-2025-00061, by OF-44
2025-10-16  pays 10000.00 by mobile_money, narrative "without freezer", on LN-2025-00061
2025-10-20  promises 15000.00 by 2025-10-31 as PP-1088-6 via in_app on LN-2025-00061
2025-10-20  writes in_app "I will pay for the generator and the table. Not for the freezer." felt negative, about LN-2025-00061
2025-10-27  promise PP-1088-6 is cancelled because "Purchase in dispute", on LN-2025-00061
2025-10-28  is sent push "Hurricane Melissa: branches closed until further notice. Stay safe." failed
2025-11-03  delinquency pauses until 2026-02-02 because "Dispute with the store", on LN-2025-00061
2025-11-03  is enrolled in campaign CMP-2025-11-LATE for broken_promise stage hard_call overdue 131 days owing 87931.62 priority 2 until 2026-01-31 on LN-2024-01377
            because "Two promises of three not kept in full, income from the port known"
2025-11-04  is dialled in CMP-2025-11-LATE on CP-1 with no_answer ringing 32 s on LN-2024-01377
2025-11-05  is dialled in CMP-2025-11-LATE on CP-1 and dropped after 7 s for no_agent on LN-2024-01377
2025-11-06  10:15 is called by AG-31 on CP-1 with promise_made lasting 189 s, recorded REC-20251106-0212, promise PP-1088-5 of 25000.00 for 2025-11-21
            campaign CMP-2025-11-LATE, dialled waiting 4 s wrapping up 22 s
            summary "Truck stood in water at the yard, engine damaged. Insists that he will pay 25,000 by the 21st from the port's last invoice."
            transcript "AG: Good morning, Mr Bramwell, Nordia from Blue Ridge Lending. -- LB: You people call and hang up yesterday. -- AG: I am sorry for that. It is about the personal loan. -- LB: The truck drown in Melissa. Engine gone. -- AG: Is it insured? -- LB: Third party only. Put me down for twenty-five by the twenty-first. -- AG: Twenty-five thousand by 21 November. -- LB: If the port pay."
            felt negative, on LN-2024-01377
2025-11-13  uploads collateral_valuation_report D-14 "Valuation of the Isuzu after the flood" issued 2025-11-12, for loan LN-2024-00702, tagged "collateral"
2025-11-13  collateral COL-1088-1 is worth 980000.00 says "Island Motor Valuers" valued in D-14, on LN-2024-00702
2025-11-24  leaves campaign CMP-2025-11-LATE as stage_changed on LN-2024-01377
2025-11-24  case moves to legal_notice from field_visit, queue "Legal", agent AG-34, on LN-2024-01377
2025-11-24  uploads legal_notice D-15 "Demand letter, fourteen days" for loan LN-2024-01377, tagged "legal", by OF-44
2025-11-25  is pursued by AG-34 with legal_notice, document D-15, contact CP-4, notes "Served in person; he signed for it.", on LN-2024-01377
2025-11-26  is pursued by AG-31 with write_off_recommendation, notes "LN-2024-00611: 289 days, no income of that business left.", on LN-2024-00611
2025-11-28  is written off on LN-2024-00611 because "291 days past due, no security", by MG-05
2025-11-28  status becomes suspended from active because "Loan LN-2024-00611 written off"
2025-11-28  segment becomes "Watch: Special Assets" from "Self-Employed Micro", method ai
2025-12-03  is pursued by AG-31 with phone_call outcome contacted, person PN-1088-1, notes "The brother knows of the truck, not of the court. Wants to talk to him first.", felt neutral, on LN-2024-00702
2025-12-10  credit CR-1088-1 of 5000.00 as goodwill_credit because "Goodwill while the dispute is open", on LN-2025-00061
2025-12-15  case moves to legal_action from legal_notice, queue "Legal", on LN-2024-01377
2025-12-15  legal action LC-1088-1 starts at "St. Catherine Parish Court" for 305000.00, lawyer "Grant, Mullings & Partners", on LN-2024-01377
2025-12-15  is flagged FL-1088-3 for legal, about LN-2024-01377, by OF-44
2025-12-16  bureau "CreditInfo Jamaica" reports BU-3 score 548 before 612, ratio 61.0 %, default 31.0 %, owing 1990000.00, accounts 5, delinquent 3, inquiries 0
            factor write_off "Account written off" negative 60, factor late_payment "Payments over 120 days late" negative 50
2025-12-18  proceedings LC-1088-1 start at "St. Catherine Parish Court" for 305000.00 on LN-2024-01377
2025-12-18  uploads court_document D-16 "Plaint, stamped" issued 2025-12-18, for loan LN-2024-01377, tagged "legal", by OF-44
2025-12-19  recovery of 12000.00 by cash as RV-1088-1, narrative "from the sale of the old trailer", on LN-2024-00611
2026-01-08  writes sms "Court paper reach me. Why nobody answer about the freezer?" from CP-1, felt negative, about LN-2025-00061
2026-01-12  is sent in_app "Your claim about the freezer is with the store's head office; we expect an answer this month." delivered, about LN-2025-00061, agent OF-44, by OF-44
2026-01-13  is rated uncooperative
2026-01-14  is pursued by AG-34 with letter, contact CP-4, notes "Copy of the plaint and the date of the mention by post.", next field_visit on 2026-01-28, on LN-2024-01377
2026-01-14  follow up FU-1088-1 is planned as field_visit for 2026-01-28 agent AG-34, contact CP-4, on LN-2024-01377, by AG-34

# From here on nobody speaks to him.
2026-01-29  recovery of 8000.00 by mobile_money as RV-1088-2 on LN-2024-00611
2026-02-02  is flagged FL-1088-4 for compliance, note "KYC expired on 31 January; exposure at 99 % of the limit."
2026-02-02  delinquency resumes on LN-2025-00061
2026-02-06  writes whatsapp "I can bring 30,000 by the 20th of March if the truck run again. Nobody call me since Christmas." from CP-1, felt neutral, about LN-2024-01377
2026-02-06  promises 30000.00 by 2026-03-20 as PP-1088-7 via whatsapp on LN-2024-01377
2026-02-09  uploads passport D-17 "Passport" issued 2026-01-28, until 2036-01-27, tagged "kyc identity"
2026-02-10  proceedings LC-1088-1 are hearing_scheduled hearing 2026-03-19 note "First mention, courtroom 2" on LN-2024-01377
2026-02-17  bureau "CreditInfo Jamaica" reports BU-4 score 541 before 548, ratio 61.0 %, default 33.5 %, owing 1960000.00, accounts 5, delinquent 3, inquiries 0
            factor late_payment "Payments over 180 days late" negative 55
2026-02-20  schedules payment PS-1088-20 of 38261.02 for 2026-03-19 by direct_debit due 2026-03-19 on LN-2024-00702
2026-02-24  note "Four people have this file and none of them has called him since the middle of January. He pays two loans of four to the day. Somebody should sit down with him before the 19th." tagged "handover", by OF-44
2026-02-25  collection agent becomes AG-03 because "One person for the whole file"
2026-02-27  payment PB-1088-01 of 15000.00 by bank_transfer is pending on LN-2024-01377
