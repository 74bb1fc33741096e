// The table behind the timeline: one line an event type, one line a fact type. Constant; any
// thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "dossier/events/descriptor.h"
#include "dossier/timeline/row.h"

namespace dossier::timeline {

struct Line {
  events::EventKind kind;
  Category category;
  Performer performer;           // where the event names nobody
  std::string_view by;           // root field with the id of who did it; empty: none
  std::string_view params;       // root fields kept for the words, separated by blanks
  std::string_view channel{};    // for the last contact: a field or "=name"; empty: no contact
  std::string_view direction{};  // a field or "=name"
};

std::span<const Line> lines();
const Line* find_line(uint16_t event_code);  // null: the type has no entry

struct FactLine {
  fold::FactType type;
  Category category;
  std::optional<event::EntityKind> entity;  // what the fact's entity is, where that is one
  Params (*params)(const fold::Fact& fact);
};

std::span<const FactLine> fact_lines();
const FactLine* find_fact_line(uint16_t fact_code);

// A root field as a parameter: a list counts its items. Nothing where absent.
std::optional<Param> param_at(const events::FieldDescriptor& field, const uint8_t* flatbuffer);

// The words of a blank-separated list.
std::vector<std::string_view> split_words(std::string_view text);

}  // namespace dossier::timeline
