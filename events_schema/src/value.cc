#include "dossier/events/value.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "dossier/base/ensure.h"

namespace dossier::events {
namespace {

constexpr size_t kBlockBytesMin = 1024;
constexpr size_t kBlockBytesMax = size_t{1} << 20;

size_t align8(size_t bytes) { return (bytes + 7) & ~size_t{7}; }

bool same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case ValueKind::absent: return true;
    case ValueKind::number: return a.number() == b.number();
    case ValueKind::money: return a.money() == b.money();
    case ValueKind::text:
    case ValueKind::bytes: return a.text() == b.text();
    case ValueKind::table: return a.table() == b.table();
    case ValueKind::list: return std::ranges::equal(a.items(), b.items(), same);
  }
  return false;
}

}  // namespace

Value Value::of(int64_t number) {
  Value value;
  value.number_ = number;
  value.kind_ = ValueKind::number;
  return value;
}

Value Value::of(Money money) {
  Value value;
  value.number_ = money.minor;
  value.currency_ = money.currency;
  value.kind_ = ValueKind::money;
  return value;
}

Value Value::of(TableValue& table) {
  Value value;
  value.table_ = &table;
  value.kind_ = ValueKind::table;
  return value;
}

Value Value::text_view(std::string_view text) {
  Value value;
  value.data_ = text.data();
  value.size_ = static_cast<uint32_t>(text.size());
  value.kind_ = ValueKind::text;
  return value;
}

Value Value::bytes_view(std::string_view bytes) {
  Value value = text_view(bytes);
  value.kind_ = ValueKind::bytes;
  return value;
}

Value Value::list_view(std::span<Value> items) {
  Value value;
  value.items_ = items.data();
  value.size_ = static_cast<uint32_t>(items.size());
  value.kind_ = ValueKind::list;
  return value;
}

const Value* TableValue::find(std::string_view name) const {
  const FieldDescriptor* field = descriptor_->find(name);
  return field == nullptr || !fields_[field->id].present() ? nullptr : &fields_[field->id];
}

bool operator==(const TableValue& a, const TableValue& b) {
  if (&a.descriptor() != &b.descriptor()) return false;
  for (const FieldDescriptor& field : a.descriptor().fields)
    if (!same(a[field.id], b[field.id])) return false;
  return true;
}

void* Arena::take(size_t bytes) {
  bytes = align8(bytes);
  if (bytes > left_) {
    const size_t block = std::max(next_block_bytes_, bytes);
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block));
    at_ = blocks_.back().get();
    left_ = block;
    next_block_bytes_ = std::min(std::max(block * 2, kBlockBytesMin), kBlockBytesMax);
  }
  void* taken = at_;
  at_ += bytes;
  left_ -= bytes;
  used_bytes_ += bytes;
  return taken;
}

Tree::Tree(const TableDescriptor& root, size_t size_hint)
    : arena_(std::clamp(size_hint * 2 + root.fields.size() * sizeof(Value), kBlockBytesMin,
                        kBlockBytesMax)),
      root_(&new_table(root)) {}

TableValue& Tree::new_table(const TableDescriptor& descriptor) {
  const size_t count = descriptor.fields.size();
  auto* memory = static_cast<std::byte*>(take(sizeof(TableValue) + count * sizeof(Value)));
  auto* fields = reinterpret_cast<Value*>(memory + sizeof(TableValue));
  std::uninitialized_default_construct_n(fields, count);
  return *new (memory) TableValue(descriptor, fields);
}

Value Tree::new_text(std::string_view text) {
  auto* copy = static_cast<char*>(take(text.size()));
  std::memcpy(copy, text.data(), text.size());
  return Value::text_view({copy, text.size()});
}

Value Tree::new_bytes(std::string_view bytes) { return Value::bytes_view(new_text(bytes).text()); }

Value Tree::new_list(size_t count) {
  auto* items = static_cast<Value*>(take(count * sizeof(Value)));
  std::uninitialized_default_construct_n(items, count);
  return Value::list_view({items, count});
}

TableValue& Tree::open_table(TableValue& parent, uint16_t id) {
  const FieldDescriptor& field = parent.descriptor().fields[id];
  ENSURE(field.kind == FieldKind::table, "{} is no table", field.name);
  if (!parent[id].present()) parent.set(id, Value::of(new_table(*field.table)));
  return parent[id].table();
}

}  // namespace dossier::events
