// What the fold is made of: rows of what events say, effects of what the loans made of it. Pure.
#pragma once

#include "dossier/events/fbs/payment_generated.h"
#include "dossier/loans/facts.h"
#include "dossier/loans/slice.h"
#include "dossier/payments/slice.h"
#include "dossier/projections/said.h"

namespace dossier::payments {

using projections::date_of;
using projections::text_of;

// The row, or the change of one, that the event makes; other events make none.
void write_said(const fold::Event& event, fold::FoldContext& context);
// The effect of a transaction as its loan has it now; none while nothing is told of it.
void write_effect(const loans::PaymentAllocated& told, bool withdrawn, fold::FoldContext& context);

// Null where the loan has none of that id.
const loans::Transaction* find_transaction(std::string_view loan_id, std::string_view id,
                                           fold::FoldContext& context);
// The day on which the event behind this pass takes the payment back.
std::optional<Date> reversed_on(const event::payment::Reversed& said, fold::FoldContext& context);

}  // namespace dossier::payments
