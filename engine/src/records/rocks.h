// What records and vault share in using RocksDB: an opened store that closes itself in the right
// order, settings that keep it quiet, and its failures in our words.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/error.h"

namespace dossier::engine {

// `action` completes "RocksDB could not …".
Error rocks_error(std::string_view action, const std::string& path, const rocksdb::Status& status);

// Syncs the write-ahead log before it answers.
inline rocksdb::WriteOptions synced() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

inline rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Settings of the whole store: few small info logs, no statistics, made with all its families.
rocksdb::DBOptions quiet_options();

struct RocksStore {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> families;  // in the order they were asked for

  RocksStore() = default;
  RocksStore(RocksStore&&) = default;
  RocksStore& operator=(RocksStore&&) = delete;
  ~RocksStore();
};

// Opens the store, or makes it with its folder; the default family is added by itself at the end.
// Errors: not_found (read-only and not there), unavailable (held by another process), corrupt, io.
Result<RocksStore> open_store(const std::string& path, const rocksdb::DBOptions& options,
                              std::vector<rocksdb::ColumnFamilyDescriptor> families,
                              bool read_only);

}  // namespace dossier::engine
