#include <doctest/doctest.h>

#include <span>

#include "dossier/seeds/personas.h"
#include "seen_event.h"

using namespace dossier;
using namespace dossier::seeds;

namespace {

constexpr std::string_view kHead =
    "key: test\n"
    "title: A test\n"
    "about: One line.\n"
    "customer: C-1\n"
    "business date: 2026-03-02\n"
    "import: IMP-1\n"
    "staff: officer OF-1 \"Ann Bell\"\n"
    "2025-01-02 registers \"Jo Brown\" born 1990-01-01 TRN 100-200-300 officer OF-1\n";

constexpr std::string_view kLoan =
    "2025-01-02 applies for personal_loan \"Plain\" as AP-1 of 1000.00 over 3 months\n"
    "2025-01-02 application AP-1 is approved for 1000.00 over 3 months at 12 % automatically\n"
    "2025-01-02 loan LN-1 is paid out from AP-1\n";

Result<std::vector<std::string>> told(const std::string& text) {
  auto persona = read_persona(text);
  if (!persona) return std::unexpected(persona.error());
  return expand(*persona);
}

Error fault_of(const std::string& text) {
  const auto result = told(text);
  REQUIRE_FALSE(result.has_value());
  return result.error();
}

struct Fault {
  const char* lines;  // After the head, of eight lines
  const char* field;
  const char* says;
};

}  // namespace

TEST_CASE("story: a fault names its line and what to write instead") {
  const Fault faults[] = {
      {"2025-02-30 misses\n", "line 9", "no date"},
      {"2025-01-03\n", "line 9", "no verb"},
      {"2025-01-03 flies to Kingston\n", "line 9", "no verb begins with \"flies\""},
      {"2025-01-03 note \"open\n", "line 9", "no end"},
      {"2025-01-03 note plain\n", "line 9", "can't be the text"},
      {"2025-01-03 note \"a\" loudly\n", "line 9", "nothing here can start with \"loudly\""},
      {"2025-01-03 note \"a\" on LN-1\n", "line 9", "nothing here can start with \"on\""},
      {"2025-01-03 note \"a\" by OF-9\n", "line 9", "nobody of the staff is OF-9"},
      {"2025-01-03..2025-02-03 note \"a\" by OF-1\n", "line 9", "range of dates"},
      {"2025-01-03 prefers pigeon\n", "line 9", "can't be the preferred_channel"},
      {"2025-01-03 pays 12,50 by cash\n", "line 9", "expected \"by\""},
      {"2025-01-03 pays -5.00 by cash\n", "line 9", "can't be the amount"},
      {"2025-01-03 pays 5.001 by cash\n", "line 9", "can't be the amount"},
      {"2025-01-03 pays 99999999999.00 by cash\n", "line 9", "can't be the amount"},
      {"2025-01-03 bureau \"B\" reports BU-1 score 1234567890\n", "line 9", "can't be the score"},
      {"2025-01-03 pays 5.00 by cash\n", "line 9", "no loan is open"},
      {"2025-01-03 loan LN-9 is paid out from AP-9\n", "line 9", "no such application"},
      {"2024-12-31 note \"a\" by OF-1\n", "line 9", "before that of the line above"},
      {"2026-03-03 note \"a\" by OF-1\n", "line 9", "after the business date"},
      {"2025-01-03 is enrolled in campaign CMP-1 for first_miss\n", "line 9",
       "nothing before says what CMP-1 is"},
      {"2025-01-03 delivery of PU-1 becomes delivered\n", "line 9",
       "nothing before says what PU-1 is"},
      {"2025-01-03 buys at \"Courts\" as PU-1 for 10.00 item L-1 \"Cup\" sku C in \"a\" 2 at "
       "4.00\n",
       "line 9", "the lines of the bill come to 8.00"},
      {"2025-01-03 buys at \"Courts\" as PU-1 for 8.00 item L-1 \"Cup\" sku C in \"a\" 2 at 4.00 "
       "financed 5.00 through LN-1 paying 2.00 down\n",
       "line 9", "is not the total"},
      {"campaign: CMP-1 \"A\" for sales from 2026-04-01\n2025-01-03 prefers sms\n", "line 9",
       "starts after the business date"},
      {"colour: red\n", "line 9", "no header is called"},
      {"key: again\n", "line 9", "stands twice"},
  };
  for (const Fault& fault : faults) {
    const Error error = fault_of(std::string(kHead) + fault.lines);
    INFO(fault.lines, to_string(error));
    CHECK(error.field == fault.field);
    CHECK(error.message.find(fault.says) != std::string::npos);
    CHECK(!error.remedy.empty());
  }
}

