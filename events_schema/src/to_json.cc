#include "dossier/events/to_json.h"

#include <fmt/format.h>

#include <iterator>

#include "dossier/base/bytes.h"
#include "dossier/base/json.h"

namespace dossier::events {
namespace {

class Printer {
 public:
  Printer(std::string& out, bool internal) : out_(out), internal_(internal) {}

  // Leaves the object open.
  void members(const TableValue& table) {
    out_ += '{';
    for (const FieldDescriptor& field : table.descriptor().fields) {
      const Value& value = table[field.id];
      if (!value.present() || (!field.published() && !internal_)) continue;
      key(field.name);
      print(field, value);
    }
  }

  void key(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    out_.append(1, '"').append(name).append("\":");
  }

 private:
  void print(const FieldDescriptor& field, const Value& value) {
    switch (value.kind()) {
      case ValueKind::absent: return;
      case ValueKind::number: return number(field, value.number());
      case ValueKind::money: return money(value.money());
      case ValueKind::text: return append_json_text(out_, value.text());
      case ValueKind::bytes: return quoted(base64url(value.text()));
      case ValueKind::table:
        members(value.table());
        out_ += '}';
        return;
      case ValueKind::list: return list(field, value.items());
    }
  }

  void number(const FieldDescriptor& field, int64_t number) {
    switch (field.kind) {
      case FieldKind::boolean: out_ += number != 0 ? "true" : "false"; return;
      case FieldKind::date: return quoted(to_string(Date{static_cast<int32_t>(number)}));
      case FieldKind::instant: return quoted(to_string(Instant{number}));
      case FieldKind::decimal: return quoted(short_decimal(number, field.scale));
      case FieldKind::enumeration: {
        // A later version's value has no name here: its number then.
        const EnumValue* found = field.enumeration->find(number);
        if (found != nullptr) return quoted(found->name);
        [[fallthrough]];
      }
      default: fmt::format_to(std::back_inserter(out_), "{}", number);
    }
  }

  void money(Money money) {
    const CurrencyInfo* info = find_currency(money.currency);
    fmt::format_to(std::back_inserter(out_), R"({{"amount":"{}","currency":"{}"}})",
                   format_amount(money), info == nullptr ? "" : info->code);
  }

  void list(const FieldDescriptor& field, std::span<const Value> items) {
    out_ += '[';
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += ',';
      if (field.kind == FieldKind::numbers)
        fmt::format_to(std::back_inserter(out_), "{}", items[i].number());
      else
        print(field, items[i]);
    }
    out_ += ']';
  }

  void quoted(std::string_view plain) { out_.append(1, '"').append(plain).append(1, '"'); }

  std::string& out_;
  bool internal_;
};

}  // namespace

void append_json(const TableValue& data, std::string& out, const JsonOptions& options) {
  Printer printer(out, options.internal);
  printer.members(data);
  if (!options.erased.empty()) {
    printer.key("erased");
    for (size_t i = 0; i < options.erased.size(); ++i)
      fmt::format_to(std::back_inserter(out), "{}\"{}\"", i == 0 ? '[' : ',',
                     data.descriptor().fields[options.erased[i]].name);
    out += ']';
  }
  out += '}';
}

}  // namespace dossier::events
