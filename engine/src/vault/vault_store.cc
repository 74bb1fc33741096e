#include "vault/vault_store.h"

#include <fmt/format.h>
#include <rocksdb/iterator.h>
#include <rocksdb/write_batch.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

namespace dossier::engine {
namespace {

constexpr auto kDropPause = std::chrono::milliseconds(5);
constexpr int kDropTries = 2000;  // ten seconds

rocksdb::ColumnFamilyOptions entry_options() {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = 8 << 20;
  options.compression = rocksdb::kNoCompression;  // random bytes
  options.level_compaction_dynamic_level_bytes = true;
  return options;
}

}  // namespace

Result<VaultStore> VaultStore::open(const std::string& path) {
  rocksdb::DBOptions options = quiet_options();
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  DOSSIER_ASSIGN(RocksStore store,
                 open_store(path, options, {{"entries", entry_options()}}, false));
  return VaultStore(path, std::move(store));
}

Result<std::optional<std::string>> VaultStore::get(std::string_view key) const {
  std::string value;
  const auto status =
      store_.db->Get(rocksdb::ReadOptions(), store_.families[0], slice(key), &value);
  if (status.ok()) return value;
  if (status.IsNotFound()) return std::nullopt;
  return std::unexpected(rocks_error("read an entry of the vault", path_, status));
}

bool VaultStore::empty() const {
  const std::unique_ptr<rocksdb::Iterator> at(
      store_.db->NewIterator(rocksdb::ReadOptions(), store_.families[0]));
  at->SeekToFirst();
  return at->status().ok() && !at->Valid();
}

Status VaultStore::put(std::span<const std::pair<std::string, std::string>> entries) {
  rocksdb::WriteBatch batch;
  for (const auto& [key, value] : entries) batch.Put(store_.families[0], key, value);
  const auto status = store_.db->Write(synced(), &batch);
  if (status.ok()) return {};
  return std::unexpected(rocks_error("write entries of the vault", path_, status));
}

Status VaultStore::forget_older(std::string_view key) {
  rocksdb::DB& db = *store_.db;
  // With something to flush, RocksDB begins a new write-ahead log and drops all before it.
  auto status = db.Flush(rocksdb::FlushOptions(), store_.families[0]);
  const rocksdb::Slice at = slice(key);  // the range: all files that may hold the key
  rocksdb::CompactRangeOptions how;
  how.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  if (status.ok()) status = db.CompactRange(how, store_.families[0], &at, &at);
  if (!status.ok())
    return std::unexpected(rocks_error("rewrite the files of the vault", path_, status));
  // RocksDB deletes what it replaced when it comes to it. We answer when it has.
  for (int i = 0; i < kDropTries; ++i) {
    DOSSIER_ASSIGN(const bool left, obsolete_files_left());
    if (!left) return {};
    if (i % 100 == 0) {
      db.DisableFileDeletions();
      db.EnableFileDeletions(/*force=*/true);  // deletes at once what it may
    }
    std::this_thread::sleep_for(kDropPause);
  }
  return fail(ErrorCode::io, fmt::format("old files of {} are still there", path_), {},
              "start again, then repeat the erasure");
}

Result<bool> VaultStore::obsolete_files_left() const {
  std::set<std::string> live;
  std::vector<rocksdb::LiveFileMetaData> tables;
  store_.db->GetLiveFilesMetaData(&tables);
  for (const auto& table : tables) live.insert(table.name.substr(table.name.rfind('/') + 1));
  std::error_code error;
  std::filesystem::directory_iterator file(path_, error);
  for (; !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
    const std::string name = file->path().filename();
    if (name.ends_with(".sst") && !live.contains(name)) return true;
    std::error_code gone;  // meanwhile
    if (name.ends_with(".log") && file->file_size(gone) > 0 && !gone) return true;
  }
  if (error)
    return fail(ErrorCode::io, fmt::format("{} cannot be listed: {}", path_, error.message()), {},
                "check the folder and who may read it");
  return false;
}

}  // namespace dossier::engine
