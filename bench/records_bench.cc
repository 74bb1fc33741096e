// Rates of the storage: records in large batches, single appends and their sync, look-ups, scans,
// the vault. One line each: what, how often a second, and what one costs.
//   records_bench [folder] [records]
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <future>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "dossier/base/ensure.h"
#include "dossier/engine/crypto.h"
#include "dossier/engine/event_log.h"
#include "dossier/engine/vault.h"

using namespace dossier;
using namespace dossier::engine;

namespace {

using Clock = std::chrono::steady_clock;

class Timer {
 public:
  void report(std::string_view what, size_t count) const {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    const double cpu = static_cast<double>(std::clock() - cpu_) / CLOCKS_PER_SEC;
    fmt::print("{:<52} {:>12.0f}/s {:>10.2f} us   cpu {:>5.2f} s of {:>5.2f} s\n", what,
               static_cast<double>(count) / seconds, seconds * 1e6 / static_cast<double>(count),
               cpu, seconds);
    std::fflush(stdout);
  }

 private:
  Clock::time_point start_ = Clock::now();
  std::clock_t cpu_ = std::clock();
};

template <class T>
T must(Result<T> result) {
  ENSURE(result.has_value(), "{}", to_string(result.error()));
  return std::move(*result);
}

std::string headers_of(std::string_view subject, std::string_view id) {
  HeaderWriter headers;
  headers.add("ce_specversion", "1.0");
  headers.add("ce_id", id);
  headers.add("ce_source", "/core/payments");
  headers.add("ce_type", "dossier.payment.received.v1");
  headers.add("ce_subject", subject);
  return headers.take();
}

// About 300 bytes with its headers, a third of it random, as a sealed record is.
Draft make_draft(std::mt19937_64& random, size_t number) {
  const std::string subject = fmt::format("customer/C-{}", random() % 100'000);
  const std::string id = fmt::format("pay-{}", number);
  std::string value(160, 'v');
  for (size_t i = 0; i < 64; i += 8) {
    const uint64_t bits = random();
    std::memcpy(value.data() + i, &bits, sizeof(bits));
  }
  return {.subject = Subject::trusted(subject),
          .source = "/core/payments",
          .id = id,
          .headers = headers_of(subject, id),
          .value = std::move(value),
          .mac = {}};
}

void append_batches(Records& records, size_t total, size_t batch_size) {
  std::mt19937_64 random(1);
  std::vector<std::vector<Draft>> batches(total / batch_size);
  for (size_t i = 0; i < batches.size(); ++i)
    for (size_t k = 0; k < batch_size; ++k)
      batches[i].push_back(make_draft(random, i * batch_size + k));
  const Timer timer;
  std::vector<NewRecord> views;
  for (const std::vector<Draft>& drafts : batches) {
    views.clear();
    for (const Draft& draft : drafts)
      views.push_back({.partition = partition_of(draft.subject, records.partition_count()),
                       .timestamp_ms = 1'772'000'000'000,
                       .key = draft.subject.key(),
                       .headers = draft.headers,
                       .value = draft.value,
                       .source = draft.source,
                       .id = draft.id,
                       .mac = draft.mac});
    must(records.append(views, Repeats::skip));
  }
  timer.report(fmt::format("records: append, batches of {}", batch_size),
               batches.size() * batch_size);
}

void read_back(const Records& records) {
  size_t count = 0;
  const Timer scan;
  for (uint16_t i = 0; i < records.partition_count(); ++i)
    for (int64_t from = 0; from < records.end({i}).value; from += 8192)
      count += must(records.read({i}, {from}, 8192)).size();
  scan.report("records: scan of all partitions", count);

  std::mt19937_64 random(2);
  constexpr size_t kReads = 20'000;
  const Timer single;
  for (size_t i = 0; i < kReads; ++i) {
    const Partition partition{static_cast<uint16_t>(random() % records.partition_count())};
    const auto offset =
        static_cast<int64_t>(random() % static_cast<uint64_t>(records.end(partition).value));
    must(records.get({partition, {offset}}));
  }
  single.report("records: one record at random", kReads);

  const Timer streams;
  for (size_t i = 0; i < kReads; ++i)
    must(records.stream(Subject::trusted(fmt::format("customer/C-{}", random() % 100'000))));
  streams.report("records: offsets of a subject", kReads);
}

void append_duplicates(Records& records, size_t total) {
  constexpr size_t kDuplicates = 20'000;
  std::mt19937_64 random(1);
  std::vector<Draft> drafts;
  for (size_t i = 0; i < std::min(total, kDuplicates); ++i) drafts.push_back(make_draft(random, i));
  std::vector<NewRecord> views;
  for (const Draft& draft : drafts)
    views.push_back({.partition = partition_of(draft.subject, records.partition_count()),
                     .timestamp_ms = 0,
                     .key = draft.subject.key(),
                     .headers = draft.headers,
                     .value = draft.value,
                     .source = draft.source,
                     .id = draft.id,
                     .mac = draft.mac});
  const Timer timer;
  const auto judged = must(records.append(views, Repeats::skip));
  timer.report("records: duplicates judged", judged.size());
  for (const Judged& one : judged) ENSURE(one.verdict == Verdict::void_, "no duplicate");
}

void log_appends(EventLog& log, size_t threads, size_t per_thread) {
  const Timer timer;
  std::vector<std::thread> running;
  for (size_t t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      std::mt19937_64 random(100 + t);
      for (size_t i = 0; i < per_thread; ++i) {
        std::promise<void> answered;
        log.append({make_draft(random, (threads * 1000 + t) * 1'000'000'000 + i)},
                   [&](const std::vector<AppendOutcome>&) { answered.set_value(); });
        answered.get_future().get();
      }
    });
  for (std::thread& thread : running) thread.join();
  timer.report(fmt::format("log: single appends that wait, {} threads", threads),
               threads * per_thread);
}

void log_stream(EventLog& log, size_t total) {
  std::mt19937_64 random(7);
  std::vector<std::vector<Draft>> calls(total / 100);
  for (size_t i = 0; i < calls.size(); ++i)
    for (size_t k = 0; k < 100; ++k)
      calls[i].push_back(make_draft(random, 5'000'000'000'000 + i * 100 + k));
  const Timer timer;
  for (std::vector<Draft>& drafts : calls)
    log.append(std::move(drafts), [](const std::vector<AppendOutcome>&) {});
  log.stop();
  timer.report("log: calls of 100 that do not wait", calls.size() * 100);
}

void vault_rates(const std::string& folder) {
  const MasterKey master = must(MasterKey::load(folder + "/master.key", true));
  const auto vault = must(Vault::open(folder + "/vault", master));
  constexpr size_t kOwners = 50'000;
  const auto owner = [](size_t i) { return fmt::format("customer/C-{}", i); };
  {
    const Timer timer;
    for (size_t i = 0; i < kOwners; i += 1000) {
      std::vector<std::string> owners;
      for (size_t k = i; k < i + 1000; ++k) owners.push_back(owner(k));
      ENSURE(vault->ensure(owners).has_value(), "ensure");
    }
    timer.report("vault: ensure, new owners, 1000 a call", kOwners);
  }
  for (const size_t threads : {1, 8}) {
    const Timer timer;
    std::vector<std::thread> running;
    for (size_t t = 0; t < threads; ++t)
      running.emplace_back([&, t] {
        for (size_t i = 0; i < 500; ++i)
          ENSURE(vault->ensure(std::vector{fmt::format("guarantor/G-{}-{}-{}", threads, t, i)})
                     .has_value(),
                 "ensure");
      });
    for (std::thread& thread : running) thread.join();
    timer.report(fmt::format("vault: ensure, one new owner a call, {} threads", threads),
                 threads * 500);
  }
  const BoxContext context{"customer/C-1", "/core", "e-1", "dossier.note.added.v1"};
  const std::string plain(200, 'p');
  std::vector<std::string> names;
  for (size_t i = 0; i < kOwners; ++i) names.push_back(owner(i));
  constexpr size_t kBoxes = 400'000;
  std::string box;
  {
    const Timer timer;
    for (size_t i = 0; i < kBoxes; ++i)
      box = must(vault->seal(names[i * 7919 % kOwners], 1, context, plain))->bytes;
    timer.report("vault: seal 200 bytes, owners cached", kBoxes);
  }
  {
    const auto sealed = must(vault->seal(names[0], 1, context, plain));
    const Timer timer;
    for (size_t i = 0; i < kBoxes; ++i)
      must(vault->open_box(names[0], 1, sealed->key_id, context, sealed->bytes));
    timer.report("vault: open 200 bytes", kBoxes);
  }
  {
    const Timer timer;
    for (size_t i = 0; i < kBoxes; ++i) must(vault->mac(names[i * 7919 % kOwners], plain));
    timer.report("vault: content_mac of 200 bytes", kBoxes);
  }
  {
    const Timer timer;
    for (size_t i = 0; i < 20; ++i) ENSURE(vault->destroy(names[i * 100]).has_value(), "destroy");
    timer.report("vault: destroy, files rewritten", 20);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "/var/tmp/dossier-bench";
  const size_t total = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1'000'000;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  {
    const Timer timer;
    constexpr size_t kHashes = 500'000;
    uint64_t sum = 0;
    for (size_t i = 0; i < kHashes; ++i) sum += identity_hash("/core/payments", "pay-881");
    timer.report(fmt::format("identity hash ({})", sum % 10), kHashes);
  }
  for (const size_t batch_size : {20'000, 1'000}) {
    const auto records = must(Records::open({.path = fmt::format("{}/{}", folder, batch_size)}));
    append_batches(*records, total, batch_size);
    if (batch_size != 20'000) continue;
    read_back(*records);
    append_duplicates(*records, total);
    for (const Records::PartSize& part : must(records->sizes()))
      fmt::print("  {:<8} {:>8.1f} B a record on disk, {:>8.1f} B before compression\n", part.part,
                 static_cast<double>(part.disk_bytes) / static_cast<double>(total),
                 static_cast<double>(part.raw_bytes) / static_cast<double>(total));
  }
  const auto log = make_embedded_log(must(Records::open({.path = folder + "/log"})),
                                     {.clock = [] { return int64_t{1'772'000'000'000}; }});
  log_appends(*log, 1, 1000);
  log_appends(*log, 8, 1000);
  log_appends(*log, 64, 500);
  log_stream(*log, std::min<size_t>(total, 400'000));
  vault_rates(folder);
  std::filesystem::remove_all(folder);
}
