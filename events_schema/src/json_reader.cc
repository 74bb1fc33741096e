#include "json_reader.h"

#include "dossier/base/bytes.h"
#include "dossier/base/money.h"
#include "dossier/base/time.h"
#include "fault.h"

namespace dossier::events {
namespace {

namespace od = simdjson::ondemand;

// The fault of a value that is not of its field's form.
Error mismatch(od::value value, const FieldDescriptor& field) {
  const std::string_view found = found_name(value);
  if (found == "null")
    return fault("null is no value", "leave the member out; to empty a field, name it in cleared");
  return fault(fmt::format("must be {}, is {}", form_of(field), found));
}

Error misread(const FieldDescriptor& field, const Error& cause) {
  return fault(fmt::format("must be {}: {}", form_of(field), cause.message));
}

class Reader {
 public:
  explicit Reader(Tree& tree) : tree_(tree) {}

  Status fill(od::object object, TableValue& table) {
    for (auto member : object) {
      od::field field;
      if (const auto code = std::move(member).get(field))
        return std::unexpected(syntax_fault(code));
      DOSSIER_TRY(fill_member(field, table));
    }
    return {};
  }

 private:
  Status fill_member(od::field& member, TableValue& table) {
    std::string_view name;
    if (const auto code = member.unescaped_key().get(name))
      return std::unexpected(syntax_fault(code));
    const FieldDescriptor* field = table.descriptor().find(name);
    if (field == nullptr) return std::unexpected(unknown_member(name));
    if (table[field->id].present())
      return std::unexpected(under(field->name, fault("stands twice in its object")));
    Value value;
    if (auto status = read(member.value(), *field, value); !status)
      return std::unexpected(under(field->name, std::move(status.error())));
    table.set(field->id, value);
    return {};
  }

  static Error unknown_member(std::string_view name) {
    Error error = fault("the schema has no such member", "take the names from docs/events.md");
    return sayable(name) ? under(name, std::move(error)) : error;
  }

  Status read(od::value value, const FieldDescriptor& field, Value& out) {
    switch (field.kind) {
      case FieldKind::boolean: return read_boolean(value, field, out);
      case FieldKind::integer: return read_integer(value, field, out);
      case FieldKind::enumeration:
      case FieldKind::date:
      case FieldKind::instant:
      case FieldKind::decimal:
      case FieldKind::text:
      case FieldKind::bytes: return read_string(value, field, out);
      case FieldKind::money: return read_money(value, field, out);
      case FieldKind::table: return read_table(value, field, out);
      case FieldKind::numbers:
      case FieldKind::texts:
      case FieldKind::tables: return read_list(value, field, out);
    }
    return {};
  }

  static Status read_boolean(od::value value, const FieldDescriptor& field, Value& out) {
    bool flag = false;
    if (value.get_bool().get(flag)) return std::unexpected(mismatch(value, field));
    out = Value::of(int64_t{flag});
    return {};
  }

  static Status read_integer(od::value value, const FieldDescriptor& field, Value& out) {
    int64_t number = 0;
    if (value.get_int64().get(number)) return std::unexpected(mismatch(value, field));
    const int bits = field.width * 8 - (field.is_signed ? 1 : 0);
    const int64_t top = bits >= 63 ? INT64_MAX : (int64_t{1} << bits) - 1;
    if (number > top || number < (field.is_signed ? -top - 1 : 0))
      return std::unexpected(fault(fmt::format("must be {}", form_of(field))));
    out = Value::of(number);
    return {};
  }

  Status read_string(od::value value, const FieldDescriptor& field, Value& out) {
    std::string_view text;
    if (const auto code = value.get_string().get(text))
      return std::unexpected(code == simdjson::STRING_ERROR ? fault("has a broken escape")
                                                            : mismatch(value, field));
    switch (field.kind) {
      case FieldKind::text: out = tree_.new_text(text); return {};
      case FieldKind::enumeration: return read_enum(text, field, out);
      case FieldKind::date: return take(parse_date(text), field, out);
      case FieldKind::instant: return take(parse_instant(text), field, out);
      case FieldKind::decimal: return take(parse_decimal(text, field.scale), field, out);
      default: return read_bytes(text, field, out);
    }
  }

  template <class T>
  static Status take(Result<T> parsed, const FieldDescriptor& field, Value& out) {
    if (!parsed) return std::unexpected(misread(field, parsed.error()));
    out = Value::of(*parsed);
    return {};
  }

