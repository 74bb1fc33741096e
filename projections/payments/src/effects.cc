// Effects of payments, as facts of the loans tell them and take them back.
#include "fold_parts.h"

namespace dossier::payments {
namespace {

using events::EventKind;
using fold::Event;
using fold::FoldContext;
using loans::PaymentAllocated;
using loans::Transaction;
using loans::TransactionKind;

bool has_row(TransactionKind kind) {
  switch (kind) {
    case TransactionKind::repayment:
    case TransactionKind::down_payment:
    case TransactionKind::goodwill_credit:
    case TransactionKind::merchant_refund:
    case TransactionKind::payout_refund:
    case TransactionKind::recovery:
    case TransactionKind::charge_back: return true;
    default: return false;
  }
}

// A reversal of what a restructure had closed is a charge-back of the loan's own, and the payment
// keeps the effect that it had (docs/loans.md).
void mark_closed_one(const PaymentAllocated& told, FoldContext& context) {
  const Event* event = context.event();
  if (event == nullptr || event->kind() != EventKind::payment_reversed) return;
  const auto& said = event->as<event::payment::Reversed>();
  const std::string id = text_of(said.payment_id());
  if (told.kind != TransactionKind::charge_back || told.payment_id != id + ".reversed") return;
  const Transaction* closed = find_transaction(told.loan_id, id, context);
  if (closed == nullptr) return;
  Effect effect = effect_of(*closed, told.amount.currency);
  effect.reversed_on = reversed_on(said, context);
  context.put_row(kEffects, encode_key({closed->value_date, id, told.loan_id, What::payment}),
                  fold::encoded(effect));
}

}  // namespace

const Transaction* find_transaction(std::string_view loan_id, std::string_view id,
                                    FoldContext& context) {
  const auto* loan = context.find<loans::LoanSlice>(loans::kSlot, loan_id);
  return loan == nullptr ? nullptr : loan->get<loans::Account>().find_transaction(id);
}

std::optional<Date> reversed_on(const event::payment::Reversed& said, FoldContext& context) {
  if (const auto date = date_of(said.reversed_on())) return date;
  return context.business_date() ? context.business_date() : context.event()->effective_date;
}

void write_effect(const PaymentAllocated& told, bool withdrawn, FoldContext& context) {
  if (!has_row(told.kind)) return;
  const Transaction* now = find_transaction(told.loan_id, told.payment_id, context);
  const What what = told.kind == TransactionKind::charge_back ? What::charge_back : What::payment;
  const auto key = encode_key({told.value_date, told.payment_id, told.loan_id, what});
  const Event* event = context.event();
  if (!withdrawn && now != nullptr) {
    context.put_row(kEffects, key, fold::encoded(effect_of(*now, told.amount.currency)));
  } else if (now != nullptr && now->reversed && event != nullptr &&
             event->kind() == EventKind::payment_reversed) {
    Effect none;
    none.reversed_on = reversed_on(event->as<event::payment::Reversed>(), context);
    context.put_row(kEffects, key, fold::encoded(none));
  } else {
    context.erase_row(kEffects, key);
  }
  if (!withdrawn) mark_closed_one(told, context);
}

}  // namespace dossier::payments
