#include "totals.h"

#include <fmt/format.h>

namespace dossier::payments {
namespace {

using loans::PaymentAllocated;
using loans::TransactionKind;

Flows* flows_of(Totals& totals, TransactionKind kind) {
  switch (kind) {
    case TransactionKind::repayment:
    case TransactionKind::down_payment: return &totals.paid;
    case TransactionKind::goodwill_credit:
    case TransactionKind::merchant_refund:
    case TransactionKind::payout_refund:
    case TransactionKind::charge_adjustment: return &totals.credited;
    case TransactionKind::recovery: return &totals.recovered;
    case TransactionKind::charge_back: return &totals.charged_back;
    case TransactionKind::credit_balance_refund: return &totals.refunded;
    case TransactionKind::disbursement:
    case TransactionKind::write_off: return nullptr;
  }
  return nullptr;
}

// Adds with a sign; false where a sum would leave 64 bits.
class Adding {
 public:
  Adding(const PaymentAllocated& told, bool withdrawn) : told_(told), sign_(withdrawn ? -1 : 1) {}

  bool to(Money& sum, int64_t minor) const {
    sum.currency = told_.amount.currency;
    return !__builtin_add_overflow(sum.minor, sign_ * minor, &sum.minor);
  }
  bool to(Flow& flow) const {
    flow.count += sign_;
    const auto& parts = told_.allocated;
    return to(flow.amount, told_.amount.minor) && to(flow.parts.principal, parts.principal) &&
           to(flow.parts.interest, parts.interest) && to(flow.parts.fees, parts.fees) &&
           to(flow.parts.penalties, parts.penalties) && to(flow.parts.overpaid, told_.overpaid);
  }
  bool to(Use& use) const {
    use.count += sign_;
    return to(use.amount, told_.amount.minor);
  }
  // An entry of which nothing is left goes, so that what was taken back leaves no trace.
  template <class T>
  bool to(std::map<std::string, T>& sums, const std::string& key) const {
    const auto place = sums.try_emplace(key).first;
    const bool good = to(place->second);
    if (place->second.count == 0) sums.erase(place);
    return good;
  }
  template <class T>
  bool to(std::map<std::string, std::map<std::string, T>>& groups, const std::string& group,
          const std::string& key) const {
    const auto place = groups.try_emplace(group).first;
    const bool good = to(place->second, key);
    if (place->second.empty()) groups.erase(place);
    return good;
  }

 private:
  const PaymentAllocated& told_;
  const int64_t sign_;
};

}  // namespace

fold::FoldStatus count(const PaymentAllocated& told, bool withdrawn, PaymentsSlice& slice) {
  const auto* info = find_currency(told.amount.currency);
  const std::string currency(info == nullptr ? "" : info->code);
  Flows* flows = flows_of(slice.edit<Totals>(), told.kind);
  if (flows == nullptr) return {};
  const Adding add(told, withdrawn);
  const bool paid = flows == &slice.get<Totals>().paid;
  bool good = add.to(*flows, currency);
  if (paid) good &= add.to(slice.edit<Months>().paid, month_of(told.value_date), currency);
  if (paid || told.kind == TransactionKind::recovery) {
    const std::string method(told.method ? enum_name(*told.method) : "unstated");
    good &= add.to(slice.edit<Methods>().by_method, method, currency);
  }
  if (good) return {};
  return std::unexpected(fold::FoldError{
      fmt::format("payment {}: the sum of the payments is over 64 bits", told.payment_id),
      "look at the publisher; skip the record, and publish it again with its right amount"});
}

}  // namespace dossier::payments
