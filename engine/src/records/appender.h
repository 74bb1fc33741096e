// The writing side of records: judges, forms blocks and tail, writes one synced batch.
// One caller at a time; its buffers are kept from batch to batch.
#pragma once

#include <rocksdb/write_batch.h>

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "dossier/base/bytes.h"
#include "dossier/engine/records.h"
#include "records/pending.h"
#include "records/shelf.h"

namespace dossier::engine {

class Appender {
 public:
  explicit Appender(Shelf& shelf);

  // See Records::append.
  Result<std::vector<Judged>> append(std::span<const NewRecord> batch, Repeats repeats);

 private:
  // How far a partition has come in this batch, and the block that it is forming.
  struct Cursor {
    int64_t next = 0;
    int64_t recorded_ms = 0;
    int64_t in_tail = 0;  // records of that block which stand in the tail already
    ByteWriter block;     // begun, and its records of this batch
    std::vector<std::pair<size_t, size_t>> fresh;  // begin and end of each, in `block`
    bool touched = false;
  };

  void begin(size_t batch_size);
  Cursor& cursor(Partition partition);
  Result<Judged> judge(const NewRecord& record, Cursor& cursor);
  Status store(const NewRecord& record, const Judged& judged, Cursor& cursor);
  Status finish_block(Partition partition, Cursor& cursor);
  Status take_tail(Partition partition, int64_t from, int64_t count, ByteWriter& block);
  void keep_tail(Partition partition, Cursor& cursor);
  void claim(const NewRecord& record, uint64_t hash, Offset offset);
  void put_index();
  Status commit();

  Shelf& shelf_;
  std::vector<Cursor> cursors_;  // as Shelf::ends
  std::vector<size_t> touched_;
  PendingIdentities pending_;
  rocksdb::WriteBatch batch_;
  std::string index_key_;
  // Index entries of this batch: their keys one behind the other, and who they name.
  struct Claim {
    size_t begin, size;
    Offset offset;
  };
  std::string claimed_keys_;
  std::vector<Claim> claims_;
  ByteWriter value_;
  std::optional<Error> failed_;  // set for good by the first write that failed
};

}  // namespace dossier::engine
