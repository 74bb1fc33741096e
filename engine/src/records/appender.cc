#include "records/appender.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "records/block.h"
#include "records/keys.h"

namespace dossier::engine {
namespace {

// A batch this large gives its memory back.
constexpr size_t kKeptBatchBytes = 64 << 20;
// Recorded times are kept in microseconds.
constexpr int64_t kMaxTimestampMs = std::numeric_limits<int64_t>::max() / 1000;

Judged repeat(Position first, std::string_view first_mac, std::string_view mac) {
  return {first, verdict_of_repeat(first_mac, mac), first.offset};
}

}  // namespace

Appender::Appender(Shelf& shelf) : shelf_(shelf), cursors_(shelf.ends().size()) {}

Result<std::vector<Judged>> Appender::append(std::span<const NewRecord> batch, Repeats repeats) {
  if (failed_) return std::unexpected(*failed_);
  begin(batch.size());
  std::vector<Judged> answers;
  answers.reserve(batch.size());
  for (const NewRecord& record : batch) {
    Cursor& at = cursor(record.partition);
    DOSSIER_ASSIGN(Judged judged, judge(record, at));
    if (judged.verdict == Verdict::valid || repeats == Repeats::store) {
      judged.position = {record.partition, {at.next}};
      DOSSIER_TRY(store(record, judged, at));
    }
    answers.push_back(judged);
  }
  DOSSIER_TRY(commit());
  return answers;
}

void Appender::begin(size_t batch_size) {
  for (const size_t slot : touched_) cursors_[slot].touched = false;
  touched_.clear();
  claims_.clear();
  claimed_keys_.clear();
  pending_.reset(batch_size);
  if (batch_.GetDataSize() > kKeptBatchBytes) batch_ = rocksdb::WriteBatch();
  batch_.Clear();
}

Appender::Cursor& Appender::cursor(Partition partition) {
  const size_t slot = shelf_.slot(partition);
  Cursor& at = cursors_[slot];
  if (at.touched) return at;
  const PartitionEnd& end = shelf_.ends()[slot];
  at.next = end.offset.load(std::memory_order_relaxed);
  at.recorded_ms = end.recorded_ms;
  at.in_tail = at.next % kBlockRecords;
  at.block.clear();
  begin_block(at.block);
  at.fresh.clear();
  at.touched = true;
  touched_.push_back(slot);
  return at;
}

Result<Judged> Appender::judge(const NewRecord& record, Cursor& at) {
  if (record.foreign) return Judged{{record.partition, {at.next}}, Verdict::foreign, {at.next}};
  // Ends at the identity itself or at the first free hash, which the record then claims.
  for (uint64_t hash = shelf_.options().hash(record.source, record.id);; ++hash) {
    if (const auto* const claimed = pending_.find(record.partition, record.key, hash)) {
      const NewRecord& first = *claimed->record;
      if (first.source == record.source && first.id == record.id)
        return repeat({record.partition, claimed->offset}, first.mac, record.mac);
      continue;
    }
    index_key(record.partition, record.key, hash, index_key_);
    DOSSIER_ASSIGN(const std::optional<StoredRecord> stored,
                   shelf_.indexed(record.partition, index_key_));
    if (!stored) {
      claim(record, hash, {at.next});
      return Judged{{record.partition, {at.next}}, Verdict::valid, {at.next}};
    }
    if (has_identity(*stored, record.key, record.source, record.id))
      return repeat(stored->position(), content_mac_of(stored->value()), record.mac);
  }
}

// Puts index_key_ aside, as the record's.
void Appender::claim(const NewRecord& record, uint64_t hash, Offset offset) {
  pending_.add({hash, &record, offset});
  claims_.push_back({claimed_keys_.size(), index_key_.size(), offset});
  claimed_keys_ += index_key_;
}

void Appender::put_index() {
  const auto key = [this](const Claim& claim) {
    return std::string_view(claimed_keys_).substr(claim.begin, claim.size);
  };
  // In order of the keys, RocksDB's memtable takes them at half the cost.
  std::ranges::sort(claims_, {}, key);
  for (const Claim& claim : claims_) {
    value_.clear();
    value_.varint(static_cast<uint64_t>(claim.offset.value));
    batch_.Put(shelf_.index(), slice(key(claim)), slice(value_.bytes()));
  }
}

Status Appender::store(const NewRecord& record, const Judged& judged, Cursor& at) {
  if (record.timestamp_ms > kMaxTimestampMs || record.timestamp_ms < -kMaxTimestampMs)
    return fail(ErrorCode::corrupt,
                fmt::format("record {} has the timestamp {} ms, which is no time",
                            to_string(judged.position), record.timestamp_ms));
  at.recorded_ms = std::max(at.recorded_ms, record.timestamp_ms);
  const size_t begin =
      append_stored({judged.verdict, judged.first, at.recorded_ms, record.timestamp_ms, record.key,
                     record.headers, record.value},
                    at.block);
  at.fresh.emplace_back(begin, at.block.bytes().size());
  ++at.next;
  if (at.next % kBlockRecords == 0) return finish_block(record.partition, at);
  return {};
}

Status Appender::finish_block(Partition partition, Cursor& at) {
  const int64_t first = at.next - kBlockRecords;
  if (at.in_tail > 0) {
    ByteWriter joined;
    begin_block(joined);
    const size_t head = joined.bytes().size();
    DOSSIER_TRY(take_tail(partition, first, at.in_tail, joined));
    joined.raw(std::string_view(at.block.bytes()).substr(head));
    at.block = std::move(joined);
    at.in_tail = 0;
  }
  end_block(at.block);
  batch_.Put(shelf_.blocks(), slice(PositionKey(partition, first).bytes()),
             slice(at.block.bytes()));
  at.block.clear();
  begin_block(at.block);
  at.fresh.clear();
  return {};
}

Status Appender::take_tail(Partition partition, int64_t from, int64_t count, ByteWriter& block) {
  PositionRange at(shelf_.db(), shelf_.tail(), partition, from, from + count);
  for (int64_t offset = from; offset < from + count; ++offset, at.next()) {
    const Position position{partition, {offset}};
    if (!at.status().ok())
      return std::unexpected(
          shelf_.error(fmt::format("read record {}", to_string(position)), at.status()));
    const auto value = at.value(offset);
    if (!value)
      return fail(ErrorCode::corrupt, fmt::format("record {} is gone", to_string(position)), {},
                  "restore the records from a copy");
    DOSSIER_ASSIGN(const std::string_view record, open_tail(position, *value));
    block.text(record);
    // Written once and deleted once: both vanish when the memtable is flushed.
    batch_.SingleDelete(shelf_.tail(), slice(PositionKey(partition, offset).bytes()));
  }
  return {};
}

void Appender::keep_tail(Partition partition, Cursor& at) {
  int64_t offset = at.next - static_cast<int64_t>(at.fresh.size());
  for (const auto& [begin, end] : at.fresh) {
    value_.clear();
    append_tail(std::string_view(at.block.bytes()).substr(begin, end - begin), value_);
    batch_.Put(shelf_.tail(), slice(PositionKey(partition, offset++).bytes()),
               slice(value_.bytes()));
  }
}

Status Appender::commit() {
  for (const size_t slot : touched_) keep_tail(shelf_.partition_at(slot), cursors_[slot]);
  put_index();
  if (batch_.Count() == 0) return {};
  for (const size_t slot : touched_) shelf_.ends()[slot].coming = cursors_[slot].next;
  const auto status = shelf_.db().Write(synced(), &batch_);
  if (!status.ok()) {
    // The batch may stand in the write-ahead log all the same: its offsets are not given twice.
    failed_ = shelf_.error("write a batch of records", status);
    return std::unexpected(*failed_);
  }
  for (const size_t slot : touched_) {
    PartitionEnd& end = shelf_.ends()[slot];
    end.recorded_ms = cursors_[slot].recorded_ms;
    end.offset.store(cursors_[slot].next, std::memory_order_release);
  }
  return {};
}

}  // namespace dossier::engine
