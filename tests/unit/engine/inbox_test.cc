// The inbox's parts that need no broker: lanes, the three forms of a record, strangers in the log.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "conformance/log_fixture.h"
#include "dossier/engine/dead_letters.h"
#include "kafka/canonical.h"
#include "kafka/inbox_lane.h"

using namespace dossier;
using namespace dossier::engine;
using kafka::InboxLane;

namespace {

InboxRecord at(int64_t offset) { return {{{0}, {offset}}, "key", "", "value"}; }

std::vector<int64_t> next_of(InboxLane& lane, size_t most = 100) {
  std::vector<int64_t> offsets;
  for (const InboxRecord* record : lane.next(most)) offsets.push_back(record->place.offset.value);
  return offsets;
}

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string encoded(const Headers& headers) {
  HeaderWriter out;
  for (const auto& [name, value] : headers) out.add(name, value);
  return out.take();
}

const Headers kAttributes = {{"ce_specversion", "1.0"},
                             {"ce_id", "n-1"},
                             {"ce_source", "/crm"},
                             {"ce_type", "dossier.note.added.v1"},
                             {"ce_subject", "C-1"}};
constexpr std::string_view kData = R"({"note_id":"N-1","text":"Hello."})";

Headers with_type(Headers headers, std::string type) {
  headers.emplace_back("content-type", std::move(type));
  return headers;
}

}  // namespace

TEST_CASE("inbox lane: an offset is safe only below the lowest record without a verdict") {
  InboxLane lane({0});
  CHECK(lane.safe() == -1);
  for (int64_t i = 10; i < 14; ++i) lane.add(at(i));
  CHECK(lane.safe() == 10);
  CHECK(next_of(lane) == std::vector<int64_t>{10, 11, 12, 13});
  lane.done(11);
  lane.done(12);
  CHECK(lane.safe() == 10);
  lane.done(10);
  CHECK(lane.safe() == 13);
  lane.done(13);
  CHECK(lane.safe() == 14);
  CHECK(lane.bytes() == 0);
}

TEST_CASE("inbox lane: after a failure nothing is submitted before all is back, then in order") {
  InboxLane lane({0});
  for (int64_t i = 0; i < 6; ++i) lane.add(at(i));
  CHECK(next_of(lane, 4) == std::vector<int64_t>{0, 1, 2, 3});
  lane.done(0);
  lane.failed(1);
  CHECK(next_of(lane).empty());
  CHECK_FALSE(lane.try_again());
  lane.done(2);
  lane.failed(3);
  CHECK(lane.safe() == 1);
  REQUIRE(lane.try_again());
  CHECK(next_of(lane) == std::vector<int64_t>{1, 3, 4, 5});
  for (const int64_t offset : {1, 3, 4, 5}) lane.done(offset);
  CHECK(lane.safe() == 6);
}

TEST_CASE("inbox lane: a verdict that comes twice, or for another record, changes nothing") {
  InboxLane lane({0});
  lane.add(at(5));
  lane.add(at(9));  // a gap, where a publisher wrote in a transaction
  lane.done(5);     // not submitted yet
  CHECK(lane.safe() == 5);
  CHECK(next_of(lane) == std::vector<int64_t>{5, 9});
  lane.done(7);
  lane.done(9);
  lane.done(9);
  lane.failed(9);
  CHECK(lane.safe() == 5);
  lane.done(5);
  CHECK(lane.safe() == 10);
  CHECK_FALSE(lane.going_back());
}

TEST_CASE("inbox record: each form is one event, whatever else it comes with") {
  const std::string structured = fmt::format(
      R"({{"specversion":"1.0","id":"n-1","source":"/crm","type":"dossier.note.added.v1","subject":"C-1","data":{}}})",
      kData);
  const std::vector<std::pair<Headers, std::string>> forms = {
      {{{"content-type", "application/cloudevents+json; charset=UTF-8"}}, structured},
      {{{"content-type", "Application/CloudEvents+JSON"}, {"trace", "x"}}, structured},
      {{}, structured},
      {with_type(kAttributes, "application/json"), std::string(kData)},
      {kAttributes, std::string(kData)}};
  events::EventParser parser;
  for (const auto& [headers, value] : forms) {
    const auto event = parse_inbox_record(parser, {{}, "any", encoded(headers), value});
    CAPTURE(value);
    REQUIRE_MESSAGE(event.has_value(), to_string(event.error()));
    CHECK(event->id == "n-1");
    CHECK(event->subject.key() == "customer/C-1");
  }
}

