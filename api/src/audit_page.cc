// Choosing the records of a page: two streams, each newest first, merged and filtered.
#include <algorithm>

#include "audit_page.h"
#include "dossier/events/flatbuffer.h"

namespace dossier::api {
namespace {

using engine::Records;
using engine::StoredRecord;

constexpr size_t kScanMax = 2000;  // records that are looked at in a call; the cursor goes on

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

Result<TrailEntry> open_entry(const engine::Engine& engine, StoredRecord stored, bool access) {
  TrailEntry entry{std::move(stored), access, std::nullopt};
  if (auto opened = engine.open_event(entry.stored)) entry.opened = std::move(*opened);
  return entry;
}

}  // namespace

Result<TrailPage> select_page(const engine::Engine& engine, const TrailAsk& ask) {
  DOSSIER_ASSIGN(Side events, Side::open(engine.records(), ask.subject, ask.cursor.events));
  DOSSIER_ASSIGN(Side access,
                 Side::open(engine.access().records(), ask.subject, ask.cursor.access));
  TrailPage page;
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

}  // namespace dossier::api
