#include "projector/imports.h"

#include <algorithm>

#include "dossier/events/fbs/common_generated.h"
#include "dossier/events/fbs/control_generated.h"

namespace dossier::engine {
namespace {

using Kind = ImportMark::Kind;

std::string_view text(const flatbuffers::String* value) {
  return value == nullptr ? std::string_view() : std::string_view(value->c_str(), value->size());
}

Bracket& bracket(Imports& imports, std::string_view id) {
  const auto found = std::ranges::find(imports.open, id, &Bracket::import_id);
  if (found != imports.open.end()) return *found;
  return imports.open.emplace_back(Bracket{std::string(id), false, 0, std::nullopt});
}

// Whether the record belongs to a bracket that is open, or that it opens.
bool takes_part(Imports& imports, const ImportMark& mark) {
  if (mark.import_id.empty()) return false;
  const auto closed =
      std::ranges::find(imports.completed, mark.import_id, &ClosedBracket::import_id);
  if (closed == imports.completed.end()) return true;
  if (mark.kind != Kind::started) return false;
  if (!closed->started) {
    closed->started = true;
    return false;
  }
  imports.completed.erase(closed);
  return true;
}

}  // namespace

ImportMark import_mark(const fold::Event& event) {
  using events::EventKind;
  if (event.kind() == EventKind::control_import_started)
    return {Kind::started, text(event.as<event::control::ImportStarted>().import_id()), 0};
  if (event.kind() == EventKind::control_import_completed) {
    const auto& completed = event.as<event::control::ImportCompleted>();
    return {Kind::completed, text(completed.import_id()),
            static_cast<uint64_t>(completed.count().value_or(0))};
  }
  const auto* root = flatbuffers::GetRoot<flatbuffers::Table>(event.value);
  const auto* meta = root->GetPointer<const event::Meta*>(4);  // field 0 of every event
  return {Kind::none, meta == nullptr ? std::string_view() : text(meta->import_id()), 0};
}

bool concerns(const Imports& imports, const ImportMark& mark) {
  return imports.importing() || !mark.import_id.empty();
}

ImportStep observe(Imports& imports, const ImportMark& mark, Offset offset) {
  if (takes_part(imports, mark)) {
    Bracket& open = bracket(imports, mark.import_id);
    if (mark.kind == Kind::none) ++open.seen;
    if (mark.kind == Kind::started) open.started = true;
    if (mark.kind == Kind::completed) open.expected = mark.count;
    if (open.expected && open.seen >= *open.expected) {
      imports.completed.push_back({open.import_id, open.started});
      std::erase_if(imports.open, [&](const Bracket& b) { return b.import_id == mark.import_id; });
      if (!imports.importing()) {
        imports.completed_at = offset;
        return ImportStep::complete;
      }
    }
  }
  return imports.importing() ? ImportStep::hold : ImportStep::fold;
}

}  // namespace dossier::engine
