// Keys, names and JSON of timeline rows. Any thread.
#include "dossier/timeline/row.h"

#include <fmt/format.h>

#include "dossier/timeline/lines.h"

namespace dossier::timeline {

std::string_view enum_name(Category category) {
  static constexpr std::string_view kNames[kCategories] = {
      "applications", "loans",    "payments", "collections", "communications",
      "documents",    "products", "credit",   "kyc",         "system"};
  const auto index = static_cast<size_t>(category);
  return index < kCategories ? kNames[index] : "";
}

std::string_view enum_name(Performer performer) {
  switch (performer) {
    case Performer::customer: return "customer";
    case Performer::officer: return "officer";
    case Performer::system: return "system";
    case Performer::ai: return "ai";
  }
  return "";
}

std::string_view enum_name(Direction direction) {
  return direction == Direction::inbound ? "inbound" : "outbound";
}

void write_json(JsonWriter& out, const Param& param) {
  switch (param.kind) {
    case ParamKind::text:
    case ParamKind::word: out.text(param.text); return;
    case ParamKind::number: out.integer(param.number); return;
    case ParamKind::flag: out.boolean(param.number != 0); return;
    case ParamKind::date: out.text(to_string(Date{static_cast<int32_t>(param.number)})); return;
    case ParamKind::instant: out.text(to_string(Instant{param.number})); return;
    case ParamKind::decimal: out.text(format_decimal(param.number, param.unit)); return;
    case ParamKind::money: fold::write_json(out, Money{param.number, param.unit}); return;
  }
  out.null();
}

namespace {
constexpr uint64_t kBias = uint64_t{1} << 63;  // so that instants before 1970 sort first
}

std::string encode_key(const RowKey& key) {
  ByteWriter out;
  out.big64(static_cast<uint64_t>(key.effective.micros) + kBias);
  out.big64(static_cast<uint64_t>(key.offset.value));
  out.big32(key.ordinal);
  return out.take();
}

std::optional<RowKey> decode_key(std::string_view bytes) {
  ByteReader in(bytes);
  RowKey key;
  key.effective.micros = static_cast<int64_t>(in.big64() - kBias);
  key.offset.value = static_cast<int64_t>(in.big64());
  key.ordinal = in.big32();
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return key;
}

EntryData data_of(const Row& row) {
  const auto* type = events::find_type(row.event);
  const FactLine* fact = find_fact_line(row.fact);
  EntryData data{.type = {},
                 .performer = row.performer,
                 .actor_kind = row.actor_kind,
                 .actor_id = row.actor_id,
                 .entities = row.entities,
                 .group = row.group,
                 .params = row.params,
                 .sentiment = row.sentiment,
                 .ai = row.ai,
                 .withdrawn = row.withdrawn};
  if (row.event != 0) data.type = type == nullptr ? std::to_string(row.event) : type->name;
  if (row.fact != 0) data.type = fact == nullptr ? std::to_string(row.fact) : fact->type.name;
  return data;
}

std::string row_id(const fold::FactId& id) {
  const FactLine* line = find_fact_line(id.rule);
  const std::string rule = line == nullptr ? std::to_string(id.rule) : std::string(line->type.name);
  return fmt::format("{}/{}/{}", rule, id.entity, id.occurrence);
}

int64_t& Counts::of(Category category) {
  int64_t* const all[kCategories] = {
      &applications, &loans,    &payments, &collections, &communications,
      &documents,    &products, &credit,   &kyc,         &system};
  const auto index = static_cast<size_t>(category);
  ENSURE(index < kCategories, "category {} of a row", index);
  return *all[index];
}

}  // namespace dossier::timeline

void dossier::fold::SchemaOf<dossier::timeline::Param>::write(JsonWriter& out) {
  out.begin_object();
  out.member("description", "Text, a number, true or false, or money, as the event type says.");
  out.end_object();
}
