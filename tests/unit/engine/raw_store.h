// A store of ours as plain RocksDB, closed by us and opened behind its back: to read what stands
// there, and to damage it.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <string>
#include <vector>

#include "dossier/base/ensure.h"

namespace dossier::engine::test {

class RawStore {
 public:
  explicit RawStore(const std::string& path, bool read_only = false) {
    std::vector<std::string> names;
    rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &names);
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const std::string& name : names)
      families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    rocksdb::DB* db = nullptr;
    const auto status =
        read_only
            ? rocksdb::DB::OpenForReadOnly(rocksdb::DBOptions(), path, families, &handles_, &db)
            : rocksdb::DB::Open(rocksdb::DBOptions(), path, families, &handles_, &db);
    ENSURE(status.ok(), "{}", status.ToString());
    db_.reset(db);
  }
  RawStore(const RawStore&) = delete;
  RawStore& operator=(const RawStore&) = delete;
  ~RawStore() {
    for (auto* const handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  }

  // Empty where there is no such key.
  std::string get(const std::string& family, const std::string& key) const {
    std::string value;
    db_->Get(rocksdb::ReadOptions(), find(family), key, &value);
    return value;
  }
  void put(const std::string& family, const std::string& key, const std::string& value) {
    ENSURE(db_->Put(rocksdb::WriteOptions(), find(family), key, value).ok(), "put");
  }
  void remove(const std::string& family, const std::string& key) {
    ENSURE(db_->Delete(rocksdb::WriteOptions(), find(family), key).ok(), "delete");
  }
  size_t count(const std::string& family) const {
    const std::unique_ptr<rocksdb::Iterator> at(
        db_->NewIterator(rocksdb::ReadOptions(), find(family)));
    size_t n = 0;
    for (at->SeekToFirst(); at->Valid(); at->Next()) ++n;
    return n;
  }

 private:
  rocksdb::ColumnFamilyHandle* find(const std::string& family) const {
    for (auto* const handle : handles_)
      if (handle->GetName() == family) return handle;
    ensure_failed("family", __FILE__, __LINE__, family);
  }

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace dossier::engine::test
