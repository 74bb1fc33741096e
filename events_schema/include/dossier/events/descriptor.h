// What the schema says about each event type, as constant tables: made at build time from the .fbs
// files by the schema compiler, never changed, shared by all threads, no work at start.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "dossier/events/catalogue_generated.h"

namespace dossier::events {

// Why a personal field is kept; `none`: it is not personal. Numbers as in the schema's Purpose.
enum class Purpose : uint8_t { none, identity, contact, finance, content, trace };
std::string_view name_of(Purpose purpose);

enum class FieldKind : uint8_t {
  boolean,
  integer,
  enumeration,
  date,     // days since 1970-01-01
  instant,  // microseconds UTC
  decimal,  // scaled by 10^scale
  money,
  text,
  bytes,    // [ubyte]
  numbers,  // [ushort]
  table,
  texts,   // [string]
  tables,  // [table]
};

enum class FieldFlag : uint16_t {
  mandatory = 1,
  internal = 2,
  nonneg = 4,
  positive = 8,
  clearable = 16,
  id = 32,  // [A-Za-z0-9._:-]{1,128}; `id_of` names the thing
};

enum class Derivation : uint8_t { none, year, token };

struct EnumValue {
  std::string_view name;
  int64_t number;
};

struct EnumDescriptor {
  std::string_view name;
  std::span<const EnumValue> values;   // by number
  std::span<const EnumValue> by_name;  // by length, then name

  const EnumValue* find(int64_t number) const;
  const EnumValue* find(std::string_view value_name) const;
};

struct TableDescriptor;

struct FieldDescriptor {
  std::string_view name;
  std::string_view id_of;        // "loan"; empty where it is not the id of a thing
  const TableDescriptor* table;  // of table and tables
  const EnumDescriptor* enumeration;
  uint16_t id;
  uint16_t vtable_offset;
  uint16_t flags;
  int16_t owner;         // id of the sibling whose data it is; -1: the event's subject
  int16_t derived_from;  // id of the sibling it is computed from; -1: not derived
  FieldKind kind;
  Derivation derivation;
  Purpose purpose;
  uint8_t width;  // bytes of the scalar in FlatBuffers; 0 where it is none
  uint8_t scale;  // of a decimal
  bool is_signed;

  bool has(FieldFlag flag) const { return (flags & static_cast<uint16_t>(flag)) != 0; }
  bool personal() const { return purpose != Purpose::none; }
  // Whether a publisher may send it.
  bool published() const { return !has(FieldFlag::internal) && derivation == Derivation::none; }
};

struct TableDescriptor {
  std::string_view name;                    // "dossier.event.loan.Terms"
  std::span<const FieldDescriptor> fields;  // fields[i].id == i
  std::span<const uint16_t> by_name;        // ids, by length of name, then name
  std::span<const uint16_t> layout;         // ids in the order in which they are written
  int16_t cleared;                          // id of the list of emptied fields; -1: none
  bool holds_personal;                      // itself or a table below it
  bool holds_derived;

  const FieldDescriptor* find(std::string_view field_name) const;
};

struct TypeDescriptor {
  uint16_t code;
  std::string_view name;  // "dossier.loan.disbursed.v1"
  const TableDescriptor* table;
  std::span<const std::string_view> subject_kinds;
  int16_t effective;  // id of the root's field that says when it happened; -1: ce_time
  bool internal;      // written by Dossier itself only

  EventKind kind() const { return static_cast<EventKind>(code); }
  bool allows_subject(std::string_view subject_kind) const;
};

// Nothing where there is no such type.
const TypeDescriptor* find_type(std::string_view name);
const TypeDescriptor* find_type(uint16_t code);
std::span<const TypeDescriptor> all_types();  // By code.

inline const TypeDescriptor* find_type(EventKind kind) {
  return find_type(static_cast<uint16_t>(kind));
}

}  // namespace dossier::events