TEST_CASE("story: a line that contradicts the loan's book is a fault") {
  const Fault faults[] = {
      {"2025-01-15 misses\n", "line 12", "no instalment of LN-1 is due that day"},
      {"2025-01-31 pays one instalment by cash\n2025-02-02 misses\n", "line 13", "was paid before"},
      {"2025-03-02 closes the loan as paid_off\n", "line 12", "still open"},
      {"2025-02-02 is restructured as RS-1 over 0 months at 9 % from 2025-03-02\n", "line 12",
       "no schedule can be made"},
      {"2025-02-02 is restructured as RS-1 over 480 months at 99 % from 2025-03-02\n", "line 12",
       "no schedule can be made"},
      {"2025-06-02 pays each instalment by cash\n", "line 12", "nothing comes of this line"},
      {"2025-02-02 payment P-9 is reversed\n", "line 12", "only the latest payment"},
      {"2025-02-02 charge CH-9 is waived\n", "line 12", "nothing of this charge is open"},
      {"2025-01-02 loan LN-1 is paid out from AP-1\n", "line 12", "paid out twice"},
      {"2025-01-31 recovery of 5.00 by cash\n", "line 12", "LN-1 is not written off"},
      {"2025-01-31 is written off\n2025-02-02 pays 5.00 by cash on LN-1\n", "line 13",
       "LN-1 is written off"},
      {"2025-01-31 is written off\n2025-02-02 is written off on LN-1\n", "line 13",
       "nothing is left to write off"},
      {"2025-01-31 payment P-9 is charged back as CB-1\n", "line 12", "no such payment"},
      {"2025-01-31 is called by OF-1 on CP-1 with contacted dialled waiting 2 s wrapping up 9 s\n",
       "line 12", "a call from the dialler has"},
  };
  for (const Fault& fault : faults) {
    const Error error = fault_of(std::string(kHead) + std::string(kLoan) + fault.lines);
    INFO(fault.lines, to_string(error));
    CHECK(error.field == fault.field);
    CHECK(error.message.find(fault.says) != std::string::npos);
  }
}

TEST_CASE("story: a missing header is named") {
  CHECK(fault_of("key: a\n").message.find("\"title\"") != std::string::npos);
  const Error error = fault_of("key: a\ntitle: b\nabout: c\ncustomer: d\nimport: e\n");
  CHECK(error.message.find("\"business date\"") != std::string::npos);
}

TEST_CASE("story: every line of a story is told, and no built-in story has a silent one") {
  // What expand() refuses; so a built-in story that expands has no line without effect.
  for (const Persona& persona : personas()) CHECK(expand(persona).has_value());
  std::string longer(personas().front().story);
  longer += "2026-03-02 pays each instalment by cash on LN-2023-00417\n";
  CHECK(fault_of(longer).message == "nothing comes of this line");
}

TEST_CASE("story: a continued line is one line, and a comment is none") {
  const auto documents = told(std::string(kHead) +
                              "# a comment\n\n2025-01-03 note \"one\n    two\"\n"
                              "    tagged \"a b\", by OF-1\n");
  REQUIRE(documents.has_value());
  const auto events = see_all(*documents);
  CHECK(events[events.size() - 2].text("text") == "one two");
}

TEST_CASE("story: lines of a day keep their order, a stated time is kept") {
  const auto documents = told(std::string(kHead) +
                              "2025-01-03 08:15 note \"first\" by OF-1\n"
                              "2025-01-03 prefers sms\n2025-01-03 note \"last\" by OF-1\n");
  REQUIRE(documents.has_value());
  CHECK((*documents)[3].find("\"time\":\"2025-01-03T08:15:") != std::string::npos);
  CHECK((*documents)[3].find("first") != std::string::npos);
  CHECK((*documents)[5].find("last") != std::string::npos);
}

