#include "dossier/seeds/portfolio.h"

#include <vector>

#include "dossier/base/ensure.h"
#include "portfolio_life.h"

namespace dossier::seeds {
namespace {

constexpr int32_t kFirst = 19418;  // 2023-03-02
constexpr int32_t kLast = 20513;   // 2026-03-01
constexpr uint64_t kCustomersMax = uint64_t{1} << 31;

}  // namespace

Date Portfolio::first_day() { return {kFirst}; }
Date Portfolio::last_day() { return {kLast}; }

// A list of customers for each day, each the next of another: whoever acts today is taken off, and
// put on the list of the day of the next event.
struct Portfolio::Impl {
  explicit Impl(const PortfolioOptions& options);
  void put(uint32_t index, int32_t day);
  bool step(Item& item);

  std::vector<PortfolioCustomer> customers;
  std::vector<uint32_t> heads = std::vector<uint32_t>(kLast - kFirst + 1, 0);
  PortfolioWriter writer;
  int32_t day = kFirst - 1;
  uint64_t left = 0;
};

Portfolio::Impl::Impl(const PortfolioOptions& options) : left(options.events) {
  ENSURE(options.customers > 0 && options.customers < kCustomersMax,
         "a portfolio has 1 to 2^31 customers, not {}", options.customers);
  ENSURE(options.events / options.customers < kCustomersMax, "too many events for a customer");
  customers.resize(options.customers);
  const uint64_t share = options.events / options.customers;
  const uint64_t rest = options.events % options.customers;
  uint32_t shift = 0;
  for (uint32_t i = 0; i < options.customers; ++i) {
    PortfolioCustomer& customer = customers[i];
    customer.prng = Prng(options.seed * 0x9e3779b97f4a7c15 ^ (i + 1) * 0xd1342543de82ef95);
    customer.prng.next();
    // Neighbours share: what the one has more, the other has less.
    if (i % 2 == 0) shift = customer.prng.below(static_cast<uint32_t>(share / 2 + 1));
    uint64_t quota = share + (i < rest ? 1 : 0);
    if (i % 2 == 1)
      quota -= shift;
    else if (i + 1 < options.customers)
      quota += shift;
    if (quota > 0)
      put(i, begin_life(customer, static_cast<uint32_t>(quota), options.import_brackets));
  }
}

void Portfolio::Impl::put(uint32_t index, int32_t on) {
  uint32_t& head = heads[static_cast<size_t>(on - kFirst)];
  customers[index].next = head;
  head = index + 1;
}

bool Portfolio::Impl::step(Item& item) {
  if (left == 0) return false;
  if (day < kFirst || heads[static_cast<size_t>(day - kFirst)] == 0) {
    ++day;
    ENSURE(day <= kLast, "{} events of the portfolio have no day", left);
    item.kind = Item::Kind::open_day;
    item.date = {day};
    item.json.clear();
    return true;
  }
  uint32_t& head = heads[static_cast<size_t>(day - kFirst)];
  const uint32_t index = head - 1;
  PortfolioCustomer& customer = customers[index];
  head = customer.next;
  item.kind = Item::Kind::event;
  item.date = {day};
  const int32_t next = live(writer, customer, index, day, item.json);
  if (customer.left > 0) put(index, next);
  --left;
  return true;
}

Portfolio::Portfolio(const PortfolioOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Portfolio::Portfolio(uint64_t customers, uint64_t events, uint64_t seed)
    : Portfolio(PortfolioOptions{customers, events, seed, false}) {}
Portfolio::~Portfolio() = default;
Portfolio::Portfolio(Portfolio&&) noexcept = default;
Portfolio& Portfolio::operator=(Portfolio&&) noexcept = default;

bool Portfolio::next(Item& item) { return impl_->step(item); }

bool Portfolio::next(std::string& json) {
  Item item;
  item.json = std::move(json);
  bool more = impl_->step(item);
  while (more && item.kind != Item::Kind::event) more = impl_->step(item);
  json = std::move(item.json);
  return more;
}

}  // namespace dossier::seeds
