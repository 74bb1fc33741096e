// The value tree of an event: what every door (JSON, FlatBuffers) is turned into, and what the
// canonical bytes, the boxes and the stored FlatBuffer are made from. A tree owns its memory in an
// arena; it can be moved and read by many threads, changed by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "dossier/base/money.h"
#include "dossier/base/time.h"
#include "dossier/events/descriptor.h"

namespace dossier::events {

class TableValue;

enum class ValueKind : uint8_t { absent, number, money, text, bytes, table, list };

// One field or item. Views (text, tables, lists) live as long as the tree.
class Value {
 public:
  Value() = default;
  // Integers, booleans, enums, dates, instants and decimals are all numbers.
  static Value of(int64_t number);
  static Value of(Date date) { return of(static_cast<int64_t>(date.days)); }
  static Value of(Instant instant) { return of(instant.micros); }
  static Value of(Money money);
  static Value of(TableValue& table);
  static Value text_view(std::string_view text);    // not copied: must outlive the tree
  static Value bytes_view(std::string_view bytes);  // not copied: must outlive the tree
  static Value list_view(std::span<Value> items);   // not copied: must outlive the tree

  ValueKind kind() const { return kind_; }
  bool present() const { return kind_ != ValueKind::absent; }
  int64_t number() const { return number_; }
  Money money() const { return {number_, currency_}; }
  std::string_view text() const { return {data_, size_}; }  // of text and bytes
  TableValue& table() const { return *table_; }
  std::span<Value> items() const { return {items_, size_}; }

 private:
  union {
    int64_t number_ = 0;
    const char* data_;
    TableValue* table_;
    Value* items_;
  };
  uint32_t size_ = 0;
  uint16_t currency_ = 0;
  ValueKind kind_ = ValueKind::absent;
};

// A table: one slot for each field that the schema knows, by field id.
class TableValue {
 public:
  const TableDescriptor& descriptor() const { return *descriptor_; }
  const Value& operator[](uint16_t id) const { return fields_[id]; }
  void set(uint16_t id, Value value) { fields_[id] = value; }
  // By name; nothing where the table has no such field or it is absent.
  const Value* find(std::string_view name) const;

 private:
  friend class Tree;
  TableValue(const TableDescriptor& descriptor, Value* fields)
      : descriptor_(&descriptor), fields_(fields) {}
  const TableDescriptor* descriptor_;
  Value* fields_;
};

// Same fields present, same values, in depth.
bool operator==(const TableValue& a, const TableValue& b);

// Memory that is freed as a whole.
class Arena {
 public:
  explicit Arena(size_t first_block_bytes) : next_block_bytes_(first_block_bytes) {}
  void* take(size_t bytes);  // aligned to 8
  size_t used_bytes() const { return used_bytes_; }

 private:
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* at_ = nullptr;
  size_t left_ = 0;
  size_t used_bytes_ = 0;
  size_t next_block_bytes_;
};

class Tree {
 public:
  // An empty root. `size_hint`: bytes of the input that it will be read from.
  explicit Tree(const TableDescriptor& root, size_t size_hint = 512);

  TableValue& root() { return *root_; }
  const TableValue& root() const { return *root_; }

  // New nodes; put them in place with TableValue::set.
  TableValue& new_table(const TableDescriptor& descriptor);
  Value new_text(std::string_view text);    // copied
  Value new_bytes(std::string_view bytes);  // copied
  Value new_list(size_t count);             // of absent items
  // The table behind a field of `parent`, made where it is absent.
  TableValue& open_table(TableValue& parent, uint16_t id);

  size_t used_bytes() const { return arena_.used_bytes(); }
  void* take(size_t bytes) { return arena_.take(bytes); }

 private:
  Arena arena_;
  TableValue* root_;
};

}  // namespace dossier::events
