// Amounts of one loan, in minor units of its currency, by component.
#pragma once

#include <array>
#include <cstdint>

#include "dossier/fold/fields.h"

namespace dossier::loans {

enum class Component : uint8_t { principal, interest, fees, penalties };
inline constexpr size_t kComponents = 4;

struct Amounts {
  int64_t principal = 0;
  int64_t interest = 0;
  int64_t fees = 0;
  int64_t penalties = 0;
  DOSSIER_FIELDS(principal, interest, fees, penalties);

  int64_t total() const { return principal + interest + fees + penalties; }
  int64_t& of(Component component) {
    const std::array<int64_t*, kComponents> all{&principal, &interest, &fees, &penalties};
    return *all[static_cast<size_t>(component)];
  }
  int64_t of(Component component) const { return const_cast<Amounts*>(this)->of(component); }
  Amounts& operator+=(const Amounts& more) {
    principal += more.principal;
    interest += more.interest;
    fees += more.fees;
    penalties += more.penalties;
    return *this;
  }
  Amounts operator-(const Amounts& less) const {
    return {principal - less.principal, interest - less.interest, fees - less.fees,
            penalties - less.penalties};
  }
  bool operator==(const Amounts&) const = default;
};

}  // namespace dossier::loans
