#include "dossier/seeds/personas.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "seen_event.h"

using namespace dossier;
using namespace dossier::seeds;

namespace {

constexpr int64_t kHourMicros = 3'600'000'000;

Persona persona_of(std::string_view key) {
  for (const Persona& persona : personas())
    if (persona.key == key) return persona;
  FAIL("no such persona");
  return {};
}

std::vector<SeenEvent> events_of(std::string_view key) {
  auto documents = expand(persona_of(key));
  REQUIRE(documents.has_value());
  return see_all(*documents);
}

size_t count(const std::vector<SeenEvent>& events, std::string_view type) {
  return static_cast<size_t>(std::ranges::count(events, type, &SeenEvent::type));
}

// The day in Jamaica.
Date day_of(const SeenEvent& event) {
  return {static_cast<int32_t>((event.time.micros - 5 * kHourMicros) / (24 * kHourMicros))};
}

bool of_history(const SeenEvent& event) {
  return event.subject.starts_with("customer/") && !event.type.starts_with("control.");
}

constexpr std::array<std::string_view, 5> kKeys = {"deteriorating", "recovering", "perfect", "new",
                                                   "complex"};

// Each loan's rows as the events give them, and what was paid: whether it all adds up.
struct Books {
  std::map<std::string, int64_t> principal;  // Outstanding, by loan
  std::map<std::string, SeenEvent> payments;
  std::map<std::string, int64_t> charges;  // Open, by loan

  void see(const SeenEvent& event) {
    const std::string loan = event.text("loan_id");
    if (event.type == "loan.disbursed") disbursed(event, loan);
    if (event.type == "loan.restructured") restructured(event, loan);
    if (event.type == "payment.received") received(event, loan);
    if (event.type == "payment.reversed") reversed(event, loan);
    if (event.type == "payment.charged_back") charged_back(event, loan);
    if (event.type == "loan.written_off") written_off(event, loan);
    if (event.type == "charge.applied") charges[loan] += event.number("amount");
    if (event.type == "charge.waived") charges[loan] -= event.number("amount");
    if (event.type == "loan.closed") CHECK(principal[loan] == 0);
    CHECK(charges[loan] >= 0);
  }
  static int64_t sum_of(const SeenEvent& event) {
    int64_t sum = 0;
    for (const SeenRow& row : event.schedule) {
      CHECK(row.principal >= 0);
      CHECK(row.balance >= 0);
      sum += row.principal;
    }
    CHECK(event.schedule.back().balance == 0);
    return sum;
  }
  void disbursed(const SeenEvent& event, const std::string& loan) {
    CHECK(sum_of(event) == event.number("amount"));
    CHECK(event.number("terms.principal") == event.number("amount"));
    principal[loan] = event.number("amount");
  }
  void restructured(const SeenEvent& event, const std::string& loan) {
    principal[loan] += event.number("capitalized_interest");
    CHECK(sum_of(event) == principal[loan]);
    CHECK(event.number("new_terms.principal") == principal[loan]);
    CHECK(event.number("old_terms.annual_rate") > event.number("new_terms.annual_rate"));
    CHECK(event.has("meta.reason"));
  }
  void received(const SeenEvent& event, const std::string& loan) {
    if (event.text("kind") == "recovery") {
      CHECK(principal[loan] == 0);
      CHECK(!event.has("breakdown.principal"));
      return;
    }
    const int64_t part = event.number("breakdown.principal");
    CHECK(part + event.number("breakdown.interest") + event.number("breakdown.fees") +
              event.number("breakdown.penalties") ==
          event.number("amount"));
    CHECK(!event.has("breakdown.overpaid"));
    principal[loan] -= part;
    charges[loan] -= event.number("breakdown.penalties") + event.number("breakdown.fees");
    CHECK(principal[loan] >= 0);
    CHECK(event.number("running_balance") == principal[loan]);
    CHECK(payments.emplace(event.text("payment_id"), event).second);
  }
  void reversed(const SeenEvent& event, const std::string& loan) {
    const SeenEvent& paid = payments.at(event.text("payment_id"));
    CHECK(event.number("value_date") == paid.number("value_date"));
    CHECK(event.number("amount") == paid.number("amount"));
    principal[loan] += paid.number("breakdown.principal");
  }
  void charged_back(const SeenEvent& event, const std::string& loan) {
    CHECK(event.number("amount") == payments.at(event.text("payment_id")).number("amount"));
    principal[loan] += event.number("amount");
  }
  void written_off(const SeenEvent& event, const std::string& loan) {
    CHECK(event.number("principal") == principal[loan]);
    CHECK(event.number("fees") + event.number("penalties") == charges[loan]);
    CHECK(event.number("principal") + event.number("interest") + charges[loan] ==
          event.number("amount"));
    principal[loan] = charges[loan] = 0;
  }
};

Books books_of(std::string_view key) {
  Books books;
  for (const SeenEvent& event : events_of(key)) books.see(event);
  return books;
}

std::set<std::string> values_of(std::string_view key, std::string_view type, const char* member) {
  std::set<std::string> values;
  for (const SeenEvent& event : events_of(key))
    if (event.type == type && event.has(member)) values.insert(event.text(member));
  return values;
}

// Days from the due date: negative is early.
std::vector<int64_t> lateness_of(std::string_view key) {
  std::vector<int64_t> days;
  for (const SeenEvent& event : events_of(key))
    if (event.type == "payment.received" && event.has("due_date"))
      days.push_back(event.number("value_date") - event.number("due_date"));
  return days;
}

}  // namespace

