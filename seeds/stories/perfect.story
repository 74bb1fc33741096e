# Nadine Thompson-Grey: three loans repaid, the fourth four fifths repaid, and never a day late.
# How to read and edit this: docs/seeds.md. Try a change with the test `seeds_test`.
#
# What a loan officer would state on 2026-03-02, worked out from the lines below with a pocket calculator.
# Instalment = P·i / (1 − (1+i)^−n), i = the yearly rate / 12; each first due date is one month after the payout.
# - LN-2023-00455, personal, closed: 240,000.00, 12 × 17 %, instalment 21,889.14 (last 21,889.15). 12 of 12 on time.
#   Paid in all 11 × 21,889.14 + 21,889.15 = 262,669.69, of it interest 22,669.69.
# - LN-2023-00731, hire purchase, closed: bill 218,000.00 less 38,000.00 down = 180,000.00, 10 × 16 %, instalment 19,346.22
#   (last 19,346.19). 10 of 10 on time. Paid in all 193,462.17, of it interest 13,462.17.
# - LN-2024-01120, credit line, closed: 300,000.00, 12 × 15 %, instalment 27,077.49 (last 27,077.53). 12 of 12 on time.
#   Paid in all 324,929.92, of it interest 24,929.92.
# - LN-2024-00059, auto, active: 1,200,000.00, 30 × 13.5 % = 1.125 % a month, instalment 47,351.44 (last 47,351.49), due on the 15th
#   from 15 February 2024 to 15 July 2026. Due so far: February 2024 to February 2026 = 25, all 25 on time; 25 × 47,351.44 = 1,183,786.00.
#   Five are left: outstanding principal 228,971.81 = 4 × 47,351.44 + 47,351.49 = 236,757.25 to pay, less interest 7,785.44.
#   Repaid of the principal: 971,028.19 of 1,200,000.00 = 80.9 %, so she is due for an offer. DPD 0.
# - Ever borrowed 240,000 + 180,000 + 300,000 + 1,200,000 = 1,920,000.00. Outstanding principal 228,971.81, one active loan, all of it auto.
# - Instalments due so far 12 + 10 + 12 + 25 = 59: on time 59, late 0, missed 0; payment success rate 100 %. Worst DPD 0, arrears 0.
# - Repaid 262,669.69 + 193,462.17 + 324,929.92 + 1,183,786.00 = 1,964,847.78. Interest paid: 22,669.69 + 13,462.17 + 24,929.92
#   + (1,183,786.00 − 971,028.19 = 212,757.81) = 273,819.59; no fee or penalty was ever charged, so that is her lifetime value.
# - Next payment 47,351.44 on 2026-03-15, in 13 days; scheduled by direct debit. Promises: none. Collections: none.
# - Bureau: 742, 749, 758, 764, 771, 779, 786: never down. Collateral COL-1003-1: 1,650,000.00 at first, 1,420,000.00 now, lien registered.
# - Purchase PU-1003-1: delivered, one warranty claim, repaired free of charge, nothing returned.
key: perfect
title: The perfect borrower
about: A hospital pharmacist with three loans repaid and a fourth at 80 %, 59 instalments of 59 on time, bureau score 742 → 786; an offer is due.
customer: C-1003
business date: 2026-03-02
import: IMP-1003-2026
staff: manager MG-03 "Errol Vassell" email "errol.vassell@blueridge-lending.jm" branch BR-MD team "Mandeville"
staff: officer OF-03 "Simone Daley" email "simone.daley@blueridge-lending.jm" phone "+1 876 555 0303" branch BR-MD team "Personal Lending" supervisor MG-03
staff: officer OF-24 "Romario Heslop" email "romario.heslop@blueridge-lending.jm" phone "+1 876 555 0324" branch BR-MD team "Auto Lending" supervisor MG-03
staff: agent AG-21 "Tashi Dunkley" email "tashi.dunkley@blueridge-lending.jm" phone "+1 876 555 0321" branch BR-MD team "Sales desk"
campaign: CMP-2026-02-LOYAL "Top-up for loyal customers, February 2026" for sales from 2026-02-09 until 2026-03-31
  mode preview, via call, segment "Prime Salaried", product auto_loan, team "Sales desk", script SCR-TOPUP-3

