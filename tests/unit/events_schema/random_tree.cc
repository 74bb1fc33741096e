#include "random_tree.h"

#include <array>
#include <string>
#include <vector>

namespace dossier::events {
namespace {

constexpr std::array<std::string_view, 12> kPieces = {
    "a",  "Ngọc",      " ",    "\"", "\\", "\n", std::string_view("\0", 1),
    "😀", "</script>", "\x7f", "ß",  "0"};
constexpr std::string_view kIdLetters = "ABZabz019._:-";
constexpr int64_t kDays = 40'000;
constexpr int64_t kMicrosPerDay = 86'400'000'000;

}  // namespace

uint64_t RandomTree::below(uint64_t bound) { return random_() % bound; }

Tree RandomTree::make(const TypeDescriptor& type, Fields fields) {
  fields_ = fields;
  Tree tree(*type.table);
  fill(tree, tree.root());
  // Set, it would ask for a reason.
  if (const auto* flag = type.table->find("is_override")) {
    if (tree.root()[flag->id].present()) tree.root().set(flag->id, Value::of(int64_t{0}));
  }
  return tree;
}

void RandomTree::fill(Tree& tree, TableValue& table) {
  for (const FieldDescriptor& field : table.descriptor().fields) {
    if (table[field.id].present() || field.id == table.descriptor().cleared) continue;
    if (!field.published() && fields_ == Fields::published) continue;
    const bool optional = fields_ != Fields::every && !field.has(FieldFlag::mandatory);
    if (optional && below(3) == 0) continue;
    table.set(field.id, value(tree, field));
    give_owner(tree, table, field);
  }
  clear_some(tree, table);
}

// A personal field of someone else is sound only beside the sibling that says whose it is.
void RandomTree::give_owner(Tree& tree, TableValue& table, const FieldDescriptor& field) {
  if (field.owner < 0) return;
  const auto& owner = table.descriptor().fields[static_cast<size_t>(field.owner)];
  if (!table[owner.id].present()) table.set(owner.id, value(tree, owner));
}

void RandomTree::clear_some(Tree& tree, TableValue& table) {
  if (table.descriptor().cleared < 0) return;
  std::vector<std::string_view> names;
  for (const FieldDescriptor& field : table.descriptor().fields)
    if (field.has(FieldFlag::clearable) && !table[field.id].present() && below(2) == 0)
      names.push_back(field.name);
  const Value list = tree.new_list(names.size());
  for (size_t i = 0; i < names.size(); ++i) list.items()[i] = tree.new_text(names[i]);
  table.set(static_cast<uint16_t>(table.descriptor().cleared), list);
}

Value RandomTree::value(Tree& tree, const FieldDescriptor& field) {
  switch (field.kind) {
    case FieldKind::money: {
      const auto all = currencies();
      return Value::of(Money{signed_as(field, static_cast<int64_t>(random_()) >> below(64)),
                             all[below(all.size())].number});
    }
    case FieldKind::text: return tree.new_text(text(field));
    case FieldKind::bytes: return tree.new_bytes(std::string(below(40), '\xF0'));
    case FieldKind::table: {
      TableValue& table = tree.new_table(*field.table);
      fill(tree, table);
      return Value::of(table);
    }
    case FieldKind::numbers:
    case FieldKind::texts:
    case FieldKind::tables: return list(tree, field);
    default: return Value::of(number(field));
  }
}

Value RandomTree::list(Tree& tree, const FieldDescriptor& field) {
  const Value list = tree.new_list(fields_ == Fields::every ? 2 : below(4));
  for (Value& item : list.items()) {
    if (field.kind == FieldKind::numbers) item = Value::of(static_cast<int64_t>(below(65'536)));
    if (field.kind == FieldKind::texts) item = tree.new_text(text(field));
    if (field.kind != FieldKind::tables) continue;
    TableValue& table = tree.new_table(*field.table);
    fill(tree, table);
    item = Value::of(table);
  }
  return list;
}

std::string RandomTree::text(const FieldDescriptor& field) {
  std::string out;
  const size_t pieces = below(12);
  if (!field.has(FieldFlag::id)) {
    for (size_t i = 0; i < pieces; ++i) out += kPieces[below(kPieces.size())];
    return out;
  }
  for (size_t i = 0; i <= pieces; ++i) out += kIdLetters[below(kIdLetters.size())];
  return out;
}

int64_t RandomTree::number(const FieldDescriptor& field) {
  switch (field.kind) {
    case FieldKind::boolean: return static_cast<int64_t>(below(2));
    case FieldKind::enumeration:
      return field.enumeration->values[below(field.enumeration->values.size())].number;
    case FieldKind::date: return static_cast<int64_t>(below(2 * kDays)) - kDays;
    case FieldKind::instant:
      return (static_cast<int64_t>(below(2 * kDays)) - kDays) * kMicrosPerDay +
             static_cast<int64_t>(below(kMicrosPerDay));
    default: break;
  }
  const int bits = field.width * 8;
  const auto shifted = static_cast<int64_t>(random_()) >> (64 - bits + below(bits));
  return signed_as(field, field.is_signed ? shifted : shifted & ((int64_t{1} << bits) - 1));
}

int64_t RandomTree::signed_as(const FieldDescriptor& field, int64_t number) const {
  const bool positive = field.has(FieldFlag::positive);
  if (number < 0 && (positive || field.has(FieldFlag::nonneg))) number = ~number;
  return number == 0 && positive ? 1 : number;
}

}  // namespace dossier::events
