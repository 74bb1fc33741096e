// Opening the store of records: its settings, what it knows of itself, and where it ends.
#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/iterator.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <memory>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"
#include "records/block.h"
#include "records/keys.h"
#include "records/shelf.h"

namespace dossier::engine {
namespace {

constexpr std::string_view kFormat = "1";
constexpr std::string_view kCopy = "copy";
constexpr size_t kMegabyte = 1 << 20;
constexpr uint32_t kMaxPartitions = 1024;
constexpr size_t kPartitionBytes = 2;  // with which every key begins, those of meta aside

rocksdb::DBOptions store_options() {
  rocksdb::DBOptions options = quiet_options();
  options.allow_concurrent_memtable_write = false;  // one writer
  options.max_background_jobs = 2;
  // Bounds what a start has to read again, whichever family is slow to fill.
  options.max_total_wal_size = 384 * kMegabyte;
  // A torn last batch was never answered, and goes; what stands before it is whole batches. A log
  // damaged before its end stops there too: views and checkpoints that are further on tell it.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return options;
}

rocksdb::ColumnFamilyDescriptor family(const char* name, size_t memtable_bytes,
                                       const std::shared_ptr<rocksdb::Cache>& cache, bool bloom) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 << 10;
  table.format_version = 5;
  if (bloom) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.whole_key_filtering = true;
  }
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = memtable_bytes;
  // A memtable looks for a key's place from where the last one of its partition went.
  options.memtable_insert_with_hint_prefix_extractor.reset(
      rocksdb::NewFixedPrefixTransform(kPartitionBytes));
  options.max_write_buffer_number = 3;
  options.level_compaction_dynamic_level_bytes = true;
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  if (bloom) {  // most look-ups are of identities that are nowhere: told without a search
    options.memtable_prefix_bloom_size_ratio = 0.1;
    options.memtable_whole_key_filtering = true;
  }
  return {name, options};
}

}  // namespace

Shelf::Shelf(const RecordsOptions& options, RocksStore store)
    : options_(options), store_(std::move(store)), ends_(options.partitions + 1) {}

Result<std::unique_ptr<Shelf>> Shelf::open(const RecordsOptions& options) {
  if (options.partitions == 0 || options.partitions > kMaxPartitions)
    return fail(ErrorCode::refused, fmt::format("{} partitions cannot be had", options.partitions),
                "partitions", fmt::format("use 1 to {}", kMaxPartitions));
  const auto cache = rocksdb::NewLRUCache(options.cache_bytes);
  DOSSIER_ASSIGN(RocksStore store, open_store(options.path, store_options(),
                                              {family("blocks", 64 * kMegabyte, cache, false),
                                               family("tail", 8 * kMegabyte, cache, false),
                                               family("index", 32 * kMegabyte, cache, true),
                                               family("meta", kMegabyte, cache, false)},
                                              options.read_only));
  std::unique_ptr<Shelf> shelf(new Shelf(options, std::move(store)));
  DOSSIER_TRY(shelf->load_meta());
  DOSSIER_TRY(shelf->find_ends());
  return shelf;
}

Status Shelf::load_meta() {
  const auto read = [&](const char* key, std::string& value) -> Status {
    const auto status = db().Get(rocksdb::ReadOptions(), meta(), key, &value);
    if (status.ok() || status.IsNotFound()) return {};
    return std::unexpected(error(fmt::format("read meta '{}'", key), status));
  };
  std::string format, partitions;
  DOSSIER_TRY(read("format", format));
  DOSSIER_TRY(read("log-id", log_id_));
  DOSSIER_TRY(read("partitions", partitions));
  if (format.empty() && log_id_.empty() && partitions.empty() && !options_.read_only)
    return make_meta();
  if (format != kFormat)
    return fail(ErrorCode::refused,
                fmt::format("{} holds records of format '{}', and this program reads '{}'",
                            options_.path, format, kFormat),
                {}, "use the version of Dossier that wrote it");
  std::string kind;
  DOSSIER_TRY(read("kind", kind));
  if ((kind == kCopy) != options_.copy)
    return fail(
        ErrorCode::refused,
        options_.copy
            ? fmt::format("{} is an embedded log, not the copy of one on Kafka", options_.path)
            : fmt::format("{} is the copy of a log on Kafka, not a log", options_.path),
        "log",
        options_.copy ? "use another --var, or --log embedded"
                      : "say --log kafka, or write log = \"kafka\" in var/dossier.toml");
  if (!options_.log_id.empty() && log_id_ != options_.log_id)
    return fail(
        ErrorCode::refused,
        fmt::format("{} is {} log {}, and this one is {}", options_.path,
                    options_.copy ? "the copy of" : "of", to_hex(log_id_), to_hex(options_.log_id)),
        {},
        options_.copy ? "use the brokers and topics that it was made from, or another "
                        "--var: then the copy is made anew"
                      : "use the folder that it was made in, whole");
  const uint64_t count = ByteReader(partitions).varint();
  if (count != options_.partitions)
    return fail(ErrorCode::refused,
                fmt::format("{} was made with {} partitions, and {} are asked for", options_.path,
                            count, options_.partitions),
                "partitions",
                fmt::format("set partitions to {}: the count is fixed for ever", count));
  return {};
}

Status Shelf::make_meta() {
  std::array<uint8_t, 8> id;
  random_bytes(id);
  log_id_ = options_.log_id.empty() ? as_text(id) : options_.log_id;
  ByteWriter partitions;
  partitions.varint(options_.partitions);
  rocksdb::WriteBatch batch;
  batch.Put(meta(), "format", slice(kFormat));
  batch.Put(meta(), "log-id", log_id_);
  batch.Put(meta(), "partitions", partitions.bytes());
  if (options_.copy) batch.Put(meta(), "kind", slice(kCopy));
  const auto status = db().Write(synced(), &batch);
  if (status.ok()) return {};
  return std::unexpected(error("make the store", status));
}

}  // namespace dossier::engine
