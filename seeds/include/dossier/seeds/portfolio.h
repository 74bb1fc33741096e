// A lender's whole portfolio over three years, for load and for benchmarks: as many customers and
// events as asked for, the same bytes for the same numbers on every machine.
// Streams: about 140 bytes of memory a customer. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dossier/base/time.h"

namespace dossier::seeds {

struct PortfolioOptions {
  uint64_t customers = 1000;  // Up to 2^31.
  uint64_t events = 100'000;  // In all; openings of days are not counted.
  uint64_t seed = 1;
  // Wraps each customer's history in an import bracket, whose two events count as events. A
  // customer with fewer than three events goes without.
  bool import_brackets = false;
};

class Portfolio {
 public:
  struct Item {
    enum class Kind : uint8_t {
      event,     // `json` is a CloudEvent to publish.
      open_day,  // Open `date` as the business date; `json` is empty.
    };
    Kind kind = Kind::event;
    Date date;
    std::string json;  // Overwritten by each call, its memory used again.
  };

  explicit Portfolio(const PortfolioOptions& options);
  Portfolio(uint64_t customers, uint64_t events, uint64_t seed);
  ~Portfolio();
  Portfolio(Portfolio&&) noexcept;
  Portfolio& operator=(Portfolio&&) noexcept;

  // The next event or opening; false once all are out. Days go from 2023-03-02 to 2026-03-01, each
  // opened before its events; a customer's events come in their order.
  bool next(Item& item);
  // The same without the openings.
  bool next(std::string& json);

  static Date first_day();
  static Date last_day();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dossier::seeds
