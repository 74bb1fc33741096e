// The schema compiler's rules: each breach of docs/formats/event.md is refused, by name.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "schema.h"

namespace dossier::schema {
namespace {

namespace fs = std::filesystem;

// A schema of one family, compiled by flatc beside our common.fbs.
class Family {
 public:
  Family() : folder_(fs::temp_directory_path() / fmt::format("dossier_schema_{}", ::getpid())) {
    fs::create_directories(folder_);
  }
  ~Family() { fs::remove_all(folder_); }

  Faults faults(std::string_view text, std::string_view catalogue) {
    Schema schema = load(text, catalogue);
    if (faults_.empty()) check_rules(schema, faults_);
    return faults_;
  }

  Schema load(std::string_view text, std::string_view catalogue) {
    faults_.clear();
    std::ofstream(folder_ / "probe.fbs")
        << "include \"common.fbs\";\nnamespace dossier.event.probe;\n"
        << text;
    std::ofstream(folder_ / "catalogue.txt") << catalogue;
    const std::string command = fmt::format(
        "{} --schema -b --bfbs-builtins --bfbs-comments -I {}/events_schema/fbs -o {} {}",
        DOSSIER_FLATC, DOSSIER_SOURCE_DIR, folder_.string(), (folder_ / "probe.fbs").string());
    REQUIRE(std::system(command.c_str()) == 0);
    Schema schema;
    load_bfbs((folder_ / "probe.bfbs").string(), schema, faults_);
    load_catalogue((folder_ / "catalogue.txt").string(), schema, faults_);
    return schema;
  }

