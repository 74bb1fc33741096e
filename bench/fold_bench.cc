// Rates of the projector alone: N payments of S customers, stored once, folded by one worker with
// a projection that keeps a slice, and with one that writes a row for each event as well.
//   fold_bench [folder] [records] [customers]
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <thread>

#include "dossier/engine/intake.h"
#include "dossier/engine/vault.h"
#include "dossier/events/fbs/payment_generated.h"
#include "dossier/events/json.h"
#include "projector/projector.h"

using namespace dossier;
using namespace dossier::engine;

namespace {

using Clock = std::chrono::steady_clock;

constexpr uint32_t kPartitions = 8;

template <class T>
T must(Result<T> result) {
  ENSURE(result.has_value(), "{}", to_string(result.error()));
  return std::move(*result);
}

struct Balance {
  int64_t paid_minor = 0;
  uint32_t payments = 0;
  Offset last;
  DOSSIER_FIELDS(paid_minor, payments, last);
};
using LoanSlice = fold::SliceOf<1, Balance>;

class Payments final : public fold::Projection {
 public:
  explicit Payments(bool with_rows) : with_rows_(with_rows) {}
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t) const override {
    return std::make_unique<LoanSlice>();
  }
  std::string data_schema() const override { return "{}"; }
  fold::FoldStatus fold(const fold::Event& event, fold::FoldContext& context) const override {
    if (event.kind() != events::EventKind::payment_received) return {};
    const auto& payment = event.as<event::payment::Received>();
    auto& balance = context.own<LoanSlice>(payment.loan_id()->string_view()).edit<Balance>();
    balance.paid_minor += payment.amount()->minor();
    ++balance.payments;
    balance.last = event.position.offset;
    if (!with_rows_) return {};
    ByteWriter key;
    key.big64(static_cast<uint64_t>(event.position.offset.value));
    context.put_row(1, key.bytes(), std::string(120, 'r'));
    return {};
  }

 private:
  bool with_rows_;
  fold::ProjectionInfo info_{.name = "payments",
                             .slot = 900,
                             .version = 1,
                             .summary = "What was paid.",
                             .subjects = {"customer"},
                             .reads = {}};
};

// The value of one payment, sealed once: what is measured does not look at its MAC.
std::string payment_value(const std::string& folder) {
  struct NoLog final : EventLog {
    void append(std::vector<Draft>, AppendDone) override {}
    void append_control(Draft, AppendDone) override {}
    const Records& records() const override { std::abort(); }
    void on_records(std::function<void(Partition)>) override {}
    void stop() override {}
  } log;
  auto vault = must(Vault::open(folder + "/vault", must(MasterKey::load(folder + "/key", true))));
  Intake intake(*vault, log, [] { return int64_t{1}; });
  return must(intake.draft(must(events::EventParser().parse_cloud_event(
                  R"({"specversion":"1.0","id":"p","source":"/core/payments",)"
                  R"("type":"dossier.payment.received.v1","subject":"C-1",)"
                  R"("data":{"payment_id":"P-881","loan_id":"LN-1","value_date":"2026-03-02",)"
                  R"("amount":{"amount":"45000.00","currency":"JMD"},"method":"bank_transfer",)"
                  R"("meta":{"actor":{"kind":"system","id":"core"}}}})"))))
      .value;
}

void write_records(Records& records, const std::string& value, size_t count, size_t customers) {
  struct Text {
    std::string key, headers, id;
  };
  for (size_t done = 0; done < count;) {
    std::vector<Text> texts;
    for (; texts.size() < 5000 && done < count; ++done) {
      Text text{
          fmt::format("customer/C-{}", done * 7919 % customers), {}, fmt::format("pay-{}", done)};
      HeaderWriter headers;
      headers.add("ce_specversion", "1.0");
      headers.add("ce_id", text.id);
      headers.add("ce_source", "/core/payments");
      headers.add("ce_type", "dossier.payment.received.v1");
      headers.add("ce_subject", text.key);
      headers.add("ce_time", "2026-03-02T10:15:00Z");
      headers.add("content-type", "application/x-flatbuffers");
      text.headers = headers.take();
      texts.push_back(std::move(text));
    }
    std::vector<NewRecord> batch;
    for (const Text& text : texts)
      batch.push_back({partition_of(Subject::trusted(text.key), kPartitions), 1000, text.key,
                       text.headers, value, "/core/payments", text.id, ""});
    must(records.append(batch));
  }
}

void measure(std::string_view what, const Records& records, const std::string& path, size_t count,
             bool with_rows) {
  ProjectorOptions options;
  options.path = path;
  options.workers = 1;
  const auto zone = must(Zone::load("America/Jamaica"));
  const auto projector =
      must(Projector::open(records, {std::make_shared<Payments>(with_rows)}, zone, options));
  const auto start = Clock::now();
  const std::clock_t cpu = std::clock();
  projector->start();
  for (uint16_t p = 0; p < kPartitions; ++p)
    while (projector->position({p}).next.offset < records.end({p}))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const double folded = std::chrono::duration<double>(Clock::now() - start).count();
  projector->flush();
  const double all = std::chrono::duration<double>(Clock::now() - start).count();
  fmt::print(
      "{:<28} {:>10.0f}/s folded, {:>10.0f}/s committed; {:.2f} s, cpu of all threads {:.2f}"
      " s\n",
      what, static_cast<double>(count) / folded, static_cast<double>(count) / all, all,
      static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "/tmp/dossier-fold-bench";
  const size_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  const size_t customers = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 20'000;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  {
    const auto records =
        must(Records::open({.path = folder + "/records", .partitions = kPartitions}));
    write_records(*records, payment_value(folder), count, customers);
    fmt::print("{} records of {} customers\n", count, customers);
    measure("slices only", *records, folder + "/slices", count, false);
    measure("slices, and a row each", *records, folder + "/rows", count, true);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
