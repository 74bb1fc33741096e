// Records: what is stored, where it ends, how it is found again.
#include <doctest/doctest.h>

#include <random>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"
#include "records/appender.h"
#include "records/block.h"
#include "records/shelf.h"
#include "unit/engine/raw_store.h"
#include "unit/engine/records_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;

namespace {

std::string position_key(uint16_t partition, uint64_t offset) {
  ByteWriter writer;
  writer.big16(partition);
  writer.big64(offset);
  return writer.take();
}

RecordText golden(std::string id, std::string value, int64_t timestamp_ms) {
  HeaderWriter headers;
  headers.add("ce_id", id);
  headers.add("ce_source", "/core/payments");
  return {.partition = {7},
          .draft = {.subject = Subject::trusted("customer/C-1042"),
                    .source = "/core/payments",
                    .id = std::move(id),
                    .headers = headers.take(),
                    .value = std::move(value),
                    .mac = {}},
          .timestamp_ms = timestamp_ms};
}

}  // namespace

TEST_CASE("records: the bytes on disk are those of the format's page") {
  const TempFolder folder;
  const std::string path = folder / "records";
  std::string log_id;
  {
    const auto records = open_records({.path = path});
    log_id = records->log_id();
    REQUIRE(append(*records, {golden("pay-881", "v", 1000)}).has_value());
    REQUIRE(append(*records, {golden("pay-881", "v", 400)}).has_value());
  }
  const RawStore raw(path);
  CHECK(raw.get("meta", "format") == "1");
  CHECK(raw.get("meta", "log-id") == log_id);
  CHECK(log_id.size() == 8);
  CHECK(raw.get("meta", "partitions") == std::string(1, 32));
  // Computed apart from this program.
  CHECK(to_hex(raw.get("tail", position_key(7, 0))) ==
        "0000d00f0f637573746f6d65722f432d31303432020563655f6964077061792d3838310963655f736f757263"
        "650e2f636f72652f7061796d656e74730176c88414d7");
  CHECK(to_hex(raw.get("tail", position_key(7, 1))) ==
        "0100d804a0060f637573746f6d65722f432d31303432020563655f6964077061792d3838310963655f736f75"
        "7263650e2f636f72652f7061796d656e74730176a3479b64");
  ByteWriter index;
  index.big16(7);
  index.raw("customer/C-1042");
  index.u8(0);
  index.big64(0xe4691b9074d80f4b);
  CHECK(raw.get("index", index.bytes()) == std::string(1, 0));
  CHECK(raw.count("index") == 1);
}

TEST_CASE("records: a block's bytes are those of the format's page") {
  const TempFolder folder;
  const std::string path = folder / "records";
  {
    const auto records = open_records({.path = path});
    for (int64_t i = 0; i < 64; ++i) {
      HeaderWriter headers;
      headers.add("ce_id", fmt::format("{}", i));
      headers.add("ce_source", "/s");
      RecordText text = golden(fmt::format("{}", i), "", 1000 + i);
      text.draft.source = "/s";
      text.draft.headers = headers.take();
      REQUIRE(append(*records, {text}).has_value());
    }
  }
  const RawStore raw(path);
  const std::string block = raw.get("blocks", position_key(7, 0));
  CHECK(block.size() == 2875);
  CHECK(to_hex(as_text(sha256(block))) ==
        "24211dd027f5616657fb4defb4fba754d0a8f3063c81e1dc32dd3585d3564b13");
  CHECK(raw.count("tail") == 0);
}

TEST_CASE("records: opened again, they end where they ended, at every length of the tail") {
  const TempFolder folder;
  const RecordsOptions options{.path = folder / "records", .partitions = 2};
  for (int64_t length = 0; length <= 130; ++length) {
    const auto records = open_records(options);
    REQUIRE(records->end({0}).value == length);
    REQUIRE(records->end({1}).value == 0);
    if (length % 13 == 0) check_numbered(*records);
    append_numbered(*records, 1);
  }
  check_numbered(*open_records(options));
}

TEST_CASE("records: whatever the batches, blocks and tail hold the same") {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    const TempFolder folder;
    const RecordsOptions options{.path = folder / "records", .partitions = 1};
    auto records = open_records(options);
    for (int batch = 0; batch < 8; ++batch)
      append_numbered(*records, static_cast<int64_t>(random() % 150));
    const int64_t end = records->end({0}).value;
    check_numbered(*records);
    records.reset();
    {
      const RawStore raw(options.path);
      CHECK(raw.count("blocks") == static_cast<size_t>(end / 64));
      CHECK(raw.count("tail") == static_cast<size_t>(end % 64));
    }
    check_numbered(*open_records(options));
  }
}

