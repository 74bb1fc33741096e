// Records: the local, judged copy of the log; with the embedded log, the log itself.
// Safe for concurrent readers; one writer (the log) at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dossier/engine/record.h"

namespace dossier::engine {

struct RecordsOptions {
  std::string path;                          // "var/records"
  uint32_t partitions = kDefaultPartitions;  // refused if the store was made with another count
  bool read_only = false;                    // as the store stood when it was opened
  size_t cache_bytes = 64u << 20;            // of decompressed blocks
  // A copy of a log on Kafka is no log itself, and is never taken for one. `log_id`, 8 bytes: the
  // log that it is of, refused if it is another's; empty: whichever, made with the store.
  bool copy = false;
  std::string log_id = {};
  // Tests give one that collides; a store is opened with the same one for ever.
  uint64_t (*hash)(std::string_view source, std::string_view id) = identity_hash;
};

struct Identity {
  const Subject& subject;
  std::string_view source;
  std::string_view id;
};

// What one write batch adds to one partition: records in offset order from `end(partition)`.
struct NewRecord {
  Partition partition;
  int64_t timestamp_ms;
  std::string_view key, headers, value, source, id, mac;
  bool foreign = false;  // then it has no identity: source, id and mac are not looked at
};

struct Judged {
  Position position;  // its own; of the first of its identity where it was not stored
  Verdict verdict;
  Offset first;  // of its identity; its own where valid or foreign
};

// What becomes of records that are not valid.
enum class Repeats : uint8_t {
  store,  // a copy of a Kafka log holds them
  skip,   // the embedded log judges before it writes
};

class Records {
 public:
  // Opens or makes the store. Errors: io, corrupt, refused (other partition count, other format).
  static Result<std::unique_ptr<Records>> open(const RecordsOptions& options);
  ~Records();

  // 8 bytes that name this log in tokens: the log's own, or made with the store.
  const std::string& log_id() const;
  uint32_t partition_count() const;
  // One past the last stored offset. Takes in the control partition.
  Offset end(Partition partition) const;

  // Judges and stores the records in one synced write batch; earlier ones of the span count for
  // later ones. One caller at a time. On an error nothing of the batch can be read. After a write
  // that failed (io), the batch may stand there when the store is opened next, and every further
  // append fails. Errors: io, corrupt.
  Result<std::vector<Judged>> append(std::span<const NewRecord> batch,
                                     Repeats repeats = Repeats::store);

  // First record of that identity, if any. Reads the index, confirms in the record. Subjects of
  // kind `control` are looked for in the control log, not in its copies; so in stream().
  Result<std::optional<StoredRecord>> find(const Identity& identity) const;
  // The same among the records of one partition: there a control record's copy.
  Result<std::optional<StoredRecord>> find_in(Partition partition, const Identity& identity) const;
  // Errors: not_found, corrupt, io.
  Result<StoredRecord> get(Position position) const;
  // Up to `max` records from `from` on, in order. Empty at the end.
  Result<std::vector<StoredRecord>> read(Partition partition, Offset from, size_t max) const;
  // Offsets of the subject's valid records, ascending.
  Result<std::vector<Offset>> stream(const Subject& subject) const;

  // Bytes on disk (after a flush), and of keys and values before compression, by part: blocks,
  // tail, index.
  struct PartSize {
    std::string part;
    uint64_t disk_bytes;
    uint64_t raw_bytes;
  };
  Result<std::vector<PartSize>> sizes() const;

 private:
  struct Impl;
  explicit Records(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::engine