TEST_CASE("personas: all five are there, with what a list of them shows") {
  const auto all = personas();
  std::vector<std::string> keys;
  std::vector<std::string> ids;
  for (const Persona& persona : all) {
    keys.push_back(persona.key);
    ids.push_back(persona.customer_id);
    CHECK(to_string(persona.business_date) == "2026-03-02");
    CHECK(persona.title.size() > 10);
    CHECK(persona.about.size() > 40);
  }
  CHECK(std::ranges::equal(keys, kKeys));
  CHECK(ids == std::vector<std::string>{"C-1042", "C-1077", "C-1003", "C-1115", "C-1088"});
}

TEST_CASE("personas: 50 to 200 events over one to three years, in the order of their days") {
  for (const Persona& persona : personas()) {
    const bool fresh = persona.key == "new";  // Has not lived that long.
    const auto events = events_of(persona.key);
    Date last{0};
    size_t history = 0;
    Date first{0};
    for (const SeenEvent& event : events) {
      if (!of_history(event)) continue;
      const Date day = day_of(event);
      if (history++ == 0) first = day;
      CHECK(day >= last);
      CHECK(day <= persona.business_date);
      CHECK(event.subject == "customer/" + persona.customer_id);
      last = day;
    }
    CHECK(history >= (fresh ? 15 : 50));
    CHECK(history <= (fresh ? 40 : 200));
    CHECK(persona.business_date - first >= (fresh ? 7 : 365));
    CHECK(persona.business_date - first <= 3 * 366);
  }
}

TEST_CASE("personas: the history is one import bracket, whose count is right") {
  for (const Persona& persona : personas()) {
    const auto events = events_of(persona.key);
    const auto start = std::ranges::find_if(
        events, [](const SeenEvent& event) { return event.subject.starts_with("customer/"); });
    CHECK(start->type == "control.import_started");
    CHECK(events.back().type == "control.import_completed");
    int64_t inside = 0;
    for (const SeenEvent& event : events) {
      if (!of_history(event)) continue;
      ++inside;
      CHECK(event.text("meta.import_id") == start->text("import_id"));
    }
    CHECK(events.back().number("count") == inside);
  }
}

