// CloudEvents: attributes of structured, batch and binary mode.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "dossier/events/flatbuffer.h"
#include "support.h"

namespace dossier::events {
namespace {

constexpr std::string_view kNote = "dossier.note.added.v1";
constexpr std::string_view kData = R"({"note_id":"N-1","text":"t"})";

// The event of docs/formats/event.md.
constexpr std::string_view kExample = R"(
    {"specversion":"1.0","id":"pay-881","source":"/core/payments","type":"dossier.payment.received.v1",
     "subject":"C-1042","time":"2026-03-02T10:15:00Z",
     "data":{"payment_id":"P-881","loan_id":"LN-1","amount":{"amount":"45000.00","currency":"JMD"},
             "value_date":"2026-03-02","method":"bank_transfer","meta":{"actor":{"kind":"system","id":"core"}}}})";

struct BadEvent {
  std::string_view what;
  std::string json;
  ErrorCode code;
  std::string_view field;
  std::string_view message;
};

// A sound event but for one attribute, as JSON, or without it where `value` is empty.
std::string with(std::string_view attribute, std::string_view value) {
  std::string out = "{";
  const std::pair<std::string_view, std::string_view> sound[] = {
      {"specversion", "\"1.0\""}, {"id", "\"e-1\""},
      {"source", "\"/core\""},    {"type", "\"dossier.note.added.v1\""},
      {"subject", "\"C-1\""},     {"data", kData}};
  bool replaced = false;
  for (const auto& [name, text] : sound) {
    const bool here = name == attribute;
    replaced |= here;
    if (here && value.empty()) continue;
    out += fmt::format("{}\"{}\":{}", out.size() > 1 ? "," : "", name, here ? value : text);
  }
  if (!replaced) out += fmt::format(",\"{}\":{}", attribute, value);
  return out + "}";
}

std::vector<BadEvent> bad_events() {
  const auto invalid = ErrorCode::invalid;
  const auto refused = ErrorCode::refused;
  const std::string long_id = fmt::format("\"{:x<257}\"", "");
  return {
      {"not JSON", "specversion=1.0", invalid, "", "must be an object"},
      {"empty", "", invalid, "", "is not valid JSON"},
      {"a list", "[]", invalid, "", "must be an object"},
      {"two events", with("id", "\"a\"") + with("id", "\"b\""), invalid, "", "is not valid JSON"},
      {"cut off", with("id", "\"a\"").substr(0, 60), invalid, "", "is not valid JSON"},
      {"no specversion", with("specversion", ""), invalid, "specversion", "is missing"},
      {"old specversion", with("specversion", "\"0.3\""), invalid, "specversion",
       "must be \"1.0\""},
      {"no type", with("type", ""), invalid, "type", "is missing"},
      {"unknown type", with("type", "\"dossier.loan.gone.v1\""), invalid, "type",
       "no event of this type"},
      {"internal type", with("type", "\"dossier.control.business_date_opened.v1\""), refused,
       "type", "only Dossier itself writes this type"},
      {"no source", with("source", ""), invalid, "source", "is missing"},
      {"source with a space", with("source", "\"my core\""), invalid, "source",
       "must be a URI reference"},
      {"Dossier's source", with("source", "\"dossier:intake\""), refused, "source",
       "only Dossier itself uses"},
      {"no subject", with("subject", ""), invalid, "subject", "is missing"},
      {"bad subject", with("subject", "\"customer/a b\""), invalid, "subject", "not a subject"},
      {"control", with("subject", "\"control/x\""), refused, "subject", "only Dossier itself"},
      {"wrong kind", with("subject", "\"campaign/x\""), invalid, "subject",
       "this type is not for a subject of this kind"},
      {"empty id", with("id", "\"\""), invalid, "id", "must be 1 to 256 bytes"},
      {"long id", with("id", long_id), invalid, "id", "must be 1 to 256 bytes"},
      {"id with a line end", with("id", "\"a\\nb\""), invalid, "id", "must be 1 to 256 bytes"},
      {"id as a number", with("id", "7"), invalid, "id", "must be a string, is a number"},
      {"null attribute", with("time", "null"), invalid, "time", "must be a string, is null"},
      {"bad time", with("time", "\"yesterday\""), invalid, "time", "not an RFC 3339 instant"},
      {"other content", with("datacontenttype", "\"text/xml\""), invalid, "datacontenttype",
       "is not read here"},
      {"strange extension", with("nationality", "\"x\""), invalid, "nationality",
       "no attribute of this name is carried"},
      {"base64", with("data_base64", "\"AAAA\""), invalid, "data_base64", "data in base64"},
      {"doubled attribute", with("specversion", "\"1.0\",\"id\":\"b\""), invalid, "id",
       "stands twice"},
      {"doubled data", with("time", "\"2026-01-01T00:00:00Z\",\"data\":{}"), invalid, "data",
       "stands twice"},
      {"no data", with("data", ""), invalid, "data", "is missing"},
      {"data as a string", with("data", "\"x\""), invalid, "data",
       "must be an object, is a string"},
      {"fault in the data", with("data", R"({"note_id":"N-1","text":7})"), invalid, "data.text",
       "must be a string"},
  };
}

}  // namespace

