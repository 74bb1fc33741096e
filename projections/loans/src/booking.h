// One event's work on one loan: the slice, what is noted as wrong, transactions booked. Pure.
#pragma once

#include <string>
#include <vector>

#include "conclude.h"
#include "dossier/events/fbs/payment_generated.h"
#include "dossier/loans/slice.h"
#include "dossier/projections/said.h"

namespace dossier::loans {

using fold::Event;
using fold::FoldContext;
using fold::FoldError;
using fold::FoldStatus;
using projections::date_of;
using projections::text_of;
using projections::value_of;

// None where the event has none.
inline Money money_of(const event::Money* money) {
  return projections::money_of(money).value_or(Money{});
}

class Booking {
 public:
  // The loan of that id, made where it is not there yet, and put on the customer's list.
  Booking(std::string loan_id, const Event& event, FoldContext& context, const Buckets& buckets);

  LoanSlice& loan() { return loan_; }
  const std::string& loan_id() const { return loan_id_; }
  const Event& event() const { return event_; }
  const Account& account() const { return loan_.get<Account>(); }
  uint16_t currency() const { return loan_.get<Agreement>().currency; }
  Date today() const;  // the business day; before the first, the event's own

  void problem(ProblemCode code, std::string_view reference);
  // Minor units of the loan's currency; nothing where it is another's, which is noted.
  // A loan of no currency yet takes this one.
  std::optional<int64_t> amount(Money money, std::string_view reference);

  // Books it, unless its id is there already. Its sequence, cause and entry date are set here.
  void book(Transaction transaction);
  void charge(Charge charge);
  // Changes what is there, and replays; `change` answers false where nothing is to be done.
  template <class Change>
  void amend(Change&& change) {
    const auto before = account().transactions;
    if (!change(loan_.edit<Account>())) return;
    replay(before);
  }
  // Facts and timer; at the end of each event.
  FoldStatus done();

 private:
  void replay(const std::vector<Transaction>& before);
  bool full() const;

  const std::string loan_id_;
  const Event& event_;
  FoldContext& context_;
  const Buckets& buckets_;
  LoanSlice& loan_;
  std::optional<FoldError> error_;
};

FoldStatus fold_disbursed(const Event& event, Booking& booking);
FoldStatus fold_disbursement_reversed(const Event& event, Booking& booking);
FoldStatus fold_schedule(const Event& event, Booking& booking);
FoldStatus fold_restructured(const Event& event, Booking& booking, FoldContext& context);

FoldStatus fold_payment(const Event& event, Booking& booking);
FoldStatus fold_payment_reversed(const Event& event, Booking& booking);
FoldStatus fold_charged_back(const Event& event, Booking& booking);
FoldStatus fold_refunded(const Event& event, Booking& booking);
FoldStatus fold_charge(const Event& event, Booking& booking);
FoldStatus fold_charge_waived(const Event& event, Booking& booking);
FoldStatus fold_charge_adjusted(const Event& event, Booking& booking);
FoldStatus fold_charge_reversed(const Event& event, Booking& booking);

FoldStatus fold_closed(const Event& event, Booking& booking);
FoldStatus fold_written_off(const Event& event, Booking& booking, FoldContext& context);
FoldStatus fold_paused(const Event& event, Booking& booking);
FoldStatus fold_resumed(const Event& event, Booking& booking);
FoldStatus fold_legal_started(const Event& event, Booking& booking);
FoldStatus fold_legal_updated(const Event& event, Booking& booking);
FoldStatus fold_legal_action(const Event& event, Booking& booking);
FoldStatus fold_collateral_added(const Event& event, Booking& booking);
FoldStatus fold_collateral_valued(const Event& event, Booking& booking);
FoldStatus fold_lien_changed(const Event& event, Booking& booking);
FoldStatus fold_guarantor_added(const Event& event, Booking& booking);
FoldStatus fold_guarantor_released(const Event& event, Booking& booking);
// Where a table stands in its event: the root field, and the number in it where that is a list.
struct Place {
  uint16_t field = 0;
  std::optional<uint32_t> item;
};
void take_collateral(const event::loan::Collateral& said, const Event& event, Booking& booking,
                     const Place& place);
void take_guarantor(const event::loan::Guarantor& said, const Event& event, Booking& booking,
                    const Place& place);
// The boxes of that person that hold a part of the field, each named by its purpose.
void take_person(SealedFields& sealed, const Event& event, uint16_t field,
                 const std::string& person_id);

}  // namespace dossier::loans
