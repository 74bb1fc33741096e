#include "audit_trail.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "dossier/base/bytes.h"
#include "dossier/engine/position.h"
#include "dossier/events/flatbuffer.h"
#include "dossier/render/audit.h"

namespace dossier::api {
namespace {

using engine::Records;
using engine::StoredRecord;

constexpr char kCursorVersion = 1;
constexpr size_t kScanMax = 2000;      // records of a page that are looked at for the filters
constexpr size_t kLookBackMax = 5000;  // and for what was before a change

// One log's records of the customer, newest first.
class Side {
 public:
  static Result<Side> open(const Records& records, const Subject& subject, Offset before) {
    Side side(records, partition_of(subject, records.partition_count()), before);
    DOSSIER_ASSIGN(side.left_, records.stream(subject));
    side.left_.erase(std::ranges::lower_bound(side.left_, before), side.left_.end());
    DOSSIER_TRY(side.load());
    return side;
  }

  const std::optional<StoredRecord>& head() const { return head_; }
  Offset before() const { return head_ ? before_ : Offset{0}; }
  // The head, which is the one behind it from now on.
  Result<StoredRecord> take() {
    StoredRecord taken = std::move(*head_);
    before_ = left_.back();
    left_.pop_back();
    DOSSIER_TRY(load());
    return taken;
  }
  // Drops what was recorded at that time or later.
  Status skip_from(Instant time) {
    size_t low = 0, high = left_.size();
    while (low < high) {
      const size_t middle = (low + high) / 2;
      DOSSIER_ASSIGN(const auto record, records_->get({partition_, left_[middle]}));
      if (record.recorded() < time)
        low = middle + 1;
      else
        high = middle;
    }
    left_.resize(low);
    return load();
  }
  void end() {
    left_.clear();
    head_.reset();
  }

 private:
  Side(const Records& records, Partition partition, Offset before)
      : records_(&records), partition_(partition), before_(before) {}
  Status load() {
    head_.reset();
    if (left_.empty()) return {};
    DOSSIER_ASSIGN(head_, records_->get({partition_, left_.back()}));
    return {};
  }

  const Records* records_;
  Partition partition_;
  Offset before_;             // of the records that are left, and of no other
  std::vector<Offset> left_;  // ascending; the last is the head's
  std::optional<StoredRecord> head_;
};

// A record that stands on the page.
struct Entry {
  StoredRecord stored;
  bool access = false;
  std::optional<engine::OpenedEvent> opened;  // nothing where it can not be read
  std::vector<render::AuditChange> changes{};

  render::AuditRecord record() const {
    return {events::find_type(stored.header("ce_type")), &opened->data.root(), opened->erased,
            opened->unreadable};
  }
};

bool matches_thing(std::string_view asked, std::string_view kind, std::string_view id) {
  if (asked == kind || asked == id) return true;
  return asked.size() == kind.size() + 1 + id.size() && asked.starts_with(kind) &&
         asked[kind.size()] == '/' && asked.ends_with(id);
}

bool matches_action(std::string_view asked, std::string_view type) {
  if (asked == type) return true;
  if (type.starts_with("dossier.")) type.remove_prefix(8);
  type = type.substr(0, type.rfind('.'));
  return type == asked || (type.starts_with(asked) && type[asked.size()] == '.');
}

// Told from what stands in clear: no box is opened for it.
bool matches(const TrailAsk& ask, const StoredRecord& stored) {
  const std::string_view type_name = stored.header("ce_type");
  if (!ask.action.empty() && !matches_action(ask.action, type_name)) return false;
  if (ask.actor.empty() && ask.entity.empty()) return true;
  const auto* type = events::find_type(type_name);
  const auto clear = type == nullptr ? Result<events::Tree>(fail(ErrorCode::corrupt, ""))
                                     : events::read(*type, stored.value());
  if (!clear) return false;
  const render::AuditRecord record{type, &clear->root()};
  const auto actor = render::audit_actor(record);
  if (!ask.actor.empty() && !matches_thing(ask.actor, actor.kind, actor.id)) return false;
  const auto entities = render::audit_entities(record, ask.subject.id());
  return ask.entity.empty() || std::ranges::any_of(entities, [&](const auto& entity) {
           return matches_thing(ask.entity, entity.kind, entity.id);
         });
}

struct Page {
  std::vector<Entry> entries;
  std::optional<TrailCursor> next;
};

Result<Entry> open_entry(const engine::Engine& engine, StoredRecord stored, bool access) {
  Entry entry{std::move(stored), access, std::nullopt};
  if (auto opened = engine.open_event(entry.stored)) entry.opened = std::move(*opened);
  return entry;
}

Result<Page> select(const engine::Engine& engine, const TrailAsk& ask) {
  DOSSIER_ASSIGN(Side events, Side::open(engine.records(), ask.subject, ask.cursor.events));
  DOSSIER_ASSIGN(Side access,
                 Side::open(engine.access().records(), ask.subject, ask.cursor.access));
  Page page;
  for (Side* side : {&events, &access})
    if (ask.to) DOSSIER_TRY(side->skip_from(*ask.to));
  size_t scanned = 0;
  while ((events.head() || access.head()) && page.entries.size() < ask.limit &&
         scanned < kScanMax) {
    const bool of_access =
        !events.head() || (access.head() && access.head()->recorded() >= events.head()->recorded());
    Side& side = of_access ? access : events;
    if (ask.from && side.head()->recorded() < *ask.from) {
      side.end();
      continue;
    }
    ++scanned;
    DOSSIER_ASSIGN(StoredRecord stored, side.take());
    if (!matches(ask, stored)) continue;
    DOSSIER_ASSIGN(page.entries.emplace_back(), open_entry(engine, std::move(stored), of_access));
  }
  if (events.head() || access.head()) page.next = {events.before(), access.before()};
  return page;
}

// Finds what was before each change of the page, walking the customer's events back from the newest
// of them.
class LookBack {
 public:
  LookBack(const engine::Engine& engine, const TrailAsk& ask, Page& page)
      : engine_(engine), ask_(ask), page_(page) {}

