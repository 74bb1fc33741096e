// A currency by its code in one step: money is in most events, several times.
#pragma once

#include <string_view>

#include "dossier/base/money.h"

namespace dossier::events {

// As find_currency(code).
const CurrencyInfo* currency_of(std::string_view code);

}  // namespace dossier::events
