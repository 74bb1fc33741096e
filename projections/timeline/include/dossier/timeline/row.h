// One entry of the timeline as it is kept (docs/formats/views.md), and the small slice beside the
// rows. Codes, ids, dates and amounts only; personal values stay in their boxes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dossier/fold/json.h"
#include "dossier/fold/projection.h"
#include "dossier/fold/sealed.h"
#include "dossier/projections/enum_names.h"

namespace dossier::timeline {

inline constexpr fold::Slot kSlot = 2;
inline constexpr uint8_t kRows = 0;  // the set

// Stored numbers, as all enums here: add at the end.
enum class Category : uint8_t {
  applications,
  loans,
  payments,
  collections,
  communications,
  documents,
  products,
  credit,
  kyc,
  system
};
inline constexpr size_t kCategories = 10;
std::string_view enum_name(Category category);

enum class Performer : uint8_t { customer, officer, system, ai };
std::string_view enum_name(Performer performer);

enum class Direction : uint8_t { inbound, outbound };
std::string_view enum_name(Direction direction);

enum class ParamKind : uint8_t { text, word, number, flag, date, instant, decimal, money };

// A value of the event that words need; `word` is the name of an enum's value.
struct Param {
  ParamKind kind = ParamKind::text;
  std::string text;
  int64_t number = 0;  // as kind says; minor units of money
  uint16_t unit = 0;   // decimals of a decimal, currency of money
  DOSSIER_FIELDS(kind, text, number, unit);
};
using Params = fold::FlatMap<std::string, Param>;
void write_json(JsonWriter& out, const Param& param);

struct EntityLink {
  event::EntityKind kind{};
  std::string id;
  DOSSIER_FIELDS(kind, id);
  bool operator==(const EntityLink&) const = default;
};

struct Row {
  std::string id;      // position "7:1042", or the fact's "rule/entity/occurrence"
  uint16_t event = 0;  // code of the event type; 0: a fact's row
  uint16_t fact = 0;   // code of the fact type; 0: an event's row
  Category category{};
  Instant recorded;
  Performer performer{};
  std::optional<event::ActorKind> actor_kind;
  std::string actor_id;
  std::vector<EntityLink> entities;
  std::string group;
  Params params;
  std::optional<event::Sentiment> sentiment;
  bool ai = false;  // drafted, summarised or done by a model
  std::vector<fold::SealedBox> boxes;
  std::vector<std::string> withdrawn;  // ids of the rows that this event took back
  DOSSIER_FIELDS(id, event, fact, category, recorded, performer, actor_kind, actor_id, entities,
                 group, params, sentiment, ai, boxes, withdrawn);
};

// An entry's `data` as readers see it.
struct EntryData {
  std::string type;  // "dossier.payment.received.v1", or the fact's "kyc_expired"
  Performer performer{};
  std::optional<event::ActorKind> actor_kind;
  std::string actor_id;
  std::vector<EntityLink> entities;
  std::string group;
  Params params;
  std::optional<event::Sentiment> sentiment;
  bool ai = false;
  std::vector<std::string> withdrawn;
  DOSSIER_FIELDS(type, performer, actor_kind, actor_id, entities, group, params, sentiment, ai,
                 withdrawn);
};
EntryData data_of(const Row& row);

// The order of the page is this order, read backwards.
struct RowKey {
  Instant effective;
  Offset offset;
  uint32_t ordinal = 0;  // 0: the event itself; else of the fact
  auto operator<=>(const RowKey&) const = default;
};
std::string encode_key(const RowKey& key);
std::optional<RowKey> decode_key(std::string_view bytes);  // nothing where it is no row's key

std::string row_id(const fold::FactId& id);

struct Counts {
  int64_t applications = 0, loans = 0, payments = 0, collections = 0, communications = 0,
          documents = 0, products = 0, credit = 0, kyc = 0, system = 0;
  DOSSIER_FIELDS(applications, loans, payments, collections, communications, documents, products,
                 credit, kyc, system);
  int64_t& of(Category category);
};

struct Totals {
  int64_t entries = 0;
  Counts by_category;
  // Of events: facts come and go.
  std::optional<Instant> first_effective;
  std::optional<Instant> last_effective;
  Offset newest;  // of the last record that changed the timeline
  DOSSIER_FIELDS(entries, by_category, first_effective, last_effective, newest);
};

// The newest message, call or visit.
struct LastContact {
  std::optional<Instant> at;
  std::string channel;
  std::optional<Direction> direction;
  DOSSIER_FIELDS(at, channel, direction);
};

// What the newest event with withdrawals took back: its row is written again with each.
struct Withdrawn {
  Offset at;
  std::vector<std::string> ids;
  DOSSIER_FIELDS(at, ids);
};

using TimelineSlice = fold::SliceOf<0, Totals, LastContact, Withdrawn>;

std::shared_ptr<const fold::Projection> make();  // for the registry

}  // namespace dossier::timeline

template <>
struct dossier::fold::SchemaOf<dossier::timeline::Param> {
  static void write(JsonWriter& out);
};
