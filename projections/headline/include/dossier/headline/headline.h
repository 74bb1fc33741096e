// The figures at the head of a customer's page, made from what the projections keep: no projection
// of its own, so nothing is kept twice and nothing can be stale (docs/headline.md). Amounts stand
// by currency, never added across. Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dossier/payments/figures.h"
#include "dossier/profile/slice.h"
#include "dossier/timeline/row.h"

namespace dossier::headline {

using payments::Sums;

// Of loans that were paid out and are neither settled, closed nor written off.
struct Exposure {
  int64_t loans = 0;
  Money outstanding;  // all that is still to be paid by their schedules
  Money principal;    // of it: lent and not paid back
  DOSSIER_FIELDS(loans, outstanding, principal);
};
using Exposures = std::map<std::string, Exposure>;  // by currency code

// Of the active loan that is worst; none is named where all are current.
struct DaysPastDue {
  int32_t days = 0;
  std::string loan_id;
  std::optional<Date> oldest_due_date;
  DOSSIER_FIELDS(days, loan_id, oldest_due_date);
};

struct SuccessRate {
  int64_t on_time = 0;  // instalments
  int64_t due = 0;      // so far
  std::optional<std::string> percent;
  DOSSIER_FIELDS(on_time, due, percent);
};

struct Relationship {
  std::optional<Date> first_product_on;  // the first loan was paid out
  std::optional<Date> customer_since;    // as the profile says
  DOSSIER_FIELDS(first_product_on, customer_since);
};

struct Badges {
  std::optional<profile::CustomerStatus> status;
  std::string segment;
  DOSSIER_FIELDS(status, segment);
};

// All that falls due, of active loans, on the first due date that is that day or later.
struct NextPayment {
  Date date;
  Sums amounts;
  std::vector<std::string> loan_ids;
  DOSSIER_FIELDS(date, amounts, loan_ids);
};

struct Summary {
  Sums ever_borrowed;  // disbursements that were not taken back
  Sums repaid;         // paid and recovered, less what was charged back or refunded
  Sums outstanding;    // of active loans
  Sums arrears;        // of it: overdue
  std::optional<NextPayment> next_payment;
  DOSSIER_FIELDS(ever_borrowed, repaid, outstanding, arrears, next_payment);
};

struct Headline {
  Badges badges;
  Sums lifetime_value;  // interest and fees that the customer paid
  int64_t active_products = 0;
  Exposures exposure;
  std::map<std::string, Exposures> exposure_by_product;  // "unknown" where no event said
  std::optional<DaysPastDue> days_past_due;  // this and what follows by the day: nothing before
  std::optional<SuccessRate> success_rate;   // the first business day
  Relationship relationship;
  timeline::LastContact last_contact;
  Summary summary;
  DOSSIER_FIELDS(badges, lifetime_value, active_products, exposure, exposure_by_product,
                 days_past_due, success_rate, relationship, last_contact, summary);
};

// Slices may be null.
struct Inputs {
  payments::Loans loans;
  const payments::PaymentsSlice* payments = nullptr;
  const profile::ProfileSlice* profile = nullptr;
  const timeline::TimelineSlice* timeline = nullptr;
  std::optional<Date> day;
};
Headline headline_of(const Inputs& in);

}  // namespace dossier::headline
