// GET /api/ops/tail: records as JSON, boxes opened, in the order in which the log took them. Waits
// for news up to `wait` seconds without holding a thread.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "endpoint.h"
#include "record_json.h"
#include "schemas.h"

namespace dossier::api {
namespace {

constexpr size_t kRecordsMax = 500;
constexpr int64_t kWaitSecondsMax = 30;
constexpr std::chrono::milliseconds kLookAgain{100};

// The next record to read of each partition that is followed.
using Cursor = std::vector<Position>;

// What one request asks for.
struct Tail {
  CallPtr call;
  Cursor cursor;
  std::string subject;  // its key; empty: of all
  std::chrono::steady_clock::time_point until;
};

std::string to_text(const Cursor& cursor) {
  std::string out;
  for (const Position& at : cursor) out += (out.empty() ? "" : ",") + to_string(at);
  return out;
}

std::unexpected<Error> bad_from() {
  return fail(ErrorCode::invalid, "must be begin, end, an offset (with partition), or `next`",
              "from", "send the `next` of the last answer unchanged");
}

template <class T>
bool read_number(std::string_view text, T& out) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  return code == std::errc() && end == text.data() + text.size();
}

Result<Cursor> parse_cursor(std::string_view text) {
  Cursor cursor;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(','));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    const size_t colon = std::min(one.find(':'), one.size());
    Position at;
    if (!read_number(one.substr(0, colon), at.partition.value) ||
        !read_number(one.substr(std::min(colon + 1, one.size())), at.offset.value) ||
        at.offset.value < 0)
      return bad_from();
    cursor.push_back(at);
  }
  return cursor;
}

Result<std::vector<Partition>> partitions_of(const Call& call, const std::string& subject) {
  const uint32_t count = call.services.engine.records().partition_count();
  if (!subject.empty()) return std::vector{partition_of(Subject::trusted(subject), count)};
  if (const auto named = call.target.find("partition")) {
    if (*named == "control") return std::vector{engine::kControlPartition};
    uint16_t one = 0;
    if (!read_number(*named, one) || one >= count)
      return fail(ErrorCode::invalid, fmt::format("must be control, or 0 to {}", count - 1),
                  "partition");
    return std::vector{Partition{one}};
  }
  std::vector<Partition> all;
  for (uint16_t p = 0; p < count; ++p) all.push_back({p});
  return all;
}

Result<Cursor> cursor_of(const Call& call, const std::string& subject) {
  const std::string_view from = call.target.find("from").value_or("begin");
  const engine::Records& records = call.services.engine.records();
  if (from.find(':') != std::string_view::npos) {
    DOSSIER_ASSIGN(Cursor cursor, parse_cursor(from));
    for (const Position& at : cursor)
      if (at.partition != engine::kControlPartition &&
          at.partition.value >= records.partition_count())
        return bad_from();
    return cursor;
  }
  DOSSIER_ASSIGN(const auto partitions, partitions_of(call, subject));
  int64_t offset = 0;
  if (from != "begin" && from != "end" &&
      (!read_number(from, offset) || offset < 0 || partitions.size() != 1))
    return bad_from();
  Cursor cursor;
  for (const Partition partition : partitions)
    cursor.push_back({partition, from == "end" ? records.end(partition) : Offset{offset}});
  return cursor;
}

Result<std::string> subject_of(const Call& call) {
  const auto text = call.target.find("subject");
  if (!text) return std::string();
  auto subject = Subject::parse(*text);
  if (!subject) return fail(ErrorCode::invalid, subject.error().message, "subject");
  return subject->key();
}

// In the order of the answer.
using Place = std::pair<Instant, Position>;
Place place_of(const engine::StoredRecord& record) {
  return {record.recorded(), record.position()};
}

// What a look at all partitions found.
struct Found {
  std::vector<engine::StoredRecord> records;
  std::optional<Place>
      horizon;  // behind it, a partition that was not read to its end may have more
};

// Records of a partition from `at` on, which moves to the first one that was not looked at.
Status gather(const Tail& tail, Position& at, Found& found) {
  const engine::Records& log = tail.call->services.engine.records();
  const size_t most = tail.cursor.size() > 1 ? kRecordsMax / 8 : kRecordsMax;
  DOSSIER_ASSIGN(auto records, log.read(at.partition, at.offset, most));
  if (records.empty()) return {};
  at.offset = records.back().position().offset + 1;
  if (at.offset < log.end(at.partition)) {
    const Place last = place_of(records.back());
    found.horizon = found.horizon ? std::min(*found.horizon, last) : last;
  }
  for (auto& record : records)
    if (tail.subject.empty() || record.key() == tail.subject)
      found.records.push_back(std::move(record));
  return {};
}

// All partitions in one order, as far as it is sure; the rest waits for the next call.
void merge(Cursor& cursor, Found& found) {
  auto& records = found.records;
  std::ranges::sort(records, {}, place_of);
  size_t keep = std::min(records.size(), kRecordsMax);
  while (found.horizon && keep > 0 && *found.horizon < place_of(records[keep - 1])) --keep;
  for (size_t i = keep; i < records.size(); ++i)
    for (Position& at : cursor)
      if (at.partition == records[i].position().partition)
        at.offset = std::min(at.offset, records[i].position().offset);
  records.erase(records.begin() + static_cast<ptrdiff_t>(keep), records.end());
}

void answer(const Tail& tail, const std::vector<engine::StoredRecord>& records) {
  JsonWriter out;
  out.begin_object().key("records").begin_array();
  for (const auto& record : records) write_record(out, tail.call->services.engine, record);
  out.end_array().member("next", to_text(tail.cursor)).end_object();
  tail.call->json(200, out.take());
}

void look(Tail tail) {
  const Services& services = tail.call->services;
  Found found;
  for (Position& at : tail.cursor)
    if (const auto status = gather(tail, at, found); !status)
      return tail.call->fault(status.error());
  const bool more = found.horizon.has_value();
  merge(tail.cursor, found);
  const bool over = services.stopping || std::chrono::steady_clock::now() >= tail.until;
  if (!found.records.empty() || (over && !more)) return answer(tail, found.records);
  services.background.after(more ? std::chrono::milliseconds(0) : kLookAgain,
                            [tail = std::move(tail)]() mutable { look(std::move(tail)); });
}

void tail(const CallPtr& call) {
  const auto subject = subject_of(*call);
  if (!subject) return call->fault(subject.error());
  auto cursor = cursor_of(*call, *subject);
  if (!cursor) return call->fault(cursor.error());
  const int64_t wait = call->number("wait");

  look({call, std::move(*cursor), *subject,
        std::chrono::steady_clock::now() + std::chrono::seconds(wait)});
}

std::string records_schema() { return object_schema("records [#Record], next string"); }

}  // namespace

std::vector<Endpoint> tail_endpoints() {
  using Kind = Parameter::Kind;
  return {
      {.method = "GET",
       .path = "/api/ops/tail",
       .operation = "tailLog",
       .summary = "Records as JSON, boxes opened",
       .query = {{.name = "partition", .summary = "Only this one; `control` for the control log."},
                 {.name = "from", .summary = "begin, end, an offset, or `next` of an answer."},
                 {.name = "subject", .summary = "Only this one's: kind/id."},
                 {.name = "wait",
                  .summary = "Seconds to wait for news.",
                  .kind = Kind::number,
                  .least = 0,
                  .most = kWaitSecondsMax,
                  .fallback = 0}},
       .answers = {{200, "In the order of the log", "application/json",
                    Schema{"Records", records_schema}}},
       .runs = Runs::behind,
       .handle = tail}};
}

}  // namespace dossier::api
