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

bool is_completed(const Imports& imports, std::string_view id) {
  return std::ranges::find(imports.completed, id) != imports.completed.end();
}

Bracket& bracket(Imports& imports, std::string_view id, Offset offset) {
  const auto found = std::ranges::find(imports.open, id, &Bracket::import_id);
  if (found != imports.open.end()) return *found;
  if (imports.open.empty()) imports.opened_at = offset;
  return imports.open.emplace_back(Bracket{std::string(id), 0, std::nullopt});
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
  if (mark.kind == Kind::started) std::erase(imports.completed, mark.import_id);
  const bool names_open = !mark.import_id.empty() && !is_completed(imports, mark.import_id);
  if (names_open) {
    Bracket& open = bracket(imports, mark.import_id, offset);
    if (mark.kind == Kind::none) ++open.seen;
    if (mark.kind == Kind::completed) open.expected = mark.count;
    if (open.expected && open.seen >= *open.expected) {
      imports.completed.push_back(open.import_id);
      std::erase_if(imports.open, [&](const Bracket& b) { return b.import_id == mark.import_id; });
      if (imports.importing()) return ImportStep::hold;
      imports.completed_at = offset;
      return ImportStep::complete;
    }
  }
  return imports.importing() ? ImportStep::hold : ImportStep::fold;
}

}  // namespace dossier::engine