  Status run() {
    std::map<Offset, Entry*> on_page;
    for (Entry& entry : page_.entries)
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
  void ask_for(Entry& entry) {
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
  Page& page_;
  std::map<std::string, std::vector<render::AuditChange*>> wanted_;
};

void set_changes(Page& page, const render::Viewer& viewer) {
  for (Entry& entry : page.entries) {
    if (!entry.opened) continue;
    const auto record = entry.record();
    for (auto& field : render::audit_fields(record)) {
      auto before = render::audit_previous(record, field, viewer);
      auto after = render::audit_value(record, field, viewer);
      entry.changes.push_back({std::move(field), std::move(before), std::move(after)});
    }
  }
}

void write_entry(JsonWriter& out, const engine::Engine& engine, const TrailAsk& ask,
                 const Entry& entry) {
  const Position position = entry.stored.position();
  out.begin_object();
  out.member("id",
             entry.access ? fmt::format("access:{}", position.offset.value) : to_string(position));
  out.member("log", entry.access ? "access" : "events");
  if (!entry.access)
    out.member("position", engine::position_token(engine.records().log_id(), std::array{position}));
  out.member("recorded", to_string(entry.stored.recorded()));
  out.member("time", entry.stored.header("ce_time"));
  out.member("source", entry.stored.header("ce_source"));
  out.member("action", entry.stored.header("ce_type"));
  // A type of a later version, or damaged: said, never passed over.
  if (entry.opened)
    render::write_audit(out, entry.record(), entry.changes, ask.subject.id(), ask.viewer);
  else
    out.member("unreadable", true);
  out.end_object();
}

}  // namespace

std::string encode_cursor(const TrailCursor& cursor) {
  ByteWriter bytes;
  bytes.u8(kCursorVersion);
  bytes.varint(static_cast<uint64_t>(cursor.events.value));
  bytes.varint(static_cast<uint64_t>(cursor.access.value));
  return base64url(bytes.bytes());
}

std::optional<TrailCursor> decode_cursor(std::string_view text) {
  const auto bytes = from_base64url(text);
  if (!bytes) return std::nullopt;
  ByteReader reader(*bytes);
  const uint8_t version = reader.u8();
  const TrailCursor cursor{{static_cast<int64_t>(reader.varint())},
                           {static_cast<int64_t>(reader.varint())}};
  const bool sound = reader.ok() && reader.at_end() && version == kCursorVersion &&
                     cursor.events.value >= 0 && cursor.access.value >= 0;
  return sound ? std::optional(cursor) : std::nullopt;
}

Status write_trail(JsonWriter& out, const engine::Engine& engine, const TrailAsk& ask) {
  DOSSIER_ASSIGN(Page page, select(engine, ask));
  set_changes(page, ask.viewer);
  DOSSIER_TRY(LookBack(engine, ask, page).run());
  out.key("entries").begin_array();
  for (const Entry& entry : page.entries) write_entry(out, engine, ask, entry);
  out.end_array().key("next");
  page.next ? out.text(encode_cursor(*page.next)) : out.null();
  return {};
}

}  // namespace dossier::api