TEST_CASE("records: a read begins and ends anywhere") {
  const TempFolder folder;
  const auto records = open_records({.path = folder / "records", .partitions = 1});
  append_numbered(*records, 3000);
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    const auto from = static_cast<int64_t>(random() % 3100);
    const size_t max = random() % (round % 3 == 0 ? 3100 : 130);
    const auto read = records->read({0}, {from}, max);
    REQUIRE(read.has_value());
    const auto left = static_cast<size_t>(std::max<int64_t>(0, 3000 - from));
    REQUIRE(read->size() == std::min(max, left));
    for (size_t i = 0; i < read->size(); ++i) {
      const int64_t offset = from + static_cast<int64_t>(i);
      REQUIRE((*read)[i].position() == Position{{0}, {offset}});
      REQUIRE((*read)[i].header("ce_id") == fmt::format("e-{}", offset));
    }
  }
}

TEST_CASE("records: a record that is not there is not found") {
  const TempFolder folder;
  const auto records = open_records({.path = folder / "records", .partitions = 1});
  append_numbered(*records, 70);
  for (const int64_t offset : {int64_t{-1}, int64_t{70}, int64_t{128}, INT64_MAX}) {
    const auto record = records->get({{0}, {offset}});
    REQUIRE_FALSE(record.has_value());
    CHECK(record.error().code == ErrorCode::not_found);
  }
  for (int64_t offset = 0; offset < 70; ++offset)
    CHECK(records->get({{0}, {offset}})->header("ce_id") == fmt::format("e-{}", offset));
}

TEST_CASE("records: a copy of a Kafka log keeps voids and conflicts at their offsets") {
  const TempFolder folder;
  const auto records = open_records({.path = folder / "records", .partitions = 1});
  const auto first = append(*records, {record_text({0}, {.id = "a", .text = "1"}),
                                       record_text({0}, {.id = "a", .text = "1"}),
                                       record_text({0}, {.id = "a", .text = "2"})});
  REQUIRE(first.has_value());
  const auto later =
      append(*records, {record_text({0}, {.id = "b"}), record_text({0}, {.id = "a", .text = "2"}),
                        record_text({0}, {.id = "a", .text = "1"})});
  REQUIRE(later.has_value());
  const std::vector<std::pair<Verdict, int64_t>> expected = {
      {Verdict::valid, 0}, {Verdict::void_, 0},    {Verdict::conflict, 0},
      {Verdict::valid, 3}, {Verdict::conflict, 0}, {Verdict::void_, 0}};
  for (size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    const Judged& judged = i < 3 ? (*first)[i] : (*later)[i - 3];
    CHECK(judged.position == Position{{0}, {static_cast<int64_t>(i)}});
    CHECK(judged.verdict == expected[i].first);
    CHECK(judged.first.value == expected[i].second);
    const auto record = records->get(judged.position);
    REQUIRE(record.has_value());
    CHECK(record->verdict() == expected[i].first);
    CHECK(record->first().value == expected[i].second);
  }
  CHECK(*records->stream(Subject::trusted("customer/C-1")) == std::vector<Offset>{{0}, {3}});
}

TEST_CASE("records: an identity is found by its subject, source and id") {
  const TempFolder folder;
  const auto records = open_records({.path = folder / "records"});
  const Subject subject = Subject::trusted("customer/C-1");
  REQUIRE(append(*records, {record_text(partition_of(subject, 32), {.id = "a"})}).has_value());
  REQUIRE(
      append(*records, {record_text(kControlPartition, {.subject = "control/engine", .id = "day"})})
          .has_value());
  const auto found = records->find({subject, "/core", "a"});
  REQUIRE(found.has_value());
  REQUIRE(found->has_value());
  CHECK((*found)->position() == Position{partition_of(subject, 32), {0}});
  CHECK_FALSE((*records->find({subject, "/core", "b"})).has_value());
  CHECK_FALSE((*records->find({Subject::trusted("customer/C-2"), "/core", "a"})).has_value());
  const auto control = records->find({Subject::trusted("control/engine"), "/core", "day"});
  CHECK((*control)->position() == Position{kControlPartition, {0}});
}

