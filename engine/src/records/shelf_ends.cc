// Where each partition ends, found when the store is opened: from its last block and its tail.
// What does not fit together is told here, before anything is appended behind it.
#include <fmt/format.h>
#include <rocksdb/iterator.h>

#include <algorithm>
#include <memory>

#include "records/block.h"
#include "records/keys.h"
#include "records/shelf.h"

namespace dossier::engine {
namespace {

// The last key of the partition that the iterator's family has.
std::optional<int64_t> last_offset(rocksdb::Iterator& at, Partition partition) {
  at.SeekForPrev(slice(PositionKey(partition, std::numeric_limits<int64_t>::max()).bytes()));
  if (!at.Valid()) return std::nullopt;
  const auto position = PositionKey::parse(view(at.key()));
  if (!position || position->partition != partition) return std::nullopt;
  return position->offset.value;
}

}  // namespace

Status Shelf::find_ends() {
  const std::unique_ptr<rocksdb::Iterator> in_blocks(
      db().NewIterator(rocksdb::ReadOptions(), blocks()));
  const std::unique_ptr<rocksdb::Iterator> in_tail(
      db().NewIterator(rocksdb::ReadOptions(), tail()));
  for (size_t i = 0; i < ends_.size(); ++i) {
    const Partition partition = partition_at(i);
    const auto last_block = last_offset(*in_blocks, partition);
    const int64_t blocks_end = last_block ? *last_block + kBlockRecords : 0;
    const auto last_tail = last_offset(*in_tail, partition);
    const int64_t end = last_tail ? *last_tail + 1 : blocks_end;
    int64_t dense = 0;
    PositionRange behind_blocks(db(), tail(), partition, blocks_end, std::max(end, blocks_end));
    for (; behind_blocks.value(blocks_end + dense); behind_blocks.next()) ++dense;
    for (const auto& status : {in_blocks->status(), in_tail->status(), behind_blocks.status()})
      if (!status.ok())
        return std::unexpected(
            error(fmt::format("find the end of partition {}", partition.value), status));
    if (blocks_end % kBlockRecords != 0 || end - blocks_end != dense || dense >= kBlockRecords)
      return fail(ErrorCode::corrupt,
                  fmt::format("partition {} in {} has a gap: blocks to {}, {} records behind them, "
                              "end at {}",
                              partition.value, options_.path, blocks_end, dense, end),
                  {}, "restore the records from a copy");
    ends_[i].offset.store(end, std::memory_order_release);
    if (end == 0) continue;
    DOSSIER_ASSIGN(const StoredRecord last, get({partition, {end - 1}}));
    ends_[i].recorded_ms = last.recorded().micros / 1000;
  }
  return {};
}

}  // namespace dossier::engine
