// The records that stand on a page of the audit trail, opened, with what each of them changed.
// Blocking; any thread.
#pragma once

#include <optional>
#include <vector>

#include "audit_trail.h"
#include "dossier/render/audit.h"

namespace dossier::api {

// A record that stands on the page.
struct TrailEntry {
  engine::StoredRecord stored;
  bool access = false;                        // of the access log
  std::optional<engine::OpenedEvent> opened;  // nothing where it can not be read
  std::vector<render::AuditChange> changes{};

  render::AuditRecord record() const {
    return {events::find_type(stored.header("ce_type")), &opened->data.root(), opened->erased,
            opened->unreadable};
  }
};

struct TrailPage {
  std::vector<TrailEntry> entries;
  std::optional<TrailCursor> next;
};

// Up to `limit` entries of both logs that the filters let through, newest first. Errors: io,
// corrupt.
Result<TrailPage> select_page(const engine::Engine& engine, const TrailAsk& ask);

// Sets the changes of each entry: what is there now, and what was before. Errors: io, corrupt.
Status set_changes(const engine::Engine& engine, const TrailAsk& ask, TrailPage& page);

}  // namespace dossier::api
