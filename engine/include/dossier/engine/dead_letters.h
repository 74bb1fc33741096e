// Dead letters: what intake could not accept from the inbox. The reason stands in clear; the bytes
// are sealed under a key of the day, which is destroyed after 30 days.
// docs/formats/dead-letters.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dossier/engine/kafka.h"
#include "dossier/engine/vault.h"
#include "dossier/events/json.h"

namespace dossier::engine {

// A record of the inbox as it came.
struct InboxRecord {
  Position place;  // in the inbox
  std::string key;
  std::string headers;  // encoded, as records keep them
  std::string value;
};

struct DeadLetter {
  int64_t number = 0;  // its place in the topic: what people name it by
  Position place;      // in the inbox
  Instant at;
  Error why;          // code, field, message, remedy; nothing personal
  std::string day;    // whose key it is sealed under
  std::string taken;  // the position of the event that came of it; empty: none yet
};

// The event that a record of the inbox holds: structured JSON, binary JSON or FlatBuffers, told by
// its headers; without any, structured JSON. Errors: those of EventParser.
Result<events::ParsedEvent> parse_inbox_record(events::EventParser& parser,
                                               const InboxRecord& record);

// Safe from any thread.
class DeadLetters {
 public:
  // The vault outlives it. Errors: invalid.
  static Result<std::unique_ptr<DeadLetters>> open(const KafkaOptions& options, Vault& vault,
                                                   ClockMs clock);
  ~DeadLetters();

  // `done` is called once, when the letter is durable; from another thread, must not block. An
  // error: it may not be there.
  void put(const InboxRecord& record, const Error& why, std::function<void(Status)> done);

  // The newest `most`, oldest first. Errors: unavailable.
  Result<std::vector<DeadLetter>> list(size_t most) const;
  // Errors: not_found.
  Result<DeadLetter> find(int64_t number) const;
  // The record as it came. Errors: not_found (no such letter; its key is destroyed), corrupt.
  Result<InboxRecord> open_letter(int64_t number) const;
  // Notes what became of it.
  Status mark_taken(int64_t number, Position position);

 private:
  struct Impl;
  explicit DeadLetters(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::engine