2023-03-06  registers "Nadine Alicia Thompson-Grey" born 1985-05-17 TRN 112-640-385
            gender female, pronoun she, national NID-2204-6691, cif CIF-0091003
            segment "Salaried Professional", through "employer partnership", referred by "Hargrove Hospital staff association"
            branch BR-MD "Mandeville", officer OF-03
2023-03-06  gives mobile_phone CP-1 "+1 876 555 0103" labelled "Digicel mobile", primary
2023-03-06  gives email CP-2 "nadine.tgrey@example.com"
2023-03-06  gives work_phone CP-3 "+1 876 555 0180" labelled "Hospital dispensary"
2023-03-06  lives at CP-4 "5 Caledonia Close" "Mandeville" "Manchester"
2023-03-06  works as "Pharmacist" at "Hargrove Memorial Hospital" since 2012-09-03 earning 265000.00 employment salaried, phone "+1 876 555 0180"
2023-03-06  officer becomes OF-03
2023-03-06  names PN-1003-1 "Kirk Grey" as spouse phone "+1 876 555 0104"
2023-03-06  prefers email
2023-03-06  uploads passport D-1 "Passport" issued 2021-06-15, until 2031-06-14, tagged "kyc identity"
            reads full_name "NADINE ALICIA THOMPSON-GREY" sure 99.1 %, reads number "A 4471902" sure 96.0 %
2023-03-06  uploads utility_bill D-2 "NWC water bill, February 2023" issued 2023-02-20, tagged "kyc address"
2023-03-06  uploads payslip D-3 "Payslip, February 2023" issued 2023-02-24, tagged "income", reads net_pay "265,000.00" sure 97.5 %
2023-03-07  document D-1 is verified by OF-03 until 2031-06-14
2023-03-07  document D-2 is verified by OF-03
2023-03-07  document D-3 is verified by OF-03
2023-03-07  contact CP-1 is verified by code_by_sms
2023-03-07  contact CP-2 is verified by link_by_email
2023-03-07  KYC takes passport D-1 until 2031-06-14
2023-03-07  identity is verified by OF-03 until 2028-03-07 with D-1 D-2
2023-03-07  income of 265000.00 is verified by OF-03 from D-3 through payslip

# A first loan, a personal one.
2023-03-14  applies for personal_loan "Personal Loan" as AP-2023-0402 of 240000.00 over 12 months
            wanting "Master's degree in clinical pharmacy, first year", with D-1 D-2 D-3, branch BR-MD, through branch
2023-03-14  bureau "CreditInfo Jamaica" reports BU-1 score 742, ratio 18.0 %, owing 61000.00, accounts 2, delinquent 0, inquiries 1
            factor payment_history "Payment history" positive 40, factor debt_ratio "Debt to income" positive 25, for AP-2023-0402
2023-03-14  application AP-2023-0402 is approved for 240000.00 over 12 months at 17 %
            automatically, bureau BU-1 "CreditInfo Jamaica" score 742 pulled 2023-03-14 ratio 18.0 %
            scorecard SC-PL "Personal loan scorecard" version "4.1" scores 702 against 580
            rule PR-01 "Debt to income under 45 %" passed "18.0 %", suggested "Approve: strong file, long employment.", by AI-SCORING
2023-03-17  uploads loan_agreement D-4 "Loan agreement LN-2023-00455, signed" for application AP-2023-0402, tagged "signed"
2023-03-20  loan LN-2023-00455 is paid out from AP-2023-0402, account 0010-455-31, via bank_transfer, branch BR-MD, officer OF-03
2023-04-20..2024-03-20  pays each instalment by payroll_deduction, up to the due date, on LN-2023-00455

# Fridge and washing machine on hire purchase.
2023-10-10  applies for hire_purchase "Homelife Hire Purchase" as AP-2023-1377 of 180000.00 over 10 months
            wanting "Refrigerator and washing machine", with D-1 D-3, branch BR-MD, through store
2023-10-10  application AP-2023-1377 is approved for 180000.00 over 10 months at 16 %
            automatically, scorecard SC-HP "Hire purchase scorecard" version "1.8" scores 688 against 540
            rule HP-02 "Down payment of 15 % or more" passed "17.4 %"
