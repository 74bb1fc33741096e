// Decides what happens in a customer's life and when; PortfolioWriter writes it.
#pragma once

#include <string>

#include "dossier/seeds/portfolio.h"
#include "portfolio_customer.h"
#include "portfolio_writer.h"

namespace dossier::seeds {

// Starts the life: habit, how many events, the first day (returned).
int32_t begin_life(PortfolioCustomer& customer, uint32_t quota, bool bracketed);

// Writes the customer's next event on `day`; afterwards customer.left is one less. Returns the day
// of the following one, never before `day`; without meaning where nothing is left.
int32_t live(PortfolioWriter& writer, PortfolioCustomer& customer, uint32_t index, int32_t day,
             std::string& out);

}  // namespace dossier::seeds
