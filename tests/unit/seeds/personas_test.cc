#include "dossier/seeds/personas.h"

#include <doctest/doctest.h>

#include <algorithm>
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
  return !event.type.starts_with("staff.") && !event.type.starts_with("control.");
}

// Each loan's rows as the events give them, and what was paid: whether it all adds up.
struct Books {
  std::map<std::string, int64_t> principal;  // Outstanding, by loan
  std::map<std::string, SeenEvent> payments;
  std::map<std::string, int64_t> penalties;  // Open, by loan

  void see(const SeenEvent& event) {
    const std::string loan = event.text("loan_id");
    if (event.type == "loan.disbursed") disbursed(event, loan);
    if (event.type == "loan.restructured") restructured(event, loan);
    if (event.type == "payment.received") received(event, loan);
    if (event.type == "payment.reversed") reversed(event, loan);
    if (event.type == "charge.applied") penalties[loan] += event.number("amount");
    if (event.type == "charge.waived") penalties[loan] -= event.number("amount");
    if (event.type == "loan.closed") CHECK(principal[loan] == 0);
    CHECK(penalties[loan] >= 0);
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
    const int64_t part = event.number("breakdown.principal");
    CHECK(part + event.number("breakdown.interest") + event.number("breakdown.fees") +
              event.number("breakdown.penalties") ==
          event.number("amount"));
    CHECK(!event.has("breakdown.overpaid"));
    principal[loan] -= part;
    penalties[loan] -= event.number("breakdown.penalties");
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
};

}  // namespace

TEST_CASE("personas: both are there, with what a list of them shows") {
  const auto all = personas();
  REQUIRE(all.size() == 2);
  CHECK(all[0].key == "deteriorating");
  CHECK(all[0].customer_id == "C-1042");
  CHECK(all[1].key == "recovering");
  CHECK(all[1].customer_id == "C-1077");
  for (const Persona& persona : all) {
    CHECK(to_string(persona.business_date) == "2026-03-02");
    CHECK(persona.title.size() > 10);
    CHECK(persona.about.size() > 40);
  }
}

TEST_CASE("personas: 50 to 200 events over one to three years, in the order of their days") {
  for (const Persona& persona : personas()) {
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
    CHECK(history >= 50);
    CHECK(history <= 200);
    CHECK(persona.business_date - first >= 365);
    CHECK(persona.business_date - first <= 3 * 366);
  }
}

TEST_CASE("personas: the history is one import bracket, whose count is right") {
  for (const Persona& persona : personas()) {
    const auto events = events_of(persona.key);
    const auto start = std::ranges::find_if(
        events, [](const SeenEvent& event) { return !event.type.starts_with("staff."); });
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
    CHECK(staff.size() == 4);
  }
}

TEST_CASE("personas: an application, its decision and its loan are one group") {
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
    CHECK(groups.size() == 2);
    CHECK(loans == 2);
  }
}

TEST_CASE("personas: schedules, breakdowns and balances add up to the cent") {
  for (const Persona& persona : personas()) {
    Books books;
    for (const SeenEvent& event : events_of(persona.key)) books.see(event);
    CHECK(books.payments.size() > 25);
  }
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

TEST_CASE("personas: telling a story twice gives the same bytes") {
  for (const Persona& persona : personas()) CHECK(*expand(persona) == *expand(persona));
}
