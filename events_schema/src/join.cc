// Opened parts back onto the clear one.
#include <fmt/format.h>

#include "dossier/events/flatbuffer.h"
#include "fault.h"

namespace dossier::events {
namespace {

class Joiner {
 public:
  explicit Joiner(Tree& tree) : tree_(tree) {}

  Status lay_over(TableValue& into, const TableValue& part) {
    if (&into.descriptor() != &part.descriptor())
      return std::unexpected(fault("a part is of another type", {}, ErrorCode::corrupt));
    for (const FieldDescriptor& field : into.descriptor().fields) {
      if (auto status = lay_field(field, into, part[field.id]); !status)
        return std::unexpected(under(field.name, std::move(status.error())));
    }
    return {};
  }

 private:
  Status lay_field(const FieldDescriptor& field, TableValue& into, const Value& value) {
    if (!value.present()) return {};
    const Value& present = into[field.id];
    if (!present.present()) {
      into.set(field.id, copy(value));
      return {};
    }
    if (field.kind == FieldKind::table) return lay_over(present.table(), value.table());
    if (field.kind != FieldKind::tables)
      return std::unexpected(fault("two parts hold the same field", {}, ErrorCode::corrupt));
    if (present.items().size() != value.items().size())
      return std::unexpected(fault("two parts differ in length", {}, ErrorCode::corrupt));
    for (size_t i = 0; i < value.items().size(); ++i)
      DOSSIER_TRY(lay_over(present.items()[i].table(), value.items()[i].table()));
    return {};
  }

  Value copy(const Value& value) {
    switch (value.kind()) {
      case ValueKind::text: return tree_.new_text(value.text());
      case ValueKind::bytes: return tree_.new_bytes(value.text());
      case ValueKind::table: return Value::of(copy(value.table()));
      case ValueKind::list: {
        const Value list = tree_.new_list(value.items().size());
        for (size_t i = 0; i < value.items().size(); ++i) list.items()[i] = copy(value.items()[i]);
        return list;
      }
      default: return value;
    }
  }

  TableValue& copy(const TableValue& from) {
    TableValue& table = tree_.new_table(from.descriptor());
    for (const FieldDescriptor& field : from.descriptor().fields)
      if (from[field.id].present()) table.set(field.id, copy(from[field.id]));
    return table;
  }

  Tree& tree_;
};

}  // namespace

Status join(Tree& into, const TableValue& part) {
  auto status = Joiner(into).lay_over(into.root(), part);
  if (!status) return std::unexpected(under("data", std::move(status.error())));
  return status;
}

}  // namespace dossier::events
