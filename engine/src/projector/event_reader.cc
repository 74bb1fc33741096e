#include "projector/event_reader.h"

#include <fmt/format.h>

#include <cstring>

#include "dossier/base/bytes.h"
#include "dossier/events/flatbuffer.h"

namespace dossier::engine {
namespace {

std::unexpected<Error> bad_record(Position position, std::string_view what) {
  return fail(ErrorCode::corrupt, fmt::format("record {}: {}", to_string(position), what), "",
              "the log holds what this version can not read: upgrade Dossier, or restore the log");
}

struct KnownHeaders {
  std::string_view type, time, source, id;
};

// All that is read of a record's headers, in one walk. Of a name that comes twice the first counts.
KnownHeaders known_headers(std::string_view encoded) {
  KnownHeaders known;
  const std::pair<std::string_view, std::string_view*> wanted[] = {{"ce_type", &known.type},
                                                                   {"ce_time", &known.time},
                                                                   {"ce_source", &known.source},
                                                                   {"ce_id", &known.id}};
  ByteReader reader(encoded);
  const uint64_t count = reader.varint();
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const std::string_view name = reader.text();
    const std::string_view value = reader.text();
    if (!reader.ok()) break;
    for (const auto& [of, place] : wanted)
      if (name == of && place->data() == nullptr) *place = value;
  }
  return known;
}

}  // namespace

Result<HeldEvent> HeldEvent::read(StoredRecord record, const Zone& zone) {
  HeldEvent held;
  held.record_ = std::move(record);
  const StoredRecord& stored = held.record_;
  const KnownHeaders headers = known_headers(stored.encoded_headers());
  held.type_ = events::find_type(headers.type);
  if (held.type_ == nullptr)
    return bad_record(stored.position(), fmt::format("unknown event type '{}'", headers.type));
  held.source_ = headers.source;
  held.id_ = headers.id;
  const auto time = parse_instant(headers.time);
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
  event.source = source_;
  event.id = id_;
  event.position = record_.position();
  event.recorded = record_.recorded();
  event.time = time_;
  event.effective = effective_;
  event.effective_date = effective_date_;
  event.value = reinterpret_cast<const uint8_t*>(value_.data());
  return event;
}

}  // namespace dossier::engine
