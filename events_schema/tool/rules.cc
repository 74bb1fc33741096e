// What docs/formats/event.md demands of a schema. Every fault names the table and the field, and is
// found in one run, so that an author mends them all at once.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "schema.h"

namespace dossier::schema {
namespace {

constexpr size_t kNestingMax = 8;

const std::set<std::string, std::less<>> kTableAttributes = {"event", "effective", "subjects",
                                                             "internal"};
const std::set<std::string, std::less<>> kFieldAttributes = {
    "id",   "internal", "mandatory", "personal", "owner",    "derived",  "id_of",
    "date", "instant",  "decimal",   "nonneg",   "positive", "clearable"};
const std::set<std::string, std::less<>> kPurposes = {"identity", "contact", "finance", "content",
                                                      "trace"};
const std::set<std::string, std::less<>> kKeywords = {
    "and",      "auto",     "bool",    "break",     "case",     "catch",     "char",   "class",
    "const",    "continue", "default", "delete",    "do",       "double",    "else",   "enum",
    "explicit", "export",   "extern",  "false",     "float",    "for",       "friend", "goto",
    "if",       "inline",   "int",     "long",      "mutable",  "namespace", "new",    "not",
    "operator", "or",       "private", "protected", "public",   "register",  "return", "short",
    "signed",   "sizeof",   "static",  "struct",    "switch",   "template",  "this",   "throw",
    "true",     "try",      "typedef", "typename",  "union",    "unsigned",  "using",  "virtual",
    "void",     "volatile", "while",   "xor",       "requires", "concept"};

bool lower_words(std::string_view name) {
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// Faults of one field, each with the field's full name before it.
class FieldRules {
 public:
  FieldRules(const Schema& schema, const Table& table, const Field& field, Faults& faults)
      : schema_(schema), table_(table), field_(field), faults_(faults) {}

  void check() {
    check_name();
    check_type();
    check_number();
    check_personal();
    check_derived();
    check_rest();
  }

 private:
  void fault(std::string_view what) {
    faults_.push_back(fmt::format("{}.{}: {}", table_.name, field_.name, what));
  }
  bool scalar() const {
    return field_.shape == Shape::boolean || field_.shape == Shape::integer ||
           field_.shape == Shape::enumeration;
  }
  bool counted() const { return field_.shape == Shape::integer || field_.shape == Shape::money; }

  void check_name() {
    if (!lower_words(field_.name) || kKeywords.contains(field_.name))
      fault("name it in lower-case words joined by _, none a word of C++");
    if (field_.name == "erased" && field_.published())
      fault("`erased` is the list that marks erased fields in JSON; take another name");
    if (!field_.has("id")) fault("needs an explicit id");
    for (const auto& [name, value] : field_.attributes)
      if (!kFieldAttributes.contains(name))
        fault(fmt::format("`{}` is no field's attribute", name));
  }

  void check_type() {
    if (field_.shape == Shape::unsupported)
      fault(fmt::format("type {} has no form in events; see docs/formats/event.md", field_.type));
    if (scalar() && !field_.optional) fault("a scalar must say `= null`");
    if (!scalar() && field_.shape != Shape::unsupported && !field_.optional)
      fault("must be optional: presence is checked by intake");
    const bool raw = field_.shape == Shape::bytes || field_.shape == Shape::numbers;
    if (raw && field_.published()) fault("vectors of numbers are for internal and derived fields");
  }

  void check_number() {
    const int marks = field_.has("date") + field_.has("instant") + field_.has("decimal");
    if (marks > 1) fault("only one of date, instant, decimal");
    if (field_.has("date") && field_.type != "int") fault("a date is an int");
    if (field_.has("instant") && field_.type != "long") fault("an instant is a long");
    if (field_.has("decimal")) {
      const std::string scale = field_.get("decimal");
      const bool one_digit = scale.size() == 1 && scale[0] >= '1' && scale[0] <= '9';
      if (field_.type != "long" || !one_digit) fault("a decimal is a long with 1 to 9 decimals");
    }
    const bool bounded = field_.has("nonneg") || field_.has("positive");
    const bool moment = field_.has("date") || field_.has("instant");
    if (bounded && (!counted() || moment)) fault("nonneg and positive are for numbers and money");
    if (field_.has("nonneg") && field_.has("positive")) fault("nonneg or positive, not both");
  }

  void check_personal() {
    if (field_.has("owner") && !field_.has("personal")) fault("owner is for personal fields");
    if (!field_.has("personal")) return;
    if (!kPurposes.contains(field_.get("personal")))
      fault(fmt::format("unknown purpose \"{}\": identity, contact, finance, content or trace",
                        field_.get("personal")));
    if (field_.shape == Shape::table || field_.shape == Shape::tables)
      fault("mark the fields of the table as personal, not the table");
    if (field_.has("id_of")) fault("an id stays in clear: it can't be personal");
    if (!field_.published()) fault("internal and derived fields are not personal");
    if (field_.has("owner")) check_owner();
  }

  void check_owner() {
    const Field* sibling = table_.find(field_.get("owner"));
    if (sibling == nullptr) return fault("owner names no sibling field");
    if (sibling->shape == Shape::text && sibling->has("id_of") && !sibling->has("personal")) return;
    if (sibling->shape == Shape::table) {
      const Table& target = schema_.table(sibling->target);
      const Field* kind = target.find("kind");
      const Field* id = target.find("id");
      const bool fits = kind != nullptr && id != nullptr && kind->shape == Shape::enumeration &&
                        id->shape == Shape::text && id->has("id_of");
      if (fits) return;
    }
    fault("owner must be an id (with id_of) or a table with kind and id");
  }

  void check_derived() {
    if (!field_.has("derived")) return;
    const auto [function, source_name] = parse_derived(field_.get("derived"));
    const Field* source = table_.find(source_name);
    if (function != "year" && function != "token")
      return fault("derived is year(field) or token(field)");
    if (source == nullptr) return fault("derived names no sibling field");
    if (function == "year" && (!source->has("date") || field_.type != "int"))
      fault("year is an int, of a date");
    if (function == "token" && (source->shape != Shape::text || field_.shape != Shape::bytes))
      fault("token is a [ubyte], of a string");
    if (field_.has("mandatory") || field_.has("internal"))
      fault("a derived field is neither mandatory nor internal");
  }

  void check_rest() {
    if (field_.has("id_of") && field_.shape != Shape::text && field_.shape != Shape::texts)
      fault("id_of is for strings");
    if (field_.name == "cleared" && field_.shape != Shape::texts) fault("cleared is a [string]");
    if (!field_.has("clearable")) return;
    if (table_.find("cleared") == nullptr) fault("clearable needs a list `cleared` beside it");
    if (field_.has("mandatory")) fault("a mandatory field can't be cleared");
  }

  const Schema& schema_;
  const Table& table_;
  const Field& field_;
  Faults& faults_;
};

size_t nesting(const Schema& schema, const Table& table, std::set<std::string>& above) {
  if (!above.insert(table.name).second) return kNestingMax + 1;
  size_t deepest = 0;
  for (const Field& field : table.fields)
    if (field.shape == Shape::table || field.shape == Shape::tables)
      deepest = std::max(deepest, nesting(schema, schema.table(field.target), above));
  above.erase(table.name);
  return deepest + 1;
}

void check_table(const Schema& schema, const Table& table, Faults& faults) {
  if (table.is_struct && table.name != "dossier.event.Money")
    faults.push_back(fmt::format("{}: Money is the only struct", table.name));
  if (table.is_struct) return;
  for (const auto& [name, value] : table.attributes)
    if (!kTableAttributes.contains(name))
      faults.push_back(fmt::format("{}: `{}` is no table's attribute", table.name, name));
  for (const Field& field : table.fields) FieldRules(schema, table, field, faults).check();
  std::set<std::string> above;
  if (nesting(schema, table, above) > kNestingMax)
    faults.push_back(fmt::format("{}: tables nest at most {} deep, and never in themselves",
                                 table.name, kNestingMax));
}

void check_enum(const Enum& item, Faults& faults) {
  const bool currency = item.name == "dossier.event.Currency";
  for (const EnumValue& value : item.values)
    if (!currency && (!lower_words(value.name) || kKeywords.contains(value.name)))
      faults.push_back(
          fmt::format("{}.{}: name it in lower-case words joined by _, none a word of "
                      "C++",
                      item.name, value.name));
}

void check_event_name(const Event& event, Faults& faults) {
  const auto parts = split(event.name, '.');
  const bool form = parts.size() == 4 && parts[0] == "dossier" && lower_words(parts[1]) &&
                    lower_words(parts[2]) && parts[3].size() > 1 && parts[3][0] == 'v';
  if (!form)
    faults.push_back(fmt::format("{}: event \"{}\" is not dossier.<family>.<event>.v<n>",
                                 event.table->name, event.name));
  else if (!event.table->name.starts_with(fmt::format("dossier.event.{}.", parts[1])))
    faults.push_back(fmt::format("{}: event \"{}\" belongs in namespace dossier.event.{}",
                                 event.table->name, event.name, parts[1]));
}

void check_event(const Event& event, Faults& faults) {
  const Table& table = *event.table;
  check_event_name(event, faults);
  const bool meta_first = !table.fields.empty() && table.fields[0].name == "meta" &&
                          table.fields[0].target == "dossier.event.Meta";
  if (!meta_first) faults.push_back(fmt::format("{}: field 0 must be meta: Meta", table.name));
  if (const std::string effective = table.get("effective"); !effective.empty()) {
    const Field* field = table.find(effective);
    const bool moment = field != nullptr && (field->has("date") || field->has("instant"));
    if (!moment || field->has("personal"))
      faults.push_back(
          fmt::format("{}: effective \"{}\" must be a date or instant of the table, "
                      "in clear",
                      table.name, effective));
  }
  const auto kinds = event.subjects();
  if (std::ranges::find(kinds, "control") != kinds.end() && !table.attributes.contains("internal"))
    faults.push_back(
        fmt::format("{}: only internal types may have subject kind control", table.name));
}

std::map<std::string, const Table*> event_tables(const Schema& schema, Faults& faults) {
  std::map<std::string, const Table*> out;
  for (const auto& [name, table] : schema.tables) {
    const std::string event = table.get("event");
    if (event.empty()) continue;
    if (!out.emplace(event, &table).second)
      faults.push_back(fmt::format("{}: another table is event \"{}\" too", name, event));
  }
  return out;
}

void join_catalogue(Schema& schema, Faults& faults) {
  auto tables = event_tables(schema, faults);
  std::set<uint32_t> codes;
  for (const CatalogueLine& line : schema.catalogue) {
    if (!codes.insert(line.code).second || line.code == 0 || line.code > 0xFFFF)
      faults.push_back(fmt::format("catalogue.txt:{}: code {} is used twice or out of 1 to 65535",
                                   line.line, line.code));
    const auto found = tables.find(line.name);
    if (found == tables.end()) {
      faults.push_back(
          fmt::format("catalogue.txt:{}: no table is event \"{}\", or it is listed "
                      "twice",
                      line.line, line.name));
      continue;
    }
    schema.events.push_back({static_cast<uint16_t>(line.code), line.name, found->second});
    tables.erase(found);
  }
  for (const auto& [name, table] : tables)
    faults.push_back(
        fmt::format("{}: event \"{}\" has no line in catalogue.txt", table->name, name));
  std::ranges::sort(schema.events, {}, &Event::code);
}

}  // namespace

void check_rules(Schema& schema, Faults& faults) {
  for (const auto& [name, table] : schema.tables) check_table(schema, table, faults);
  for (const auto& [name, item] : schema.enums) check_enum(item, faults);
  join_catalogue(schema, faults);
  for (const Event& event : schema.events) check_event(event, faults);
}

}  // namespace dossier::schema
