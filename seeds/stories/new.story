# Jevaughn Foster: one application, one loan, paid out six days ago. There is nothing to judge him by yet.
# How to read and edit this: docs/seeds.md. Try a change with the test `seeds_test`.
#
# What a loan officer would state on 2026-03-02, worked out from the lines below with a pocket calculator:
# - Loans: one, LN-2026-00093, active. Principal 150,000.00 over 18 months at 21 %: 1.75 % a month, so the instalment is
#   150,000 × 0.0175 / (1 − 1.0175^−18) = 9,786.74 (the last 9,786.72). The first is due on 24 March, the last on 24 August 2027.
# - Instalments due so far 0, paid 0, late 0, missed 0. DPD 0, arrears 0. Payment success rate: none, nothing was due.
# - Outstanding principal 150,000.00, which is also all that he ever borrowed. Interest and fees paid: 0.
# - Next payment 9,786.74 on 2026-03-24, in 22 days. Promises: none. Collections: none.
# - Application: submitted on 9 February, approved on 11 February, by the scorecard's referral to an officer. Asked for 200,000.00.
# - Contact: the newest is the officer's call on 27 February.
# - What to watch: the instalments of 24 March, 24 April and 24 May, the first three.
key: new
title: The new customer
about: A call-centre agent of 24 whose first loan was paid out six days ago; his credit file has two lines, his first instalment is due on 24 March.
customer: C-1115
business date: 2026-03-02
import: IMP-1115-2026
staff: manager MG-04 "Beverley Stennett" email "beverley.stennett@blueridge-lending.jm" branch BR-MB team "Montego Bay"
staff: officer OF-31 "Rochelle Samuels" email "rochelle.samuels@blueridge-lending.jm" phone "+1 876 555 0331" branch BR-MB team "Personal Lending" supervisor MG-04

2026-02-06  registers "Jevaughn Oneil Foster" born 2001-08-30 TRN 127-553-908
            gender male, pronoun he, national NID-8820-1173, cif CIF-0091115
            segment "First-Time Borrower", through "mobile app", branch BR-MB "Montego Bay", officer OF-31
2026-02-06  gives mobile_phone CP-1 "+1 876 555 0415" labelled "Flow mobile", primary
2026-02-06  gives email CP-2 "jevaughn.foster@example.com"
2026-02-06  lives at CP-3 "8 Humber Avenue" "Montego Bay" "St. James"
2026-02-06  works as "Customer Care Agent" at "Sunrise Contact Services Ltd" since 2024-11-18 earning 98000.00 employment salaried
2026-02-06  officer becomes OF-31
2026-02-06  names PN-1115-1 "Marcia Foster" as parent phone "+1 876 555 0416" note "Mother, lives at the same address."
2026-02-06  uploads national_id D-1 "National ID" issued 2023-10-02, until 2033-10-01, tagged "kyc identity"
2026-02-06  document D-1 is read by "PaperReader" as EX-1115-1 version "3.4" pages 2
            finding full_name "JEVAUGHN ONEIL FOSTER" sure 98.9 %, finding id_number "NID-8820-1173" sure 97.6 %
2026-02-06  uploads payslip D-2 "Payslip, January 2026" issued 2026-01-30, tagged "income", reads net_pay "81,240.00" sure 93.5 %
2026-02-09  document D-1 is verified by OF-31 until 2033-10-01
2026-02-09  contact CP-1 is verified by code_by_sms
2026-02-09  identity is verified by OF-31 until 2033-10-01 with D-1
2026-02-09  applies for personal_loan "First Step Loan" as AP-2026-0188 of 200000.00 over 18 months
            wanting "Motorbike, to reach the night shift", with D-1 D-2, branch BR-MB, through mobile_app
2026-02-09  bureau "CreditInfo Jamaica" reports BU-1 score 602, ratio 24.0 %, owing 18500.00, accounts 1, delinquent 0, inquiries 1
            factor file_age "Length of credit file" negative 45, factor payment_history "Store card paid on time" positive 20, for AP-2026-0188
2026-02-09  application AP-2026-0188 is referred to OF-31
            scorecard SC-PL "Personal loan scorecard" version "4.6" scores 583 against 580
            rule PR-11 "Credit file older than two years" referred "Eleven months" rule PR-01 "Debt to income under 45 %" passed "24.0 %"
            suggested "Approve a smaller amount: little is known, income is steady."
2026-02-09  is asked for payslip as DR-1115-01 due 2026-02-16, for application AP-2026-0188, via whatsapp
2026-02-10  writes whatsapp "Good evening, see the December payslip here. Thanks." from CP-1, felt positive, attached D-3 "December payslip"
2026-02-10  uploads payslip D-3 "Payslip, December 2025" issued 2025-12-31, tagged "income", answering DR-1115-01
2026-02-11  document D-3 is verified by OF-31
2026-02-11  income of 98000.00 is verified by OF-31 from D-3 through payslip
2026-02-11  application AP-2026-0188 is approved for 150000.00 over 18 months at 21 %
            officer OF-31, bureau BU-1 "CreditInfo Jamaica" score 602 pulled 2026-02-09 ratio 24.0 %
            scorecard SC-PL "Personal loan scorecard" version "4.6" scores 583 against 580
            rule PR-11 "Credit file older than two years" passed "Amount lowered to 150,000.00"
            notes "Fifteen months in the post, lives with his mother. A first loan of 150,000 is within his means."
            because "First loan: amount lowered, the credit file is short"
2026-02-11  is sent email "Dear Mr Foster, your First Step Loan of JMD 150,000.00 is approved. Please sign the agreement in the app or at our Montego Bay branch."
            subject "Your loan is approved", to CP-2, delivered
2026-02-23  uploads loan_agreement D-4 "Loan agreement LN-2026-00093, signed" for application AP-2026-0188, tagged "signed"
2026-02-24  loan LN-2026-00093 is paid out from AP-2026-0188, account 0010-093-26, via bank_transfer, branch BR-MB, officer OF-31
2026-02-24  is sent sms "Hi Jevaughn, your loan LN-2026-00093 of JMD 150,000.00 was paid out today. First instalment: JMD 9,786.74 on 24 March. Blue Ridge Lending" to CP-1, delivered, about LN-2026-00093
2026-02-27  is phoned by OF-31 for 138 s, summary "Welcome call. He knows date and amount of the first instalment and wants to pay in the app on pay day." felt positive, about LN-2026-00093, contact CP-1
