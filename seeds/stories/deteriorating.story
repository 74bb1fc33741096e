# Marcus Williams: two good years, then something changed.
# How to read and edit this: docs/seeds.md. Try a change with the test `seeds_test`.
key: deteriorating
title: The deteriorating account
about: A salaried borrower who paid on time for two years, missed January and February 2026, and no longer answers the telephone.
customer: C-1042
business date: 2026-03-02
import: IMP-1042-2026
staff: manager MG-01 "Patricia Hylton-Grant" email "patricia.hylton@blueridge-lending.jm" branch BR-NK team "New Kingston"
staff: officer OF-07 "Andre Campbell" email "andre.campbell@blueridge-lending.jm" phone "+1 876 555 0107" branch BR-NK team "Personal Lending"
staff: officer OF-12 "Shanique Morrison" email "shanique.morrison@blueridge-lending.jm" phone "+1 876 555 0112" branch BR-NK team "Personal Lending"
staff: agent AG-03 "Kerry-Ann Bailey" email "kerryann.bailey@blueridge-lending.jm" phone "+1 876 555 0133" branch BR-NK team "Collections"

2023-03-06  registers "Marcus Anthony Williams" born 1987-08-19 TRN 118-402-776
            gender male, pronoun he, national NID-4471-8830, cif CIF-0091042
            segment "First-Time Borrower", through "branch walk-in", referred by "Delroy Francis"
            branch BR-NK "New Kingston", officer OF-07
2023-03-06  gives mobile_phone CP-1 "+1 876 555 0142" labelled "Digicel mobile", primary
2023-03-06  gives email CP-2 "marcus.williams@example.com"
2023-03-06  gives work_phone CP-3 "+1 876 555 0190" labelled "Island Fibre, front desk"
2023-03-06  lives at CP-4 "14 Molynes Road, Apt 6" "Kingston 10" "St. Andrew"
2023-03-06  works as "Network Technician" at "Island Fibre Networks Ltd" since 2019-06-03 earning 168000.00
            employment salaried, phone "+1 876 555 0190"
2023-03-06  officer becomes OF-07
2023-03-06  uploads national_id D-1 "National ID, front and back" issued 2021-03-25, until 2026-03-25
            tagged "kyc identity", reads full_name "MARCUS ANTHONY WILLIAMS" sure 98.5 %
            reads id_number "NID-4471-8830" sure 97.2 %
2023-03-06  uploads utility_bill D-2 "JPS electricity bill, February 2023" issued 2023-02-21, tagged "kyc address"
2023-03-06  uploads payslip D-3 "Payslip, February 2023" issued 2023-02-28, tagged "income"
            reads net_pay "168,000.00" sure 95.0 %
2023-03-07  document D-1 is verified by OF-07 until 2026-03-25
2023-03-07  document D-2 is verified by OF-07
2023-03-07  contact CP-1 is verified by code_by_sms
2023-03-07  KYC takes national_id D-1 until 2026-03-25
2023-03-07  identity is verified by OF-07 until 2026-03-25 with D-1 D-2
2023-03-07  income of 168000.00 is verified by OF-07 from D-3 through payslip

# The first loan: a year, never a day late.
2023-03-08  applies for personal_loan "Personal Loan" as AP-2023-0388 of 350000.00 over 12 months
            wanting "Second-hand car: deposit and insurance", with D-1 D-2 D-3, branch BR-NK, through branch
2023-03-08  report BQ-1 is asked of "CreditInfo Jamaica" for AP-2023-0388
2023-03-08  bureau "CreditInfo Jamaica" reports BU-1 score 692, ratio 31.0 %, owing 95000.00, accounts 1, delinquent 0, inquiries 1
            factor payment_history "Payment history" positive 35, factor file_age "Length of credit file" negative 15
            for AP-2023-0388, answering BQ-1
2023-03-08  application AP-2023-0388 is referred to OF-07
            scorecard SC-PL "Personal loan scorecard" version "4.1" scores 598 against 580
            rule PR-07 "First loan above JMD 300,000" referred "Amount asked is 350,000.00 for a first loan"
            suggested "Approve at a lower amount: income is stable, the credit file is short."
