// Money that came in, went back, was charged: events become transactions and charges.
#include <algorithm>

#include "booking.h"

#include "dossier/events/fbs/charge_generated.h"

namespace dossier::loans {
namespace {

using event::payment::PaymentKind;

TransactionKind kind_of(std::optional<PaymentKind> kind) {
  switch (kind.value_or(PaymentKind::repayment)) {
    case PaymentKind::repayment: return TransactionKind::repayment;
    case PaymentKind::down_payment: return TransactionKind::down_payment;
    case PaymentKind::goodwill_credit: return TransactionKind::goodwill_credit;
    case PaymentKind::merchant_refund: return TransactionKind::merchant_refund;
    case PaymentKind::payout_refund: return TransactionKind::payout_refund;
    case PaymentKind::recovery: return TransactionKind::recovery;
  }
  return TransactionKind::repayment;
}

void check_dates(Booking& booking, Date date, std::string_view reference) {
  const auto& agreement = booking.loan().get<Agreement>();
  const auto& standing = booking.loan().get<Standing>();
  if (!agreement.disbursed_on)
    booking.problem(ProblemCode::unknown_loan, reference);
  else if (date < *agreement.disbursed_on)
    booking.problem(ProblemCode::before_disbursement, reference);
  if (standing.closed_on && date > *standing.closed_on)
    booking.problem(ProblemCode::after_closure, reference);
}

// The source's own split, where it adds up in the loan's currency.
std::optional<Amounts> breakdown_of(const event::payment::Received& said, int64_t amount,
                                    Booking& booking) {
  const auto* parts = said.breakdown();
  if (parts == nullptr) return std::nullopt;
  Amounts stated;
  bool same_currency = true;
  const auto part = [&](const event::Money* money) -> int64_t {
    if (money == nullptr) return 0;
    same_currency &= static_cast<uint16_t>(money->currency()) == booking.currency();
    return std::clamp<int64_t>(money->minor(), 0, kMaxAmount);
  };
  stated.principal = part(parts->principal());
  stated.interest = part(parts->interest());
  stated.fees = part(parts->fees());
  stated.penalties = part(parts->penalties());
  const int64_t overpaid = part(parts->overpaid());
  if (same_currency && stated.total() + overpaid == amount) return stated;
  booking.problem(ProblemCode::breakdown, text_of(said.payment_id()));
  return std::nullopt;
}

// A booked transaction is taken back. One that a restructure closed is owed again instead.
void reverse(Booking& booking, const std::string& id) {
  const Transaction* found = booking.account().find_transaction(id);
  if (found == nullptr || found->reversed)
    return booking.problem(ProblemCode::unknown_reference, id);
  if (found->sequence <= booking.account().closing.sequence) {
    booking.problem(ProblemCode::before_restructure, id);
    Transaction again;
    again.id = id + ".reversed";
    again.kind = TransactionKind::charge_back;
    again.value_date = booking.event().effective_date;
    again.amount = found->amount;
    return booking.book(std::move(again));
  }
  booking.amend([&](Account& account) {
    account.find_transaction(id)->reversed = true;
    return true;
  });
}

}  // namespace

FoldStatus fold_payment(const Event& event, Booking& booking) {
  const auto& said = event.as<event::payment::Received>();
  Transaction transaction;
  transaction.id = text_of(said.payment_id());
  transaction.value_date = event.effective_date;
  const auto amount = booking.amount(money_of(said.amount()), transaction.id);
  if (!amount) return {};
  check_dates(booking, event.effective_date, transaction.id);
  transaction.amount = *amount;
  transaction.kind = kind_of(value_of(said.kind()));
  transaction.method = value_of(said.method());
  const auto written_off = booking.loan().get<Standing>().written_off_on;
  if (written_off && event.effective_date >= *written_off)
    transaction.kind = TransactionKind::recovery;
  if (transaction.kind == TransactionKind::recovery)
    booking.loan().edit<Standing>().recovered += *amount;
  else
    transaction.stated = breakdown_of(said, *amount, booking);
  booking.book(std::move(transaction));
  return {};
}

FoldStatus fold_payment_reversed(const Event& event, Booking& booking) {
  const std::string id = text_of(event.as<event::payment::Reversed>().payment_id());
  const Transaction* found = booking.account().find_transaction(id);
  if (found != nullptr && found->kind == TransactionKind::recovery && !found->reversed)
    booking.loan().edit<Standing>().recovered -= found->amount;
  reverse(booking, id);
  return {};
}

FoldStatus fold_charged_back(const Event& event, Booking& booking) {
  const auto& said = event.as<event::payment::ChargedBack>();
  Transaction transaction;
  transaction.id = text_of(said.chargeback_id());
  transaction.kind = TransactionKind::charge_back;
  transaction.value_date = event.effective_date;
  const auto amount = booking.amount(money_of(said.amount()), transaction.id);
  if (!amount) return {};
  check_dates(booking, event.effective_date, transaction.id);
  if (booking.account().find_transaction(text_of(said.payment_id())) == nullptr)
    booking.problem(ProblemCode::unknown_reference, text_of(said.payment_id()));
  transaction.amount = *amount;
  booking.book(std::move(transaction));
  return {};
}

FoldStatus fold_refunded(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::CreditBalanceRefunded>();
  Transaction transaction;
  transaction.id = text_of(said.refund_id());
  transaction.kind = TransactionKind::credit_balance_refund;
  transaction.value_date = event.effective_date;
  const auto amount = booking.amount(money_of(said.amount()), transaction.id);
  if (!amount) return {};
  check_dates(booking, event.effective_date, transaction.id);
  if (*amount > booking.account().overpaid) booking.problem(ProblemCode::amount, transaction.id);
  transaction.amount = *amount;
  booking.book(std::move(transaction));
  return {};
}

FoldStatus fold_charge(const Event& event, Booking& booking) {
  const auto& said = event.as<event::charge::Applied>();
  Charge charge;
  charge.id = text_of(said.charge_id());
  charge.kind = value_of(said.kind()).value_or(ChargeKind::fee);
  charge.name = text_of(said.name());
  charge.due_date = date_of(said.due_date()).value_or(event.effective_date);
  const auto amount = booking.amount(money_of(said.amount()), charge.id);
  if (!amount) return {};
  check_dates(booking, event.effective_date, charge.id);
  charge.amount = *amount;
  booking.charge(std::move(charge));
  return {};
}

FoldStatus fold_charge_waived(const Event& event, Booking& booking) {
  const auto& said = event.as<event::charge::Waived>();
  const std::string id = text_of(said.charge_id());
  std::optional<int64_t> amount;
  if (said.amount() != nullptr) {
    amount = booking.amount(money_of(said.amount()), id);
    if (!amount) return {};
  }
  booking.amend([&](Account& account) {
    Charge* charge = account.find_charge(id);
    if (charge == nullptr || charge->reversed || charge->sequence <= account.closing.sequence) {
      booking.problem(ProblemCode::unknown_reference, id);
      return false;
    }
    const int64_t open = charge->amount - charge->waived;
    if (amount.value_or(0) > charge->open()) booking.problem(ProblemCode::amount, id);
    charge->waived += std::min(open, amount.value_or(charge->open()));
    return true;
  });
  return {};
}

FoldStatus fold_charge_adjusted(const Event& event, Booking& booking) {
  const auto& said = event.as<event::charge::Adjusted>();
  Transaction transaction;
  transaction.id = text_of(said.adjustment_id());
  transaction.kind = TransactionKind::charge_adjustment;
  transaction.value_date = event.effective_date;
  const auto amount = booking.amount(money_of(said.amount()), transaction.id);
  if (!amount) return {};
  check_dates(booking, event.effective_date, transaction.id);
  if (booking.account().find_charge(text_of(said.charge_id())) == nullptr)
    booking.problem(ProblemCode::unknown_reference, text_of(said.charge_id()));
  transaction.amount = *amount;
  booking.book(std::move(transaction));
  return {};
}

FoldStatus fold_charge_reversed(const Event& event, Booking& booking) {
  const std::string id = text_of(event.as<event::charge::Reversed>().charge_id());
  booking.amend([&](Account& account) {
    Charge* charge = account.find_charge(id);
    if (charge == nullptr || charge->reversed || charge->sequence <= account.closing.sequence) {
      booking.problem(ProblemCode::unknown_reference, id);
      return false;
    }
    charge->reversed = true;
    return true;
  });
  return {};
}

}  // namespace dossier::loans