TEST_CASE("personas: an event has an identity of its own, an actor, an hour of the day") {
  std::set<std::string> ids;
  for (const Persona& persona : personas())
    for (const SeenEvent& event : events_of(persona.key)) {
      CHECK(ids.insert(event.source + " " + event.id).second);
      CHECK(event.source.starts_with("/"));
      CHECK(event.has("meta.actor.kind"));
      CHECK(event.has("meta.actor.id"));
    }
}

TEST_CASE("personas: everybody of the staff is registered before the history begins") {
  for (const Persona& persona : personas()) {
    std::set<std::string> staff;
    for (const SeenEvent& event : events_of(persona.key)) {
      if (event.type == "staff.registered") staff.insert(event.subject);
      const std::string kind = event.text("meta.actor.kind");
      if (kind == "agent" || kind == "officer" || kind == "manager")
        CHECK(staff.contains(kind + "/" + event.text("meta.actor.id")));
    }
    CHECK(staff.size() >= 2);
  }
}

TEST_CASE("personas: an application, its decision and its loan are one group") {
  const std::map<std::string, std::pair<size_t, size_t>> expected = {{"deteriorating", {2, 2}},
                                                                     {"recovering", {2, 2}},
                                                                     {"perfect", {4, 4}},
                                                                     {"new", {1, 1}},
                                                                     {"complex", {7, 5}}};
  for (const Persona& persona : personas()) {
    std::map<std::string, std::string> groups;
    size_t loans = 0;
    for (const SeenEvent& event : events_of(persona.key)) {
      const std::string application = event.text("application_id");
      if (application.empty()) continue;
      const auto [group, fresh] = groups.emplace(application, event.text("meta.group"));
      CHECK(!group->second.empty());
      CHECK(event.text("meta.group") == group->second);
      if (event.type == "loan.disbursed") ++loans;
    }
    CHECK(std::pair(groups.size(), loans) == expected.at(persona.key));
  }
}

TEST_CASE("personas: schedules, breakdowns and balances add up to the cent") {
  for (const Persona& persona : personas())
    CHECK(books_of(persona.key).payments.size() >= (persona.key == "new" ? 0 : 25));
}

TEST_CASE("personas: Marcus paid 32 instalments on time, and none of January and February") {
  const auto events = events_of("deteriorating");
  CHECK(count(events, "payment.received") == 32);
  int64_t last_due = 0;
  for (const SeenEvent& event : events)
    if (event.type == "payment.received") {
      CHECK(event.number("value_date") <= event.number("due_date"));
      last_due = event.number("due_date");
    }
  CHECK(to_string(Date{static_cast<int32_t>(last_due)}) == "2025-12-02");
}

TEST_CASE("personas: Marcus' score falls from 705 to 687, and two calls go unanswered") {
  std::vector<int64_t> scores;
  std::vector<std::string> calls;
  for (const SeenEvent& event : events_of("deteriorating")) {
    if (event.type == "bureau.report_received") scores.push_back(event.number("score"));
    if (event.type == "collection.activity_recorded") calls.push_back(event.text("outcome"));
  }
  REQUIRE(scores.size() >= 2);
  CHECK(scores[scores.size() - 2] == 705);
  CHECK(scores.back() == 687);
  REQUIRE(calls.size() == 4);
  CHECK(calls[1] == "promise_made");
  CHECK(calls[2] == "no_answer");
  CHECK(calls[3] == "no_answer");
}

TEST_CASE("personas: Sonia was over 90 days behind at her restructure, and on time ever since") {
  int64_t oldest_open = 0;
  int64_t restructured = 0;
  size_t since = 0;
  for (const SeenEvent& event : events_of("recovering")) {
    if (event.type == "payment.received" && restructured == 0)
      oldest_open = event.number("due_date");
    if (event.type == "loan.restructured") restructured = event.number("value_date");
    if (event.type != "payment.received" || restructured == 0) continue;
    CHECK(event.number("value_date") <= event.number("due_date"));
    ++since;
  }
  CHECK(restructured - oldest_open >= 90);
  CHECK(since == 11);
}

