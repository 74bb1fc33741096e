#include "projector/view_store.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <array>

#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"

namespace dossier::engine {
namespace {

constexpr uint8_t kEncoding = 1;
constexpr size_t kRunPrefix = 4;  // partition and slot: how the keys of one order begin
constexpr std::array<const char*, kFamilies> kNames = {"slices", "rows", "timers", "meta",
                                                       "totals"};

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

Error store_error(const std::string& path, const rocksdb::Status& status) {
  const bool corrupt = status.IsCorruption();
  return {corrupt ? ErrorCode::corrupt : ErrorCode::io,
          fmt::format("views store {}: {}", path, status.ToString()), "",
          corrupt ? "remove the folder: it is made again from records"
                  : "check that no other process holds it and that the disk has room"};
}

rocksdb::ColumnFamilyOptions family_options(const std::shared_ptr<rocksdb::Cache>& cache,
                                            size_t write_buffer_bytes) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_size = 16 << 10;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = write_buffer_bytes;
  // A memtable looks for a key's place from where the last one of its partition and slot went.
  options.memtable_insert_with_hint_prefix_extractor.reset(
      rocksdb::NewFixedPrefixTransform(kRunPrefix));
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  options.level_compaction_dynamic_level_bytes = true;
  return options;
}

rocksdb::DBOptions db_options(const std::shared_ptr<rocksdb::Cache>& cache, size_t cache_bytes) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(cache_bytes / 2, cache);
  options.max_background_jobs = 2;
  options.keep_log_file_num = 2;
  options.max_log_file_size = 1 << 20;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.stats_dump_period_sec = 0;
  // A power cut may lose the newest batches, never a part of one, and none out of order.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return options;
}

}  // namespace

void begin_wrap(ByteWriter& out) {
  out.clear();
  out.u8(kEncoding);
}

void end_wrap(ByteWriter& out) { out.big32(crc32c(out.bytes())); }

std::string wrap(std::string_view bytes) {
  ByteWriter out;
  begin_wrap(out);
  out.raw(bytes);
  end_wrap(out);
  return out.take();
}

std::optional<std::string_view> unwrap(std::string_view bytes) {
  if (bytes.size() < 5 || static_cast<uint8_t>(bytes.front()) != kEncoding) return std::nullopt;
  const std::string_view body = bytes.substr(0, bytes.size() - 4);
  if (ByteReader(bytes.substr(body.size())).big32() != crc32c(body)) return std::nullopt;
  return body.substr(1);
}

Result<std::unique_ptr<ViewStore>> ViewStore::open(const Options& options) {
  std::unique_ptr<ViewStore> store(new ViewStore());
  store->path_ = options.path;
  store->cache_ = rocksdb::NewLRUCache(options.cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (const char* name : kNames)
    families.emplace_back(name, family_options(store->cache_, options.write_buffer_bytes));
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const auto status = rocksdb::DB::Open(db_options(store->cache_, options.cache_bytes),
                                        options.path, families, &handles, &db);
  if (!status.ok()) return std::unexpected(store_error(options.path, status));
  store->db_.reset(db);
  db->DestroyColumnFamilyHandle(handles.front());
  store->handles_.assign(handles.begin() + 1, handles.end());
  return store;
}

ViewStore::~ViewStore() {
  if (!db_) return;
  for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  db_->Close();
}

ViewStore::Snapshot ViewStore::snapshot() const {
  return {db_->GetSnapshot(),
          [db = db_.get()](const rocksdb::Snapshot* snapshot) { db->ReleaseSnapshot(snapshot); }};
}

Result<std::optional<std::string>> ViewStore::get(Family family, std::string_view key,
                                                  const Snapshot& at) const {
  rocksdb::ReadOptions options;
  options.snapshot = at.get();
  std::string value;
  const auto status = db_->Get(options, handle(family), slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return std::unexpected(store_error(path_, status));
  return value;
}

Result<std::vector<std::optional<std::string>>> ViewStore::get_many(
    Family family, const std::vector<std::string>& keys) const {
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db_->MultiGet(rocksdb::ReadOptions(), handle(family), keys.size(), slices.data(), values.data(),
                statuses.data(), false);
  std::vector<std::optional<std::string>> found(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      found[i] = values[i].ToString();
    } else if (!statuses[i].IsNotFound()) {
      return std::unexpected(store_error(path_, statuses[i]));
    }
  }
  return found;
}

Status ViewStore::scan(Family family, const Range& range, const Snapshot& at,
                       const Visit& visit) const {
  rocksdb::ReadOptions options;
  options.snapshot = at.get();
  const rocksdb::Slice until = slice(range.until);
  if (!range.until.empty()) options.iterate_upper_bound = &until;
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(options, handle(family)));
  if (!range.backward) {
    it->Seek(slice(range.from.empty() ? range.prefix : range.from));
  } else if (!range.from.empty()) {
    it->SeekForPrev(slice(range.from));
    if (it->Valid() && view(it->key()) == range.from) it->Prev();
  } else {
    it->SeekForPrev(std::string(range.prefix) + std::string(64, '\xff'));
  }
  for (; it->Valid() && view(it->key()).starts_with(range.prefix);
       range.backward ? it->Prev() : it->Next())
    if (!visit(view(it->key()), view(it->value()))) break;
  if (!it->status().ok()) return std::unexpected(store_error(path_, it->status()));
  return {};
}

