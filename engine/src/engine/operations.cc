// What operators ask of an engine: days, quarantine, dumps, figures.
#include <fmt/format.h>

#include <condition_variable>
#include <filesystem>
#include <thread>

#include "dossier/base/json.h"
#include "dossier/engine/crypto.h"
#include "dossier/events/fbs/control_generated.h"
#include "engine/impl.h"
#include "projector/event_reader.h"

namespace dossier::engine {
namespace {

constexpr std::chrono::minutes kReachLogEnd{10};
constexpr std::string_view kDayOpened = "dossier.control.business_date_opened.v1";
constexpr std::string_view kRateSet = "dossier.control.exchange_rate_set.v1";

Result<ExchangeRate> rate_of(const StoredRecord& record, const Zone& zone) {
  DOSSIER_ASSIGN(const HeldEvent held, HeldEvent::read(record, zone));
  const auto& said = held.event().as<event::control::ExchangeRateSet>();
  const auto number = [](auto currency) {
    return static_cast<uint16_t>(currency.value_or(event::Currency::none));
  };
  return ExchangeRate{number(said.from_currency()), number(said.to_currency()),
                      said.rate().value_or(0), Date{said.date().value_or(0)}};
}

// Waits for the one outcome of an append.
class OneOutcome {
 public:
  AppendDone taker() {
    return [this](std::vector<AppendOutcome> outcomes) {
      const std::lock_guard lock(mutex_);
      outcome_ = std::move(outcomes.front());
      changed_.notify_all();
    };
  }
  AppendOutcome wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return outcome_.has_value(); });
    return std::move(*outcome_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<AppendOutcome> outcome_;
};

std::string random_id(std::string_view prefix) {
  return fmt::format("{}-{}", prefix, engine::random_id());
}

}  // namespace

Status Engine::Impl::read_control() {
  while (true) {
    DOSSIER_ASSIGN(const auto records, log->records().read(kControlPartition, control_next, 256));
    if (records.empty()) return {};
    for (const StoredRecord& record : records) {
      control_next = record.position().offset + 1;
      if (record.verdict() != Verdict::valid) continue;
      const std::string_view type = record.header("ce_type");
      if (type == kDayOpened) {
        // The id of an opening is its date.
        DOSSIER_ASSIGN(const Date day, parse_date(record.header("ce_id")));
        if (!latest_day || day > *latest_day) latest_day = day;
      } else if (type == kRateSet) {
        DOSSIER_ASSIGN(const ExchangeRate rate, rate_of(record, *zone));
        const auto [newest, fresh] = rates.try_emplace({rate.from, rate.to}, rate);
        if (!fresh && rate.date >= newest->second.date) newest->second = rate;
      }
    }
  }
}

Result<std::optional<Date>> Engine::Impl::opened_day() {
  const std::lock_guard lock(day_mutex);
  DOSSIER_TRY(read_control());
  return latest_day;
}

std::optional<Date> Engine::business_date() const {
  return impl_->opened_day().value_or(std::nullopt);
}

Status Engine::set_exchange_rate(const ExchangeRate& rate) {
  const auto* from = find_currency(rate.from);
  const auto* to = find_currency(rate.to);
  if (from == nullptr || to == nullptr) return fail(ErrorCode::invalid, "no such currency");
  JsonWriter data;
  data.begin_object().member("from_currency", from->code).member("to_currency", to->code);
  data.member("rate", format_decimal(rate.rate, 9)).member("date", to_string(rate.date));
  data.end_object();
  DOSSIER_ASSIGN(auto event,
                 impl_->own_event(kRateSet, "control/engine", random_id("rate"), data.str()));
  DOSSIER_ASSIGN(Draft draft, intake().draft(std::move(event)));
  OneOutcome outcome;
  impl_->log->append_control(std::move(draft), outcome.taker());
  DOSSIER_ASSIGN([[maybe_unused]] const Appended appended, outcome.wait());
  return {};
}

Result<std::vector<ExchangeRate>> Engine::exchange_rates() const {
  const std::lock_guard lock(impl_->day_mutex);
  DOSSIER_TRY(impl_->read_control());
  std::vector<ExchangeRate> rates;
  for (const auto& [pair, rate] : impl_->rates) rates.push_back(rate);
  return rates;
}

Result<Date> Engine::open_day(std::optional<Date> date) {
  DOSSIER_ASSIGN(const auto current, impl_->opened_day());
  const Date today = zone().date_of(Instant{now_ms() * 1000});
  const Date day = date.value_or(current ? *current + 1 : today);
  if (current && day <= *current)
    return fail(ErrorCode::invalid,
                fmt::format("the business date is {} already", to_string(*current)), "date",
                "name a later day");
  if (day > today)
    return fail(ErrorCode::invalid,
                fmt::format("{} is in the future: today is {}", to_string(day), to_string(today)),
                "date", "a day once opened can not be closed again; name one up to today");
  JsonWriter data;
  data.begin_object().member("date", to_string(day)).end_object();
  DOSSIER_ASSIGN(auto event,
                 impl_->own_event(kDayOpened, "control/engine", to_string(day), data.str()));
  DOSSIER_ASSIGN(Draft draft, intake().draft(std::move(event)));
  OneOutcome outcome;
  impl_->log->append_control(std::move(draft), outcome.taker());
  DOSSIER_ASSIGN([[maybe_unused]] const Appended appended, outcome.wait());
  return day;
}