2023-03-09  application AP-2023-0388 is approved for 300000.00 over 12 months at 18.5 %
            officer OF-07, bureau BU-1 "CreditInfo Jamaica" score 692 pulled 2023-03-08 ratio 31.0 %
            scorecard SC-PL "Personal loan scorecard" version "4.1" scores 598 against 580
            rule PR-01 "Debt to income under 45 %" passed "31.0 %"
            rule PR-07 "First loan above JMD 300,000" passed "Amount lowered to 300,000.00"
            conditions "Standing order from the salary account"
            notes "Employer called, confirms permanent post. Lowered to 300,000 as a first loan."
            suggested "Approve at a lower amount: income is stable, the credit file is short."
            because "First loan: amount lowered to the limit of the policy"
2023-03-10  uploads loan_agreement D-4 "Loan agreement LN-2023-00417, signed" for application AP-2023-0388, tagged "signed"
2023-03-10  loan LN-2023-00417 is paid out from AP-2023-0388 first 2023-04-02
            account 0010-417-22, via bank_transfer, branch BR-NK, officer OF-07
2023-03-10  is sent sms "Hi Marcus, your loan LN-2023-00417 of JMD 300,000.00 was paid to your account today. First instalment is due on 2 April. Blue Ridge Lending" to CP-1, delivered, about LN-2023-00417
2023-04-02..2024-03-02  pays each instalment by bank_transfer, up to the due date
2024-03-02  closes the loan as paid_off
2024-03-04  is sent email "Dear Mr Williams, your loan LN-2023-00417 is fully repaid, every instalment on time. Thank you. You now qualify for our returning-customer rate."
            subject "Your loan is fully repaid", to CP-2, read, about LN-2023-00417
2024-03-05  segment becomes "Prime Salaried" from "First-Time Borrower", method rule

# The second loan: the one that matters now.
2024-03-26  uploads payslip D-5 "Payslip, March 2024" issued 2024-03-25, tagged "income", reads net_pay "214,500.00" sure 96.0 %
2024-03-26  works as "Senior Network Technician" at "Island Fibre Networks Ltd" since 2019-06-03 earning 214500.00
            employment salaried, phone "+1 876 555 0190"
2024-03-26  income of 214500.00 is verified by OF-07 from D-5 through payslip
2024-03-26  applies for personal_loan "Personal Loan Plus" as AP-2024-0861 of 870000.00 over 36 months
            wanting "Roof repair and extension of the family house in Mandeville", with D-1 D-5, branch BR-NK, through mobile_app
2024-03-26  report BQ-2 is asked of "CreditInfo Jamaica" for AP-2024-0861
2024-03-26  bureau "CreditInfo Jamaica" reports BU-2 score 712 before 692, ratio 34.0 %, owing 0.00, accounts 1, delinquent 0, inquiries 1
            factor payment_history "Payment history" positive 40, factor debt_ratio "Debt to income" positive 20
            for AP-2024-0861, answering BQ-2
2024-03-27  application AP-2024-0861 is approved for 870000.00 over 36 months at 17.5 %
            automatically, bureau BU-2 "CreditInfo Jamaica" score 712 pulled 2024-03-26 ratio 34.0 %
            scorecard SC-PL "Personal loan scorecard" version "4.3" scores 671 against 580
            rule PR-01 "Debt to income under 45 %" passed "34.0 % with the new instalment"
            rule PR-03 "No arrears in 12 months" passed "12 of 12 instalments on time"
            suggested "Approve: returning customer, twelve instalments on time, income up by 28 %."
            by AI-SCORING
2024-04-02  uploads loan_agreement D-6 "Loan agreement LN-2024-00892, signed" tagged "signed", for application AP-2024-0861
2024-04-02  loan LN-2024-00892 is paid out from AP-2024-0861
            account 0010-892-07, via bank_transfer, branch BR-NK, officer OF-07
2024-04-02  is sent sms "Hi Marcus, your loan LN-2024-00892 of JMD 870,000.00 was paid out today. First instalment is due on 2 May. Blue Ridge Lending" to CP-1, delivered, about LN-2024-00892
2024-05-02..2025-12-02  pays each instalment by bank_transfer, up to the due date
2024-07-09  writes whatsapp "Good morning. Hurricane pass and we ok, roof hold up. Is the office open this week?" felt positive, from CP-1
2024-07-09  is sent whatsapp "Good morning Marcus, glad to hear it! New Kingston reopens Thursday 9 am. Payments online work as usual." to CP-1, read, agent OF-07, by OF-07
2024-08-14  prefers whatsapp
2024-09-17  bureau "CreditInfo Jamaica" reports BU-3 score 718 before 712, ratio 34.0 %, owing 774500.00, accounts 1, delinquent 0, inquiries 0
            factor payment_history "Payment history" positive 42
