// Money: a signed 64-bit count of a currency's minor unit. Never floating point.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dossier/base/error.h"
#include "dossier/base/time.h"

namespace dossier {

// ISO 4217: `number` is the numeric code, `decimals` the exponent of the minor unit.
struct CurrencyInfo {
  std::string_view code;
  uint16_t number;
  uint8_t decimals;
};

std::span<const CurrencyInfo> currencies();  // Every active code, by number.
const CurrencyInfo* find_currency(std::string_view code);
const CurrencyInfo* find_currency(uint16_t number);

struct Money {
  int64_t minor = 0;
  uint16_t currency = 0;  // ISO 4217 numeric; 0: none yet
  auto operator<=>(const Money&) const = default;
};

// 1 `from` is `rate` `to` (ISO 4217 numeric; the rate in 10^-9) from that day on.
struct ExchangeRate {
  uint16_t from = 0;
  uint16_t to = 0;
  int64_t rate = 0;
  Date date;
};

// An exact decimal ("45000.00", "-3.5", no exponent, no separators) as an integer count of
// 10^-decimals. Errors: invalid (form, more decimals than `decimals`, over 64 bits).
Result<int64_t> parse_decimal(std::string_view text, uint32_t decimals);
// The inverse, always with all its decimals: (4500000, 2) is "45000.00".
std::string format_decimal(int64_t scaled, uint32_t decimals);
// The same without zeros at its end: "12.5", "12".
std::string short_decimal(int64_t scaled, uint32_t decimals);
// The amount alone, with the currency's decimals.
std::string format_amount(Money money);

// The sum; nothing where it would leave 64 bits or the currencies differ.
std::optional<Money> add(Money a, Money b);

}  // namespace dossier