2023-10-12  loan LN-2023-00731 is paid out from AP-2023-1377, via bank_transfer, branch BR-MD, officer OF-03
2023-10-12  buys at "Homelife Furniture & Appliances" as PU-1003-1 for 218000.00 store ST-HL-MD
            device PU-1003-1-1 "Refrigerator, 18 cubic feet" sku HL-REF-18 in "appliances" 1 at 134500.00 serial "RF18-220914-0071" warranty 2025-10-11
            device PU-1003-1-2 "Washing machine, 16 kg" sku HL-WSH-16 in "appliances" 1 at 79500.00 serial "WM16-230511-1140" warranty 2025-10-11
            item PU-1003-1-3 "Stacking stand" sku HL-STD-02 in "accessories" 1 at 4000.00
            financed 180000.00 through LN-2023-00731, paying 38000.00 down, for AP-2023-1377
            delivery pending, due 2023-10-17, to CP-4, warranty 2024-10-11, invoice HL-MD-88213, document D-5
2023-10-12  uploads other D-5 "Invoice HL-MD-88213" for loan LN-2023-00731, tagged "invoice"
2023-10-17  delivery of PU-1003-1 becomes delivered from pending
2023-11-12..2024-08-12  pays each instalment by card, up to the due date, on LN-2023-00731

# A car, with a lien.
2024-01-03  applies for auto_loan "Auto Loan" as AP-2024-0009 of 1200000.00 over 30 months
            wanting "2019 Honda Fit, for the night shifts", with D-1 D-3, branch BR-MD, through website
2024-01-03  bureau "CreditInfo Jamaica" reports BU-2 score 749 before 742, ratio 27.0 %, owing 212000.00, accounts 3, delinquent 0, inquiries 1
            factor payment_history "Payment history" positive 42, for AP-2024-0009
2024-01-08  uploads collateral_valuation_report D-6 "Valuation of the Honda Fit" issued 2024-01-06, for application AP-2024-0009, tagged "collateral"
2024-01-09  document D-6 is verified by OF-24
2024-01-10  application AP-2024-0009 is approved for 1200000.00 over 30 months at 13.5 %
            officer OF-24, bureau BU-2 "CreditInfo Jamaica" score 749 pulled 2024-01-03 ratio 27.0 %
            scorecard SC-AL "Auto loan scorecard" version "2.2" scores 715 against 600
            rule AL-01 "Loan to value under 80 %" passed "72.7 %", rule PR-01 "Debt to income under 45 %" passed "41.2 % with the new instalment"
            conditions "Lien on the vehicle" "Comprehensive insurance", suggested "Approve: two loans running, every instalment early."
2024-01-15  loan LN-2024-00059 is paid out from AP-2024-0009, account 0010-059-90, via bank_transfer, branch BR-MD, officer OF-24
2024-01-15  gains collateral being COL-1003-1 "2019 Honda Fit, grey, chassis GK3-1098812" worth 1650000.00 kind vehicle lien pending valued in D-6, on LN-2024-00059
2024-01-15  uploads loan_agreement D-7 "Loan agreement and bill of sale LN-2024-00059" for loan LN-2024-00059, tagged "signed collateral"
2024-01-29  lien on COL-1003-1 becomes registered on LN-2024-00059
2024-02-06  claims warranty on PU-1003-1 as WC-1003-1 line PU-1003-1-2 serial "WM16-230511-1140" saying "Stops in the middle of the spin and shows E4."
2024-02-13  claim WC-1003-1 on PU-1003-1 is repaired costing 0.00 saying "Drain pump replaced at her house."
2024-02-13  writes whatsapp "The technician came today and it works again. Thank you for pushing the store." from CP-1, felt positive
2024-02-15..2026-02-15  pays each instalment by direct_debit, early 0 days, on LN-2024-00059
2024-03-20  closes the loan as paid_off on LN-2023-00455
2024-03-22  is sent email "Dear Ms Thompson-Grey, your personal loan is fully repaid, each of the twelve instalments on time. Thank you for your trust."
            subject "Your loan is fully repaid", to CP-2, read, about LN-2023-00455, thread TH-1003-1