  static Status read_enum(std::string_view text, const FieldDescriptor& field, Value& out) {
    const EnumValue* found = field.enumeration->find(text);
    if (found == nullptr) return std::unexpected(fault(fmt::format("must be {}", form_of(field))));
    out = Value::of(found->number);
    return {};
  }

  Status read_bytes(std::string_view text, const FieldDescriptor& field, Value& out) {
    const auto bytes = from_base64url(text);
    if (!bytes) return std::unexpected(fault(fmt::format("must be {}", form_of(field))));
    out = tree_.new_bytes(*bytes);
    return {};
  }

  static Status read_money(od::value value, const FieldDescriptor& field, Value& out) {
    od::object object;
    if (value.get_object().get(object)) return std::unexpected(mismatch(value, field));
    std::string_view amount;
    std::string_view currency;
    for (auto member : object) {
      od::field entry;
      std::string_view name;
      if (std::move(member).get(entry) || entry.unescaped_key().get(name))
        return std::unexpected(fault("is not valid JSON"));
      const bool known = name == "amount" || name == "currency";
      if (!known) return std::unexpected(unknown_member(name));
      std::string_view& slot = name == "amount" ? amount : currency;
      if (slot.data() != nullptr)
        return std::unexpected(under(name, fault("stands twice in its object")));
      if (entry.value().get_string().get(slot))
        return std::unexpected(
            under(name, fault(fmt::format("must be a string, is {}", found_name(entry.value())))));
    }
    return join_money(amount, currency, out);
  }

  static Status join_money(std::string_view amount, std::string_view currency, Value& out) {
    if (amount.data() == nullptr) return std::unexpected(under("amount", fault("is missing")));
    if (currency.data() == nullptr) return std::unexpected(under("currency", fault("is missing")));
    const CurrencyInfo* info = find_currency(currency);
    if (info == nullptr)
      return std::unexpected(under("currency", fault("must be a code of ISO 4217, as \"JMD\"")));
    auto minor = parse_decimal(amount, info->decimals);
    if (!minor)
      return std::unexpected(under(
          "amount", fault(std::move(minor.error().message), std::move(minor.error().remedy))));
    out = Value::of(Money{*minor, info->number});
    return {};
  }

  Status read_table(od::value value, const FieldDescriptor& field, Value& out) {
    od::object object;
    if (value.get_object().get(object)) return std::unexpected(mismatch(value, field));
    if (tree_.used_bytes() > kTreeBytesMax) return std::unexpected(too_big_fault());
    TableValue& table = tree_.new_table(*field.table);
    out = Value::of(table);
    return fill(object, table);
  }

  Status read_list(od::value value, const FieldDescriptor& field, Value& out) {
    od::array array;
    if (value.get_array().get(array)) return std::unexpected(mismatch(value, field));
    std::vector<Value> items;
    for (auto entry : array) {
      od::value item;
      if (const auto code = std::move(entry).get(item)) return std::unexpected(syntax_fault(code));
      if (items.size() >= kItemsMax) return std::unexpected(too_many_items_fault());
      if (auto status = read_item(item, field, items.emplace_back()); !status)
        return std::unexpected(under(items.size() - 1, std::move(status.error())));
    }
    out = tree_.new_list(items.size());
    std::ranges::copy(items, out.items().begin());
    return {};
  }

  Status read_item(od::value value, const FieldDescriptor& field, Value& out) {
    if (field.kind == FieldKind::tables) return read_table(value, field, out);
    FieldDescriptor item = field;
    item.kind = field.kind == FieldKind::texts ? FieldKind::text : FieldKind::integer;
    item.width = 2;
    return read(value, item, out);
  }

  Tree& tree_;
};

}  // namespace

std::string_view found_name(od::value value) {
  od::json_type type{};
  if (value.type().get(type)) return "not valid JSON";
  switch (type) {
    case od::json_type::array: return "an array";
    case od::json_type::object: return "an object";
    case od::json_type::number: return "a number";
    case od::json_type::string: return "a string";
    case od::json_type::boolean: return "a boolean";
    case od::json_type::null: return "null";
  }
  return "not valid JSON";
}

Error syntax_fault(simdjson::error_code code) {
  if (code == simdjson::UTF8_ERROR) return fault("is not valid UTF-8");
  return fault("is not valid JSON", "check quotes, commas and brackets");
}

Status read_json(od::object object, Tree& tree) { return Reader(tree).fill(object, tree.root()); }

}  // namespace dossier::events
