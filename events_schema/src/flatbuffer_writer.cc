// Trees into FlatBuffers, whole or one part, by the descriptors.
#include <flatbuffers/flatbuffers.h>

#include <algorithm>

#include "dossier/events/fbs/common_generated.h"
#include "dossier/events/flatbuffer.h"
#include "owner.h"

namespace dossier::events {
namespace {

using flatbuffers::uoffset_t;

// A part's owner as the event's subject, however it is written.
bool owned_by(const Owner& owner, std::string_view part_owner, std::string_view subject) {
  return owner.is(part_owner) || (part_owner.empty() && owner.is(subject));
}

class Writer {
 public:
  void build(const TableValue& data, const Selector& selector, std::string& out) {
    builder_.Clear();
    offsets_.clear();
    selector_ = &selector;
    builder_.Finish(flatbuffers::Offset<void>(table(data)));
    out.assign(reinterpret_cast<const char*>(builder_.GetBufferPointer()), builder_.GetSize());
  }

 private:
  bool wants(const TableValue& table, const FieldDescriptor& field) const {
    const Value& value = table[field.id];
    if (!value.present()) return false;
    if (selector_->part == Selector::Part::everything) return true;
    if (selector_->part == Selector::Part::clear) return !field.personal();
    if (value.kind() == ValueKind::table) return holds(value.table());
    if (field.kind == FieldKind::tables)
      return std::ranges::any_of(value.items(), [&](const Value& v) { return holds(v.table()); });
    if (field.purpose != selector_->purpose) return false;
    const auto owner = owner_of(table, field);
    return owner && owned_by(*owner, selector_->owner, selector_->subject);
  }

  // Whether the chosen personal part has anything in this table or below.
  bool holds(const TableValue& table) const {
    if (!table.descriptor().holds_personal) return false;
    return std::ranges::any_of(table.descriptor().fields,
                               [&](const FieldDescriptor& field) { return wants(table, field); });
  }

  // Children first, then the table itself: FlatBuffers are written back to front.
  uoffset_t table(const TableValue& from) {
    const TableDescriptor& descriptor = from.descriptor();
    const size_t base = offsets_.size();
    offsets_.resize(base + descriptor.fields.size(), kLeftOut);
    for (const FieldDescriptor& field : descriptor.fields) {
      if (!wants(from, field)) continue;
      const uoffset_t offset = child(field, from[field.id]);
      offsets_[base + field.id] = offset;
    }
    const uoffset_t start = builder_.StartTable();
    for (const uint16_t id : descriptor.layout)
      if (offsets_[base + id] != kLeftOut)
        add(descriptor.fields[id], from[id], offsets_[base + id]);
    offsets_.resize(base);
    return builder_.EndTable(start);
  }

  // Offset of what is stored outside its table; 0 for what is stored inside.
  uoffset_t child(const FieldDescriptor& field, const Value& value) {
    switch (value.kind()) {
      case ValueKind::text: return text(value);
      case ValueKind::bytes: return bytes(value.text());
      case ValueKind::table: return table(value.table());
      case ValueKind::list: return list(field, value.items());
      default: return 0;
    }
  }

  uoffset_t text(const Value& value) {
    return builder_.CreateString(value.text().data(), value.text().size()).o;
  }

  uoffset_t bytes(std::string_view value) {
    return builder_.CreateVector(reinterpret_cast<const uint8_t*>(value.data()), value.size()).o;
  }

  uoffset_t list(const FieldDescriptor& field, std::span<const Value> items) {
    if (field.kind == FieldKind::numbers) return numbers(items);
    const size_t base = offsets_.size();
    for (const Value& item : items) {
      const uoffset_t offset = field.kind == FieldKind::texts ? text(item) : table(item.table());
      offsets_.push_back(offset);
    }
    builder_.StartVector(items.size(), sizeof(uoffset_t));
    for (size_t i = items.size(); i > 0; --i)
      builder_.PushElement(flatbuffers::Offset<void>(offsets_[base + i - 1]));
    offsets_.resize(base);
    return builder_.EndVector(items.size());
  }

  uoffset_t numbers(std::span<const Value> items) {
    builder_.StartVector(items.size(), sizeof(uint16_t));
    for (size_t i = items.size(); i > 0; --i)
      builder_.PushElement(static_cast<uint16_t>(items[i - 1].number()));
    return builder_.EndVector(items.size());
  }

  void add(const FieldDescriptor& field, const Value& value, uoffset_t offset) {
    const uint16_t at = field.vtable_offset;
    if (value.kind() == ValueKind::money) {
      const event::Money money(value.money().minor,
                               static_cast<event::Currency>(value.money().currency));
      return builder_.AddStruct(at, &money);
    }
    if (field.width == 0) return builder_.AddOffset(at, flatbuffers::Offset<void>(offset));
    switch (field.width) {
      case 1: return builder_.AddElement(at, static_cast<uint8_t>(value.number()));
      case 2: return builder_.AddElement(at, static_cast<uint16_t>(value.number()));
      case 4: return builder_.AddElement(at, static_cast<uint32_t>(value.number()));
      default: return builder_.AddElement(at, value.number());
    }
  }

  static constexpr uoffset_t kLeftOut = ~uoffset_t{0};
  flatbuffers::FlatBufferBuilder builder_;
  std::vector<uoffset_t> offsets_;  // a stack: of the tables and lists being written
  const Selector* selector_ = nullptr;
};

class PartsFinder {
 public:
  explicit PartsFinder(std::string_view subject) : subject_(subject) {}

  std::vector<PersonalPart> find(const TableValue& root) {
    for (const FieldDescriptor& field : root.descriptor().fields) {
      root_id_ = field.id;
      visit(root, field);
    }
    std::ranges::sort(parts_, {}, [](const PersonalPart& part) {
      return std::pair<std::string_view, Purpose>(part.owner, part.purpose);
    });
    return std::move(parts_);
  }

 private:
  void visit(const TableValue& table, const FieldDescriptor& field) {
    const Value& value = table[field.id];
    if (!value.present()) return;
    if (field.personal()) return note(table, field);
    if (field.table == nullptr || !field.table->holds_personal) return;
    if (value.kind() == ValueKind::table) return visit_all(value.table());
    for (const Value& item : value.items()) visit_all(item.table());
  }

  void visit_all(const TableValue& table) {
    for (const FieldDescriptor& field : table.descriptor().fields) visit(table, field);
  }

  void note(const TableValue& table, const FieldDescriptor& field) {
    const Owner owner = owner_of(table, field).value_or(Owner{});
    const bool own = owner.kind.empty() || owner.is(subject_);
    const auto same = [&](const PersonalPart& part) {
      return part.purpose == field.purpose && (own ? part.owner.empty() : owner.is(part.owner));
    };
    auto part = std::ranges::find_if(parts_, same);
    if (part == parts_.end())
      part = parts_.insert(part, {own ? std::string() : owner.key(), field.purpose, {}});
    if (part->present.empty() || part->present.back() != root_id_)
      part->present.push_back(root_id_);
  }

  std::string_view subject_;
  uint16_t root_id_ = 0;
  std::vector<PersonalPart> parts_;
};

}  // namespace

void build(const TableValue& data, const Selector& selector, std::string& out) {
  thread_local Writer writer;
  writer.build(data, selector, out);
}

std::vector<PersonalPart> personal_parts(const TableValue& data, std::string_view subject) {
  return PartsFinder(subject).find(data);
}

}  // namespace dossier::events
