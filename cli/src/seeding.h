// Publishes the built-in customers and generated portfolios. Done twice, it changes nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backend.h"

namespace dossier::cli {

struct Seeded {
  std::string customer_id;  // empty: a portfolio
  uint64_t fresh = 0, known = 0, faults = 0;
};

// Each persona, its business day opened before.
Result<std::vector<Seeded>> seed_personas(Backend& backend);

// Days are opened as they come, unless a later one is open already.
Result<Seeded> seed_portfolio(Backend& backend, uint64_t customers, uint64_t events, uint64_t seed);

}  // namespace dossier::cli
