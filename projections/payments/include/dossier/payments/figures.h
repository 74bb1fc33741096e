// Figures of a customer's payments that depend on the day or on order, made from the loans as they
// stand: nothing here is stored, so nothing can be stale. Definitions: docs/payments.md. Pure.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/loans/slice.h"
#include "dossier/payments/slice.h"

namespace dossier::payments {

struct LoanRef {
  std::string_view id;
  const loans::LoanSlice* loan = nullptr;
};
using Loans = std::span<const LoanRef>;

using Sums = std::map<std::string, Money>;  // by currency code
Money plus(Money sum, Money more);          // of one currency; stays at the ends of 64 bits
void add_to(Sums& sums, Money money);

// --- instalments

enum class Outcome : uint8_t {
  not_due,      // yet, or never: the loan ended before
  open,         // unpaid, and no next one is due
  on_time,      // settled by its due date
  late,         // settled after it, before it counted as missed
  missed,       // unpaid when the next one fell due; later payment does not undo it
  rescheduled,  // a restructure or a new schedule took its place before either
};

struct Instalments {
  int64_t due = 0;  // so far: all that follow
  int64_t on_time = 0, late = 0, missed = 0, open = 0, rescheduled = 0;
  Sums expected;                            // what fell due
  std::optional<std::string> success_rate;  // percent, one decimal: on time of those due
  DOSSIER_FIELDS(due, on_time, late, missed, open, rescheduled, expected, success_rate);
};
struct Compliance {
  Instalments total;
  std::map<std::string, Instalments> months;  // by month of the due date
};
// Up to and with that day.
Compliance compliance_of(Loans loans, Date day);

// Percent of `whole` with one decimal, half up: "94.4". Nothing where there is no whole.
std::optional<std::string> percent(int64_t part, int64_t whole);

// --- order

enum class Regularity : uint8_t { too_few, regular, irregular };
std::string_view enum_name(Regularity regularity);

// Of the days on which each loan was paid in the last year before the newest payment.
struct Pattern {
  Regularity regularity = Regularity::too_few;
  int64_t payment_days = 0;
  int64_t gaps = 0;                        // between two of them, of the same loan
  int64_t usual_gaps = 0;                  // within the tolerance of the loan's median gap
  std::optional<int32_t> median_gap_days;  // of the loan with most of them
  DOSSIER_FIELDS(regularity, payment_days, gaps, usual_gaps, median_gap_days);
};
Pattern pattern_of(Loans loans);

struct PaymentRef {
  std::string payment_id;
  std::string loan_id;
  Date date;
  Money amount;
  std::optional<PaymentMethod> method;
  DOSSIER_FIELDS(payment_id, loan_id, date, amount, method);
};
// The newest repayment, down payment or recovery in effect.
std::optional<PaymentRef> last_payment(Loans loans);
// The first payment, scheduled or pending, on that day or after.
std::optional<PaymentRef> next_scheduled(const Open& open, Date day);

// --- all of it

struct Month {
  Instalments instalments;
  Flows paid;
  DOSSIER_FIELDS(instalments, paid);
};
struct Summary {
  std::optional<Instalments> instalments;  // nothing before the first business day
  Totals totals;
  std::map<std::string, std::map<std::string, Use>> methods;
  std::map<std::string, Month> months;  // the last kMonths up to the business day
  std::optional<PaymentRef> last_payment;
  std::optional<PaymentRef> next_scheduled;
  Pattern pattern;
  DOSSIER_FIELDS(instalments, totals, methods, months, last_payment, next_scheduled, pattern);
};
inline constexpr int kMonths = 36;

// Slices may be null.
Summary summary_of(Loans loans, const PaymentsSlice* payments, const OpenSlice* open,
                   std::optional<Date> day);

}  // namespace dossier::payments
