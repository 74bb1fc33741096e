// The store of records as its readers see it. Reads are safe from any thread beside the one writer;
// `ends` tells them what is there: it is set after the write that it speaks of.
#pragma once

#include <rocksdb/iterator.h>

#include <atomic>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/engine/records.h"
#include "records/keys.h"
#include "records/rocks.h"

namespace dossier::engine {

struct PartitionEnd {
  std::atomic<int64_t> offset{0};  // one past the last
  std::atomic<int64_t> coming{0};  // the same once the batch that is being written is told
  int64_t recorded_ms = std::numeric_limits<int64_t>::min();  // greatest timestamp; the writer's
};

class Shelf {
 public:
  // Opens or makes the store, and finds its ends. Errors: those of Records::open.
  static Result<std::unique_ptr<Shelf>> open(const RecordsOptions& options);

  rocksdb::DB& db() const { return *store_.db; }
  rocksdb::ColumnFamilyHandle* blocks() const { return store_.families[0]; }
  rocksdb::ColumnFamilyHandle* tail() const { return store_.families[1]; }
  rocksdb::ColumnFamilyHandle* index() const { return store_.families[2]; }
  rocksdb::ColumnFamilyHandle* meta() const { return store_.families[3]; }

  const RecordsOptions& options() const { return options_; }
  const std::string& log_id() const { return log_id_; }
  std::span<PartitionEnd> ends() { return ends_; }
  // The place of a partition in `ends`: by number, the control partition last.
  size_t slot(Partition partition) const;
  Partition partition_at(size_t slot) const;
  Partition home(const Subject& subject) const;
  int64_t end(Partition partition) const {
    return ends_[slot(partition)].offset.load(std::memory_order_acquire);
  }

  Result<StoredRecord> get(Position position) const;
  Result<std::vector<StoredRecord>> read(Partition partition, Offset from, size_t max) const;
  Result<std::vector<Offset>> stream(const Subject& subject) const;
  // The record that the index names under this key, whoever's identity it has.
  Result<std::optional<StoredRecord>> indexed(Partition partition, std::string_view key) const;
  Result<std::vector<Records::PartSize>> sizes() const;

  Error error(std::string_view action, const rocksdb::Status& status) const {
    return rocks_error(action, options_.path, status);
  }

 private:
  Shelf(const RecordsOptions& options, RocksStore store);

  Status load_meta();
  Status make_meta();
  Status find_ends();

  // True for a record that stands in the store and is not told yet: readers do not see it.
  bool is_coming(Position position) const {
    const PartitionEnd& end = ends_[slot(position.partition)];
    return position.offset.value >= end.offset.load(std::memory_order_acquire) &&
           position.offset.value < end.coming;
  }
  Status read_blocks(Partition partition, int64_t from, int64_t to,
                     std::vector<StoredRecord>& out) const;
  Status read_tail(Partition partition, int64_t from, int64_t to,
                   std::vector<StoredRecord>& out) const;

  RecordsOptions options_;
  RocksStore store_;
  std::string log_id_;
  std::vector<PartitionEnd> ends_;
};

// Walks entries [from, to) of a family keyed by position. What is behind `to` may be any number of
// deleted entries, which RocksDB would pass one by one in search of the next that is there.
class PositionRange {
 public:
  PositionRange(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, Partition partition,
                int64_t from, int64_t to, rocksdb::ReadOptions how = {});
  PositionRange(const PositionRange&) = delete;  // the iterator keeps the address of bound_
  PositionRange& operator=(const PositionRange&) = delete;

  // Nothing where the entry at `offset`, the next one, is not there.
  std::optional<std::string_view> value(int64_t offset) const;
  void next() { at_->Next(); }
  rocksdb::Status status() const { return at_->status(); }

 private:
  Partition partition_;
  PositionKey end_;
  rocksdb::Slice bound_;
  std::unique_ptr<rocksdb::Iterator> at_;
};

// True where the record has that identity.
bool has_identity(const StoredRecord& record, std::string_view key, std::string_view source,
                  std::string_view id);

}  // namespace dossier::engine
