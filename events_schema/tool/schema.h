// The schema compiler's picture of all .fbs files: read from flatc's binary schemas, checked by
// rules, then written out as C++ tables, JSON Schema, the catalogue page and the baseline.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::schema {

using Attributes = std::map<std::string, std::string, std::less<>>;

enum class Shape : uint8_t {
  boolean,
  integer,
  enumeration,
  money,
  text,
  bytes,
  numbers,
  table,
  texts,
  tables,
  unsupported
};

struct Field {
  std::string name;
  std::string type;    // as the .fbs says it: "int", "Money", "[string]"
  std::string target;  // full name of its table or enum; empty for others
  std::string doc;
  Attributes attributes;
  uint16_t id = 0;
  uint16_t offset = 0;
  Shape shape = Shape::unsupported;
  uint8_t width = 0;
  bool is_signed = false;
  bool optional = false;

  bool has(std::string_view attribute) const { return attributes.contains(attribute); }
  std::string get(std::string_view attribute) const;  // Empty where absent.
  // Whether a publisher may send it.
  bool published() const { return !has("internal") && !has("derived"); }
};

struct Table {
  std::string name;
  std::string doc;
  Attributes attributes;
  std::vector<Field> fields;  // by id
  bool is_struct = false;

  const Field* find(std::string_view field_name) const;
  std::string get(std::string_view attribute) const;
};

struct EnumValue {
  std::string name;
  int64_t number = 0;
};

struct Enum {
  std::string name;
  std::string type;
  std::string doc;
  std::vector<EnumValue> values;  // by number
};

struct Event {
  uint16_t code = 0;
  std::string name;
  const Table* table = nullptr;

  std::string family() const;      // "loan"
  std::string identifier() const;  // "loan_disbursed", for C++
  std::vector<std::string> subjects() const;
};

struct CatalogueLine {
  uint32_t code = 0;
  std::string name;
  size_t line = 0;
};

struct Schema {
  std::map<std::string, Table, std::less<>> tables;
  std::map<std::string, Enum, std::less<>> enums;
  std::vector<CatalogueLine> catalogue;
  std::vector<Event> events;  // by code; filled by check_rules

  const Table& table(const std::string& name) const { return tables.at(name); }
};

using Faults = std::vector<std::string>;

// load.cc: adds a binary schema (flatc -b --schema --bfbs-builtins --bfbs-comments), the catalogue.
void load_bfbs(const std::string& path, Schema& schema, Faults& faults);
void load_catalogue(const std::string& path, Schema& schema, Faults& faults);

// rules.cc: what docs/formats/event.md demands of a schema; joins the catalogue to its tables.
void check_rules(Schema& schema, Faults& faults);

// derived: "year(date_of_birth)" taken apart; both empty where it is malformed.
struct DerivedFrom {
  std::string function;
  std::string field;
};
DerivedFrom parse_derived(const std::string& text);
// Every table that an event reaches, those below before those above.
std::vector<const Table*> reachable_tables(const Schema& schema);
std::vector<std::string> split(std::string_view text, char separator);
std::string short_name(std::string_view full_name);  // After the last dot.

// emit_*.cc: whole files as text.
std::string catalogue_header(const Schema& schema);
std::string catalogue_source(const Schema& schema);
std::string json_schema(const Schema& schema, const Event& event);
std::string json_schema_source(const Schema& schema);  // of all, for the program to have
std::string events_page(const Schema& schema);

// baseline.cc: one line a table, field, enum, value and code, by family ("common", "loan", …).
using Baseline = std::map<std::string, std::vector<std::string>>;
Baseline baseline_of(const Schema& schema);
// Faults for each line of `before` that `now` lacks, and for what may not be added.
void compare_baseline(const Baseline& before, const Baseline& now, Faults& faults);

}  // namespace dossier::schema
