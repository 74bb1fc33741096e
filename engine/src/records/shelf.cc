#include "records/shelf.h"

#include <fmt/format.h>
#include <rocksdb/iterator.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <memory>

#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"
#include "records/block.h"
#include "records/keys.h"

namespace dossier::engine {
namespace {

constexpr size_t kReadAheadBytes = 4 << 20;
// From so many blocks on a read is a scan: it reads ahead and leaves the cache to others.
constexpr int64_t kScanRecords = 32 * kBlockRecords;

Status append_block(Position first, std::string_view block, int64_t from, int64_t to,
                    std::vector<StoredRecord>& out) {
  DOSSIER_ASSIGN(const BlockRecords records, open_block(first, block));
  const int64_t begin = std::max(from, first.offset.value);
  const int64_t end = std::min(to, first.offset.value + kBlockRecords);
  for (int64_t offset = begin; offset < end; ++offset) {
    const std::string_view bytes = records[static_cast<size_t>(offset - first.offset.value)];
    DOSSIER_ASSIGN(out.emplace_back(), StoredRecord::decode({first.partition, {offset}}, bytes));
  }
  return {};
}

std::unexpected<Error> missing(Position position) {
  return fail(ErrorCode::corrupt, fmt::format("record {} is gone", to_string(position)), {},
              "restore the records from a copy");
}

}  // namespace

size_t Shelf::slot(Partition partition) const {
  if (partition == kControlPartition) return options_.partitions;
  ENSURE(partition.value < options_.partitions, "partition {} of {}", partition.value,
         options_.partitions);
  return partition.value;
}

Partition Shelf::partition_at(size_t slot) const {
  return slot == options_.partitions ? kControlPartition : Partition{static_cast<uint16_t>(slot)};
}

Partition Shelf::home(const Subject& subject) const {
  return subject.kind() == "control" ? kControlPartition
                                     : partition_of(subject, options_.partitions);
}

Result<StoredRecord> Shelf::get(Position position) const {
  const int64_t end_now = end(position.partition);
  if (position.offset.value < 0 || position.offset.value >= end_now)
    return fail(ErrorCode::not_found, fmt::format("there is no record {}", to_string(position)), {},
                fmt::format("the partition ends at {}", end_now));
  std::vector<StoredRecord> one;
  const int64_t offset = position.offset.value;
  DOSSIER_TRY(block_start(offset) + kBlockRecords <= end_now
                  ? read_blocks(position.partition, offset, offset + 1, one)
                  : read_tail(position.partition, offset, offset + 1, one));
  return std::move(one.front());
}

Result<std::vector<StoredRecord>> Shelf::read(Partition partition, Offset from, size_t max) const {
  const int64_t end_now = end(partition);
  const int64_t begin = std::max<int64_t>(from.value, 0);
  std::vector<StoredRecord> out;
  if (begin >= end_now) return out;
  const int64_t limit =
      begin + static_cast<int64_t>(std::min<uint64_t>(max, static_cast<uint64_t>(end_now - begin)));
  out.reserve(static_cast<size_t>(limit - begin));
  const int64_t in_blocks = std::min(limit, block_start(end_now));
  if (begin < in_blocks) DOSSIER_TRY(read_blocks(partition, begin, in_blocks, out));
  if (limit > in_blocks) DOSSIER_TRY(read_tail(partition, std::max(begin, in_blocks), limit, out));
  return out;
}

Status Shelf::read_blocks(Partition partition, int64_t from, int64_t to,
                          std::vector<StoredRecord>& out) const {
  rocksdb::ReadOptions how;
  if (block_start(from) + kBlockRecords >= to) {
    const Position first{partition, {block_start(from)}};
    rocksdb::PinnableSlice block;
    const auto status =
        db().Get(how, blocks(), slice(PositionKey(partition, first.offset.value).bytes()), &block);
    if (status.IsNotFound()) return missing({partition, {from}});
    if (!status.ok())
      return std::unexpected(error(fmt::format("read block {}", to_string(first)), status));
    return append_block(first, view(block), from, to, out);
  }
  if (to - from >= kScanRecords) {
    how.readahead_size = kReadAheadBytes;
    how.fill_cache = false;
  }
  PositionRange at(db(), blocks(), partition, block_start(from), to, how);
  for (int64_t start = block_start(from); start < to; start += kBlockRecords, at.next()) {
    const Position first{partition, {start}};
    if (!at.status().ok())
      return std::unexpected(error(fmt::format("read block {}", to_string(first)), at.status()));
    const auto block = at.value(start);
    if (!block) return missing({partition, {std::max(from, start)}});
    DOSSIER_TRY(append_block(first, *block, from, to, out));
  }
  return {};
}

Status Shelf::read_tail(Partition partition, int64_t from, int64_t to,
                        std::vector<StoredRecord>& out) const {
  PositionRange at(db(), tail(), partition, from, to);
  for (int64_t offset = from; offset < to; ++offset, at.next()) {
    const Position position{partition, {offset}};
    if (!at.status().ok())
      return std::unexpected(
          error(fmt::format("read record {}", to_string(position)), at.status()));
    const auto value = at.value(offset);
    // The writer has made a block of this tail since its end was read: all of it, in one batch. The
    // new end may not be told yet.
    if (!value && offset == from) return read_blocks(partition, from, to, out);
    if (!value) return missing(position);
    DOSSIER_ASSIGN(const std::string_view bytes, open_tail(position, *value));
    DOSSIER_ASSIGN(out.emplace_back(), StoredRecord::decode(position, bytes));
  }
  return {};
}

Result<std::optional<StoredRecord>> Shelf::indexed(Partition partition,
                                                   std::string_view key) const {
  rocksdb::PinnableSlice value;
  const auto status = db().Get(rocksdb::ReadOptions(), index(), slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok())
    return std::unexpected(
        error(fmt::format("read the index of partition {}", partition.value), status));
  const Position position{partition, {static_cast<int64_t>(ByteReader(view(value)).varint())}};
  if (is_coming(position)) return std::nullopt;
  auto record = get(position);
  if (!record && record.error().code == ErrorCode::not_found)
    return fail(ErrorCode::corrupt,
                fmt::format("the index names record {}, which is not there", to_string(position)),
                {}, "restore the records from a copy");
  if (!record) return std::unexpected(std::move(record.error()));
  return std::move(*record);
}

Result<std::vector<Offset>> Shelf::stream(const Subject& subject) const {
  const Partition partition = home(subject);
  std::string prefix;
  subject_prefix(partition, subject.key(), prefix);
  std::string past = prefix;
  past.back() = '\1';
  const rocksdb::Slice bound = slice(past);
  rocksdb::ReadOptions how;
  how.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(db().NewIterator(how, index()));
  std::vector<Offset> offsets;
  for (at->Seek(slice(prefix)); at->Valid(); at->Next()) {
    const Offset offset{static_cast<int64_t>(ByteReader(view(at->value())).varint())};
    if (!is_coming({partition, offset})) offsets.push_back(offset);
  }
  if (!at->status().ok())
    return std::unexpected(
        error(fmt::format("read the index of partition {}", partition.value), at->status()));
  std::ranges::sort(offsets);
  return offsets;
}

Result<std::vector<Records::PartSize>> Shelf::sizes() const {
  std::vector<Records::PartSize> sizes;
  for (auto* const family : {blocks(), tail(), index()}) {
    if (!options_.read_only) {
      const auto flushed = db().Flush(rocksdb::FlushOptions(), family);
      if (!flushed.ok()) return std::unexpected(error("flush", flushed));
    }
    Records::PartSize& part = sizes.emplace_back(family->GetName(), 0, 0);
    db().GetIntProperty(family, rocksdb::DB::Properties::kLiveSstFilesSize, &part.disk_bytes);
    rocksdb::TablePropertiesCollection tables;
    const auto read = db().GetPropertiesOfAllTables(family, &tables);
    if (!read.ok()) return std::unexpected(error("read the properties of its files", read));
    for (const auto& [name, table] : tables)
      part.raw_bytes += table->raw_key_size + table->raw_value_size;
  }
  return sizes;
}

PositionRange::PositionRange(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                             Partition partition, int64_t from, int64_t to,
                             rocksdb::ReadOptions how)
    : partition_(partition), end_(partition, to), bound_(slice(end_.bytes())) {
  how.iterate_upper_bound = &bound_;
  at_.reset(db.NewIterator(how, family));
  at_->Seek(slice(PositionKey(partition, from).bytes()));
}

std::optional<std::string_view> PositionRange::value(int64_t offset) const {
  if (!at_->Valid() || view(at_->key()) != PositionKey(partition_, offset).bytes())
    return std::nullopt;
  return view(at_->value());
}

bool has_identity(const StoredRecord& record, std::string_view key, std::string_view source,
                  std::string_view id) {
  return record.key() == key && record.header("ce_source") == source &&
         record.header("ce_id") == id;
}

}  // namespace dossier::engine
