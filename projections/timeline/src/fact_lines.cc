// Which fact is which entry: one line a type, whatever projection concludes it.
#include <algorithm>

#include "dossier/loans/facts.h"
#include "dossier/profile/facts.h"
#include "dossier/timeline/lines.h"

namespace dossier::timeline {
namespace {

template <class T>
std::optional<Param> param_of(const T& value) {
  if constexpr (std::same_as<T, std::string>) {
    return value.empty() ? std::nullopt : std::optional(Param{ParamKind::text, value, 0, 0});
  } else if constexpr (std::same_as<T, bool>) {
    return Param{ParamKind::flag, {}, value ? 1 : 0, 0};
  } else if constexpr (std::same_as<T, Date>) {
    return Param{ParamKind::date, {}, value.days, 0};
  } else if constexpr (std::same_as<T, Instant>) {
    return Param{ParamKind::instant, {}, value.micros, 0};
  } else if constexpr (std::same_as<T, Money>) {
    return Param{ParamKind::money, {}, value.minor, value.currency};
  } else if constexpr (std::is_enum_v<T>) {
    return Param{ParamKind::word, std::string(enum_name(value)), 0, 0};
  } else {
    static_assert(std::integral<T>, "a fact's field has no form as a parameter");
    return Param{ParamKind::number, {}, static_cast<int64_t>(value), 0};
  }
}
template <class T>
std::optional<Param> param_of(const std::optional<T>& value) {
  return value ? param_of(*value) : std::nullopt;
}

// All fields of the fact's struct, by their names.
template <class T>
Params params_of(const fold::Fact& fact) {
  Params params;
  const T body = fact.as<T>();
  fold::for_each_field(body, [&](std::string_view name, const auto& field) {
    if (auto param = param_of(field)) params.emplace(name, std::move(*param));
  });
  return params;
}

template <class T>
constexpr FactLine line(Category category, std::optional<event::EntityKind> entity = {}) {
  return {T::kType, category, entity, &params_of<T>};
}

constexpr FactLine kFactLines[] = {
    line<profile::KycExpired>(Category::kyc),
    line<profile::DocumentExpired>(Category::documents, event::EntityKind::document),
    line<loans::InstalmentMissed>(Category::payments, event::EntityKind::loan),
    line<loans::InstalmentPaidLate>(Category::payments, event::EntityKind::loan),
    line<loans::PaymentPartial>(Category::payments, event::EntityKind::loan),
    line<loans::AllocationChanged>(Category::payments, event::EntityKind::loan),
    line<loans::BucketChanged>(Category::loans, event::EntityKind::loan),
};

}  // namespace

std::span<const FactLine> fact_lines() { return kFactLines; }

const FactLine* find_fact_line(uint16_t fact_code) {
  const auto found = std::ranges::find_if(
      kFactLines, [&](const FactLine& line) { return line.type.code == fact_code; });
  return found == std::end(kFactLines) ? nullptr : &*found;
}

}  // namespace dossier::timeline
