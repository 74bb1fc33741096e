// Sums of what was paid: each fact adds to them, its withdrawal takes the same away. Pure.
#pragma once

#include "dossier/loans/facts.h"
#include "dossier/payments/slice.h"

namespace dossier::payments {

// Errors: a sum would leave 64 bits.
fold::FoldStatus count(const loans::PaymentAllocated& told, bool withdrawn, PaymentsSlice& slice);

}  // namespace dossier::payments