TEST_CASE("records: identities of the same hash are told apart") {
  const TempFolder folder;
  RecordsOptions options{.path = folder / "records", .partitions = 1};
  // The greatest hash, so that the next one is 0.
  options.hash = [](std::string_view, std::string_view) { return UINT64_MAX; };
  const Subject subject = Subject::trusted("customer/C-1");
  for (const bool reopened : {false, true}) {
    const auto records = open_records(options);
    std::vector<RecordText> batch;
    for (int i = 0; i < 10; ++i) batch.push_back(record_text({0}, {.id = fmt::format("e-{}", i)}));
    const auto judged = append(*records, batch, Repeats::skip);
    REQUIRE(judged.has_value());
    const auto more =
        append(*records,
               {record_text({0}, {.id = "e-3", .text = "other"}), record_text({0}, {.id = "e-10"})},
               Repeats::skip);
    REQUIRE(more.has_value());
    CHECK((*more)[0].verdict == Verdict::conflict);
    CHECK((*more)[0].first.value == 3);
    for (int i = 0; i < 10; ++i) {
      CHECK((*judged)[static_cast<size_t>(i)].verdict ==
            (reopened ? Verdict::void_ : Verdict::valid));
      CHECK((*judged)[static_cast<size_t>(i)].first.value == i);
      const auto found = records->find({subject, "/core", fmt::format("e-{}", i)});
      CHECK((*found)->position().offset.value == i);
    }
    CHECK_FALSE((*records->find({subject, "/core", "none"})).has_value());
    CHECK(records->stream(subject)->size() == 11);
  }
}

TEST_CASE("records: another count of partitions or another format is refused, with the remedy") {
  const TempFolder folder;
  const std::string path = folder / "records";
  open_records({.path = path, .partitions = 8});
  const auto other = Records::open({.path = path, .partitions = 16});
  REQUIRE_FALSE(other.has_value());
  CHECK(other.error().code == ErrorCode::refused);
  CHECK(other.error().remedy == "set partitions to 8: the count is fixed for ever");
  RawStore(path).put("meta", "format", "2");
  const auto newer = Records::open({.path = path, .partitions = 8});
  REQUIRE_FALSE(newer.has_value());
  CHECK(newer.error().code == ErrorCode::refused);
  CHECK_FALSE(Records::open({.path = folder / "none", .partitions = 0}).has_value());
}

TEST_CASE("records: a second process is told that the store is held; a read-only one may look") {
  const TempFolder folder;
  const RecordsOptions options{.path = folder / "records", .partitions = 1};
  const auto records = open_records(options);
  append_numbered(*records, 100);
  const auto second = Records::open(options);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == ErrorCode::unavailable);
  RecordsOptions looking = options;
  looking.read_only = true;
  const auto looked = open_records(looking);
  CHECK(looked->log_id() == records->log_id());
  check_numbered(*looked);
  append_numbered(*records, 1);
  CHECK(looked->end({0}).value == 100);
  looking.path = folder / "none";
  CHECK(Records::open(looking).error().code == ErrorCode::not_found);
}

TEST_CASE("records: a tail that has become a block is read, though its end is not told yet") {
  const TempFolder folder;
  const auto shelf = Shelf::open({.path = folder / "records", .partitions = 1});
  REQUIRE(shelf.has_value());
  Appender appender(**shelf);
  std::vector<RecordText> texts;
  for (int i = 0; i < kBlockRecords; ++i)
    texts.push_back(record_text({0}, {.id = fmt::format("e-{}", i)}));
  for (const RecordText& text : texts) {
    const NewRecord record = text.view();
    REQUIRE(appender.append({&record, 1}, Repeats::store).has_value());
  }
  const auto index_entry = [](const std::string& id) {
    std::string key;
    index_key({0}, "customer/C-1", identity_hash("/core", id), key);
    return key;
  };
  CHECK((*shelf)->indexed({0}, index_entry("e-63"))->has_value());
  (*shelf)->ends()[0].offset = kBlockRecords - 1;  // what a reader knew before the last batch
  CHECK_FALSE((*shelf)->indexed({0}, index_entry("e-63"))->has_value());
  CHECK((*shelf)->stream(Subject::trusted("customer/C-1"))->size() == kBlockRecords - 1);
  CHECK((*shelf)->get({{0}, {kBlockRecords - 2}})->header("ce_id") == "e-62");
  const auto rest = (*shelf)->read({0}, {10}, 1000);
  REQUIRE(rest.has_value());
  CHECK(rest->size() == kBlockRecords - 11);
  CHECK(rest->back().header("ce_id") == "e-62");
}

