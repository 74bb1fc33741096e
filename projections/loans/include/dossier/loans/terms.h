// The terms of a loan, with the defaults of docs/loans.md in the places that an event left empty.
#pragma once

#include <cstdint>
#include <optional>

#include "dossier/base/time.h"
#include "dossier/events/fbs/loan_generated.h"
#include "dossier/fold/fields.h"

namespace dossier::loans {

using event::loan::Allocation;
using event::loan::AllocationOrder;
using event::loan::Amortization;
using event::loan::DayCount;
using event::loan::FutureMoney;
using event::loan::InterestMethod;
using event::loan::InterestPeriod;
using event::loan::PeriodUnit;
using event::loan::Rounding;
using event::loan::ScheduleType;

struct Terms {
  int64_t principal = 0;    // as agreed, minor units
  int64_t annual_rate = 0;  // percent a year, 6 decimals
  InterestMethod interest_method = InterestMethod::declining_balance;
  Amortization amortization = Amortization::equal_instalments;
  InterestPeriod interest_period = InterestPeriod::same_as_repayment_period;
  int32_t instalment_count = 0;  // 0: no terms were given
  int32_t period_length = 1;
  PeriodUnit period_unit = PeriodUnit::months;
  std::optional<Date> first_due_date;
  std::optional<int32_t> term_months;
  DayCount day_count = DayCount::thirty_360;
  int32_t grace_principal_periods = 0;
  int32_t grace_interest_periods = 0;
  int32_t interest_free_periods = 0;
  int64_t down_payment = 0;          // minor units; 0 where there is none
  int64_t down_payment_percent = 0;  // 6 decimals
  bool down_payment_automatic = false;
  int64_t balloon = 0;
  Allocation allocation = Allocation::penalty_fee_interest_principal;
  AllocationOrder allocation_order = AllocationOrder::horizontal;
  FutureMoney future_money = FutureMoney::next_instalment;
  FutureMoney future_money_goodwill = FutureMoney::last_instalment;
  FutureMoney future_money_merchant_refund = FutureMoney::reamortization;
  ScheduleType schedule_type = ScheduleType::cumulative;
  Rounding rounding = Rounding::half_even;
  int64_t instalment_multiple = 0;  // minor units; 0: none
  bool interest_recalculation = false;
  int32_t grace_days = 0;
  bool instalment_level_delinquency = false;
  DOSSIER_FIELDS(principal, annual_rate, interest_method, amortization, interest_period,
                 instalment_count, period_length, period_unit, first_due_date, term_months,
                 day_count, grace_principal_periods, grace_interest_periods, interest_free_periods,
                 down_payment, down_payment_percent, down_payment_automatic, balloon, allocation,
                 allocation_order, future_money, future_money_goodwill,
                 future_money_merchant_refund, schedule_type, rounding, instalment_multiple,
                 interest_recalculation, grace_days, instalment_level_delinquency);

  bool has_down_payment() const { return down_payment > 0 || down_payment_percent > 0; }
};

}  // namespace dossier::loans