// The figures are those at the head of each story, which were worked out by hand.
TEST_CASE("personas: Nadine was never late, and four fifths of her car are paid") {
  const auto late = lateness_of("perfect");
  CHECK(late.size() == 59);
  CHECK(std::ranges::all_of(late, [](int64_t days) { return days <= 0; }));
  CHECK(books_of("perfect").principal ==
        std::map<std::string, int64_t>{{"LN-2023-00455", 0},
                                       {"LN-2023-00731", 0},
                                       {"LN-2024-00059", 22'897'181},
                                       {"LN-2024-01120", 0}});
  std::vector<int64_t> scores;
  for (const SeenEvent& event : events_of("perfect"))
    if (event.type == "bureau.report_received") scores.push_back(event.number("score"));
  CHECK(scores.size() == 7);
  CHECK(std::ranges::is_sorted(scores));
  CHECK(values_of("perfect", "loan.disbursed", "product_type").size() == 4);
  CHECK(count(events_of("perfect"), "loan.closed") == 3);
}

TEST_CASE("personas: Jevaughn has one loan and has paid nothing yet, since nothing was due") {
  const auto events = events_of("new");
  CHECK(count(events, "application.submitted") == 1);
  CHECK(count(events, "payment.received") == 0);
  CHECK(books_of("new").principal == std::map<std::string, int64_t>{{"LN-2026-00093", 15'000'000}});
}

TEST_CASE("personas: Leroy's five books come to what an officer works out by hand") {
  CHECK(books_of("complex").principal ==
        std::map<std::string, int64_t>{{"LN-2024-00611", 0},
                                       {"LN-2024-00702", 149'107'227},
                                       {"LN-2024-01377", 29'335'461},
                                       {"LN-2025-00061", 18'331'830},
                                       {"LN-2025-00733", 1'562'662}});
  int64_t recovered = 0;
  for (const SeenEvent& event : events_of("complex")) {
    if (event.type == "loan.written_off") CHECK(event.number("amount") == 10'998'455);
    if (event.text("kind") == "recovery") recovered += event.number("amount");
  }
  CHECK(recovered == 2'000'000);
}

TEST_CASE("personas: Leroy's file has something for every tab") {
  CHECK(values_of("complex", "document.uploaded", "type").size() == 16);
  CHECK(values_of("complex", "payment.received", "method").size() == 7);
  CHECK(values_of("complex", "message.sent", "channel") ==
        std::set<std::string>{"sms", "email", "whatsapp", "push", "in_app"});
  CHECK(values_of("complex", "message.received", "channel") ==
        std::set<std::string>{"sms", "email", "whatsapp", "in_app"});
  CHECK(values_of("complex", "message.call_logged", "direction").size() == 2);
  const auto events = events_of("complex");
  CHECK(count(events, "promise.made") == 7);
  for (const char* type :
       {"payment.reversed", "payment.failed", "payment.pending", "payment.charged_back",
        "charge.waived", "purchase.returned", "purchase.dispute_raised", "loan.guarantor_released",
        "collection.legal_action_initiated", "campaign.call_connected", "document.rejected",
        "customer.officer_reassigned", "note.added"})
    CHECK_MESSAGE(count(events, type) == 1, type);
}

TEST_CASE("personas: nobody has spoken to Leroy for 45 days, while his case is before the court") {
  Date last{0};
  for (const SeenEvent& event : events_of("complex")) {
    const bool outbound = event.type == "message.sent" || event.type == "payment.reminder_sent" ||
                          event.type == "campaign.call_dialled" ||
                          event.type == "collection.activity_recorded" ||
                          event.text("direction") == "outbound";
    if (outbound) last = std::max(last, day_of(event));
  }
  CHECK(to_string(last) == "2026-01-14");
  CHECK(persona_of("complex").business_date - last == 47);
}

TEST_CASE("personas: telling a story twice gives the same bytes") {
  for (const Persona& persona : personas()) CHECK(*expand(persona) == *expand(persona));
}