TEST_CASE("structured: the example of the format's page") {
  EventParser parser;
  const auto event = parser.parse_cloud_event(kExample);
  REQUIRE_MESSAGE(event, to_string(event.error()));
  CHECK(event->id == "pay-881");
  CHECK(event->source == "/core/payments");
  CHECK(event->type->kind() == EventKind::payment_received);
  CHECK(event->subject.key() == "customer/C-1042");
  CHECK(event->time == *parse_instant("2026-03-02T10:15:00Z"));
  CHECK(event->data.root().find("amount")->money() == Money{4'500'000, 388});
  CHECK(personal_parts(event->data.root(), "customer/C-1042").empty());
}

TEST_CASE("structured: each fault names its attribute") {
  EventParser parser;
  for (const BadEvent& bad : bad_events()) {
    CAPTURE(bad.what);
    const auto event = parser.parse_cloud_event(bad.json);
    REQUIRE_FALSE(event);
    CHECK(event.error().code == bad.code);
    CHECK(event.error().field == bad.field);
    CHECK(event.error().message.substr(0, bad.message.size()) == bad.message);
  }
}

TEST_CASE("structured: members may come in any order, an id may be left out") {
  EventParser parser;
  const auto event = parser.parse_cloud_event(
      R"({"data":{"text":"t","note_id":"N-1"},"traceparent":"00-ab-cd-01","subject":"customer/C-1",)"
      R"("partitionkey":"C-1","type":"dossier.note.added.v1","source":"/a","specversion":"1.0"})");
  REQUIRE_MESSAGE(event, to_string(event.error()));
  CHECK(event->id.empty());
  CHECK_FALSE(event->time);
  CHECK(event->extensions == std::vector<std::pair<std::string, std::string>>{
                                 {"partitionkey", "C-1"}, {"traceparent", "00-ab-cd-01"}});
}

TEST_CASE("structured: Dossier itself may send what a publisher may not") {
  EventParser parser({.trusted = true});
  const auto event = parser.parse_cloud_event(
      R"({"specversion":"1.0","id":"2026-03-02","source":"dossier:clock","subject":"control/day",)"
      R"("type":"dossier.control.business_date_opened.v1","data":{"date":"2026-03-02"}})");
  REQUIRE_MESSAGE(event, to_string(event.error()));
  CHECK(event->subject.kind() == "control");
}

TEST_CASE("batch: a fault of one leaves the others alone") {
  EventParser parser;
  std::string batch = "[";
  size_t count = 0;
  for (const BadEvent& bad : bad_events()) {
    if (!bad.json.starts_with('{') || bad.json.back() != '}' || bad.what == "two events") continue;
    batch += with("id", fmt::format("\"good-{}\"", count++)) + "," + bad.json + ",";
  }
  batch += R"(7, "x", [], )" + with("id", "\"last\"") + "]";
  const auto events = parser.parse_batch(batch);
  REQUIRE_MESSAGE(events, to_string(events.error()));
  REQUIRE(events->size() == 2 * count + 4);
  for (size_t i = 0; i < count; ++i) {
    REQUIRE((*events)[2 * i]);
    CHECK((*events)[2 * i]->id == fmt::format("good-{}", i));
    CHECK_FALSE((*events)[2 * i + 1]);
  }
  CHECK(events->back()->id == "last");
}

TEST_CASE("batch: an empty list is no events, broken text one fault") {
  EventParser parser;
  CHECK(parser.parse_batch("[]")->empty());
  for (const std::string_view text : {"", "{}", "[", "[{}", "[{}]]", "[{},]x", "7"}) {
    CAPTURE(text);
    CHECK_FALSE(parser.parse_batch(text));
  }
}

TEST_CASE("binary: attributes beside JSON data") {
  EventParser parser;
  const Attribute attributes[] = {{"specversion", "1.0"},
                                  {"id", "e-1"},
                                  {"source", "/core"},
                                  {"type", kNote},
                                  {"subject", "C-1"}};
  const auto event = parser.parse_binary(attributes, DataFormat::json, kData);
  REQUIRE_MESSAGE(event, to_string(event.error()));
  CHECK(event->data.root().find("text")->text() == "t");
  const Attribute strange[] = {{"specversion", "1.0"}, {"id", "\xff"}};
  CHECK(parser.parse_binary(strange, DataFormat::json, kData).error().field == "id");
}

TEST_CASE("binary: FlatBuffers pass the same checks") {
  EventParser parser;
  const Attribute attributes[] = {{"specversion", "1.0"},
                                  {"id", "e-1"},
                                  {"source", "/core"},
                                  {"type", kNote},
                                  {"subject", "C-1"}};
  const auto parse = [&](std::string_view json) {
    std::string bytes;
    build(data_of(kNote, json).root(), {}, bytes);
    return parser.parse_binary(attributes, DataFormat::flatbuffer, bytes);
  };
  CHECK(parse(kData));
  CHECK(parse(R"({"note_id":"N","text":"t","meta":{"salt":"AAAA"}})").error().code ==
        ErrorCode::refused);
  Tree bad(*type_named(kNote).table);
  bad.root().set(1, bad.new_text("N-1"));
  bad.root().set(2, bad.new_text("\xff\xfe"));
  std::string bytes;
  build(bad.root(), {}, bytes);
  const auto event = parser.parse_binary(attributes, DataFormat::flatbuffer, bytes);
  REQUIRE_FALSE(event);
  CHECK(event.error().field == "data.text");
  CHECK(event.error().message == "is not valid UTF-8");
  CHECK_FALSE(parser.parse_binary(attributes, DataFormat::flatbuffer, "no FlatBuffer at all"));
}

}  // namespace dossier::events