2024-03-22  writes email "Thank you, Simone. It was easy from start to end." subject "Re: Your loan is fully repaid", thread TH-1003-1, from CP-2, felt positive
2024-03-26  segment becomes "Prime Salaried" from "Salaried Professional", method rule
2024-04-18  works as "Senior Pharmacist" at "Hargrove Memorial Hospital" since 2012-09-03 earning 318000.00 employment salaried, phone "+1 876 555 0180"
2024-04-18  uploads employment_letter D-8 "Letter of promotion" issued 2024-04-15, tagged "income"
2024-04-19  document D-8 is verified by OF-03
2024-04-19  income of 318000.00 is verified by OF-03 from D-8 through employment_letter
2024-06-12  bureau "CreditInfo Jamaica" reports BU-3 score 758 before 749, ratio 29.0 %, owing 1105000.00, accounts 3, delinquent 0, inquiries 0
            factor payment_history "Payment history" positive 44
2024-07-05  is sent push "Hurricane Beryl: branches are closed until Monday. Payments in the app work as usual. Stay safe." delivered
2024-07-08  writes in_app "All safe here, only trees down. Direct debit can go as always." felt positive
2024-08-12  closes the loan as paid_off on LN-2023-00731

# A credit line for the second year of studies.
2024-08-28  applies for credit_line "Personal Credit Line" as AP-2024-1180 of 350000.00 over 12 months
            wanting "Study fees, second year", with D-1 D-8, branch BR-MD, through mobile_app
2024-08-28  report BQ-3 is asked of "CreditInfo Jamaica" for AP-2024-1180
2024-08-28  bureau "CreditInfo Jamaica" reports BU-4 score 764 before 758, ratio 28.0 %, owing 1014000.00, accounts 2, delinquent 0, inquiries 1
            factor payment_history "Payment history" positive 44, factor file_age "Length of credit file" positive 15, for AP-2024-1180, answering BQ-3
2024-08-29  application AP-2024-1180 is approved for 300000.00 over 12 months at 15 %
            automatically, bureau BU-4 "CreditInfo Jamaica" score 764 pulled 2024-08-28 ratio 28.0 %
            scorecard SC-PL "Personal loan scorecard" version "4.4" scores 731 against 580
            rule PR-01 "Debt to income under 45 %" passed "39.4 % with the new instalment", rule PR-09 "Unsecured exposure up to 300,000" passed "Amount lowered to 300,000.00"
            suggested "Approve up to the limit for unsecured exposure.", by AI-SCORING
2024-09-10  loan LN-2024-01120 is paid out from AP-2024-1180, account 0010-120-14, via bank_transfer, branch BR-MD, officer OF-03
2024-09-10  is sent sms "Hi Nadine, JMD 300,000.00 was paid to your account. First instalment JMD 27,077.49 on 10 October. Blue Ridge Lending" to CP-1, delivered, about LN-2024-01120
2024-10-10..2025-09-10  pays each instalment by bank_transfer, up to the due date, on LN-2024-01120
2024-12-19  is sent whatsapp "Happy holidays, Nadine, from all of us in Mandeville." to CP-1, read, agent OF-03, by OF-03
2024-12-19  writes whatsapp "Same to you and the team!" from CP-1, felt positive
2025-01-20  lives at CP-5 "17 Perth Road" "Mandeville" "Manchester" labelled "New house"
2025-01-20  gives up contact CP-4
2025-01-21  uploads utility_bill D-9 "JPS electricity bill, January 2025" issued 2025-01-14, tagged "kyc address"
2025-01-22  document D-9 is verified by OF-03
2025-02-04  calls OF-24 for 310 s, summary "Asks whether the insurance of the car may be moved to another insurer. May; sends the new policy." felt neutral, about LN-2024-00059, contact CP-1
2025-02-06  uploads correspondence D-10 "Insurance policy of the Honda Fit" issued 2025-02-05, for loan LN-2024-00059, tagged "insurance collateral"
2025-02-06  document D-10 is read by "PaperReader" as EX-1003-1 version "3.2" pages 4
            finding insured "NADINE THOMPSON GREY" sure 88.0 %, finding sum_insured "1,450,000.00" sure 91.3 %, finding valid_until "2026-02-04" sure 95.5 %