2024-11-20  calls OF-07 for 245 s, summary "Asked what an early settlement would cost; will keep the plan as it is. Friendly."
            felt positive, about LN-2024-00892, contact CP-1
2025-02-11  officer changes from OF-07 to OF-12 because "Andre Campbell moves to business lending"
2025-02-12  is sent email "Dear Marcus, I am taking over your account from Andre Campbell. Your loan is in perfect order; call me whenever you need me. Shanique Morrison"
            subject "Your new loan officer", to CP-2, read, agent OF-12, by OF-12
2025-03-18  bureau "CreditInfo Jamaica" reports BU-4 score 716 before 718, ratio 35.0 %, owing 650400.00, accounts 1, delinquent 0, inquiries 0
            factor payment_history "Payment history" positive 42
2025-05-30..2026-03-02  is reminded 3 days before each instalment by sms "Reminder: JMD {amount} for loan LN-2024-00892 is due on {due}. Blue Ridge Lending"
2025-06-17  bureau "CreditInfo Jamaica" reports BU-5 score 714 before 716, ratio 36.0 %, owing 584200.00, accounts 1, delinquent 0, inquiries 1
            factor payment_history "Payment history" positive 41
2025-09-16  bureau "CreditInfo Jamaica" reports BU-6 score 711 before 714, ratio 38.0 %, owing 515100.00, accounts 1, delinquent 0, inquiries 1
            factor payment_history "Payment history" positive 40, factor inquiries "Recent inquiries" negative 10
2025-10-08  is sent email "Dear Marcus, eighteen months without a single late payment: you pre-qualify for a top-up of your loan. Reply to this message or call Shanique."
            subject "You pre-qualify for a top-up", to CP-2, read, template offer-topup, drafted, by AI-COPILOT
2025-10-21  writes email "Thank you, not now please. There are some changes at work and I want to see how it goes first."
            subject "Re: You pre-qualify for a top-up", felt neutral, from CP-2

# A new credit card, a job in doubt, and the first missed payment.
2025-12-09  bureau "CreditInfo Jamaica" reports BU-7 score 705 before 711, ratio 44.0 %, default 4.1 %, owing 612000.00, monthly 94400.00, accounts 2, delinquent 0, inquiries 3
            factor new_credit "New credit card opened in November 2025" negative 25, factor debt_ratio "Debt to income up from 38 % to 44 %" negative 20
            factor payment_history "Payment history" positive 38
2026-01-02  payment PF-1042-01 of 31234.80 by bank_transfer fails as insufficient_funds due 2026-01-02
2026-01-02  misses
2026-01-06  is sent sms "Hi Marcus, we have not received your January instalment. Please pay as soon as you can or call us on 876 555 0133. Blue Ridge Lending" to CP-1, delivered, about LN-2024-00892
2026-01-08  is charged 1500.00 "Late payment fee" as CH-1042-01
2026-01-08  case CASE-1042 becomes open
2026-01-08  collection agent becomes AG-03
2026-01-08  case moves to reminder queue "Early arrears", agent AG-03
2026-01-12  case moves to soft_call from reminder, queue "Early arrears", agent AG-03
2026-01-12  10:20 is called by AG-03 on CP-3 with contacted lasting 64 s
            notes "Front desk says he no longer works there since mid December. No new number given.", next phone_call on 2026-01-15
            felt neutral
2026-01-15  10:40 is called by AG-03 on CP-1 with promise_made lasting 372 s, recorded REC-20260115-0031
            promise PP-1042-01 of 31500.00 for 2026-01-30
            summary "Says he changed jobs in December: Island Fibre let his team go, he starts with a contractor in February and the first pay comes at the end of that month. Wants to keep the loan in order; promises the January instalment by 30 January."
            transcript "AG: Good morning Mr Williams, Kerry-Ann from Blue Ridge Lending, I am calling about the January instalment. -- MW: Yes, morning. I know. Me never forget it. -- AG: What happened, if I may ask? You never missed one before. -- MW: The company cut the whole field team just before Christmas. I change job, but the new place only start February. -- AG: I am sorry to hear that. When could you manage January? -- MW: By the thirtieth. My brother owe me some money. -- AG: I will note the thirtieth. If it gets difficult, call me first, we have ways. -- MW: Respect. I will."
            felt neutral, next phone_call on 2026-02-03
            notes "Cooperative, ashamed. Job change: new employer not known yet. Ask for the contract letter."