 private:
  fs::path folder_;
  Faults faults_;
};

constexpr std::string_view kCatalogue = "7 dossier.probe.seen.v1\n";

std::string event_with(std::string_view fields, std::string_view attributes = "") {
  return fmt::format("table Seen (event: \"dossier.probe.seen.v1\"{}) {{ meta: Meta (id: 0); {} }}",
                     attributes, fields);
}

struct Breach {
  std::string schema;
  std::string_view fault;
};

std::vector<Breach> breaches() {
  return {
      {event_with("x: string (id: 1, personal: \"hobby\");"), "unknown purpose \"hobby\""},
      {event_with("x: int (id: 1);"), "a scalar must say `= null`"},
      {event_with("x: double = null (id: 1);"), "has no form in events"},
      {event_with("x: ulong = null (id: 1);"), "has no form in events"},
      {event_with("x: [int] (id: 1);"), "has no form in events"},
      {event_with("x: [Sentiment] (id: 1);"), "has no form in events"},
      {event_with("x: [Money] (id: 1);"), "has no form in events"},
      {event_with("x: [ubyte] (id: 1);"), "internal and derived fields"},
      {event_with("x: string (id: 1, required);"), "`required` is no field's attribute"},
      {event_with("x: string (id: 1, event: \"y\");"), "`event` is no field's attribute"},
      {event_with("x: string (id: 1, personal: \"content\", owner: \"y\");"),
       "owner names no sibling"},
      {event_with("y: string (id: 1); x: string (id: 2, personal: \"content\", owner: \"y\");"),
       "owner must be an id"},
      {event_with("y: string (id: 1, id_of: \"z\"); x: string (id: 2, owner: \"y\");"),
       "owner is for personal fields"},
      {event_with("x: int = null (id: 1, derived: \"year(y)\");"), "derived names no sibling"},
      {event_with("x: int = null (id: 1, derived: \"age(y)\");"), "derived is year(field)"},
      {event_with("y: string (id: 1); x: int = null (id: 2, derived: \"year(y)\");"),
       "year is an int, of a date"},
      {event_with("y: string (id: 1); x: string (id: 2, derived: \"token(y)\");"),
       "token is a [ubyte]"},
      {event_with("x: long = null (id: 1, date);"), "a date is an int"},
      {event_with("x: int = null (id: 1, instant);"), "an instant is a long"},
      {event_with("x: long = null (id: 1, decimal: \"12\");"), "a decimal is a long"},
      {event_with("x: string (id: 1, positive);"), "nonneg and positive are for numbers"},
      {event_with("x: string (id: 1, id_of: \"x\", personal: \"identity\");"),
       "an id stays in clear"},
      {event_with("x: EntityRef (id: 1, personal: \"identity\");"), "mark the fields of the table"},
      {event_with("x: string (id: 1, clearable);"), "clearable needs a list `cleared`"},
      {event_with("x: string (id: 1, clearable, mandatory); cleared: [string] (id: 2);"),
       "a mandatory field can't be cleared"},
      {event_with("Name: string (id: 1);"), "lower-case words"},
      {event_with("erased: bool = null (id: 1);"), "`erased` is the list"},
      {event_with("x: string (id: 1);", ", effective: \"y\""), "effective \"y\" must be"},
      {event_with("x: int = null (id: 1, date, personal: \"identity\");", ", effective: \"x\""),
       "effective \"x\" must be"},
      {event_with("x: string (id: 1);", ", subjects: \"control\""),
       "only internal types may have subject kind control"},
      {"table Seen (event: \"dossier.probe.seen.v1\") { x: string (id: 0); }",
       "field 0 must be meta"},
      {"table Seen (event: \"dossier.probe.seen.v1\") { meta: Meta; }", "needs an explicit id"},
      {"table Seen (event: \"dossier.other.seen.v1\") { meta: Meta (id: 0); }",
       "has no line in catalogue.txt"},
      {"table Seen { meta: Meta (id: 0); }", "no table is event \"dossier.probe.seen.v1\""},
      {event_with("t: Loop (id: 1);") + "table Loop { l: [Loop] (id: 0); }", "never in themselves"},
      {event_with("") + "struct Point { x: int; }", "Money is the only struct"},
      {event_with("") + "enum Colour : ubyte { Red }", "name it in lower-case words"},
      {event_with("") + "table Twin (event: \"dossier.probe.seen.v1\") { meta: Meta (id: 0); }",
       "another table is event"},
  };
}

}  // namespace

TEST_CASE("rules: each breach is refused, and named") {
  Family family;
  for (const Breach& breach : breaches()) {
    CAPTURE(breach.schema);
    const Faults faults = family.faults(breach.schema, kCatalogue);
    const auto named = [&](const std::string& fault) {
      return fault.find(breach.fault) != std::string::npos;
    };
    CHECK_MESSAGE(std::ranges::any_of(faults, named),
                  fmt::format("expected: {}; found: {}", breach.fault, fmt::join(faults, " | ")));
  }
}

TEST_CASE("rules: a sound schema has no faults") {
  Family family;
  CHECK(family.faults(event_with("x: string (id: 1, personal: \"content\");"), kCatalogue).empty());
}

TEST_CASE("rules: codes are given once, to types that exist") {
  Family family;
  const std::string sound = event_with("");
  CHECK_FALSE(family.faults(sound, "7 dossier.probe.seen.v1\n7 dossier.probe.gone.v1\n").empty());
  CHECK_FALSE(family.faults(sound, "0 dossier.probe.seen.v1\n").empty());
  CHECK_FALSE(family.faults(sound, "70000 dossier.probe.seen.v1\n").empty());
  CHECK_FALSE(family.faults(sound, "seven dossier.probe.seen.v1\n").empty());
  CHECK_FALSE(family.faults(sound, "7 dossier.probe.seen.v1\n8 dossier.probe.seen.v1\n").empty());
}

TEST_CASE("evolution: what is added passes, what is changed or gone does not") {
  Family family;
  const auto baseline = [&](std::string_view text) {
    Schema schema = family.load(text, kCatalogue);
    Faults faults;
    check_rules(schema, faults);
    REQUIRE(faults.empty());
    return baseline_of(schema);
  };
  const std::string kinds = "enum Kind : ubyte { a, b } ";
  const std::string fields = "x: string (id: 1); k: Kind = null (id: 2); ";
  const std::string before = kinds + event_with(fields);
  const auto faults_of = [&](const std::string& now) {
    Faults faults;
    compare_baseline(baseline(before), baseline(now), faults);
    return faults;
  };
  CHECK(faults_of(before).empty());
  CHECK(faults_of("enum Kind : ubyte { a, b, c } " + event_with(fields + "y: string (id: 3);") +
                  "table More { z: string (id: 0, mandatory); }")
            .empty());
  CHECK(faults_of(kinds + event_with(fields, ", subjects: \"customer,agent\"")).empty());
  const std::vector<std::string> broken = {
      kinds + event_with(fields, ", subjects: \"agent\""),
      kinds + event_with(fields, ", internal"),
      kinds + event_with("x: string (id: 1);"),                            // gone
      kinds + event_with("w: string (id: 1); k: Kind = null (id: 2);"),    // renamed
      kinds + event_with("x: [string] (id: 1); k: Kind = null (id: 2);"),  // retyped
      kinds + event_with("k: Kind = null (id: 1); x: string (id: 2);"),    // ids moved
      kinds + event_with("x: string (id: 1, personal: \"content\"); k: Kind = null (id: 2);"),
      "enum Kind : ubyte { b, a } " + event_with(fields),
      "enum Kind : ushort { a, b } " + event_with(fields),
      kinds + event_with(fields + "y: string (id: 3, mandatory);")};
  for (const std::string& now : broken) {
    CAPTURE(now);
    CHECK_FALSE(faults_of(now).empty());
  }
}

}  // namespace dossier::schema
