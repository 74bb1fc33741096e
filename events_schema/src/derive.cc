#include "dossier/events/derive.h"

#include "fault.h"
#include "owner.h"

namespace dossier::events {
namespace {

constexpr size_t kPhoneDigitsMin = 5;
constexpr size_t kPhoneDigitsMax = 15;  // E.164

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

// The digits of a number as people write it; nothing where it holds anything else.
std::optional<std::string> digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      out.push_back(c);
    else if (std::string_view(" -.()/").find(c) == std::string_view::npos)
      return std::nullopt;
  }
  return out;
}

// A national number in full. "1" is the North American plan: ten digits, a leading 1 is the
// country.
std::string with_country(std::string digits, std::string_view country) {
  if (country.empty()) return digits;
  if (country == "1") return digits.size() == 10 ? "1" + digits : digits;
  if (digits.starts_with('0')) digits.erase(0, 1);
  return std::string(country) + digits;
}

class Deriver {
 public:
  Deriver(Tree& tree, const DeriveOptions& options) : tree_(tree), options_(options) {}

  Status table(TableValue& table) {
    if (!table.descriptor().holds_derived) return {};
    for (const FieldDescriptor& field : table.descriptor().fields) DOSSIER_TRY(visit(table, field));
    return {};
  }

 private:
  Status visit(TableValue& table, const FieldDescriptor& field) {
    if (field.derivation != Derivation::none) return derive_field(table, field);
    const Value& value = table[field.id];
    if (!value.present() || field.table == nullptr) return {};
    if (value.kind() == ValueKind::table) return this->table(value.table());
    for (const Value& item : value.items()) DOSSIER_TRY(this->table(item.table()));
    return {};
  }

  Status derive_field(TableValue& table, const FieldDescriptor& field) {
    const auto source_id = static_cast<uint16_t>(field.derived_from);
    const Value& source = table[source_id];
    if (!source.present()) return {};
    if (field.derivation == Derivation::token)
      return token(table, field, table.descriptor().fields[source_id]);
    const Date date{static_cast<int32_t>(source.number())};
    table.set(field.id, Value::of(int64_t{civil(date).year}));
    return {};
  }

  Status token(TableValue& table, const FieldDescriptor& field, const FieldDescriptor& source) {
    const auto value = normalized_contact(table[source.id].text(), options_.country_code);
    if (!value || !options_.token) return {};
    const Owner owner = owner_of(table, source).value_or(Owner{});
    DOSSIER_ASSIGN(const auto made, options_.token(owner.key(), *value));
    if (made) table.set(field.id, tree_.new_bytes(*made));
    return {};
  }

  Tree& tree_;
  const DeriveOptions& options_;
};

}  // namespace

std::optional<std::string> normalized_contact(std::string_view value,
                                              std::string_view country_code) {
  value = trimmed(value);
  if (value.find('@') != std::string_view::npos) return lower(value);
  const bool plus = value.starts_with('+');
  const bool zeros = value.starts_with("00");
  if (plus || zeros) value.remove_prefix(plus ? 1 : 2);
  auto digits = digits_of(value);
  if (!digits) return std::nullopt;
  if (!plus && !zeros) digits = with_country(std::move(*digits), country_code);
  if (digits->size() < kPhoneDigitsMin || digits->size() > kPhoneDigitsMax) return std::nullopt;
  return "+" + *digits;
}

Status derive(Tree& tree, const DeriveOptions& options) {
  return Deriver(tree, options).table(tree.root());
}

}  // namespace dossier::events
