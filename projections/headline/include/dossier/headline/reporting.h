// A headline's sums in one currency, by the newest rates that the log has. Rates and their dates
// stand beside the figures. Pure: rates are applied when read, never by a fold.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "dossier/headline/headline.h"

namespace dossier::headline {

struct UsedRate {
  std::string rate;  // an exact decimal: 1 of that currency in the reporting one
  Date date;
  DOSSIER_FIELDS(rate, date);
};

struct Reporting {
  std::string currency;
  Money lifetime_value, ever_borrowed, repaid, outstanding, arrears;
  std::map<std::string, UsedRate> rates;  // by the currency that was converted
  std::vector<std::string> without_rate;  // currencies that are in no figure
  DOSSIER_FIELDS(currency, lifetime_value, ever_borrowed, repaid, outstanding, arrears, rates,
                 without_rate);
};

// Each sum is converted as a whole, rounded half to even at the currency's decimals; it stays at
// the ends of 64 bits. `currency` is an active code's.
Reporting reporting_of(const Headline& headline, uint16_t currency,
                       std::span<const ExchangeRate> rates);

}  // namespace dossier::headline
