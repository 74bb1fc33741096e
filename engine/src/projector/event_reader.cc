#include "projector/event_reader.h"

#include <fmt/format.h>

#include <cstring>

#include "dossier/events/flatbuffer.h"

namespace dossier::engine {
namespace {

std::unexpected<Error> bad_record(Position position, std::string_view what) {
  return fail(ErrorCode::corrupt, fmt::format("record {}: {}", to_string(position), what), "",
              "the log holds what this version can not read: upgrade Dossier, or restore the log");
}

}  // namespace

Result<HeldEvent> HeldEvent::read(StoredRecord record, const Zone& zone) {
  HeldEvent held;
  held.record_ = std::move(record);
  const StoredRecord& stored = held.record_;
  const std::string_view name = stored.header("ce_type");
  held.type_ = events::find_type(name);
  if (held.type_ == nullptr)
    return bad_record(stored.position(), fmt::format("unknown event type '{}'", name));
  const auto time = parse_instant(stored.header("ce_time"));
  if (!time) return bad_record(stored.position(), "ce_time is no instant");
  const std::string_view value = stored.value();
  held.value_.resize((value.size() + 7) / 8);  // Kafka's payloads are not aligned
  std::memcpy(held.value_.data(), value.data(), value.size());
  const auto* bytes = reinterpret_cast<const char*>(held.value_.data());
  if (auto good = events::verify(*held.type_, {bytes, value.size()}); !good)
    return bad_record(stored.position(), good.error().message);
  held.subject_ = Subject::trusted(std::string(stored.key()));
  held.time_ = *time;
  const auto when =
      events::effective(*held.type_, reinterpret_cast<const uint8_t*>(held.value_.data()), *time);
  held.effective_ = when.is_date ? zone.start_of_day(when.date) : when.instant;
  held.effective_date_ = when.is_date ? when.date : zone.date_of(when.instant);
  return held;
}

fold::Event HeldEvent::event() const {
  fold::Event event;
  event.type = type_;
  event.subject = &subject_;
  event.source = record_.header("ce_source");
  event.id = record_.header("ce_id");
  event.position = record_.position();
  event.recorded = record_.recorded();
  event.time = time_;
  event.effective = effective_;
  event.effective_date = effective_date_;
  event.value = reinterpret_cast<const uint8_t*>(value_.data());
  return event;
}

}  // namespace dossier::engine
