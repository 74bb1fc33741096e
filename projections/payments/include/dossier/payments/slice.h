// What of a customer's payments adds up, by currency, and the payments that are still to come.
// Figures that depend on the day or on order are not here: payments/figures.h computes them.
#pragma once

#include <map>
#include <string>

#include "dossier/payments/row.h"

namespace dossier::payments {

inline constexpr size_t kMaxOpen = 200;  // kept of payments that no loan has booked, the newest

// Payments in effect: what was taken back is not among them.
struct Flow {
  int64_t count = 0;
  Money amount;
  Breakdown parts;
  DOSSIER_FIELDS(count, amount, parts);
};
using Flows = std::map<std::string, Flow>;  // by currency code

struct Totals {
  Flows paid;          // repayments and down payments
  Flows credited;      // goodwill, refunds by merchants and of payouts, adjustments of charges
  Flows recovered;     // after a write-off
  Flows charged_back;  // owed again; reversals of what a restructure had closed are here, too
  Flows refunded;      // credit balances, to the customer
  DOSSIER_FIELDS(paid, credited, recovered, charged_back, refunded);
};

struct Months {
  std::map<std::string, Flows> paid;  // by month of the value date, "2026-03"
  DOSSIER_FIELDS(paid);
};

struct Use {
  int64_t count = 0;
  Money amount;
  DOSSIER_FIELDS(count, amount);
};
struct Methods {
  // Of what was paid or recovered: method ("unstated" where no event says), then currency.
  std::map<std::string, std::map<std::string, Use>> by_method;
  DOSSIER_FIELDS(by_method);
};

using PaymentsSlice = fold::SliceOf<0, Totals, Months, Methods>;

// Rows of payments that no loan has booked (pending, scheduled, failed, or refused by the loan):
// what a later event of the same payment changes. By `open_id`.
struct OpenRow {
  Date date;
  Row row;
  DOSSIER_FIELDS(date, row);
};
struct Open {
  std::map<std::string, OpenRow> rows;
  DOSSIER_FIELDS(rows);
};
using OpenSlice = fold::SliceOf<1, Open>;

std::string open_id(std::string_view payment_id, std::string_view loan_id);
std::string month_of(Date date);  // "2026-03"

std::shared_ptr<const fold::Projection> make();  // for the registry

}  // namespace dossier::payments
