#include "intake/sealer.h"

#include <array>

#include "dossier/base/ensure.h"
#include "dossier/engine/crypto.h"
#include "dossier/events/canonical.h"
#include "dossier/events/derive.h"

namespace dossier::engine {
namespace {

using events::FieldDescriptor;
using events::PersonalPart;
using events::TableDescriptor;
using events::TableValue;
using events::Tree;
using events::Value;

constexpr uint16_t kMeta = 0;  // of every event's root
constexpr size_t kSaltBytes = 16;

// Ids of the fields of Meta and Box, looked up once by name.
struct MetaFields {
  const TableDescriptor* meta;
  const TableDescriptor* box;
  uint16_t ip, boxes, content_mac, salt;
  uint16_t owner, purpose, key_id, present, sealed, erased;
};

uint16_t id_of(const TableDescriptor& table, std::string_view name) {
  const FieldDescriptor* field = table.find(name);
  ENSURE(field != nullptr, "{} has no field {}", table.name, name);
  return field->id;
}

const MetaFields& meta_fields() {
  static const MetaFields kFields = [] {
    const auto& root = *events::all_types().front().table;
    const TableDescriptor& meta = *root.fields[kMeta].table;
    const TableDescriptor& box = *meta.fields[id_of(meta, "boxes")].table;
    return MetaFields{&meta,
                      &box,
                      id_of(meta, "ip"),
                      id_of(meta, "boxes"),
                      id_of(meta, "content_mac"),
                      id_of(meta, "salt"),
                      id_of(box, "owner"),
                      id_of(box, "purpose"),
                      id_of(box, "key_id"),
                      id_of(box, "present"),
                      id_of(box, "sealed"),
                      id_of(box, "erased")};
  }();
  return kFields;
}

Value present_list(Tree& tree, const PersonalPart& part) {
  Value list = tree.new_list(part.present.size());
  for (size_t i = 0; i < part.present.size(); ++i)
    list.items()[i] = Value::of(int64_t{part.present[i]});
  return list;
}

// One box, of bytes that are computed before the tree gets any internal field.
struct MadeBox {
  const PersonalPart* part;
  std::optional<Sealed> sealed;
};

void put_boxes(Tree& tree, TableValue& meta, std::span<const MadeBox> boxes) {
  const MetaFields& ids = meta_fields();
  Value list = tree.new_list(boxes.size());
  for (size_t i = 0; i < boxes.size(); ++i) {
    const auto& [part, sealed] = boxes[i];
    TableValue& box = tree.new_table(*ids.box);
    if (!part->owner.empty()) box.set(ids.owner, tree.new_text(part->owner));
    box.set(ids.purpose, Value::of(static_cast<int64_t>(part->purpose)));
    box.set(ids.present, present_list(tree, *part));
    if (sealed) {
      box.set(ids.key_id, Value::of(int64_t{sealed->key_id}));
      box.set(ids.sealed, tree.new_bytes(sealed->bytes));
    } else {
      box.set(ids.erased, Value::of(int64_t{1}));
    }
    list.items()[i] = Value::of(box);
  }
  meta.set(ids.boxes, list);
}

// The bytes of content_mac: without an address that the sender did not say.
void content_of(events::ParsedEvent& event, std::string& out) {
  Tree& tree = event.data;
  const uint16_t ip = meta_fields().ip;
  const bool hide = event.ip_seen && tree.root()[kMeta].present();
  const Value seen = hide ? tree.root()[kMeta].table()[ip] : Value();
  if (hide) tree.root()[kMeta].table().set(ip, Value());
  events::canonical_bytes(*event.type, event.subject.key(), event.time, tree.root(), out);
  if (hide) tree.root()[kMeta].table().set(ip, seen);
}

Status derive_fields(const Vault& vault, const std::string& subject, Tree& tree) {
  events::DeriveOptions options;
  options.token = [&](std::string_view owner, std::string_view value) {
    return vault.mac(owner.empty() ? std::string_view(subject) : owner, value);
  };
  return events::derive(tree, options);
}

}  // namespace

Result<SealedValue> seal_event(const Vault& vault, events::ParsedEvent& event) {
  Tree& tree = event.data;
  const std::string& subject = event.subject.key();
  SealedValue out;
  std::string scratch;
  content_of(event, scratch);
  DOSSIER_ASSIGN(auto mac, vault.mac(subject, scratch));
  if (mac) out.mac = std::move(*mac);
  DOSSIER_TRY(derive_fields(vault, subject, tree));

  const auto parts = events::personal_parts(tree.root(), subject);
  const BoxContext context{subject, event.source, event.id, event.type->name};
  std::vector<MadeBox> boxes;
  bool salted = true;
  for (const PersonalPart& part : parts) {
    events::build(tree.root(), events::Selector::personal(part, subject), scratch);
    const std::string_view owner = part.owner.empty() ? std::string_view(subject) : part.owner;
    DOSSIER_ASSIGN(auto sealed,
                   vault.seal(owner, static_cast<uint8_t>(part.purpose), context, scratch));
    if (sealed) salted = false;
    boxes.push_back({&part, std::move(sealed)});
  }
  const MetaFields& ids = meta_fields();
  TableValue& meta = tree.open_table(tree.root(), kMeta);
  if (!boxes.empty()) put_boxes(tree, meta, boxes);
  if (!out.mac.empty()) meta.set(ids.content_mac, tree.new_bytes(out.mac));
  if (salted) {
    std::array<uint8_t, kSaltBytes> salt;
    random_bytes(salt);
    meta.set(ids.salt, tree.new_bytes(as_text(salt)));
  }
  events::build(tree.root(), events::Selector::clear(), out.value);
  return out;
}

namespace {

std::string_view text_or(const TableValue& table, uint16_t id, std::string_view fallback) {
  return table[id].present() ? table[id].text() : fallback;
}

void note(std::vector<uint16_t>& ids, const TableValue& box) {
  for (const Value& id : box[meta_fields().present].items())
    ids.push_back(static_cast<uint16_t>(id.number()));
}

}  // namespace

Result<UnsealedTree> unseal_record(const Vault& vault, const StoredRecord& record) {
  const auto* type = events::find_type(record.header("ce_type"));
  if (type == nullptr) return fail(ErrorCode::corrupt, "a record of an unknown event type");
  DOSSIER_ASSIGN(Tree tree, events::read(*type, record.value()));
  UnsealedTree out{std::move(tree), {}, {}};
  const MetaFields& ids = meta_fields();
  const Value& meta = out.tree.root()[kMeta];
  if (!meta.present() || !meta.table()[ids.boxes].present()) return out;
  const BoxContext context{record.key(), record.header("ce_source"), record.header("ce_id"),
                           type->name};
  const Value boxes = meta.table()[ids.boxes];  // join() lays more beside it, never over it
  for (const Value& item : boxes.items()) {
    const TableValue& box = item.table();
    if (!box[ids.sealed].present()) {
      note(out.erased, box);
      continue;
    }
    const auto plain = vault.open_box(
        text_or(box, ids.owner, record.key()), static_cast<uint8_t>(box[ids.purpose].number()),
        static_cast<uint32_t>(box[ids.key_id].number()), context, box[ids.sealed].text());
    if (plain && !*plain) {
      note(out.erased, box);
      continue;
    }
    const auto part = plain ? events::read(*type, **plain) : std::unexpected(plain.error());
    if (!part || !events::join(out.tree, part->root())) note(out.unreadable, box);
  }
  return out;
}

Result<std::string> sealed_bytes(const StoredRecord& record, std::string_view owner,
                                 uint8_t purpose) {
  const auto* type = events::find_type(record.header("ce_type"));
  if (type == nullptr) return fail(ErrorCode::corrupt, "a record of an unknown event type");
  DOSSIER_ASSIGN(Tree tree, events::read(*type, record.value()));
  const MetaFields& ids = meta_fields();
  const Value& meta = tree.root()[kMeta];
  if (meta.present())
    for (const Value& item : meta.table()[ids.boxes].items())
      if (text_or(item.table(), ids.owner, {}) == owner &&
          item.table()[ids.purpose].number() == purpose)
        return std::string(item.table()[ids.sealed].text());
  return fail(ErrorCode::not_found, "the record has no such box");
}

}  // namespace dossier::engine
