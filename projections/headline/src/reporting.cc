#include "dossier/headline/reporting.h"

#include <algorithm>
#include <limits>

namespace dossier::headline {
namespace {

using Wide = __int128;
constexpr Wide kRateScale = 1'000'000'000;

Wide power_of_ten(int exponent) {
  Wide power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

int64_t half_even(Wide value, Wide by) {
  Wide whole = value / by;
  const Wide rest = value % by, twice = (rest < 0 ? -rest : rest) * 2;
  if (twice > by || (twice == by && whole % 2 != 0)) whole += value < 0 ? -1 : 1;
  constexpr Wide kMost = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::clamp(whole, -kMost, kMost));
}

class Conversion {
 public:
  Conversion(uint16_t currency, std::span<const ExchangeRate> rates, Reporting& out)
      : to_(*find_currency(currency)), rates_(rates), out_(out) {
    out_.currency = to_.code;
  }

  Money sum(const payments::Sums& sums) {
    Money total{0, to_.number};
    for (const auto& [code, money] : sums)
      if (const auto converted = convert(money)) total = payments::plus(total, *converted);
    return total;
  }

 private:
  std::optional<Money> convert(Money money) {
    if (money.currency == to_.number) return money;
    const auto* from = find_currency(money.currency);
    if (from == nullptr) return std::nullopt;
    const auto rate = std::ranges::find_if(rates_, [&](const ExchangeRate& one) {
      return one.from == money.currency && one.to == to_.number;
    });
    if (rate == rates_.end()) {
      const std::string code(from->code);
      if (std::ranges::find(out_.without_rate, code) == out_.without_rate.end())
        out_.without_rate.push_back(code);
      return std::nullopt;
    }
    out_.rates[std::string(from->code)] = {short_decimal(rate->rate, 9), rate->date};
    const int shift = to_.decimals - from->decimals;
    const Wide scaled = Wide(money.minor) * rate->rate;
    return Money{shift >= 0 ? half_even(scaled, kRateScale / power_of_ten(shift))
                            : half_even(scaled, kRateScale * power_of_ten(-shift)),
                 to_.number};
  }

  const CurrencyInfo& to_;
  const std::span<const ExchangeRate> rates_;
  Reporting& out_;
};

}  // namespace

Reporting reporting_of(const Headline& headline, uint16_t currency,
                       std::span<const ExchangeRate> rates) {
  Reporting out;
  Conversion conversion(currency, rates, out);
  out.lifetime_value = conversion.sum(headline.lifetime_value);
  out.ever_borrowed = conversion.sum(headline.summary.ever_borrowed);
  out.repaid = conversion.sum(headline.summary.repaid);
  out.outstanding = conversion.sum(headline.summary.outstanding);
  out.arrears = conversion.sum(headline.summary.arrears);
  return out;
}

}  // namespace dossier::headline
