// The loans' fold: which event goes where. Pure; any thread, one subject at a time.
#include "booking.h"
#include "dossier/loans/loans.h"
#include "dossier/loans/view.h"
#include "dossier/projections/schema.h"

#include "dossier/events/fbs/charge_generated.h"
#include "dossier/events/fbs/collection_generated.h"

namespace dossier::loans {
namespace {

using events::EventKind;

// The loan that the event is about; null where the family has none.
const flatbuffers::String* loan_of(const Event& event) {
  switch (event.kind()) {
    case EventKind::loan_disbursed: return event.as<event::loan::Disbursed>().loan_id();
    case EventKind::loan_schedule_published:
      return event.as<event::loan::SchedulePublished>().loan_id();
    case EventKind::loan_restructured: return event.as<event::loan::Restructured>().loan_id();
    case EventKind::loan_closed: return event.as<event::loan::Closed>().loan_id();
    case EventKind::loan_written_off: return event.as<event::loan::WrittenOff>().loan_id();
    case EventKind::loan_legal_proceedings_started:
      return event.as<event::loan::LegalProceedingsStarted>().loan_id();
    case EventKind::loan_legal_proceedings_updated:
      return event.as<event::loan::LegalProceedingsUpdated>().loan_id();
    case EventKind::loan_collateral_added:
      return event.as<event::loan::CollateralAdded>().loan_id();
    case EventKind::loan_collateral_valued:
      return event.as<event::loan::CollateralValued>().loan_id();
    case EventKind::loan_lien_changed: return event.as<event::loan::LienChanged>().loan_id();
    case EventKind::loan_guarantor_added: return event.as<event::loan::GuarantorAdded>().loan_id();
    case EventKind::loan_guarantor_released:
      return event.as<event::loan::GuarantorReleased>().loan_id();
    case EventKind::loan_delinquency_paused:
      return event.as<event::loan::DelinquencyPaused>().loan_id();
    case EventKind::loan_delinquency_resumed:
      return event.as<event::loan::DelinquencyResumed>().loan_id();
    case EventKind::loan_credit_balance_refunded:
      return event.as<event::loan::CreditBalanceRefunded>().loan_id();
    case EventKind::loan_disbursement_reversed:
      return event.as<event::loan::DisbursementReversed>().loan_id();
    case EventKind::charge_applied: return event.as<event::charge::Applied>().loan_id();
    case EventKind::charge_waived: return event.as<event::charge::Waived>().loan_id();
    case EventKind::charge_adjusted: return event.as<event::charge::Adjusted>().loan_id();
    case EventKind::charge_reversed: return event.as<event::charge::Reversed>().loan_id();
    case EventKind::payment_received: return event.as<event::payment::Received>().loan_id();
    case EventKind::payment_reversed: return event.as<event::payment::Reversed>().loan_id();
    case EventKind::payment_charged_back: return event.as<event::payment::ChargedBack>().loan_id();
    case EventKind::collection_legal_action_initiated:
      return event.as<event::collection::LegalActionInitiated>().loan_id();
    default: return nullptr;
  }
}

FoldStatus fold_one(const Event& event, Booking& booking, FoldContext& context) {
  switch (event.kind()) {
    case EventKind::loan_disbursed: return fold_disbursed(event, booking);
    case EventKind::loan_schedule_published: return fold_schedule(event, booking);
    case EventKind::loan_restructured: return fold_restructured(event, booking, context);
    case EventKind::loan_closed: return fold_closed(event, booking);
    case EventKind::loan_written_off: return fold_written_off(event, booking, context);
    case EventKind::loan_legal_proceedings_started: return fold_legal_started(event, booking);
    case EventKind::loan_legal_proceedings_updated: return fold_legal_updated(event, booking);
    case EventKind::loan_collateral_added: return fold_collateral_added(event, booking);
    case EventKind::loan_collateral_valued: return fold_collateral_valued(event, booking);
    case EventKind::loan_lien_changed: return fold_lien_changed(event, booking);
    case EventKind::loan_guarantor_added: return fold_guarantor_added(event, booking);
    case EventKind::loan_guarantor_released: return fold_guarantor_released(event, booking);
    case EventKind::loan_delinquency_paused: return fold_paused(event, booking);
    case EventKind::loan_delinquency_resumed: return fold_resumed(event, booking);
    case EventKind::loan_credit_balance_refunded: return fold_refunded(event, booking);
    case EventKind::loan_disbursement_reversed: return fold_disbursement_reversed(event, booking);
    case EventKind::charge_applied: return fold_charge(event, booking);
    case EventKind::charge_waived: return fold_charge_waived(event, booking);
    case EventKind::charge_adjusted: return fold_charge_adjusted(event, booking);
    case EventKind::charge_reversed: return fold_charge_reversed(event, booking);
    case EventKind::payment_received: return fold_payment(event, booking);
    case EventKind::payment_reversed: return fold_payment_reversed(event, booking);
    case EventKind::payment_charged_back: return fold_charged_back(event, booking);
    case EventKind::collection_legal_action_initiated: return fold_legal_action(event, booking);
    default: return {};
  }
}

class Loans final : public fold::Projection {
 public:
  explicit Loans(Buckets buckets) : buckets_(std::move(buckets)) {}

  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    if (kind == LoanSlice::kKind) return std::make_unique<LoanSlice>();
    if (kind == LoanListSlice::kKind) return std::make_unique<LoanListSlice>();
    return nullptr;
  }
  FoldStatus fold(const Event& event, FoldContext& context) const override {
    const auto* loan_id = loan_of(event);
    if (loan_id == nullptr) return {};
    Booking booking(loan_id->str(), event, context, buckets_);
    if (const auto status = fold_one(event, booking, context); !status) return status;
    return booking.done();
  }
  using Projection::fold;
  FoldStatus fire(const fold::Timer& timer, FoldContext& context) const override {
    auto& loan = context.own<LoanSlice>(timer.entity);
    loan.edit<History>().wake.reset();
    conclude(timer.entity, loan, buckets_, context);
    return {};
  }
  std::string data_schema() const override;

 private:
  const Buckets buckets_;
  const fold::ProjectionInfo info_{
      .name = "loans",
      .slot = kSlot,
      .version = 1,
      .summary = "Each loan: schedule, allocation of what was paid, arrears and buckets, security.",
      .subjects = {"customer"},
      .reads = {}};
};

std::string Loans::data_schema() const {
  return projections::schema_document([](JsonWriter& out) {
    fold::write_schema_members<LoanView>(out);
    fold::write_schema_members<LoanDetail>(out);
  });
}

}  // namespace

std::shared_ptr<const fold::Projection> make(Buckets buckets) {
  return std::make_shared<Loans>(std::move(buckets));
}
std::shared_ptr<const fold::Projection> make() { return make(Buckets{}); }

}  // namespace dossier::loans