TEST_CASE("story: a call of the dialler is its attempt, the connection, the call and the wrap-up") {
  const auto documents =
      told("campaign: CMP-1 \"Early\" for collections from 2025-01-01\n" + std::string(kHead) +
           std::string(kLoan) +
           "2025-02-04 10:00 is called by OF-1 on CP-1 with contacted lasting 60 s "
           "campaign CMP-1 dialled waiting 3 s wrapping up 20 s\n");
  REQUIRE(documents.has_value());
  const auto events = see_all(*documents);
  std::vector<std::string> types;
  for (const SeenEvent& event : std::span(events).last(6)) types.push_back(event.type);
  CHECK(types == std::vector<std::string>{"campaign.call_dialled", "campaign.call_connected",
                                          "message.call_logged", "collection.activity_recorded",
                                          "campaign.call_wrapped_up", "control.import_completed"});
  const SeenEvent& dialled = events[events.size() - 6];
  const SeenEvent& wrapped = events[events.size() - 2];
  CHECK(dialled.text("meta.actor.kind") == "system");
  CHECK(wrapped.text("attempt_id") == dialled.text("attempt_id"));
  CHECK(wrapped.number("talk_s") == 60);
  CHECK((wrapped.time.micros - dialled.time.micros) / 1'000'000 == 3 + 60 + 20);
}

TEST_CASE("story: several clauses say something of one guarantor") {
  const auto documents =
      told(std::string(kHead) + std::string(kLoan) +
           "2025-02-04 gains guarantor being PN-1 \"Al Brown\" sibling \"+1 876 555 0111\" "
           "scoring 640 at \"CreditInfo\" checked 2025-01-14 beside 1 others\n");
  REQUIRE(documents.has_value());
  const auto events = see_all(*documents);
  const SeenEvent& added = events[events.size() - 2];
  CHECK(added.text("guarantor.person_id") == "PN-1");
  CHECK(added.number("guarantor.credit_score") == 640);
  CHECK(added.number("guarantor.other_guarantees") == 1);
}

TEST_CASE("story: a miss on one loan is none on another that is due that day") {
  const auto documents = told(
      std::string(kHead) + std::string(kLoan) +
      "2025-01-02 applies for personal_loan \"Plain\" as AP-2 of 500.00 over 3 months\n"
      "2025-01-02 application AP-2 is approved for 500.00 over 3 months at 12 % automatically\n"
      "2025-01-02 loan LN-2 is paid out from AP-2\n"
      "2025-02-02 misses on LN-1\n"
      "2025-02-02..2025-02-02 pays each instalment by cash on LN-1\n"
      "2025-02-02..2025-02-02 pays each instalment by cash on LN-2\n");
  REQUIRE(documents.has_value());
  std::vector<std::string> paid;
  for (const SeenEvent& event : see_all(*documents))
    if (event.type == "payment.received") paid.push_back(event.text("loan_id"));
  CHECK(paid == std::vector<std::string>{"LN-2"});
}

TEST_CASE("story: an early, a late and a missed instalment, each on its day") {
  const auto documents = told(std::string(kHead) + std::string(kLoan) +
                              "2025-02-02..2025-02-02 pays each instalment by cash early 2 days\n"
                              "2025-03-02 misses\n"
                              "2025-03-02..2025-03-02 pays each instalment by cash late 5 days\n"
                              "2025-03-09 pays all due by card\n"
                              "2025-04-02 pays one instalment by cheque\n"
                              "2025-04-02 closes the loan as paid_off\n");
  REQUIRE(documents.has_value());
  std::vector<std::string> days;
  for (const SeenEvent& event : see_all(*documents))
    if (event.type == "payment.received")
      days.push_back(to_string(Date{static_cast<int32_t>(event.number("value_date"))}));
  CHECK(days == std::vector<std::string>{"2025-01-31", "2025-03-09", "2025-04-02"});
}
