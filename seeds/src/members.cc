// The members of an event, written from the slots of a line and from the books.
#include "members.h"

#include <fmt/format.h>

#include <algorithm>

#include "dossier/base/money.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kCurrency = "JMD";

void write_list(JsonWriter& json, const Slot& slot) {
  json.key(slot.member).begin_array();
  for (const std::string& item : slot.list) json.text(item);
  json.end_array();
}

void write_slot(JsonWriter& json, const Slot& slot, Date today) {
  if (slot.member.starts_with('_')) return;
  if (slot.kind == "money")
    write_money(json, slot.member, parse_decimal(slot.text, 2).value_or(0));
  else if (slot.kind == "ids" || slot.kind == "texts" || slot.kind == "words")
    write_list(json, slot);
  else if (slot.kind == "int")
    json.key(slot.member).raw(slot.text);
  else if (slot.kind == "word" && slot.text == "@today")
    write_date(json, slot.member, today);
  else if (slot.kind == "word" && (slot.text == "true" || slot.text == "false"))
    json.member(slot.member, slot.text == "true");
  else
    json.member(slot.member, slot.text);
}

void write_object(JsonWriter& json, const Part& part, Date today) {
  json.begin_object();
  for (const Slot& slot : part.slots) write_slot(json, slot, today);
  json.end_object();
}

// An object member is one, whatever number of clauses say something of it.
void write_joined(JsonWriter& json, const std::vector<Part>& parts, std::string_view into,
                  Date today) {
  json.key(into.substr(0, into.size() - 2)).begin_object();
  for (const Part& part : parts)
    if (part.into == into)
      for (const Slot& slot : part.slots) write_slot(json, slot, today);
  json.end_object();
}

// All parts of one array member stand together, wherever the line has them.
void write_array(JsonWriter& json, const std::vector<Part>& parts, std::string_view into,
                 Date today) {
  json.key(into.substr(0, into.size() - 2)).begin_array();
  for (const Part& part : parts)
    if (part.into == into) write_object(json, part, today);
  json.end_array();
}

}  // namespace

void write_parts(JsonWriter& json, const std::vector<Part>& parts, Date today) {
  for (size_t i = 0; i < parts.size(); ++i) {
    const Part& part = parts[i];
    if (part.into.empty()) {
      for (const Slot& slot : part.slots) write_slot(json, slot, today);
      continue;
    }
    const auto same = [&](const Part& other) { return other.into == part.into; };
    if (std::any_of(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i), same)) continue;
    const auto write = part.into.ends_with("{}") ? write_joined : write_array;
    write(json, parts, part.into, today);
  }
}

void write_money(JsonWriter& json, std::string_view name, int64_t minor) {
  json.key(name).begin_object();
  json.member("amount", format_decimal(minor, 2)).member("currency", kCurrency).end_object();
}

void write_date(JsonWriter& json, std::string_view name, Date date) {
  json.member(name, to_string(date));
}

void write_schedule(JsonWriter& json, const std::vector<Row>& rows) {
  json.key("schedule").begin_array();
  for (const Row& row : rows) {
    json.begin_object().member("number", row.number);
    write_date(json, "due_date", row.due);
    write_date(json, "from_date", row.from);
    write_money(json, "principal", row.principal);
    write_money(json, "interest", row.interest);
    write_money(json, "balance", row.balance);
    json.end_object();
  }
  json.end_array();
}

void write_terms(JsonWriter& json, std::string_view name, const LoanTerms& terms) {
  json.key(name).begin_object();
  write_money(json, "principal", terms.principal);
  json.member("annual_rate", format_decimal(terms.annual_rate, 6));
  json.member("interest_method", "declining_balance").member("amortization", "equal_instalments");
  json.member("interest_period", "same_as_repayment_period");
  json.member("instalment_count", terms.count).member("period_length", 1);
  json.member("period_unit", "months");
  write_date(json, "first_due_date", terms.first_due);
  json.member("term_months", terms.count).member("day_count", "thirty_360");
  json.member("allocation", "penalty_fee_interest_principal").member("rounding", "half_even");
  json.end_object();
}

}  // namespace dossier::seeds
