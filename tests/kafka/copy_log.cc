// Copies the canonical records of a Kafka run (its local copy) into an embedded log: the valid
// ones, in the order of each partition, each at the time that it was recorded.
//   copy_log FOLDER_OF_RECORDS FOLDER_OF_NEW_RECORDS PARTITIONS
#include <fmt/format.h>

#include <cstdlib>
#include <future>

#include "dossier/base/ensure.h"
#include "dossier/engine/event_log.h"

namespace {

using namespace dossier;
using namespace dossier::engine;

Draft draft_of(const StoredRecord& record) {
  return {.subject = Subject::trusted(std::string(record.key())),
          .source = std::string(record.header("ce_source")),
          .id = std::string(record.header("ce_id")),
          .headers = std::string(record.encoded_headers()),
          .value = std::string(record.value()),
          .mac = std::string(content_mac_of(record.value()))};
}

class Copier {
 public:
  Copier(const Records& from, EventLog& to, int64_t& now_ms)
      : from_(from), to_(to), now_ms_(now_ms), next_(from.partition_count()) {}

  void run() {
    for (Offset at; at < from_.end(kControlPartition); at = at + 1) {
      const auto control = from_.get({kControlPartition, at});
      ENSURE(control, "{}", to_string(control.error()));
      if (control->verdict() != Verdict::valid) continue;
      for (uint16_t p = 0; p < next_.size(); ++p) copy_to(p, at);
      append(*control, true);
    }
    for (uint16_t p = 0; p < next_.size(); ++p) copy_to(p, std::nullopt);
    fmt::print("{} records copied, {} void or foreign ones left out\n", copied_, left_out_);
  }

 private:
  // The partition's records up to the copy of that control record, which it passes over.
  void copy_to(uint16_t p, std::optional<Offset> control) {
    for (; next_[p] < from_.end({p}); next_[p] = next_[p] + 1) {
      const auto record = from_.get({{p}, next_[p]});
      ENSURE(record, "{}", to_string(record.error()));
      if (record->verdict() != Verdict::valid) {
        ++left_out_;
        continue;
      }
      const std::string_view of = record->header(kControlOffsetHeader);
      if (of.empty()) {
        append(*record, false);
        continue;
      }
      ENSURE(control && of == fmt::format("{}", control->value), "a copy out of order");
      next_[p] = next_[p] + 1;
      return;
    }
  }

  void append(const StoredRecord& record, bool control) {
    now_ms_ = record.timestamp_ms();
    std::promise<AppendOutcome> answered;
    const auto done = [&](std::vector<AppendOutcome> outcomes) {
      answered.set_value(std::move(outcomes.front()));
    };
    if (control)
      to_.append_control(draft_of(record), done);
    else
      to_.append({draft_of(record)}, done);
    const auto outcome = answered.get_future().get();
    ENSURE(outcome && !outcome->duplicate, "record {}", to_string(record.position()));
    ++copied_;
  }

  const Records& from_;
  EventLog& to_;
  int64_t& now_ms_;
  std::vector<Offset> next_;
  size_t copied_ = 0, left_out_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  ENSURE(argc == 4, "usage: copy_log RECORDS NEW_RECORDS PARTITIONS");
  RecordsOptions source;
  source.path = argv[1];
  source.partitions = static_cast<uint32_t>(std::atoi(argv[3]));
  source.read_only = true;
  source.copy = true;
  const auto from = Records::open(source);
  ENSURE(from, "{}", to_string(from.error()));
  RecordsOptions target;
  target.path = argv[2];
  target.partitions = source.partitions;
  target.log_id = (*from)->log_id();
  auto records = Records::open(target);
  ENSURE(records, "{}", to_string(records.error()));
  int64_t now_ms = 0;
  EmbeddedLogOptions options;
  options.clock = [&now_ms] { return now_ms; };
  const auto to = make_embedded_log(std::move(*records), std::move(options));
  Copier(**from, *to, now_ms).run();
  return 0;
}
