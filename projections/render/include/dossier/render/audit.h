// One record of a log as an entry of the audit trail: who did what to which thing, and what it
// changed. By the schema's descriptors alone, so that a new event needs no code here. Pure; any
// thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/base/json.h"
#include "dossier/events/value.h"
#include "dossier/render/render.h"

namespace dossier::render {

// A record's data; personal fields are in it as far as their boxes were opened and their keys live.
struct AuditRecord {
  const events::TypeDescriptor* type = nullptr;
  const events::TableValue* data = nullptr;
  std::span<const uint16_t> erased{};      // ids of root fields whose box is erased
  std::span<const uint16_t> unreadable{};  // ids of root fields whose box does not open
};

// --- what is known without opening a box

struct AuditActor {
  std::string kind = "system";  // an ActorKind; `system`, too, where the event names nobody
  std::string id;
};
AuditActor audit_actor(const AuditRecord& record);

struct AuditEntity {
  std::string kind, id;  // "loan", "LN-1"
  bool operator==(const AuditEntity&) const = default;
};
// The things that the record names; where there are none, its customer.
std::vector<AuditEntity> audit_entities(const AuditRecord& record, std::string_view customer_id);

// A field that the record set or emptied. Meta, derived fields and the ids that say whose field it
// is are none.
struct AuditField {
  uint16_t id = 0;
  bool cleared = false;
  int previous = -1;  // id of the field in which the record itself says what was before; -1: none
  std::string key;    // the same for two records that set the same thing
};
std::vector<AuditField> audit_fields(const AuditRecord& record);

// Whether events of that type change what is there, so that it had a value before.
bool audit_changes(const events::TypeDescriptor& type);

// --- what needs the boxes

// A value as this viewer sees it: whole, masked, or a word that says why not. Nothing where the
// field was emptied.
std::optional<std::string> audit_value(const AuditRecord& record, const AuditField& field,
                                       const Viewer& viewer);
std::optional<std::string> audit_previous(const AuditRecord& record, const AuditField& field,
                                          const Viewer& viewer);

struct AuditChange {
  AuditField field;
  std::optional<std::string> before, after;
  bool before_known = true;  // false: not found, and not all earlier records were looked at
};
// Writes the members actor, entities, reason, ip, changes and text. Reason and address are whole:
// who may read the trail may read them.
void write_audit(JsonWriter& out, const AuditRecord& record, std::span<const AuditChange> changes,
                 std::string_view customer_id, const Viewer& viewer);

}  // namespace dossier::render
