// The schema of each write's body against what the server takes: they never disagree.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <simdjson.h>

#include "../events_schema/random_tree.h"
#include "dossier/events/json_schema.h"
#include "dossier/events/to_json.h"
#include "schema_check.h"
#include "write_support.h"

namespace dossier::api {
namespace {

constexpr uint64_t kSeeds = 40;

// The members of a body that says what the event's data says.
std::string members_of(const WriteRow& row, const events::TableValue& data) {
  std::string json;
  events::append_json(data, json);
  simdjson::dom::parser parser;
  simdjson::dom::object all;
  REQUIRE(parser.parse(json).get(all) == simdjson::SUCCESS);
  std::string members;
  for (const auto& member : all) {
    if (row.server_fills(*row.type().table->find(member.key))) continue;
    members += fmt::format("{}\"{}\":{}", members.empty() ? "" : ",", member.key,
                           simdjson::minify(member.value));
  }
  return members;
}

bool taken(const WriteRow& row, const std::string& body) {
  const Principal who{"A-7", Role::agent, {}, {}};
  return write_of(row, {who, Subject::trusted("customer/C-7"), "T-1", "k", "", body}).has_value();
}

}  // namespace

TEST_CASE(
    "write schemas: the example of each write fits; an extra, or a server's member does not") {
  for (const WriteRow& row : write_rows()) {
    CAPTURE(row.operation);
    const std::string schema = write_body_schema(row);
    CAPTURE(schema);
    CHECK(schema_fault(schema, sound_body(row)) == "");
    CHECK(taken(row, sound_body(row)));
    const std::string members(example_of(row).members);
    const std::string comma = members.empty() ? "" : ",";
    CHECK(schema_fault(schema, write_body(members + comma + R"("shoe_size":44)", "why")) ==
          ": shoe_size is not known");
    for (const auto& field : row.type().table->fields) {
      if (!row.server_fills(field)) continue;
      const std::string member = fmt::format(R"({}"{}":"x")", comma, field.name);
      CHECK(schema_fault(schema, write_body(members + member, "why")) ==
            fmt::format(": {} is not known", field.name));
    }
    if (row.needs_reason) CHECK(schema_fault(schema, write_body(members, " ")) != "");
  }
}

TEST_CASE("write schemas: whatever the event can say fits and is taken; without a member neither") {
  for (const WriteRow& row : write_rows()) {
    CAPTURE(row.operation);
    const std::string schema = write_body_schema(row);
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
      CAPTURE(seed);
      const events::Tree tree =
          events::RandomTree(seed).make(row.type(), events::Fields::published);
      const std::string body = write_body(members_of(row, tree.root()), "why");
      CAPTURE(body);
      CHECK(schema_fault(schema, body) == "");
      CHECK(taken(row, body));
    }
    const bool empty_fits = schema_fault(schema, "{}").empty();
    CHECK(empty_fits == taken(row, "{}"));
  }
}

TEST_CASE("write schemas: refer to nothing that is not there, and carry nothing that is not used") {
  for (const WriteRow& row : write_rows()) {
    CAPTURE(row.operation);
    const std::string schema = write_body_schema(row);
    CHECK(schema.find("\"meta\"") == std::string::npos);
    CHECK(schema.find("\"ActorKind\"") == std::string::npos);
    CHECK(at(schema, "/$id") == fmt::format("urn:dossier:schema:{}", row.operation));
  }
}

TEST_CASE("event schemas: the program has that of each type") {
  for (const auto& type : events::all_types())
    CHECK(at(std::string(events::json_schema(type)), "/title") == type.name);
}

}  // namespace dossier::api
