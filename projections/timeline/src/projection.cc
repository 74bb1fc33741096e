// The timeline's fold: every event that has a line is an entry, and every fact that has one. Pure;
// any thread, one subject at a time.
#include "dossier/projections/schema.h"
#include "entry.h"

namespace dossier::timeline {
namespace {

using fold::Event;
using fold::Fact;
using fold::FoldContext;
using fold::FoldStatus;

void count(TimelineSlice& slice, Category category, int64_t change, FoldContext& context) {
  auto& totals = slice.edit<Totals>();
  totals.entries += change;
  totals.by_category.of(category) += change;
  totals.newest = context.position().offset;
}

void note_effective(Totals& totals, Instant effective) {
  if (!totals.first_effective || effective < *totals.first_effective)
    totals.first_effective = effective;
  if (!totals.last_effective || effective > *totals.last_effective)
    totals.last_effective = effective;
}

RowKey key_of(const Event& event) { return {event.effective, event.position.offset, 0}; }

RowKey key_of(const Fact& fact, FoldContext& context) {
  return {context.start_of_day(fact.effective), fact.ref.offset, fact.ref.ordinal};
}

void put(FoldContext& context, const RowKey& key, const Row& row) {
  context.put_row(kRows, encode_key(key), fold::encoded(row));
}

Row row_of(const FactLine& line, const Fact& fact, FoldContext& context) {
  Row row;
  row.id = row_id(fact.id);
  row.fact = line.type.code;
  row.category = line.category;
  row.recorded = context.recorded();
  row.performer = Performer::system;
  if (line.entity) row.entities.push_back({*line.entity, fact.id.entity});
  row.params = line.params(fact);
  return row;
}

// The row of the event behind this pass lists what the event took back.
void list_withdrawn(const Fact& fact, TimelineSlice& slice, FoldContext& context) {
  const Event* event = context.event();
  const Line* line = event == nullptr ? nullptr : find_line(event->type->code);
  if (line == nullptr) return;
  auto& withdrawn = slice.edit<Withdrawn>();
  if (withdrawn.at != event->position.offset) withdrawn = {event->position.offset, {}};
  withdrawn.ids.push_back(row_id(fact.id));
  Row row = row_of(*line, *event);
  row.withdrawn = withdrawn.ids;
  put(context, key_of(*event), row);
}

class Timeline final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    if (kind != TimelineSlice::kKind) return nullptr;
    return std::make_unique<TimelineSlice>();
  }
  FoldStatus fold(const Event& event, FoldContext& context) const override;
  FoldStatus fold(const Fact& fact, FoldContext& context) const override;
  std::string data_schema() const override;

 private:
  fold::ProjectionInfo info_{
      .name = "timeline",
      .slot = kSlot,
      .version = 1,
      .summary = "Every event and every conclusion about the customer, in one chronological feed.",
      .subjects = {"customer", "agent", "officer", "supervisor", "manager", "compliance", "auditor",
                   "admin", "campaign"},
      .reads = {"profile", "loans"}};
};

FoldStatus Timeline::fold(const Event& event, FoldContext& context) const {
  const Line* line = find_line(event.type->code);
  if (line == nullptr) return {};
  auto& slice = context.own<TimelineSlice>();
  put(context, key_of(event), row_of(*line, event));
  count(slice, line->category, 1, context);
  note_effective(slice.edit<Totals>(), event.effective);
  if (auto contact = contact_of(*line, event)) {
    const auto& known = slice.get<LastContact>();
    if (!known.at || *known.at <= *contact->at) slice.edit<LastContact>() = std::move(*contact);
  }
  return {};
}

FoldStatus Timeline::fold(const Fact& fact, FoldContext& context) const {
  const FactLine* line = find_fact_line(fact.id.rule);
  if (line == nullptr) return {};
  auto& slice = context.own<TimelineSlice>();
  if (fact.withdrawn) {
    context.erase_row(kRows, encode_key(key_of(fact, context)));
    list_withdrawn(fact, slice, context);
  } else {
    put(context, key_of(fact, context), row_of(*line, fact, context));
  }
  count(slice, line->category, fact.withdrawn ? -1 : 1, context);
  return {};
}

std::string Timeline::data_schema() const {
  return projections::schema_document([](JsonWriter& out) {
    fold::write_schema<Totals>(out.key("totals"));
    fold::write_schema<LastContact>(out.key("last_contact"));
    out.key("entries").begin_object().member("type", "array").key("items");
    fold::write_schema<EntryData>(out);
    out.end_object();
  });
}

}  // namespace

std::shared_ptr<const fold::Projection> make() { return std::make_shared<Timeline>(); }

}  // namespace dossier::timeline