std::vector<ParkedSubject> Engine::quarantine() const { return impl_->projector->parked(); }

namespace {

Result<Incomplete> find_parked(const Engine& engine, const Subject& subject,
                               std::string_view projection) {
  for (const auto& parked : engine.quarantine())
    if (parked.subject == subject && parked.why.projection == projection) return parked.why;
  return fail(ErrorCode::not_found,
              fmt::format("{} is not in quarantine for '{}'", subject.key(), projection),
              "projection", "see `dossier quarantine list`");
}

}  // namespace

Result<Position> Engine::append_own(std::string_view type, const Subject& subject,
                                    std::string_view what, const std::string& data) {
  DOSSIER_ASSIGN(auto event, impl_->own_event(type, subject.key(), random_id(what), data));
  std::vector<Result<events::ParsedEvent>> events;
  events.emplace_back(std::move(event));
  OneOutcome outcome;
  intake().submit(std::move(events), outcome.taker());
  DOSSIER_ASSIGN(const Appended appended, outcome.wait());
  return appended.position;
}

Result<Position> Engine::quarantine_retry(const Subject& subject, std::string_view projection) {
  DOSSIER_ASSIGN(const Incomplete why, find_parked(*this, subject, projection));
  JsonWriter data;
  data.begin_object().member("projection", projection);
  data.member("fold_version", why.fold_version).end_object();
  return append_own("dossier.control.quarantine_retry.v1", subject, "retry", data.str());
}

Result<Position> Engine::quarantine_skip(const Subject& subject, std::string_view projection) {
  DOSSIER_ASSIGN(const Incomplete why, find_parked(*this, subject, projection));
  JsonWriter data;
  data.begin_object().member("projection", projection).member("fold_version", why.fold_version);
  data.member("partition", why.since.partition.value).member("offset", why.since.offset.value);
  data.end_object();
  return append_own("dossier.control.quarantine_skip.v1", subject, "skip", data.str());
}

bool Engine::flush() { return impl_->projector->flush(); }

namespace {

// Waits until all is folded that stood in the records at the call.
Status catch_up(const Records& records, const Projector& projector,
                const Engine::Progress& progress) {
  std::vector<Offset> ends;
  uint64_t all = 0;
  for (uint16_t p = 0; p < records.partition_count(); ++p) {
    ends.push_back(records.end({p}));
    all += static_cast<uint64_t>(ends.back().value);
  }
  while (true) {
    if (const auto failure = projector.failure()) return std::unexpected(*failure);
    uint64_t done = 0;
    for (uint16_t p = 0; p < ends.size(); ++p)
      done += static_cast<uint64_t>(std::min(projector.position({p}).next.offset, ends[p]).value);
    if (!progress(done, all)) return fail(ErrorCode::unavailable, "ended before all was folded");
    if (done == all) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Status dump_of(Projector& projector, const Engine::DumpVisit& visit) {
  if (!projector.flush())
    return fail(ErrorCode::unavailable, "folding has stopped", "", "see `dossier doctor`");
  return projector.dump(visit);
}

}  // namespace

Status Engine::dump(const DumpVisit& visit) {
  DOSSIER_TRY(reach_log_end(kReachLogEnd));
  DOSSIER_TRY(catch_up(records(), *impl_->projector,
                       [this](uint64_t, uint64_t) { return !impl_->stopped; }));
  return dump_of(*impl_->projector, visit);
}

Status Engine::dump_from_zero(const Progress& progress, const DumpVisit& visit) {
  DOSSIER_TRY(reach_log_end(kReachLogEnd));
  const std::string folder = impl_->options.var + "/" + random_id("replay");
  const auto run = [&]() -> Status {
    DOSSIER_ASSIGN(const auto replay, Projector::open(records(), impl_->projections, zone(),
                                                      impl_->projector_options(folder)));
    replay->start();
    DOSSIER_TRY(catch_up(records(), *replay, progress));
    return dump_of(*replay, visit);
  };
  const Status status = run();
  std::error_code ignored;  // a folder left behind costs room, nothing else
  std::filesystem::remove_all(folder, ignored);
  return status;
}

Engine::Usage Engine::usage(bool with_disk) const {
  Usage usage;
  const int64_t now = now_ms();
  for (uint16_t p = 0; p < records().partition_count(); ++p) {
    const Offset next = position({p}).next.offset;  // before the end, which is never behind it
    const Offset end = records().end({p});
    usage.records += static_cast<uint64_t>(end.value);
    usage.unfolded += static_cast<uint64_t>(end.value - next.value);
    if (next < end)
      if (const auto oldest = records().get({{p}, next}))
        usage.lag_seconds =
            std::max(usage.lag_seconds, static_cast<double>(now - oldest->timestamp_ms()) / 1000.0);
  }
  const auto views = impl_->projector->usage(with_disk);
  usage.subjects_in_memory = views.subjects_in_memory;
  usage.state_bytes = views.state_bytes;
  usage.store_bytes = views.store_bytes;
  if (!with_disk) return usage;
  if (auto sizes = records().sizes()) usage.disk = std::move(*sizes);
  usage.disk.push_back({"slices", views.disk_slices, 0});
  usage.disk.push_back({"rows", views.disk_rows, 0});
  usage.disk.push_back({"timers", views.disk_timers, 0});
  return usage;
}

}  // namespace dossier::engine
