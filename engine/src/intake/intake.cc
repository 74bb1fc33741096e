#include "dossier/engine/intake.h"

#include <algorithm>
#include <array>

#include "intake/sealer.h"

namespace dossier::engine {
namespace {

// In the order of docs/formats/event.md.
constexpr std::array<std::string_view, 6> kExtensions = {
    "partitionkey", "sequence", "correlationid", "causationid", "traceparent", "dataschema"};
constexpr size_t kIdBytesMax = 256;

std::string headers_of(const events::ParsedEvent& event, Instant time) {
  HeaderWriter headers;
  headers.add("ce_specversion", "1.0");
  headers.add("ce_id", event.id);
  headers.add("ce_source", event.source);
  headers.add("ce_type", event.type->name);
  headers.add("ce_subject", event.subject.key());
  headers.add("ce_time", to_string(time));
  headers.add("content-type", "application/x-flatbuffers");
  for (const std::string_view name : kExtensions)
    for (const auto& [key, value] : event.extensions)
      if (key == name) headers.add("ce_" + key, value);
  return headers.take();
}

}  // namespace

Intake::Intake(Vault& vault, EventLog& log, ClockMs clock)
    : vault_(vault), log_(log), clock_(std::move(clock)) {}

Result<Draft> Intake::draft(events::ParsedEvent event) {
  std::vector<Result<events::ParsedEvent>> one;
  one.emplace_back(std::move(event));
  DOSSIER_TRY(make_keys(one));
  return seal(*one.front());
}

Result<Draft> Intake::seal(events::ParsedEvent& event) {
  if (event.id.empty() || event.id.size() > kIdBytesMax)
    return fail(ErrorCode::invalid, "the event has no id", "id",
                "give it an id of 1 to 256 bytes, or send an Idempotency-Key");
  Draft draft;
  draft.subject = event.subject;
  draft.source = event.source;
  draft.id = event.id;
  draft.headers = headers_of(event, event.time.value_or(Instant{clock_() * 1000}));
  DOSSIER_ASSIGN(auto sealed, seal_event(vault_, event));
  draft.value = std::move(sealed.value);
  draft.mac = std::move(sealed.mac);
  return draft;
}

Status Intake::make_keys(const std::vector<Result<events::ParsedEvent>>& events) {
  std::vector<std::string> owners;
  for (const auto& event : events) {
    if (!event) continue;
    owners.push_back(event->subject.key());
    for (auto& part : events::personal_parts(event->data.root(), event->subject.key()))
      if (!part.owner.empty()) owners.push_back(std::move(part.owner));
  }
  std::ranges::sort(owners);
  const auto [first, last] = std::ranges::unique(owners);
  owners.erase(first, last);
  return vault_.ensure(owners);
}

void Intake::submit(std::vector<Result<events::ParsedEvent>> events, AppendDone done) {
  std::vector<AppendOutcome> outcomes(events.size());
  std::vector<size_t> places;  // of each draft among the outcomes
  std::vector<Draft> drafts;
  const Status keys = make_keys(events);
  for (size_t i = 0; i < events.size(); ++i) {
    Result<Draft> draft = !events[i] ? std::unexpected(std::move(events[i].error()))
                          : !keys    ? Result<Draft>(std::unexpected(keys.error()))
                                     : seal(*events[i]);
    if (!draft) {
      outcomes[i] = std::unexpected(std::move(draft.error()));
      continue;
    }
    places.push_back(i);
    drafts.push_back(std::move(*draft));
  }
  if (drafts.empty()) return done(std::move(outcomes));
  log_.append(std::move(drafts),
              [outcomes = std::move(outcomes), places = std::move(places),
               done = std::move(done)](std::vector<AppendOutcome> appended) mutable {
                for (size_t i = 0; i < places.size(); ++i)
                  outcomes[places[i]] = std::move(appended[i]);
                done(std::move(outcomes));
              });
}

}  // namespace dossier::engine
