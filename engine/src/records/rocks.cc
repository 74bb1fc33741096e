#include "records/rocks.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace dossier::engine {
namespace {

Status make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return {};
  return fail(ErrorCode::io, fmt::format("the folder {} cannot be made: {}", path, error.message()),
              {}, "check the path and who may write there");
}

// RocksDB tells a held lock apart by its words only.
bool held_elsewhere(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return text.find("lock hold by") != std::string::npos ||
         text.find("While lock file") != std::string::npos;
}

}  // namespace

Error rocks_error(std::string_view action, const std::string& path, const rocksdb::Status& status) {
  std::string message =
      fmt::format("RocksDB could not {} in {}: {}", action, path, status.ToString());
  if (held_elsewhere(status))
    return {ErrorCode::unavailable,
            std::move(message),
            {},
            "another process holds the store: stop it, then try again"};
  if (status.IsCorruption())
    return {ErrorCode::corrupt, std::move(message), {}, "restore the folder from a copy"};
  if (status.IsNoSpace())
    return {ErrorCode::io, std::move(message), {}, "free space on the disk, then start again"};
  return {ErrorCode::io,
          std::move(message),
          {},
          "look at the disk and who may write there, then start again"};
}

rocksdb::DBOptions quiet_options() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = 1 << 20;
  options.keep_log_file_num = 2;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

RocksStore::~RocksStore() {
  if (db == nullptr) return;
  for (auto* const family : families) db->DestroyColumnFamilyHandle(family);
  db->Close();
}

Result<RocksStore> open_store(const std::string& path, const rocksdb::DBOptions& options,
                              std::vector<rocksdb::ColumnFamilyDescriptor> families,
                              bool read_only) {
  if (read_only && !std::filesystem::exists(path + "/CURRENT"))
    return fail(ErrorCode::not_found, fmt::format("there is no store in {}", path), {},
                "check the path");
  if (!read_only) DOSSIER_TRY(make_folder(path));
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  RocksStore store;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      read_only ? rocksdb::DB::OpenForReadOnly(options, path, families, &store.families, &db)
                : rocksdb::DB::Open(options, path, families, &store.families, &db);
  if (!status.ok()) return std::unexpected(rocks_error("open the store", path, status));
  store.db.reset(db);
  return store;
}

}  // namespace dossier::engine
