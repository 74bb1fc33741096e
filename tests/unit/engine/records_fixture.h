// Records in a folder of their own, filled with events that tell where they belong.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "conformance/log_fixture.h"
#include "dossier/engine/records.h"

namespace dossier::engine::test {

inline std::unique_ptr<Records> open_records(const RecordsOptions& options) {
  auto records = Records::open(options);
  INFO((records ? std::string() : to_string(records.error())));
  REQUIRE(records.has_value());
  return std::move(*records);
}

// Owns what a NewRecord only views.
struct RecordText {
  Partition partition;
  Draft draft;
  int64_t timestamp_ms = 1000;

  NewRecord view() const {
    return {.partition = partition,
            .timestamp_ms = timestamp_ms,
            .key = draft.subject.key(),
            .headers = draft.headers,
            .value = draft.value,
            .source = draft.source,
            .id = draft.id,
            .mac = draft.mac};
  }
};

inline RecordText record_text(Partition partition, const Event& event) {
  return {.partition = partition, .draft = draft(event)};
}

inline Result<std::vector<Judged>> append(Records& records, const std::vector<RecordText>& texts,
                                          Repeats repeats = Repeats::store) {
  std::vector<NewRecord> batch;
  for (const RecordText& text : texts) batch.push_back(text.view());
  return records.append(batch, repeats);
}

// `count` records in partition 0, one batch; ids go on from the partition's end.
inline void append_numbered(Records& records, int64_t count) {
  std::vector<RecordText> texts;
  const int64_t end = records.end({0}).value;
  for (int64_t i = end; i < end + count; ++i)
    texts.push_back(record_text({0}, {.id = fmt::format("e-{}", i)}));
  REQUIRE(append(records, texts).has_value());
}

// Partition 0 is readable from end to end, and has what append_numbered wrote.
inline void check_numbered(const Records& records) {
  const auto read = records.read({0}, {0}, SIZE_MAX);
  INFO((read ? std::string() : to_string(read.error())));
  REQUIRE(read.has_value());
  REQUIRE(read->size() == static_cast<size_t>(records.end({0}).value));
  for (size_t i = 0; i < read->size(); ++i)
    REQUIRE((*read)[i].header("ce_id") == fmt::format("e-{}", i));
}

}  // namespace dossier::engine::test
