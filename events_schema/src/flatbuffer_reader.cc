// FlatBuffers into trees, parts back onto each other, and single fields read in place.
#include <flatbuffers/flatbuffers.h>

#include <cstring>

#include "dossier/events/fbs/common_generated.h"
#include "dossier/events/flatbuffer.h"
#include "fault.h"
#include "flatbuffer_access.h"

namespace dossier::events {
namespace {

using flatbuffers::Table;
using flatbuffers::uoffset_t;
using flatbuffers::Vector;

Money money_of(const uint8_t* at) {
  const auto* money = reinterpret_cast<const event::Money*>(at);
  return {money->minor(), static_cast<uint16_t>(money->currency())};
}

std::string_view view(const flatbuffers::String* text) { return {text->c_str(), text->size()}; }

// Of verified bytes, which the tree holds: texts are views into them.
class Reader {
 public:
  Reader(Tree& tree, const ReadOptions& options) : tree_(tree), options_(options) {}

  Status fill(const Table* from, TableValue& table) {
    const TableDescriptor& descriptor = table.descriptor();
    if (options_.refuse_unknown && has_unknown(from, descriptor))
      return std::unexpected(fault("has a field that the schema does not know",
                                   "take the fields from docs/events.md"));
    for (const FieldDescriptor& field : descriptor.fields) {
      const uint8_t* at = address_of(field, from);
      if (at == nullptr) continue;
      Value value;
      if (auto status = read(field, at, value); !status)
        return std::unexpected(under(field.name, std::move(status.error())));
      table.set(field.id, value);
    }
    return {};
  }

 private:
  static bool has_unknown(const Table* from, const TableDescriptor& descriptor) {
    const uint8_t* vtable = from->GetVTable();
    const auto size = flatbuffers::ReadScalar<uint16_t>(vtable);
    for (size_t at = 4 + 2 * descriptor.fields.size(); at + 2 <= size; at += 2)
      if (flatbuffers::ReadScalar<uint16_t>(vtable + at) != 0) return true;
    return false;
  }

  Status read(const FieldDescriptor& field, const uint8_t* at, Value& out) {
    if (field.kind == FieldKind::money) {
      out = Value::of(money_of(at));
      return {};
    }
    if (field.width != 0) {
      out = Value::of(scalar_at(field, at));
      return {};
    }
    const uint8_t* target = at + flatbuffers::ReadScalar<uoffset_t>(at);
    switch (field.kind) {
      case FieldKind::text:
        out = Value::text_view(view(reinterpret_cast<const flatbuffers::String*>(target)));
        return {};
      case FieldKind::bytes: out = bytes(target); return {};
      case FieldKind::numbers: return numbers(target, out);
      case FieldKind::table: return table(field, target, out);
      default: return list(field, reinterpret_cast<const Vector<uoffset_t>*>(target), out);
    }
  }

  static Value bytes(const uint8_t* target) {
    const auto* vector = reinterpret_cast<const Vector<uint8_t>*>(target);
    return Value::bytes_view({reinterpret_cast<const char*>(vector->Data()), vector->size()});
  }

  Status numbers(const uint8_t* target, Value& out) {
    const auto* vector = reinterpret_cast<const Vector<uint16_t>*>(target);
    if (vector->size() > kItemsMax) return std::unexpected(too_many_items_fault());
    out = tree_.new_list(vector->size());
    for (uoffset_t i = 0; i < vector->size(); ++i)
      out.items()[i] = Value::of(int64_t{vector->Get(i)});
    return {};
  }

  Status table(const FieldDescriptor& field, const uint8_t* target, Value& out) {
    TableValue& table = tree_.new_table(*field.table);
    out = Value::of(table);
    return fill(reinterpret_cast<const Table*>(target), table);
  }