TEST_CASE("inbox record: another content type is a fault that names it") {
  events::EventParser parser;
  for (const char* type :
       {"text/plain", "application/cloudevents-batch+json", "application/avro"}) {
    const auto event =
        parse_inbox_record(parser, {{}, "", encoded({{"content-type", type}}), "[]"});
    REQUIRE_FALSE(event.has_value());
    CHECK(event.error().field == "content-type");
    CHECK_FALSE(event.error().remedy.empty());
  }
  const auto nothing = parse_inbox_record(parser, {{}, "", encoded({}), ""});
  CHECK_FALSE(nothing.has_value());
}

TEST_CASE("canonical: Dossier's own records are known by form and place, all else is foreign") {
  const Draft good = engine::test::draft({.subject = "customer/C-7", .id = "e-1"});
  const Partition home = partition_of(good.subject, 4);
  const auto foreign = [&](Partition partition, std::string_view key, std::string_view headers,
                           std::string_view value) {
    return kafka::recognised({partition, {0}}, 4, 0, key, headers, value).foreign;
  };
  const std::string_view key = good.subject.key();
  CHECK_FALSE(foreign(home, key, good.headers, good.value));
  const auto record = kafka::recognised({home, {0}}, 4, 0, key, good.headers, good.value);
  CHECK(record.source == good.source);
  CHECK(record.id == good.id);
  CHECK(record.mac == good.mac);
  const Partition other{static_cast<uint16_t>((home.value + 1) % 4)};
  CHECK(foreign(other, key, good.headers, good.value));
  CHECK(foreign(home, "customer/C-8", good.headers, good.value));
  CHECK(foreign(home, "C-7", good.headers, good.value));
  CHECK(foreign(home, "", good.headers, good.value));
  CHECK(foreign(home, key, encoded({}), good.value));
  CHECK(foreign(home, key, std::string_view(good.headers).substr(0, 20), good.value));
  CHECK(foreign(home, key, good.headers, ""));
  CHECK(foreign(home, key, good.headers, "no FlatBuffer at all, but long enough to look at"));

  const Draft control = engine::test::control_draft("day");
  CHECK_FALSE(foreign(kControlPartition, control.subject.key(), control.headers, control.value));
  CHECK(foreign({1}, control.subject.key(), control.headers, control.value));
  const std::string copy = with_header(control.headers, kControlOffsetHeader, "3");
  CHECK_FALSE(foreign({1}, control.subject.key(), copy, control.value));
  CHECK(foreign(kControlPartition, control.subject.key(), copy, control.value));
}

TEST_CASE("records: a foreign record is stored at its place, without an identity") {
  const dossier::test::TempFolder folder;
  const RecordsOptions options{.path = folder / "records", .partitions = 4};
  const Draft event = engine::test::draft({.subject = "customer/C-7", .id = "e-1"});
  const Partition home = partition_of(event.subject, 4);
  NewRecord stranger{.partition = home,
                     .timestamp_ms = 5,
                     .key = event.subject.key(),
                     .headers = event.headers,
                     .value = "x",
                     .source = event.source,
                     .id = event.id,
                     .mac = {},
                     .foreign = true};
  NewRecord ours = stranger;
  ours.value = event.value;
  ours.mac = event.mac;
  ours.foreign = false;
  for (const bool reopened : {false, true}) {
    auto records = Records::open(options);
    REQUIRE(records.has_value());
    if (!reopened) {
      const auto judged = (*records)->append(std::vector{stranger, ours, stranger});
      REQUIRE(judged.has_value());
      CHECK((*judged)[0].verdict == Verdict::foreign);
      CHECK((*judged)[1].verdict == Verdict::valid);
      CHECK((*judged)[2].verdict == Verdict::foreign);
    }
    CHECK((*records)->end(home).value == 3);
    CHECK((*records)->get({home, {2}})->verdict() == Verdict::foreign);
    CHECK((*records)->get({home, {2}})->value() == "x");
    CHECK((*records)->stream(event.subject)->size() == 1);
  }
}

TEST_CASE("records: the copy of a log on Kafka is never taken for a log, nor for another's copy") {
  const dossier::test::TempFolder folder;
  RecordsOptions options{.path = folder / "records", .partitions = 4};
  options.copy = true;
  options.log_id = "12345678";
  REQUIRE(Records::open(options).has_value());
  CHECK((*Records::open(options))->log_id() == "12345678");
  RecordsOptions other = options;
  other.log_id = "87654321";
  CHECK(Records::open(other).error().code == ErrorCode::refused);
  other.log_id = "";
  CHECK(Records::open(other).has_value());
  other.copy = false;
  CHECK(Records::open(other).error().code == ErrorCode::refused);
}
