// What the events of a page changed, and what was there before.
#include <algorithm>
#include <map>

#include "audit_page.h"
#include "dossier/events/flatbuffer.h"

namespace dossier::api {
namespace {

using engine::StoredRecord;

constexpr size_t kLookBackMax = 5000;  // events of the customer that are looked at for it

// Finds what was before each change of the page, walking the customer's events back from the newest
// of them.
class LookBack {
 public:
  LookBack(const engine::Engine& engine, const TrailAsk& ask, TrailPage& page)
      : engine_(engine), ask_(ask), page_(page) {}

  Status run() {
    std::map<Offset, TrailEntry*> on_page;
    for (TrailEntry& entry : page_.entries)
      if (!entry.access && entry.opened) on_page[entry.stored.position().offset] = &entry;
    if (on_page.empty()) return {};
    DOSSIER_ASSIGN(const auto stream, engine_.records().stream(ask_.subject));
    auto at = std::ranges::upper_bound(stream, on_page.rbegin()->first);
    for (size_t seen = 0; at != stream.begin() && seen < kLookBackMax; ++seen) {
      --at;
      const auto entry = on_page.find(*at);
      if (entry == on_page.end() && wanted_.empty() && *at < on_page.begin()->first) break;
      if (!wanted_.empty()) DOSSIER_TRY(look_at(*at));
      if (entry != on_page.end()) ask_for(*entry->second);
    }
    if (at != stream.begin())
      for (const auto& [key, changes] : wanted_)
        for (render::AuditChange* change : changes) change->before_known = false;
    return {};
  }

 private:
  void ask_for(TrailEntry& entry) {
    if (!render::audit_changes(*entry.record().type)) return;
    for (auto& change : entry.changes)
      if (change.field.previous < 0) wanted_[change.field.key].push_back(&change);
  }
  Status look_at(Offset offset) {
    const Partition partition = partition_of(ask_.subject, engine_.records().partition_count());
    DOSSIER_ASSIGN(const StoredRecord stored, engine_.records().get({partition, offset}));
    const auto* type = events::find_type(stored.header("ce_type"));
    if (type == nullptr) return {};
    const auto clear = events::read(*type, stored.value());
    if (!clear) return {};
    std::optional<engine::OpenedEvent> opened;
    for (const auto& field : render::audit_fields({type, &clear->root()})) {
      const auto found = wanted_.find(field.key);
      if (found == wanted_.end()) continue;
      if (!opened) {
        auto now = engine_.open_event(stored);
        if (!now) return {};
        opened = std::move(*now);
      }
      const auto text = render::audit_value(
          {type, &opened->data.root(), opened->erased, opened->unreadable}, field, ask_.viewer);
      for (render::AuditChange* change : found->second) change->before = text;
      wanted_.erase(found);
    }
    return {};
  }

  const engine::Engine& engine_;
  const TrailAsk& ask_;
  TrailPage& page_;
  std::map<std::string, std::vector<render::AuditChange*>> wanted_;
};

}  // namespace

Status set_changes(const engine::Engine& engine, const TrailAsk& ask, TrailPage& page) {
  for (TrailEntry& entry : page.entries) {
    if (!entry.opened) continue;
    const auto record = entry.record();
    for (auto& field : render::audit_fields(record)) {
      auto before = render::audit_previous(record, field, ask.viewer);
      auto after = render::audit_value(record, field, ask.viewer);
      entry.changes.push_back({std::move(field), std::move(before), std::move(after)});
    }
  }
  return LookBack(engine, ask, page).run();
}

}  // namespace dossier::api
