// A log that a test writes record by record, and a fold of it that a test drives step by step:
// no threads, so that every batch boundary, crash and eviction happens where the test wants it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dossier/engine/intake.h"
#include "dossier/engine/records.h"
#include "dossier/engine/vault.h"
#include "projector/partition.h"
#include "support/temp_folder.h"

namespace dossier::test {

// The value of a result that must be there; aborts with its error.
template <class T>
T must(Result<T> result) {
  ENSURE(result.has_value(), "{}", to_string(result.error()));
  return std::move(*result);
}
inline void must(const Status& status) {
  ENSURE(status.has_value(), "{}", to_string(status.error()));
}

Date day(std::string_view iso);
const Zone& jamaica();
// On a memory disk where the machine has one: these tests make many stores.
std::string scratch_folder();

class WrittenLog {
 public:
  explicit WrittenLog(uint32_t partitions = 2);
  ~WrittenLog();

  // A CloudEvent through intake; judged, and stored whatever the verdict.
  Position add(const std::string& event);
  // A control record and its copies.
  void open_day(Date date);
  void open_day(std::string_view date) { open_day(day(date)); }
  // The same records once more, each void now.
  void redeliver();
  // As an operator asks for it.
  Position retry(const Subject& subject, std::string_view projection, uint32_t version = 1);
  Position skip(const Subject& subject, std::string_view projection, Position what,
                uint32_t version = 1);

  const engine::Records& records() const { return *records_; }
  uint32_t partitions() const { return records_->partition_count(); }

 private:
  Position append(const engine::Draft& draft);
  engine::Draft draft(const std::string& event);

  const std::string folder_;
  std::unique_ptr<engine::Records> records_;
  std::unique_ptr<engine::EventLog> no_log_;
  std::unique_ptr<engine::Intake> intake_;
  std::vector<engine::Draft> drafts_, controls_;
  int64_t now_ms_ = 1'780'315'200'000;  // 2026-06-01T12:00:00Z
  uint64_t asked_ = 0;
};

// Family, key and value of everything but the position.
using Dump = std::map<std::pair<std::string, std::string>, std::string>;

class SteppedFold {
 public:
  SteppedFold(const WrittenLog& log, fold::ProjectionSet projections);
  ~SteppedFold();

  // At most `most` records or timer passes in each partition; how many it were.
  size_t fold_on(size_t most);
  void fold_all();
  void begin_commit();  // ends the one before, if it is open
  void write_commit();  // to the store; the partitions do not know yet
  void end_commit();
  void commit() {
    begin_commit();
    end_commit();
  }
  void evict(size_t target = 0);
  // The process dies: what no commit has written is lost, and all is opened again.
  void crash();

  engine::PartitionFold& of(const Subject& subject);
  engine::PartitionFold& partition(size_t index) { return *partitions_[index]; }
  const engine::ProjectionOrder& order() const { return order_; }
  const engine::ViewStore& store() const { return *store_; }
  const engine::FoldEnvironment& environment() const { return *environment_; }
  engine::SubjectView view(const Subject& subject);
  // All rows of the set, in key order.
  std::vector<engine::Row> rows(const Subject& subject, fold::Slot slot, size_t page = 7);
  // Commits what is pending first.
  Dump dump();
  // Of all partitions.
  engine::Totals totals(fold::Slot slot, std::string_view prefix = {});

 private:
  void open();

  const WrittenLog& log_;
  const engine::ProjectionOrder order_;
  const std::string folder_;
  std::unique_ptr<engine::ViewStore> store_;
  std::unique_ptr<engine::FoldEnvironment> environment_;
  std::vector<std::unique_ptr<engine::PartitionFold>> partitions_;
  std::optional<engine::ViewStore::Batch> batch_;
  bool open_commit_ = false;
};

// What differs, for a failure's message: the first few keys.
std::string difference(const Dump& a, const Dump& b);

}  // namespace dossier::test
