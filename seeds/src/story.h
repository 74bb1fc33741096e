// Stories: the text that a loan officer reads and edits, as entries with typed slots.
// docs/seeds.md is the grammar. Pure functions and values.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"
#include "dossier/base/time.h"

namespace dossier::seeds {

class Teller;
struct Entry;

// One kind of happening. Forms are made of words, and of slots `<kind:member>`; a slot whose member
// starts with `_` is for the handler, all others become members of the event as they are.
// `=member=value` takes no words and sets a member
// (`@today`: the day it happens). A clause is an optional part after the form, in
// any order; "rules[]: rule <id:rule_id>" puts its slots in an array member, "terms{}: …" in an
// object member. The first word of a clause is its own alone.
struct VerbForm {
  std::string_view form;
  std::string_view type = {};  // Of the event.
  std::string_view source = {};
  int32_t usual_minute = 0;     // Of the day, where the line names no time.
  std::string_view actor = {};  // kind or kind/id; "customer" is the story's own.
  std::vector<std::string_view> clauses = {};
  bool on_loan = false;  // Speaks of a loan: the latest one where no `on` clause says otherwise.
  // Where the event needs more than its slots, or there are several.
  Status (*handler)(Teller&, const Entry&) = nullptr;
  bool each_due = false;  // Happens for every instalment due in its range of dates.
  // Members with ids: one that is new with this line, and those that an earlier line has to name.
  std::string_view introduces = {};
  std::vector<std::string_view> needs = {};
};

struct Slot {
  std::string_view member;
  std::string_view kind;
  std::string text;
  std::vector<std::string> list;  // Of the kinds `ids`, `texts` and `words`.
};

struct Part {
  std::string_view into;  // "", "rules[]", "terms{}"
  std::vector<Slot> slots;
};

struct Entry {
  int32_t line = 0;
  Date from;
  Date to;
  std::optional<int32_t> minute;
  const VerbForm* verb = nullptr;
  std::vector<Part> parts;

  // Of any part outside arrays and objects.
  const Slot* find(std::string_view member) const;
  std::string_view text(std::string_view member) const;  // Empty where it is absent.
  bool has(std::string_view member) const { return find(member) != nullptr; }
  Date date(std::string_view member) const;       // Of a slot of kind `date`.
  int32_t number(std::string_view member) const;  // `int`
  int64_t amount(std::string_view member) const;  // `money`: minor units
  int64_t rate(std::string_view member) const;    // `rate`: 6 decimals
};

struct Story {
  std::map<std::string, std::string, std::less<>> headers;
  std::vector<Entry> staff;
  std::vector<Entry> campaigns;
  std::vector<Entry> entries;  // As they stand in the text: dates never go back.
};

// Errors: invalid, with field "line n" and a remedy.
Result<Story> parse_story(std::string_view text);

// The forms of every verb, by family; each family's file holds its own.
std::span<const VerbForm> customer_verbs();
std::span<const VerbForm> document_verbs();
std::span<const VerbForm> application_verbs();
std::span<const VerbForm> loan_verbs();
std::span<const VerbForm> security_verbs();
std::span<const VerbForm> payment_verbs();
std::span<const VerbForm> collection_verbs();
std::span<const VerbForm> message_verbs();
std::span<const VerbForm> purchase_verbs();
std::span<const VerbForm> campaign_verbs();
// All of them.
std::vector<std::span<const VerbForm>> verb_families();
// The headers `staff: …` and `campaign: …`, in the same notation.
const VerbForm& staff_form();
const VerbForm& campaign_form();

// "name: value" of the error's field for a line.
inline std::string line_field(int32_t line) { return "line " + std::to_string(line); }

}  // namespace dossier::seeds
