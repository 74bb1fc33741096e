#include "support/fold_fixture.h"

#include <algorithm>
#include <filesystem>

#include "dossier/base/bytes.h"
#include "dossier/events/json.h"

namespace dossier::test {
namespace {

using engine::Draft;
using engine::Family;
using engine::kControlPartition;

// One for all tests: an entry costs a synced write.
engine::Vault& shared_vault() {
  static const TempFolder folder;
  static const auto vault = must(engine::Vault::open(
      folder / "vault", must(engine::MasterKey::load(folder / "master.key", true))));
  return *vault;
}

class NoLog final : public engine::EventLog {
 public:
  void append(std::vector<Draft>, engine::AppendDone) override { std::abort(); }
  void append_control(Draft, engine::AppendDone) override { std::abort(); }
  const engine::Records& records() const override { std::abort(); }
  void on_records(std::function<void(Partition)>) override {}
  void stop() override {}
};

std::string own_event(std::string_view type, std::string_view subject, std::string_view id,
                      std::string_view data) {
  return fmt::format(R"({{"specversion":"1.0","id":"{}","source":"dossier:engine",)"
                     R"("type":"dossier.control.{}.v1","subject":"{}","data":{{{}}}}})",
                     id, type, subject, data);
}

std::string readable(std::string_view key) {
  std::string out;
  for (const char c : key) {
    const bool plain = c > ' ' && c < 127;
    out += plain ? std::string(1, c) : "\\" + to_hex({&c, 1});
  }
  return out;
}

}  // namespace

Date day(std::string_view iso) { return must(parse_date(iso)); }

const Zone& jamaica() {
  static const Zone zone = must(Zone::load("America/Jamaica"));
  return zone;
}

std::string scratch_folder() {
  const bool memory = std::filesystem::is_directory("/dev/shm");
  std::string name = std::string(memory ? "/dev/shm" : "/tmp") + "/dossier-XXXXXX";
  ENSURE(mkdtemp(name.data()) != nullptr, "no temporary folder {}", name);
  return name;
}

// --- WrittenLog

WrittenLog::WrittenLog(uint32_t partitions)
    : folder_(scratch_folder()), no_log_(std::make_unique<NoLog>()) {
  records_ = must(engine::Records::open({.path = folder_ + "/records", .partitions = partitions}));
  intake_ = std::make_unique<engine::Intake>(shared_vault(), *no_log_, [this] { return now_ms_; });
}

WrittenLog::~WrittenLog() {
  records_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Draft WrittenLog::draft(const std::string& event) {
  now_ms_ += 1000;
  events::EventParser parser({.trusted = true});
  return must(intake_->draft(must(parser.parse_cloud_event(event))));
}

Position WrittenLog::append(const Draft& draft) {
  const engine::NewRecord record{partition_of(draft.subject, partitions()),
                                 now_ms_,
                                 draft.subject.key(),
                                 draft.headers,
                                 draft.value,
                                 draft.source,
                                 draft.id,
                                 draft.mac};
  return must(records_->append({&record, 1})).front().position;
}

Position WrittenLog::add(const std::string& event) {
  drafts_.push_back(draft(event));
  return append(drafts_.back());
}

void WrittenLog::open_day(Date date) {
  const Draft control = draft(own_event("business_date_opened", "control/engine", to_string(date),
                                        fmt::format(R"("date":"{}")", to_string(date))));
  const std::string copied =
      engine::with_header(control.headers, engine::kControlOffsetHeader,
                          fmt::format("{}", records_->end(kControlPartition).value));
  std::vector<engine::NewRecord> batch;
  for (uint32_t p = 0; p <= partitions(); ++p) {
    const bool original = p == partitions();
    batch.push_back({original ? kControlPartition : Partition{static_cast<uint16_t>(p)}, now_ms_,
                     control.subject.key(), original ? control.headers : copied, control.value,
                     control.source, control.id, control.mac});
  }
  must(records_->append(batch));
}

void WrittenLog::redeliver() {
  now_ms_ += 1000;
  for (const Draft& draft : drafts_) append(draft);
}

Position WrittenLog::retry(const Subject& subject, std::string_view projection, uint32_t version) {
  return add(own_event("quarantine_retry", subject.key(), fmt::format("retry-{}", ++asked_),
                       fmt::format(R"("projection":"{}","fold_version":{})", projection, version)));
}

Position WrittenLog::skip(const Subject& subject, std::string_view projection, Position what,
                          uint32_t version) {
  return add(
      own_event("quarantine_skip", subject.key(), fmt::format("skip-{}", ++asked_),
                fmt::format(R"("projection":"{}","fold_version":{},"partition":{},"offset":{})",
                            projection, version, what.partition.value, what.offset.value)));
}

// --- SteppedFold

SteppedFold::SteppedFold(const WrittenLog& log, fold::ProjectionSet projections)
    : log_(log), order_(std::move(projections)), folder_(scratch_folder()) {
  open();
}

SteppedFold::~SteppedFold() {
  partitions_.clear();
  store_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void SteppedFold::open() {
  store_ = must(engine::ViewStore::open({.path = folder_, .cache_bytes = 4u << 20}));
  environment_ = std::make_unique<engine::FoldEnvironment>(
      engine::FoldEnvironment{log_.records(), *store_, order_, jamaica()});
  for (uint16_t p = 0; p < log_.partitions(); ++p) {
    partitions_.push_back(std::make_unique<engine::PartitionFold>(*environment_, Partition{p}));
    must(partitions_.back()->load());
  }
}

size_t SteppedFold::fold_on(size_t most) {
  size_t count = 0;
  for (auto& partition : partitions_) count += must(partition->fold_on(most));
  return count;
}

void SteppedFold::fold_all() {
  while (fold_on(1000) > 0) continue;
}

void SteppedFold::begin_commit() {
  end_commit();
  batch_.emplace(*store_);
  for (auto& partition : partitions_) partition->begin_commit(*batch_);
  open_commit_ = true;
}

void SteppedFold::write_commit() {
  if (batch_) must(store_->write(*batch_));
  batch_.reset();
}

void SteppedFold::end_commit() {
  if (!open_commit_) return;
  write_commit();
  for (auto& partition : partitions_) partition->end_commit();
  open_commit_ = false;
}

void SteppedFold::evict(size_t target) {
  for (auto& partition : partitions_) partition->evict_to(target);
}

void SteppedFold::crash() {
  batch_.reset();
  open_commit_ = false;
  partitions_.clear();
  store_.reset();
  open();
}

engine::PartitionFold& SteppedFold::of(const Subject& subject) {
  return *partitions_[partition_of(subject, log_.partitions()).value];
}

engine::SubjectView SteppedFold::view(const Subject& subject) {
  std::vector<fold::Slot> slots;
  for (const auto& entry : order_.entries()) slots.push_back(entry.slot);
  return must(of(subject).read(subject, slots));
}

std::vector<engine::Row> SteppedFold::rows(const Subject& subject, fold::Slot slot, size_t page) {
  std::vector<engine::Row> all;
  engine::RowQuery query{.slot = slot, .set = 1, .from = {}, .newest_first = false, .limit = page};
  while (true) {
    auto part = must(of(subject).read_rows(subject, query));
    ENSURE(part.rows.size() <= page, "{} rows on a page of {}", part.rows.size(), page);
    std::ranges::move(part.rows, std::back_inserter(all));
    if (!part.more) return all;
    query.from = all.back().key;
  }
}

engine::Totals SteppedFold::totals(fold::Slot slot, std::string_view prefix) {
  engine::TotalsSum sum;
  for (auto& partition : partitions_) partition->add_totals(slot, prefix, sum);
  return sum.take();
}

Dump SteppedFold::dump() {
  commit();
  Dump dump;
  for (const auto& [family, name] :
       {std::pair(Family::slices, "slice"), std::pair(Family::rows, "row"),
        std::pair(Family::timers, "timer"), std::pair(Family::totals, "total")})
    must(store_->scan(family, {}, nullptr, [&](std::string_view key, std::string_view value) {
      dump[{name, std::string(key)}] = value;
      return true;
    }));
  return dump;
}

std::string difference(const Dump& a, const Dump& b) {
  std::string out;
  int shown = 0;
  const auto compare = [&](const Dump& one, const Dump& other, std::string_view what, bool values) {
    for (const auto& [name, value] : one) {
      const auto found = other.find(name);
      if (found != other.end() && (!values || found->second == value)) continue;
      if (found != other.end() && !values) continue;
      if (++shown > 8) return;
      out += fmt::format("{} {} {}: {}", what, name.first, readable(name.second), readable(value));
      if (found != other.end()) out += " / " + readable(found->second);
      out += "\n";
    }
  };
  compare(a, b, "only in or other in the first:", true);
  compare(b, a, "only in the second:", false);
  return out;
}

}  // namespace dossier::test
