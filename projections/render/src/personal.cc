#include "personal.h"

#include "dossier/events/flatbuffer.h"
#include "words.h"

namespace dossier::render {
namespace {

using events::FieldKind;
using events::ValueKind;

constexpr uint16_t kMeta = 0;  // field 0 of every event

std::string joined(const events::TableValue& table, Language language) {
  std::string out;
  for (const auto& field : table.descriptor().fields) {
    const events::Value& value = table[field.id];
    if (!value.present()) continue;
    const std::string text = text_of(field, value, language);
    if (text.empty()) continue;
    if (!out.empty()) out += ", ";
    out += text;
  }
  return out;
}

}  // namespace

std::string text_of(const events::FieldDescriptor& field, const events::Value& value,
                    Language language) {
  switch (field.kind) {
    case FieldKind::text: return std::string(value.text());
    case FieldKind::money: return money_text(language, value.money());
    case FieldKind::date: return to_string(Date{static_cast<int32_t>(value.number())});
    case FieldKind::instant: return to_string(Instant{value.number()});
    case FieldKind::decimal: return decimal_text(language, value.number(), field.scale);
    case FieldKind::integer: return std::to_string(value.number());
    case FieldKind::boolean:
      return std::string(find_word(language, value.number() != 0 ? "yes" : "no").value_or(""));
    case FieldKind::enumeration: {
      const auto* named = field.enumeration->find(value.number());
      return named == nullptr ? "" : value_word(language, named->name);
    }
    case FieldKind::table: return joined(value.table(), language);
    default: return {};
  }
}

const PersonalReader::OpenBox& PersonalReader::open(const fold::SealedBox& box) {
  const auto [place, fresh] =
      open_.try_emplace({box.origin.value, box.owner, box.purpose}, OpenBox{});
  OpenBox& kept = place->second;
  if (!fresh) return kept;
  if (box.erased) {
    kept.state = State::erased;
    return kept;
  }
  const auto* type = events::find_type(box.type);
  const Opened opened = opener_.open(subject_, box);
  if (std::holds_alternative<Erased>(opened)) kept.state = State::erased;
  const auto* bytes = std::get_if<std::string>(&opened);
  if (bytes == nullptr || type == nullptr) return kept;
  auto tree = events::read(*type, *bytes);
  if (!tree) return kept;
  kept.state = State::value;
  kept.tree = std::move(*tree);
  return kept;
}

Personal PersonalReader::read(const fold::SealedBox& box, uint16_t field, const Place& place) {
  const OpenBox& opened = open(box);
  if (opened.state != State::value) return {opened.state, {}};
  const auto& root = opened.tree->root();
  if (field >= root.descriptor().fields.size() || !root[field].present()) return {};
  const events::FieldDescriptor* kind = &root.descriptor().fields[field];
  const events::Value* value = &root[field];
  if (place.item) {
    if (value->kind() != ValueKind::list || *place.item >= value->items().size()) return {};
    value = &value->items()[*place.item];
  }
  if (!place.member.empty()) {
    if (value->kind() != ValueKind::table) return {};
    kind = value->table().descriptor().find(place.member);
    value = value->table().find(place.member);
    if (kind == nullptr || value == nullptr) return {};
  }
  if (kind->kind == FieldKind::texts && value->kind() == ValueKind::text)
    return {State::value, std::string(value->text())};
  return {State::value, text_of(*kind, *value, viewer_.language)};
}

Personal PersonalReader::read(const fold::SealedFields& sealed, std::string_view name) {
  return read(sealed, name, {});
}

Personal PersonalReader::read(const fold::SealedFields& sealed, std::string_view name,
                              const Place& place) {
  const auto found = sealed.fields.find(std::string(name));
  if (found == sealed.fields.end()) return {};
  if (found->second.box >= sealed.boxes.size()) return {State::unreadable, {}};
  return read(sealed.boxes[found->second.box], found->second.field, place);
}

size_t PersonalReader::items(const fold::SealedFields& sealed, std::string_view name) {
  const auto found = sealed.fields.find(std::string(name));
  if (found == sealed.fields.end() || found->second.box >= sealed.boxes.size()) return 0;
  const OpenBox& opened = open(sealed.boxes[found->second.box]);
  if (opened.state != State::value) return 1;
  const auto& root = opened.tree->root();
  const uint16_t field = found->second.field;
  if (field >= root.descriptor().fields.size()) return 0;
  return root[field].kind() == ValueKind::list ? root[field].items().size() : 0;
}

Personal PersonalReader::read(std::span<const fold::SealedBox> boxes, std::string_view name,
                              events::Purpose purpose) {
  Personal worst;
  for (const auto& box : boxes) {
    const auto* type = events::find_type(box.type);
    const auto* field = type == nullptr ? nullptr : type->table->find(name);
    if (box.purpose != static_cast<uint8_t>(purpose)) continue;
    if (field == nullptr || field->purpose != purpose) continue;
    Personal found = read(box, field->id);
    if (found.state == State::value) return found;
    if (found.state != State::absent) worst = found;
  }
  return worst;
}

Personal PersonalReader::read_reason(std::span<const fold::SealedBox> boxes) {
  for (const auto& box : boxes) {
    if (box.purpose != static_cast<uint8_t>(events::Purpose::content)) continue;
    const OpenBox& opened = open(box);
    if (opened.state != State::value) continue;
    const events::Value& meta = opened.tree->root()[kMeta];
    const events::Value* reason = meta.present() ? meta.table().find("reason") : nullptr;
    if (reason != nullptr) return {State::value, std::string(reason->text())};
  }
  return {};
}

std::optional<std::string> PersonalReader::show(const Personal& value,
                                                FieldClass field_class) const {
  const auto marker = [&](std::string_view key) {
    return std::string(find_word(viewer_.language, key).value_or(key));
  };
  switch (value.state) {
    case State::absent: return std::nullopt;
    case State::erased: return marker("marker.erased");
    case State::unreadable: return marker("marker.unreadable");
    case State::value: break;
  }
  switch (viewer_.masks.of(field_class)) {
    case Shown::full: return value.text;
    case Shown::masked: return masked(field_class, value.text);
    case Shown::hidden: return marker("marker.hidden");
  }
  return std::nullopt;
}

}  // namespace dossier::render