2026-01-15  is rated cooperative
2026-01-16  is asked for employment_letter as DR-1042-01 due 2026-01-30, via whatsapp
2026-01-16  is sent whatsapp "Hi Marcus, thanks for speaking with Kerry-Ann. When you have it, please send a photo of your new contract letter here. Shanique" to CP-1, read, agent OF-12, about LN-2024-00892, by OF-12
2026-01-19  writes whatsapp "Ok will send when I get it. They say next week." felt neutral, from CP-1, about LN-2024-00892
2026-01-28  bureau "CreditInfo Jamaica" reports BU-8 score 687 before 705, ratio 44.0 %, default 8.6 %, owing 633000.00, monthly 94400.00, accounts 2, delinquent 1, inquiries 3
            factor late_payment "Instalment over 25 days late" negative 40, factor debt_ratio "Debt to income 44 %" negative 20
            factor file_age "Length of credit file" positive 12
2026-02-02  misses
2026-02-03  is sent whatsapp "Good morning Marcus. The payment you promised for 30 January has not arrived, and February is now due as well. Please call me, we can talk about it. Shanique" to CP-1, delivered, agent OF-12, about LN-2024-00892, by OF-12
2026-02-06  is charged 1500.00 "Late payment fee" as CH-1042-02
2026-02-06  case CASE-1042 becomes in_progress from open, agent AG-03
2026-02-10  11:05 is called by AG-03 on CP-1 with no_answer
            notes "Rings out, voicemail full.", next phone_call on 2026-02-19
2026-02-12  note "Good customer for two years; the only thing that changed is the job. Do not send him down the hard path before somebody has talked to him." tagged "hardship job-change", about LN-2024-00892, by OF-12
2026-02-17  case moves to hard_call from soft_call, queue "31-60 days", agent AG-03
2026-02-19  15:35 is called by AG-03 on CP-1 with no_answer
            notes "Second call without an answer. WhatsApp shows delivered, not read.", next field_visit on 2026-03-05
2026-02-20  is sent email "Dear Mr Williams, we have tried to reach you twice. Two instalments of loan LN-2024-00892 are open. If your circumstances have changed, a deferral is possible: please contact us before 5 March."
            subject "Your loan LN-2024-00892: please contact us", to CP-2, delivered, drafted, about LN-2024-00892, by AI-COPILOT
2026-02-23  KYC becomes pending until 2026-03-25 because "National ID expires within 30 days"
2026-02-24  follow up FU-1042-01 is planned as field_visit for 2026-03-05 agent AG-03, contact CP-4, note "Visit after work hours; take the deferral form.", by AG-03
2026-02-25  is flagged FL-1042-01 for review, note "Payment pattern broke after 32 instalments on time; possible hardship.", about LN-2024-00892, by OF-12

# What a loan officer would state on 2026-03-02, worked out from the lines above with a pocket calculator.
# - LN-2023-00417, closed: 300,000.00, 12 × 18.5 %, first period 22 days of 30/360 (10 March to 2 April), instalment 27,463.79 (last 27,463.81).
#   12 of 12 on time; paid in all 11 × 27,463.79 + 27,463.81 = 329,565.50, of it interest 29,565.50.
# - LN-2024-00892, active: 870,000.00, 36 × 17.5 %, instalment P·i / (1 − (1+i)^−36) = 31,234.80, due on the 2nd from May 2024.
#   Due before today: May 2024 to February 2026 = 22. On time 20 (20 × 31,234.80 = 624,696.00), missed 2: January (unpaid when February fell due) and
#   February (unpaid when March falls due, today). The instalment of today, 31,234.80, is due and not overdue.
# - Outstanding principal 442,873.56 (the schedule's balance after the 20th); principal paid 427,126.44, interest paid 624,696.00 − 427,126.44 = 197,569.56.
# - DPD 59 (oldest overdue 2026-01-02): bucket 31–60. Arrears: 2 × 31,234.80 = 62,469.60 and the penalty of 8 January, 1,500.00, which belongs to
#   February's instalment: 63,969.60. The penalty of 6 February, 1,500.00, belongs to the instalment of today.
# - Ever borrowed 1,170,000.00; repaid 329,565.50 + 624,696.00 = 954,261.50; interest 29,565.50 + 197,569.56 = 227,135.06, no fee paid.
# - Instalments due before today 12 + 22 = 34: on time 32, late 0, missed 2; 94.1 % on time. Promises: one, broken (31,500.00 by 2026-01-30).