TEST_CASE("records: a path that cannot be written is an error that names it") {
  const TempFolder folder;
  const std::string file = folder / "file";
  std::fclose(std::fopen(file.c_str(), "w"));
  const auto records = Records::open({.path = file + "/records"});
  REQUIRE_FALSE(records.has_value());
  CHECK(records.error().code == ErrorCode::io);
  CHECK(records.error().message.find(file) != std::string::npos);
  CHECK_FALSE(records.error().remedy.empty());
}

TEST_CASE("records: sizes count what each part holds") {
  const TempFolder folder;
  const auto records = open_records({.path = folder / "records", .partitions = 1});
  append_numbered(*records, 1000);
  const auto sizes = records->sizes();
  REQUIRE(sizes.has_value());
  REQUIRE(sizes->size() == 3);
  for (const Records::PartSize& part : *sizes) {
    CAPTURE(part.part);
    CHECK(part.disk_bytes > 0);
    CHECK(part.raw_bytes > 0);
  }
  CHECK(sizes->front().part == "blocks");
  CHECK(sizes->front().raw_bytes > 960 * 100);
}

TEST_CASE("record: views into a stored record outlive its moves") {
  const TempFolder folder;
  const auto records = open_records({.path = folder / "records", .partitions = 1});
  append_numbered(*records, 1);
  std::vector<StoredRecord> moved;
  moved.push_back(std::move(*records->get({{0}, {0}})));
  for (int i = 0; i < 10; ++i) moved.push_back(StoredRecord(moved.front()));
  for (const StoredRecord& record : moved) {
    CHECK(record.key() == "customer/C-1");
    CHECK(record.headers().size() == 6);
    CHECK(record.headers()[1].name == "ce_id");
    CHECK(record.headers()[1].value == "e-0");
    CHECK(record.header("none").empty());
    CHECK(content_mac_of(record.value()) == mac_of_text("content"));
  }
}

TEST_CASE("record: damaged bytes are an error, whatever they are") {
  const std::string value = event_value(mac_of_text("x"), "x");
  ByteWriter writer;
  writer.raw(std::string_view("\0\0\0", 3));
  writer.text("customer/C-1");
  writer.raw(event_headers("customer/C-1", "/core", "e-1"));
  writer.text(value);
  const std::string good = writer.take();
  REQUIRE(StoredRecord::decode({}, good).has_value());
  for (size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(StoredRecord::decode({}, good.substr(0, size)).has_value());
  CHECK_FALSE(StoredRecord::decode({}, good + "x").has_value());
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string bad = good;
    for (auto n = 1 + random() % 4; n > 0; --n)
      bad[random() % bad.size()] = static_cast<char>(random());
    const auto record = StoredRecord::decode({}, bad);
    if (!record) continue;
    record->headers();
    content_mac_of(record->value());
  }
}

TEST_CASE("record: a content_mac is read within the bounds of its value only") {
  const std::string value = event_value("0123456789abcdef", "text");
  CHECK(content_mac_of(value) == "0123456789abcdef");
  CHECK(content_mac_of(event_value("", "text")).empty());
  for (size_t size = 0; size < value.size(); ++size)
    content_mac_of(std::string(value.substr(0, size)));  // the sanitizers watch
  std::mt19937 random(5);
  for (int i = 0; i < 50'000; ++i) {
    std::string bad = value;
    bad[random() % bad.size()] = static_cast<char>(random());
    const std::string_view mac = content_mac_of(bad);
    CHECK((mac.empty() || (mac.data() >= bad.data() && mac.end() <= bad.data() + bad.size())));
  }
}

TEST_CASE("record: a header is added behind the others") {
  HeaderWriter headers;
  headers.add("a", "1");
  const std::string one = headers.take();
  const std::string two = with_header(one, "b", "2");
  CHECK(find_header(two, "a") == "1");
  CHECK(find_header(two, "b") == "2");
  HeaderWriter both;
  both.add("a", "1");
  both.add("b", "2");
  CHECK(two == both.take());
}
