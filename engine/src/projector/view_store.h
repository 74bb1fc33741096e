// The views store: a RocksDB with the families of docs/formats/views.md. All of RocksDB stops here.
// Safe for concurrent use; a batch is written by one thread.
#pragma once

#include <rocksdb/db.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/bytes.h"
#include "dossier/base/error.h"

namespace dossier::engine {

enum class Family : uint8_t { slices, rows, timers, meta, totals };
inline constexpr size_t kFamilies = 5;

// Values are wrapped (version, bytes, CRC-32C) on the way in and checked on the way out.
std::string wrap(std::string_view bytes);
// The same in two steps, around what is encoded in between; `out` is emptied by the first.
void begin_wrap(ByteWriter& out);
void end_wrap(ByteWriter& out);
std::optional<std::string_view> unwrap(std::string_view bytes);  // nothing: corrupt

class ViewStore {
 public:
  struct Options {
    std::string path;
    size_t cache_bytes = 256u << 20;  // block cache and memtables together
    size_t write_buffer_bytes = 64u << 20;
  };
  // Errors: io (another process holds it, disk), corrupt.
  static Result<std::unique_ptr<ViewStore>> open(const Options& options);
  ~ViewStore();

  // One state of the store for several reads. Null means the newest at each read.
  using Snapshot = std::shared_ptr<const rocksdb::Snapshot>;
  Snapshot snapshot() const;

  // Raw value; nothing where absent.
  Result<std::optional<std::string>> get(Family family, std::string_view key,
                                         const Snapshot& at = nullptr) const;
  // As get, for each key, in order.
  Result<std::vector<std::optional<std::string>>> get_many(
      Family family, const std::vector<std::string>& keys) const;

  // Visits keys that begin with `prefix`, from `from` on (forward) or before `from` (backward; the
  // end of the prefix where `from` is empty), until `visit` says false.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  struct Range {
    std::string_view prefix;
    std::string_view from;
    bool backward = false;
    // Exclusive, forward only. Says where to stop before what was removed beyond it is looked
    // through.
    std::string_view until = {};
  };
  Status scan(Family family, const Range& range, const Snapshot& at, const Visit& visit) const;

  // What one write changes, gathered by family and by the start of the key (partition and slot), so
  // that keys which are put in order within these reach the store in order: its memtable takes a
  // key beside the last one much faster than one anywhere.
  class Batch {
   public:
    explicit Batch(const ViewStore& store) : store_(&store) {}
    void put(Family family, std::string_view key, std::string_view value);
    void remove(Family family, std::string_view key);
    bool empty() const { return runs_.empty(); }

   private:
    friend class ViewStore;
    struct Entry {
      uint32_t key_size, value_size;
      bool removed;
    };
    struct Run {
      Family family;
      std::string prefix;
      std::vector<Entry> entries;
      std::string bytes;  // keys and values, one after the other
    };
    Run& run_of(Family family, std::string_view key);
    void add(Family family, std::string_view key, std::string_view value, bool removed);
    void fill(rocksdb::WriteBatch& out) const;

    const ViewStore* store_;
    std::vector<Run> runs_;
  };
  // All of it or nothing; in the write-ahead log, not synced.
  Status write(Batch& batch);
  // Everything written so far survives a power cut afterwards.
  Status sync();

  uint64_t disk_bytes(Family family) const;  // of table files, after a flush
  uint64_t memory_bytes() const;             // block cache and memtables

 private:
  ViewStore() = default;
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return handles_[static_cast<size_t>(family)];
  }

  std::string path_;
  std::shared_ptr<rocksdb::Cache> cache_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace dossier::engine
