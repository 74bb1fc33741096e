// Words of the portfolio: names, places, work. No quotes and no backslashes, so that they can stand
// in JSON as they are.
#pragma once

#include <array>
#include <string_view>

namespace dossier::seeds {

template <size_t N>
using Words = std::array<std::string_view, N>;

inline constexpr Words<24> kFirstNames = {
    "Andre",  "Keisha",  "Delroy",  "Shanice", "Omar",     "Tanya",   "Winston", "Latoya",
    "Devon",  "Marcia",  "Ricardo", "Simone",  "Garfield", "Nadine",  "Trevor",  "Kadian",
    "Junior", "Sherine", "Clive",   "Monique", "Errol",    "Patrice", "Damion",  "Yanique"};
inline constexpr Words<24> kLastNames = {
    "Brown",  "Williams", "Campbell", "Smith",  "Johnson", "Grant",   "Clarke", "Gordon",
    "Morgan", "Reid",     "Bennett",  "Thomas", "Stewart", "Francis", "Palmer", "Wright",
    "Lewis",  "Powell",   "Henry",    "Bailey", "Dixon",   "Whyte",   "Lindo",  "Pryce"};

struct Place {
  std::string_view town;
  std::string_view parish;
};
inline constexpr std::array<Place, 14> kPlaces = {{{"Kingston 10", "St. Andrew"},
                                                   {"Kingston 20", "St. Andrew"},
                                                   {"Downtown", "Kingston"},
                                                   {"Portmore", "St. Catherine"},
                                                   {"Spanish Town", "St. Catherine"},
                                                   {"May Pen", "Clarendon"},
                                                   {"Mandeville", "Manchester"},
                                                   {"Santa Cruz", "St. Elizabeth"},
                                                   {"Savanna-la-Mar", "Westmoreland"},
                                                   {"Lucea", "Hanover"},
                                                   {"Montego Bay", "St. James"},
                                                   {"Falmouth", "Trelawny"},
                                                   {"Ocho Rios", "St. Ann"},
                                                   {"Port Antonio", "Portland"}}};
inline constexpr Words<12> kStreets = {"Hope Road",      "Molynes Road",   "Constant Spring Road",
                                       "Red Hills Road", "Market Street",  "Church Street",
                                       "Barnett Street", "Chapelton Road", "Caledonia Road",
                                       "Main Street",    "Duke Street",    "Old Harbour Road"};
inline constexpr Words<12> kEmployers = {
    "Island Fibre Networks",     "Wray Bottling",           "Blue Mountain Coffee Traders",
    "Harbour Freight",           "Ministry of Education",   "Cornwall Hospital",
    "Sunset Bay Hotel",          "Caribbean Cement Supply", "Juta Tours",
    "Kingston Wharves Services", "Liguanea Stores",         "Self"};
inline constexpr Words<12> kJobs = {"Teacher",    "Nurse",     "Driver",     "Cashier",
                                    "Technician", "Clerk",     "Supervisor", "Cook",
                                    "Mechanic",   "Constable", "Accountant", "Shopkeeper"};

struct Product {
  std::string_view type;
  std::string_view name;
  int64_t least;  // In cents
  int64_t most;
  int64_t rate;  // Percent a year, 6 decimals
};
inline constexpr std::array<Product, 4> kProducts = {
    {{"personal_loan", "Personal Loan", 15'000'000, 120'000'000, 18'500'000},
     {"microfinance", "Micro Business Loan", 8'000'000, 50'000'000, 28'000'000},
     {"auto_loan", "Auto Loan", 80'000'000, 400'000'000, 11'900'000},
     {"hire_purchase", "Furniture Plan", 5'000'000, 40'000'000, 32'000'000}}};
inline constexpr std::array<int32_t, 5> kMonths = {12, 18, 24, 36, 48};
inline constexpr Words<7> kMethods = {
    "bank_transfer", "cash", "card", "mobile_money", "cheque", "direct_debit", "payroll_deduction"};
inline constexpr Words<6> kOutboundTexts = {
    "Your instalment is due soon. Thank you for paying on time.",
    "We received your payment, thank you.",
    "Our branch closes at 2 pm on Friday.",
    "You can now pay by mobile money, dial the short code on our website.",
    "Please update your address when you move.",
    "Your statement for the month is ready."};
inline constexpr Words<6> kInboundTexts = {
    "Good morning, did you get my payment?", "I will pay at the end of the week.",
    "Can I get a statement please?",         "Thank you.",
    "The app is not working for me.",        "What is my balance?"};
inline constexpr Words<5> kArrearsTexts = {
    "Your instalment is overdue. Please pay today or call us.",
    "We tried to reach you about your loan. Please call back.",
    "A late fee applies from tomorrow. Please pay now.",
    "If your circumstances have changed, talk to us: there are ways.",
    "Your account is past due. Please bring it up to date."};
inline constexpr Words<6> kNotes = {
    "Came by the branch, asked about a top-up.",  "Prefers calls after work.",
    "Sister picks up the phone in the mornings.", "Asked for the payoff amount.",
    "Will bring the new payslip next week.",      "Courteous, no complaint."};
inline constexpr Words<5> kOutcomes = {"contacted", "no_answer", "no_answer", "hardship_claim",
                                       "wrong_number"};

}  // namespace dossier::seeds
