// The rules of a schema on a tree, whichever door it came through.
#include <simdjson.h>

#include <algorithm>

#include "dossier/base/ids.h"
#include "dossier/events/json.h"
#include "fault.h"
#include "owner.h"

namespace dossier::events {
namespace {

constexpr int64_t kDateMin = -719'162;   // 0001-01-01
constexpr int64_t kDateMax = 2'932'896;  // 9999-12-31
constexpr int64_t kMicrosPerDay = 86'400'000'000;

class Checker {
 public:
  explicit Checker(const CheckOptions& options) : options_(options) {}

  Status table(const TableValue& table) const {
    for (const FieldDescriptor& field : table.descriptor().fields) {
      if (auto status = this->field(table, field); !status)
        return std::unexpected(under(field.name, std::move(status.error())));
    }
    return cleared(table);
  }

 private:
  Status field(const TableValue& table, const FieldDescriptor& field) const {
    const Value& value = table[field.id];
    if (!value.present()) {
      if (field.has(FieldFlag::mandatory)) return std::unexpected(fault("is missing"));
      return {};
    }
    if (!field.published() && !options_.trusted)
      return std::unexpected(
          fault("only Dossier itself writes this", "leave the member out", ErrorCode::refused));
    if (field.owner >= 0) DOSSIER_TRY(owned(table, field));
    return content(field, value);
  }

  static Status owned(const TableValue& table, const FieldDescriptor& field) {
    if (owner_of(table, field)) return {};
    return std::unexpected(
        fault(fmt::format("needs {} beside it, which says whose it is",
                          table.descriptor().fields[static_cast<size_t>(field.owner)].name)));
  }

  Status content(const FieldDescriptor& field, const Value& value) const {
    switch (value.kind()) {
      case ValueKind::number: return number(field, value.number());
      case ValueKind::money: return money(field, value.money());
      case ValueKind::text: return text(field, value.text());
      case ValueKind::table: return table(value.table());
      case ValueKind::list: return list(field, value);
      default: return {};
    }
  }

  static Status number(const FieldDescriptor& field, int64_t number) {
    const bool known =
        field.kind != FieldKind::enumeration || field.enumeration->find(number) != nullptr;
    const bool is_flag = field.kind != FieldKind::boolean || number == 0 || number == 1;
    const bool is_date = field.kind != FieldKind::date || in_calendar(number);
    const bool is_instant = field.kind != FieldKind::instant || in_calendar(number / kMicrosPerDay);
    if (!known || !is_flag || !is_date || !is_instant)
      return std::unexpected(fault(fmt::format("must be {}", form_of(field))));
    return sign(field, number);
  }

  static bool in_calendar(int64_t days) { return days >= kDateMin && days <= kDateMax; }

  static Status sign(const FieldDescriptor& field, int64_t number) {
    if (field.has(FieldFlag::nonneg) && number < 0)
      return std::unexpected(fault("must not be below zero"));
    if (field.has(FieldFlag::positive) && number <= 0)
      return std::unexpected(fault("must be above zero"));
    return {};
  }

  static Status money(const FieldDescriptor& field, Money money) {
    if (find_currency(money.currency) == nullptr)
      return std::unexpected(under("currency", fault("must be a currency of ISO 4217")));
    return sign(field, money.minor);
  }

  Status text(const FieldDescriptor& field, std::string_view text) const {
    if (field.has(FieldFlag::id) && !valid_id(text))
      return std::unexpected(fault("is no id", "1 to 128 of A-Z a-z 0-9 . _ : -"));
    if (text.size() > kTextBytesMax)
      return std::unexpected(fault(fmt::format("is longer than {} bytes", kTextBytesMax),
                                   "shorten it", ErrorCode::too_large));
    if (options_.check_utf8 && !simdjson::validate_utf8(text.data(), text.size()))
      return std::unexpected(fault("is not valid UTF-8"));
    return {};
  }

  Status list(const FieldDescriptor& field, const Value& value) const {
    if (value.items().size() > kItemsMax) return std::unexpected(too_many_items_fault());
    for (size_t i = 0; i < value.items().size(); ++i) {
      const Value& item = value.items()[i];
      if (field.kind == FieldKind::numbers) continue;
      if (auto status = content(field, item); !status)
        return std::unexpected(under(i, std::move(status.error())));
    }
    return {};
  }

  // `cleared` names clearable fields of its table, once each, that the event does not set.
  static Status cleared(const TableValue& table) {
    const int16_t at = table.descriptor().cleared;
    if (at < 0 || !table[static_cast<uint16_t>(at)].present()) return {};
    const auto items = table[static_cast<uint16_t>(at)].items();
    for (size_t i = 0; i < items.size(); ++i) {
      const FieldDescriptor* field = table.descriptor().find(items[i].text());
      const auto same = [&](const Value& other) { return other.text() == items[i].text(); };
      std::string_view problem;
      if (field == nullptr || !field->has(FieldFlag::clearable))
        problem = "names no field that can be cleared";
      else if (table[field->id].present())
        problem = "names a field that the event sets";
      else if (std::ranges::any_of(items.first(i), same))
        problem = "names a field twice";
      if (!problem.empty())
        return std::unexpected(under("cleared", under(i, fault(std::string(problem)))));
    }
    return {};
  }

  const CheckOptions& options_;
};

// Events that need a reason where a flag of theirs is set: what attributes of one field can't say.
struct Reasoned {
  EventKind kind;
  std::string_view flag;
};
constexpr Reasoned kReasoned[] = {{EventKind::application_approved, "is_override"},
                                  {EventKind::application_rejected, "is_override"}};

Status reasoned(const TypeDescriptor& type, const TableValue& data) {
  const auto* rule = std::ranges::find(kReasoned, type.kind(), &Reasoned::kind);
  if (rule == std::end(kReasoned)) return {};
  const Value* flag = data.find(rule->flag);
  if (flag == nullptr || flag->number() == 0) return {};
  const Value* meta = data.find("meta");
  const Value* reason = meta == nullptr ? nullptr : meta->table().find("reason");
  const bool given =
      reason != nullptr && reason->text().find_first_not_of(" \t\r\n") != std::string_view::npos;
  if (given) return {};
  return std::unexpected(
      under("meta", under("reason", fault(fmt::format("is missing, where {} is true", rule->flag),
                                          "say why, in words"))));
}

}  // namespace

Status check(const TypeDescriptor& type, const TableValue& data, const CheckOptions& options) {
  if (type.internal && !options.trusted)
    return fail(ErrorCode::refused, "only Dossier itself writes this type", "type");
  auto status = Checker(options).table(data);
  if (status) status = reasoned(type, data);
  if (!status) return std::unexpected(under("data", std::move(status.error())));
  return status;
}

}  // namespace dossier::events
