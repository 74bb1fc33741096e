// Published collections of nasty JSON, put where events have their data.
#include <doctest/doctest.h>
#include <simdjson.h>

#include "dossier/base/json.h"
#include "support.h"

namespace dossier::events {
namespace {

constexpr std::string_view kNote = "dossier.note.added.v1";

std::string note_text(std::string_view literal) {
  return std::string(R"({"note_id":"N-1","text":)").append(literal) + "}";
}

}  // namespace

TEST_CASE("JSONTestSuite: whatever stands as data, nothing crashes; what is no JSON is a fault") {
  const auto folder = vectors("jsontestsuite/test_parsing");
  if (!folder) return;
  EventParser parser;
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    const std::string name = entry.path().filename().string();
    const std::string text = read_file(entry.path());
    CAPTURE(name);
    const bool as_event = parser.parse_cloud_event(text).has_value();
    const bool as_data = parser.parse_cloud_event(event_around(kNote, text)).has_value();
    const bool as_text = parser.parse_data(type_named(kNote), note_text(text)).has_value();
    const auto batch = parser.parse_batch("[" + event_around(kNote, text) + "]");
    CHECK_FALSE((batch && batch->size() == 1 && batch->front()));
    ++count;
    CHECK_FALSE(as_event);
    CHECK_FALSE(as_data);
    if (name.starts_with("n_")) CHECK_FALSE(as_text);
    if (name.starts_with("y_string") && text.starts_with('[')) {
      const std::string tags = R"({"note_id":"N-1","text":"t","tags":)" + text + "}";
      CHECK(parser.parse_data(type_named(kNote), tags));
    }
  }
  CHECK(count > 300);
}

TEST_CASE("naughty strings: each comes back as it went in") {
  const auto folder = vectors("naughty-strings");
  if (!folder) return;
  simdjson::dom::parser dom;
  simdjson::dom::array strings;
  REQUIRE(dom.load((*folder / "blns.json").string()).get(strings) == simdjson::SUCCESS);
  EventParser parser;
  size_t count = 0;
  for (const std::string_view naughty : strings) {
    std::string literal;
    append_json_text(literal, naughty);
    const auto tree = parser.parse_data(type_named(kNote), note_text(literal));
    REQUIRE_MESSAGE(tree, to_string(tree.error()));
    CHECK(tree->root().find("text")->text() == naughty);
    const auto again = parser.parse_data(type_named(kNote), json_of(tree->root()));
    REQUIRE(again);
    CHECK(again->root() == tree->root());
    ++count;
  }
  CHECK(count > 400);
}

}  // namespace dossier::events
