// Damage to what lies on disk: it is told with its place, and never read as something else.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "dossier/base/bytes.h"
#include "unit/engine/raw_store.h"
#include "unit/engine/records_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;
namespace fs = std::filesystem;

namespace {

std::string position_key(uint16_t partition, uint64_t offset) {
  ByteWriter writer;
  writer.big16(partition);
  writer.big64(offset);
  return writer.take();
}

void check_corrupt(const Result<StoredRecord>& record, std::string_view place) {
  REQUIRE_FALSE(record.has_value());
  CAPTURE(record.error().message);
  CHECK(record.error().code == ErrorCode::corrupt);
  CHECK(record.error().message.find(place) != std::string::npos);
  CHECK_FALSE(record.error().remedy.empty());
}

RecordsOptions filled(const TempFolder& folder) {
  RecordsOptions options{.path = folder / "records", .partitions = 1};
  append_numbered(*open_records(options), 200);
  return options;
}

}  // namespace

TEST_CASE("records: a damaged block is told with its place; its neighbours are read") {
  const TempFolder folder;
  const RecordsOptions options = filled(folder);
  {
    RawStore raw(options.path);
    std::string block = raw.get("blocks", position_key(0, 64));
    block[block.size() / 2] ^= 1;
    raw.put("blocks", position_key(0, 64), block);
  }
  const auto records = open_records(options);
  check_corrupt(records->get({{0}, {100}}), "0:64");
  CHECK(records->get({{0}, {63}}).has_value());
  CHECK(records->get({{0}, {128}}).has_value());
  const auto read = records->read({0}, {0}, 200);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == ErrorCode::corrupt);
}

TEST_CASE("records: a damaged record of the tail is told with its place") {
  const TempFolder folder;
  const RecordsOptions options = filled(folder);
  {
    RawStore raw(options.path);
    std::string record = raw.get("tail", position_key(0, 195));
    record[10] ^= 1;
    raw.put("tail", position_key(0, 195), record);
  }
  const auto records = open_records(options);
  check_corrupt(records->get({{0}, {195}}), "0:195");
  CHECK(records->get({{0}, {196}}).has_value());
}

TEST_CASE("records: a block or a record that is gone is told, when read or when opened") {
  const TempFolder folder;
  RecordsOptions options = filled(folder);
  RawStore(options.path).remove("blocks", position_key(0, 64));
  check_corrupt(open_records(options)->get({{0}, {64}}), "0:64");
  RawStore(options.path).remove("tail", position_key(0, 195));
  const auto gap = Records::open(options);
  REQUIRE_FALSE(gap.has_value());
  CHECK(gap.error().code == ErrorCode::corrupt);
  CHECK(gap.error().message.find("partition 0") != std::string::npos);
}

TEST_CASE("records: an index that names what is not there is told, not taken for a miss") {
  const TempFolder folder;
  const RecordsOptions options = filled(folder);
  ByteWriter key;
  key.big16(0);
  key.raw("customer/C-1");
  key.u8(0);
  key.big64(identity_hash("/core", "new"));
  RawStore(options.path).put("index", key.bytes(), std::string("\xe8\x07"));  // 1000
  const auto records = open_records(options);
  const auto judged = append(*records, {record_text({0}, {.id = "new"})});
  REQUIRE_FALSE(judged.has_value());
  CHECK(judged.error().code == ErrorCode::corrupt);
  CHECK(records->end({0}).value == 200);
}

TEST_CASE("records: a flipped byte of any file is an error or changes nothing") {
  const TempFolder folder;
  const RecordsOptions options = filled(folder);
  {
    const auto records = open_records(options);
    REQUIRE(records->sizes().has_value());  // flushed, so that all is in table files
  }
  RecordsOptions damaged = options;
  damaged.path = folder / "damaged";
  for (const auto& file : fs::directory_iterator(options.path)) {
    if (file.path().extension() != ".sst") continue;
    const size_t size = file.file_size();
    for (size_t at = 0; at < size; at += 1 + size / 40) {
      fs::remove_all(damaged.path);
      fs::copy(options.path, damaged.path);
      {
        std::fstream target(fs::path(damaged.path) / file.path().filename(),
                            std::ios::in | std::ios::out | std::ios::binary);
        target.seekg(static_cast<std::streamoff>(at));
        const int byte = target.get();
        target.seekp(static_cast<std::streamoff>(at));
        target.put(static_cast<char>(byte ^ 0x40));
      }
      const auto records = Records::open(damaged);
      if (!records) continue;
      const auto read = (*records)->read({0}, {0}, SIZE_MAX);
      if (read) check_numbered(**records);
    }
  }
}