  Status list(const FieldDescriptor& field, const Vector<uoffset_t>* vector, Value& out) {
    if (vector->size() > kItemsMax) return std::unexpected(too_many_items_fault());
    out = tree_.new_list(vector->size());
    for (uoffset_t i = 0; i < vector->size(); ++i) {
      const uint8_t* slot = vector->Data() + i * sizeof(uoffset_t);
      const uint8_t* target = slot + flatbuffers::ReadScalar<uoffset_t>(slot);
      Value& item = out.items()[i];
      if (field.kind == FieldKind::texts)
        item = Value::text_view(view(reinterpret_cast<const flatbuffers::String*>(target)));
      else if (auto status = table(field, target, item); !status)
        return std::unexpected(under(i, std::move(status.error())));
    }
    return {};
  }

  Tree& tree_;
  const ReadOptions& options_;
};

std::string_view aligned_copy(Tree& tree, std::string_view bytes) {
  auto* copy = static_cast<char*>(tree.take(bytes.size()));
  std::memcpy(copy, bytes.data(), bytes.size());
  return {copy, bytes.size()};
}

Effective effective_at(const FieldDescriptor& field, int64_t number) {
  if (field.kind == FieldKind::date) return {true, Date{static_cast<int32_t>(number)}, {}};
  return {false, {}, Instant{number}};
}

}  // namespace

Result<Tree> read(const TypeDescriptor& type, std::string_view bytes, const ReadOptions& options) {
  if (bytes.size() > kTreeBytesMax) return std::unexpected(under("data", too_big_fault()));
  Tree tree(*type.table, bytes.size());
  const std::string_view held = aligned_copy(tree, bytes);
  const FormCheck form = check_form(*type.table, held);
  if (form == FormCheck::too_large) return std::unexpected(under("data", too_big_fault()));
  if (form == FormCheck::broken)
    return fail(ErrorCode::invalid, fmt::format("the bytes are no FlatBuffer of {}", type.name),
                "data");
  const auto* root = flatbuffers::GetRoot<Table>(held.data());
  if (auto status = Reader(tree, options).fill(root, tree.root()); !status)
    return std::unexpected(under("data", std::move(status.error())));
  return tree;
}

std::optional<int64_t> number_at(const FieldDescriptor& field, const uint8_t* flatbuffer) {
  const uint8_t* at = address_of(field, flatbuffers::GetRoot<Table>(flatbuffer));
  if (at == nullptr || field.width == 0) return std::nullopt;
  return scalar_at(field, at);
}

std::optional<Money> money_at(const FieldDescriptor& field, const uint8_t* flatbuffer) {
  const uint8_t* at = address_of(field, flatbuffers::GetRoot<Table>(flatbuffer));
  if (at == nullptr || field.kind != FieldKind::money) return std::nullopt;
  return money_of(at);
}

std::optional<std::string_view> text_at(const FieldDescriptor& field, const uint8_t* flatbuffer) {
  const uint8_t* at = address_of(field, flatbuffers::GetRoot<Table>(flatbuffer));
  if (at == nullptr || field.kind != FieldKind::text) return std::nullopt;
  const uint8_t* target = at + flatbuffers::ReadScalar<uoffset_t>(at);
  return view(reinterpret_cast<const flatbuffers::String*>(target));
}

Effective effective(const TypeDescriptor& type, const uint8_t* flatbuffer, Instant time) {
  if (type.effective < 0) return {false, {}, time};
  const FieldDescriptor& field = type.table->fields[static_cast<size_t>(type.effective)];
  const auto number = number_at(field, flatbuffer);
  return number ? effective_at(field, *number) : Effective{false, {}, time};
}

Effective effective(const TypeDescriptor& type, const TableValue& data, Instant time) {
  if (type.effective < 0) return {false, {}, time};
  const FieldDescriptor& field = type.table->fields[static_cast<size_t>(type.effective)];
  const Value& value = data[field.id];
  return value.present() ? effective_at(field, value.number()) : Effective{false, {}, time};
}

}  // namespace dossier::events
