#include "dossier/events/canonical.h"

#include "dossier/base/bytes.h"

namespace dossier::events {
namespace {

constexpr uint64_t kEndOfTable = 0xFFFF;

void put_table(const TableValue& table, ByteWriter& out);

void put(const Value& value, ByteWriter& out) {
  switch (value.kind()) {
    case ValueKind::absent: return;
    case ValueKind::number: return out.zigzag(value.number());
    case ValueKind::money:
      out.zigzag(value.money().minor);
      return out.varint(value.money().currency);
    case ValueKind::text:
    case ValueKind::bytes: return out.text(value.text());
    case ValueKind::table: put_table(value.table(), out); return out.varint(kEndOfTable);
    case ValueKind::list:
      out.varint(value.items().size());
      for (const Value& item : value.items()) put(item, out);
  }
}

void put_table(const TableValue& table, ByteWriter& out) {
  for (const FieldDescriptor& field : table.descriptor().fields) {
    const Value& value = table[field.id];
    if (!value.present() || !field.published()) continue;
    out.varint(field.id);
    put(value, out);
  }
}

void put_time(std::optional<Instant> time, ByteWriter& out) {
  out.u8(time ? 1 : 0);
  if (!time) return;
  const auto micros = static_cast<uint64_t>(time->micros);
  for (int shift = 0; shift < 64; shift += 8) out.u8(static_cast<uint8_t>(micros >> shift));
}

}  // namespace

void canonical_bytes(const TypeDescriptor& type, std::string_view subject,
                     std::optional<Instant> time, const TableValue& data, std::string& out) {
  thread_local ByteWriter writer;
  writer.clear();
  writer.text("dossier-mac-1");
  writer.text(type.name);
  writer.text(subject);
  put_time(time, writer);
  put_table(data, writer);
  out = writer.bytes();
}

}  // namespace dossier::events
