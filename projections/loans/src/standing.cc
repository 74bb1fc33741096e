// How a loan stands: closed, written off, before a court, paused; what secures it.
#include <algorithm>

#include "booking.h"

#include "dossier/events/fbs/collection_generated.h"

namespace dossier::loans {
namespace {

LegalCase& legal_case(Booking& booking, const flatbuffers::String* id) {
  return booking.loan().edit<Standing>().legal_cases[id == nullptr ? booking.loan_id() : id->str()];
}

void open_case(LegalCase& legal, const Event& event, const flatbuffers::String* court,
               const event::Money* claimed, Booking& booking) {
  if (!legal.started_on) legal.started_on = event.effective_date;
  if (!legal.status) legal.status = LegalStatus::filed;
  if (court != nullptr) legal.court = court->str();
  if (claimed != nullptr)
    legal.claimed = booking.amount(money_of(claimed), booking.loan_id()).value_or(0);
}

}  // namespace

void take_person(SealedFields& sealed, const Event& event, uint16_t field,
                 const std::string& person_id) {
  const std::string owner = "person/" + person_id;
  for (const auto purpose :
       {events::Purpose::identity, events::Purpose::contact, events::Purpose::finance})
    sealed.take(event, events::name_of(purpose), field, {owner, purpose});
}

FoldStatus fold_closed(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::Closed>();
  auto& standing = booking.loan().edit<Standing>();
  standing.closed_on = event.effective_date;
  standing.closure = value_of(said.kind());
  if (booking.account().outstanding() > 0)
    booking.problem(ProblemCode::closed_with_balance, booking.loan_id());
  return {};
}

FoldStatus fold_written_off(const Event& event, Booking& booking, FoldContext& context) {
  const auto& said = event.as<event::loan::WrittenOff>();
  if (booking.loan().get<Standing>().written_off_on) {
    booking.problem(ProblemCode::duplicate, booking.loan_id());
    return {};
  }
  Transaction transaction;
  transaction.id = booking.loan_id() + ".write-off";
  transaction.kind = TransactionKind::write_off;
  transaction.value_date = event.effective_date;
  const int64_t open = booking.account().outstanding();
  transaction.amount = open;
  if (said.amount() != nullptr) {
    const auto stated = booking.amount(money_of(said.amount()), transaction.id);
    if (!stated) return {};
    if (*stated != open) booking.problem(ProblemCode::amount, transaction.id);
  }
  auto& standing = booking.loan().edit<Standing>();
  standing.written_off_on = event.effective_date;
  standing.written_off = open;
  context.emit(fold::Fact::make(LoanWrittenOff{booking.loan_id(), {open, booking.currency()}},
                                booking.loan_id(), to_string(event.effective_date),
                                event.effective_date));
  if (open > 0) booking.book(std::move(transaction));
  return {};
}

FoldStatus fold_paused(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::DelinquencyPaused>();
  auto& pauses = booking.loan().edit<Standing>().pauses;
  pauses.push_back({Date{said.from_date().value_or(0)}, date_of(said.until_date())});
  std::ranges::sort(pauses, {},
                    [](const Pause& pause) { return std::pair(pause.from, pause.until); });
  return {};
}

// Ends the pauses that run on that day.
FoldStatus fold_resumed(const Event& event, Booking& booking) {
  const Date on{event.as<event::loan::DelinquencyResumed>().from_date().value_or(0)};
  bool any = false;
  for (auto& pause : booking.loan().edit<Standing>().pauses) {
    if (pause.from > on || (pause.until && *pause.until < on)) continue;
    pause.until = on;
    any = true;
  }
  if (!any) booking.problem(ProblemCode::unknown_reference, booking.loan_id());
  return {};
}

FoldStatus fold_legal_started(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::LegalProceedingsStarted>();
  open_case(legal_case(booking, said.legal_case_id()), event, said.court(), said.amount_claimed(),
            booking);
  return {};
}

FoldStatus fold_legal_action(const Event& event, Booking& booking) {
  const auto& said = event.as<event::collection::LegalActionInitiated>();
  open_case(legal_case(booking, said.legal_case_id()), event, said.court(), said.amount_claimed(),
            booking);
  return {};
}

FoldStatus fold_legal_updated(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::LegalProceedingsUpdated>();
  auto& legal = legal_case(booking, said.legal_case_id());
  legal.status = value_of(said.status());
  legal.next_hearing_on = date_of(said.next_hearing_on());
  return {};
}

void take_collateral(const event::loan::Collateral& said, const Event& event, Booking& booking,
                     const Place& place) {
  auto& item = booking.loan().edit<Security>().collateral[text_of(said.collateral_id())];
  item.kind = text_of(said.kind());
  item.document_id = text_of(said.document_id());
  if (said.value() != nullptr) {
    item.value = money_of(said.value());
    item.valued_on = date_of(said.valued_on()).value_or(event.effective_date);
    if (!item.original_valued_on) {
      item.original_value = item.value;
      item.original_valued_on = item.valued_on;
    }
  }
  if (said.lien_status()) {
    item.lien_status = *said.lien_status();
    item.lien_changed_on = event.effective_date;
  }
  item.item = place.item;
  item.sealed.take(event, "description", place.field);
}

FoldStatus fold_collateral_added(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::CollateralAdded>();
  take_collateral(*said.collateral(), event, booking,
                  {fold::field_id(event::loan::CollateralAdded::VT_COLLATERAL), std::nullopt});
  return {};
}

FoldStatus fold_collateral_valued(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::CollateralValued>();
  auto& collateral = booking.loan().edit<Security>().collateral;
  const std::string id = text_of(said.collateral_id());
  if (!collateral.contains(id)) booking.problem(ProblemCode::unknown_reference, id);
  auto& item = collateral[id];
  const Date on{said.valued_on().value_or(0)};
  if (!item.original_valued_on || on < *item.original_valued_on) {
    item.original_value = money_of(said.value());
    item.original_valued_on = on;
  }
  if (item.valued_on && on < *item.valued_on) return {};
  item.value = money_of(said.value());
  item.valued_on = on;
  return {};
}

FoldStatus fold_lien_changed(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::LienChanged>();
  auto& collateral = booking.loan().edit<Security>().collateral;
  const std::string id = text_of(said.collateral_id());
  if (!collateral.contains(id)) booking.problem(ProblemCode::unknown_reference, id);
  collateral[id].lien_status = value_of(said.lien_status());
  collateral[id].lien_changed_on = event.effective_date;
  return {};
}

void take_guarantor(const event::loan::Guarantor& said, const Event& event, Booking& booking,
                    const Place& place) {
  const std::string id = text_of(said.person_id());
  auto& guarantor = booking.loan().edit<Security>().guarantors[id];
  guarantor = {text_of(said.customer_id()),
               value_of(said.relationship()),
               money_of(said.amount()),
               text_of(said.document_id()),
               std::nullopt,
               place.item,
               {}};
  take_person(guarantor.sealed, event, place.field, id);
}

FoldStatus fold_guarantor_added(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::GuarantorAdded>();
  take_guarantor(*said.guarantor(), event, booking,
                 {fold::field_id(event::loan::GuarantorAdded::VT_GUARANTOR), std::nullopt});
  return {};
}

FoldStatus fold_guarantor_released(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::GuarantorReleased>();
  auto& guarantors = booking.loan().edit<Security>().guarantors;
  const std::string id = text_of(said.person_id());
  if (!guarantors.contains(id)) booking.problem(ProblemCode::unknown_reference, id);
  guarantors[id].released_on = event.effective_date;
  return {};
}

}  // namespace dossier::loans