ViewStore::Batch::Run& ViewStore::Batch::run_of(Family family, std::string_view key) {
  const std::string_view prefix = key.substr(0, kRunPrefix);
  // The newest first: a partition is put as a whole before the next.
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run)
    if (run->family == family && run->prefix == prefix) return *run;
  return runs_.emplace_back(Run{family, std::string(prefix), {}, {}});
}

void ViewStore::Batch::add(Family family, std::string_view key, std::string_view value,
                           bool removed) {
  ENSURE(key.size() + value.size() <= UINT32_MAX, "a value of {} bytes", value.size());
  Run& run = run_of(family, key);
  run.entries.push_back(
      {static_cast<uint32_t>(key.size()), static_cast<uint32_t>(value.size()), removed});
  run.bytes.append(key);
  run.bytes.append(value);
}

void ViewStore::Batch::put(Family family, std::string_view key, std::string_view value) {
  add(family, key, value, false);
}

void ViewStore::Batch::remove(Family family, std::string_view key) { add(family, key, {}, true); }

void ViewStore::Batch::fill(rocksdb::WriteBatch& out) const {
  for (const Run& run : runs_) {
    auto* const handle = store_->handle(run.family);
    std::string_view rest = run.bytes;
    for (const Entry& entry : run.entries) {
      const rocksdb::Slice key = slice(rest.substr(0, entry.key_size));
      const rocksdb::Slice value = slice(rest.substr(entry.key_size, entry.value_size));
      rest.remove_prefix(size_t{entry.key_size} + entry.value_size);
      if (entry.removed)
        out.Delete(handle, key);
      else
        out.Put(handle, key, value);
    }
  }
}

Status ViewStore::write(Batch& batch) {
  constexpr size_t kEntryBytes = 12;  // at most: tag, family, two lengths
  size_t size = 0;
  for (const auto& run : batch.runs_) size += run.bytes.size() + kEntryBytes * run.entries.size();
  rocksdb::WriteBatch whole(size);
  batch.fill(whole);
  rocksdb::WriteOptions how;
  how.memtable_insert_hint_per_batch = true;  // where another worker's batch is written beside it
  const auto status = db_->Write(how, &whole);
  if (!status.ok()) return std::unexpected(store_error(path_, status));
  return {};
}

Status ViewStore::sync() {
  const auto status = db_->SyncWAL();
  if (!status.ok()) return std::unexpected(store_error(path_, status));
  return {};
}

uint64_t ViewStore::disk_bytes(Family family) const {
  db_->Flush(rocksdb::FlushOptions(), handle(family));
  uint64_t bytes = 0;
  db_->GetIntProperty(handle(family), rocksdb::DB::Properties::kTotalSstFilesSize, &bytes);
  return bytes;
}

uint64_t ViewStore::memory_bytes() const {
  uint64_t memtables = 0;
  db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables, &memtables);
  return memtables + cache_->GetUsage();
}

}  // namespace dossier::engine