2025-02-07  reading of D-10 is corrected by OF-24 reading EX-1003-1 field insured from "NADINE THOMPSON GREY" to "NADINE ALICIA THOMPSON-GREY"
2025-02-07  document D-10 is verified by OF-24 until 2026-02-04
2025-03-12  bureau "CreditInfo Jamaica" reports BU-5 score 771 before 764, ratio 26.0 %, owing 848000.00, accounts 2, delinquent 0, inquiries 0
            factor payment_history "Payment history" positive 45
2025-05-06  officer changes from OF-03 to OF-24 because "Her remaining loan is an auto loan"
2025-05-07  is sent email "Dear Ms Thompson-Grey, Simone hands your file over to me; nothing changes for you. Romario Heslop, 876 555 0324"
            subject "Your loan officer", to CP-2, read, agent OF-24, by OF-24, thread TH-1003-2
2025-07-14  uploads collateral_valuation_report D-11 "Valuation of the Honda Fit, July 2025" issued 2025-07-11, for loan LN-2024-00059, tagged "collateral"
2025-07-15  document D-11 is verified by OF-24
2025-07-15  collateral COL-1003-1 is worth 1420000.00 says "Manchester Motor Assessors" valued in D-11, on LN-2024-00059
2025-08-27  bureau "CreditInfo Jamaica" reports BU-6 score 779 before 771, ratio 22.0 %, owing 603000.00, accounts 2, delinquent 0, inquiries 0
            factor payment_history "Payment history" positive 46, factor debt_ratio "Debt to income" positive 28
2025-09-10  closes the loan as paid_off on LN-2024-01120
2025-09-11  is sent email "Dear Ms Thompson-Grey, your credit line is settled, twelve of twelve on time. Congratulations on the degree!"
            subject "Your credit line is settled", to CP-2, read, about LN-2024-01120, agent OF-24, by OF-24
2025-10-15..2026-03-15  is reminded 5 days before each instalment by push "Your instalment of JMD {amount} is collected on {due}. Blue Ridge Lending" on LN-2024-00059
2025-10-30  is phoned by OF-24 for 164 s, summary "Hurricane Melissa: house and car without damage. Asks for nothing; offers to help at the shelter in Porus." felt positive, about LN-2024-00059, contact CP-1
2026-01-12  uploads payslip D-12 "Payslip, December 2025" issued 2025-12-23, tagged "income", reads net_pay "342,500.00" sure 97.0 %
2026-01-13  document D-12 is verified by OF-24
2026-01-13  works as "Chief Pharmacist" at "Hargrove Memorial Hospital" since 2012-09-03 earning 342500.00 employment salaried, phone "+1 876 555 0180"
2026-01-13  income of 342500.00 is verified by OF-24 from D-12 through payslip
2026-02-05  uploads correspondence D-13 "Insurance policy of the Honda Fit, renewed" issued 2026-02-04, until 2027-02-04, for loan LN-2024-00059, tagged "insurance collateral"
2026-02-09  bureau "CreditInfo Jamaica" reports BU-7 score 786 before 779, ratio 17.0 %, default 0.6 %, owing 271000.00, accounts 2, delinquent 0, inquiries 0
            factor payment_history "Payment history" positive 48, factor debt_ratio "Debt to income" positive 30
2026-02-10  note "Four fifths of the car are paid and the score is at its best. Offer a top-up or a mortgage talk before somebody else does." tagged "upsell", about LN-2024-00059, by OF-24
2026-02-16  is enrolled in campaign CMP-2026-02-LOYAL for four_fifths_repaid priority 1 agent AG-21 until 2026-03-31 on LN-2024-00059
            because "More than 80 % of the auto loan repaid, 59 instalments of 59 on time"
2026-02-17  is sent email "Dear Ms Thompson-Grey, with five instalments left on your car you pre-qualify for a top-up at our best rate. May we call you?"
            subject "You pre-qualify", to CP-2, read, template offer-topup, drafted, campaign CMP-2026-02-LOYAL, by AI-COPILOT, thread TH-1003-3
2026-02-18  writes email "Maybe. We are thinking of a small house in Spur Tree. Please call me after the 5th of March." subject "Re: You pre-qualify", thread TH-1003-3, from CP-2, felt positive
2026-02-23  schedules payment PS-1003-26 of 47351.44 for 2026-03-15 by direct_debit due 2026-03-15 on LN-2024-00059
