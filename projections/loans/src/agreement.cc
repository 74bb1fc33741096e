// What was agreed and paid out: disbursements, schedules, restructures.
#include <algorithm>

#include "booking.h"

#include "dossier/loans/terms.h"
#include "ledger.h"
#include "schedule.h"

namespace dossier::loans {
namespace {

using Published = flatbuffers::Vector<flatbuffers::Offset<event::loan::Instalment>>;

template <class T>
void take(T& target, flatbuffers::Optional<T> value) {
  if (value) target = *value;
}
void take(bool& target, flatbuffers::Optional<bool> value) {
  if (value) target = *value;
}
void take(int64_t& target, const event::Money* money) {
  if (money != nullptr) target = std::min(money->minor(), kMaxAmount);
}

Terms terms_of(const event::loan::Terms& said) {
  Terms terms;
  take(terms.principal, said.principal());
  take(terms.annual_rate, said.annual_rate());
  take(terms.interest_method, said.interest_method());
  take(terms.amortization, said.amortization());
  take(terms.interest_period, said.interest_period());
  take(terms.instalment_count, said.instalment_count());
  take(terms.period_length, said.period_length());
  take(terms.period_unit, said.period_unit());
  terms.first_due_date = date_of(said.first_due_date());
  terms.term_months = value_of(said.term_months());
  take(terms.day_count, said.day_count());
  take(terms.grace_principal_periods, said.grace_principal_periods());
  take(terms.grace_interest_periods, said.grace_interest_periods());
  take(terms.interest_free_periods, said.interest_free_periods());
  take(terms.down_payment, said.down_payment());
  take(terms.down_payment_percent, said.down_payment_percent());
  take(terms.down_payment_automatic, said.down_payment_automatic());
  take(terms.balloon, said.balloon());
  take(terms.allocation, said.allocation());
  take(terms.allocation_order, said.allocation_order());
  take(terms.future_money, said.future_money());
  take(terms.future_money_goodwill, said.future_money_goodwill());
  take(terms.future_money_merchant_refund, said.future_money_merchant_refund());
  take(terms.schedule_type, said.schedule_type());
  take(terms.rounding, said.rounding());
  take(terms.instalment_multiple, said.instalment_multiple());
  take(terms.interest_recalculation, said.interest_recalculation());
  take(terms.grace_days, said.grace_days());
  take(terms.instalment_level_delinquency, said.instalment_level_delinquency());
  return terms;
}

// The published instalments; nothing where one is not in the loan's currency, which is noted.
std::optional<std::vector<Instalment>> instalments_of(const Published& said, Date start,
                                                      Booking& booking) {
  std::vector<Instalment> schedule;
  const auto part = [&](const event::Money* money) -> std::optional<int64_t> {
    return money == nullptr ? std::optional<int64_t>(0)
                            : booking.amount(money_of(money), booking.loan_id());
  };
  for (const auto* row : said) {
    const auto principal = part(row->principal()), interest = part(row->interest()),
               fees = part(row->fees()), penalties = part(row->penalties());
    if (!principal || !interest || !fees || !penalties) return std::nullopt;
    Instalment instalment;
    instalment.due_date = Date{row->due_date().value_or(0)};
    instalment.from =
        date_of(row->from_date()).value_or(schedule.empty() ? start : schedule.back().due_date);
    instalment.due = {*principal, *interest, *fees, *penalties};
    schedule.push_back(instalment);
  }
  renumber(schedule, ScheduleType::progressive);
  return schedule;
}

int64_t principal_of(const std::vector<Instalment>& schedule) {
  int64_t sum = 0;
  for (const auto& instalment : schedule)
    if (!instalment.closed) sum += instalment.due.principal - instalment.credited;
  return sum;
}

void check_sum(Booking& booking) {
  const auto& account = booking.account();
  if (!account.published || account.closing.sequence > 0) return;
  if (principal_of(account.schedule) != account.disbursed())
    booking.problem(ProblemCode::schedule_sum, booking.loan_id());
}

void note_agreement(const event::loan::Disbursed& said, const Event& event, Booking& booking) {
  auto& agreement = booking.loan().edit<Agreement>();
  const auto text = [](std::string& target, const flatbuffers::String* value) {
    if (value != nullptr) target = value->str();
  };
  text(agreement.product_id, said.product_id());
  text(agreement.product_name, said.product_name());
  text(agreement.application_id, said.application_id());
  text(agreement.officer_id, said.officer_id());
  text(agreement.branch_id, said.branch_id());
  text(agreement.method, said.method());
  text(agreement.refinances_loan_id, said.refinances_loan_id());
  if (said.product_type()) agreement.product_type = *said.product_type();
  if (said.maturity_date()) agreement.maturity_date = date_of(said.maturity_date());
  if (!agreement.disbursed_on || event.effective_date < *agreement.disbursed_on)
    agreement.disbursed_on = event.effective_date;
  agreement.sealed.take(event, "account_number",
                        fold::field_id(event::loan::Disbursed::VT_ACCOUNT_NUMBER));
}

void note_people(const event::loan::Disbursed& said, const Event& event, Booking& booking) {
  using Said = event::loan::Disbursed;
  const auto each = [](const auto* list, auto&& visit) {
    for (uint32_t i = 0; list != nullptr && i < list->size(); ++i) visit(*list->Get(i), i);
  };
  each(said.co_borrowers(), [&](const event::CoBorrower& person, uint32_t i) {
    const std::string id = text_of(person.person_id());
    auto& borrower = booking.loan().edit<Security>().co_borrowers[id];
    borrower = {text_of(person.customer_id()), value_of(person.relationship()), i, {}};
    take_person(borrower.sealed, event, fold::field_id(Said::VT_CO_BORROWERS), id);
  });
  each(said.guarantors(), [&](const event::loan::Guarantor& person, uint32_t i) {
    take_guarantor(person, event, booking, {fold::field_id(Said::VT_GUARANTORS), i});
  });
  each(said.collateral(), [&](const event::loan::Collateral& item, uint32_t i) {
    take_collateral(item, event, booking, {fold::field_id(Said::VT_COLLATERAL), i});
  });
}

// The schedule that the event brings; else terms; else what there is stays.
void note_schedule(const event::loan::Disbursed& said, const Event& event, Booking& booking,
                   bool first) {
  auto& account = booking.loan().edit<Account>();
  if (said.terms() != nullptr) {
    account.terms = terms_of(*said.terms());
    booking.loan().edit<Agreement>().with_terms = true;
    if (!workable(account.terms)) booking.problem(ProblemCode::terms, booking.loan_id());
  }
  if (said.schedule() != nullptr && said.schedule()->size() > 0) {
    auto schedule = instalments_of(*said.schedule(), event.effective_date, booking);
    if (!schedule) return;
    account.schedule = std::move(*schedule);
    account.published = true;
  } else if (first && !booking.loan().get<Agreement>().with_terms && !account.published) {
    booking.problem(ProblemCode::no_schedule, booking.loan_id());
  }
}

// Ends the book at a restructure: what is open of each instalment is carried, and those that
// nothing was due or paid of go. The principal that is carried.
int64_t close_book(Account& account, Date date) {
  int64_t principal = 0;
  std::erase_if(account.schedule, [&](const Instalment& i) {
    const bool goes = !i.closed && i.due_date >= date && i.paid.total() == 0;
    if (goes) principal += i.open().principal;
    return goes;
  });
  for (auto& instalment : account.schedule) {
    if (instalment.closed) continue;
    principal += instalment.open().principal;
    instalment.waived += instalment.open();
    if (!instalment.settled_on) instalment.settled_on = date;
    instalment.credited = instalment.charged_fees = instalment.charged_penalties = 0;
    instalment.closed = true;
  }
  account.published = true;
  return principal;
}

}  // namespace

FoldStatus fold_disbursed(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::Disbursed>();
  Transaction transaction;
  transaction.kind = TransactionKind::disbursement;
  transaction.id = said.disbursement_id() != nullptr ? said.disbursement_id()->str()
                                                     : booking.loan_id() + ".disbursement";
  transaction.value_date = event.effective_date;
  const auto amount = booking.amount(money_of(said.amount()), transaction.id);
  if (!amount) return {};
  transaction.amount = *amount;
  const bool first = !booking.loan().get<Agreement>().disbursed_on.has_value();
  note_agreement(said, event, booking);
  note_people(said, event, booking);
  note_schedule(said, event, booking, first);
  booking.book(std::move(transaction));
  check_sum(booking);
  return {};
}

FoldStatus fold_disbursement_reversed(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::DisbursementReversed>();
  const std::string id = said.disbursement_id() != nullptr ? said.disbursement_id()->str()
                                                           : booking.loan_id() + ".disbursement";
  booking.amend([&](Account& account) {
    Transaction* found = account.find_transaction(id);
    if (found == nullptr || found->reversed || found->sequence <= account.closing.sequence) {
      booking.problem(ProblemCode::unknown_reference, id);
      return false;
    }
    found->reversed = true;
    return true;
  });
  return {};
}

FoldStatus fold_schedule(const Event& event, Booking& booking) {
  const auto& said = event.as<event::loan::SchedulePublished>();
  const auto start = booking.loan().get<Agreement>().disbursed_on.value_or(event.effective_date);
  auto schedule = instalments_of(*said.schedule(), start, booking);
  if (!schedule) return {};
  booking.amend([&](Account& account) {
    std::erase_if(account.schedule, [](const Instalment& i) { return !i.closed; });
    account.schedule.insert(account.schedule.end(), schedule->begin(), schedule->end());
    renumber(account.schedule, ScheduleType::progressive);
    account.published = true;
    return true;
  });
  check_sum(booking);
  return {};
}

namespace {

// The open instalments, so many days later; new ones from the source; or from new terms.
std::vector<Instalment> new_schedule(const event::loan::Restructured& said,
                                     const Restructure& restructure, Booking& booking,
                                     const std::vector<Instalment>& open, int64_t principal) {
  if (said.schedule() != nullptr && said.schedule()->size() > 0) {
    auto schedule = instalments_of(*said.schedule(), restructure.date, booking);
    if (!schedule) return {};
    if (principal_of(*schedule) != principal)
      booking.problem(ProblemCode::schedule_sum, restructure.id);
    return std::move(*schedule);
  }
  if (restructure.new_terms) {
    Terms plain = *restructure.new_terms;
    if (workable(plain)) {
      auto schedule = dated_instalments(plain, restructure.date);
      const Payout carried{restructure.date, principal};
      // Nothing is paid down again.
      plain.down_payment = plain.down_payment_percent = 0;
      add_payout(schedule, plain, std::span(&carried, 1));
      return schedule;
    }
    booking.problem(ProblemCode::terms, restructure.id);
  }
  const int32_t days = restructure.deferral_days.value_or(0);
  std::vector<Instalment> schedule;
  for (const auto& before : open) {
    Instalment later;
    later.kind = before.kind;
    later.from = before.from;
    const bool undated = before.kind == InstalmentKind::undated;
    later.due_date = undated ? before.due_date : before.due_date + days;
    later.due = before.open();
    if (later.due.total() > 0) schedule.push_back(later);
  }
  return schedule;
}

Restructure restructure_of(const event::loan::Restructured& said, const Event& event,
                           Booking& booking) {
  Restructure restructure;
  restructure.id = text_of(said.restructure_id());
  restructure.date = event.effective_date;
  restructure.kind = value_of(said.kind());
  if (said.old_terms() != nullptr)
    restructure.old_terms = terms_of(*said.old_terms());
  else if (booking.loan().get<Agreement>().with_terms)
    restructure.old_terms = booking.account().terms;
  if (said.new_terms() != nullptr) restructure.new_terms = terms_of(*said.new_terms());
  restructure.old_maturity_date = date_of(said.old_maturity_date());
  restructure.new_maturity_date = date_of(said.new_maturity_date());
  const auto part = [&](const event::Money* money) -> int64_t {
    return money == nullptr ? 0 : booking.amount(money_of(money), restructure.id).value_or(0);
  };
  restructure.capitalized_interest = part(said.capitalized_interest());
  restructure.capitalized_fees = part(said.capitalized_fees());
  restructure.forgiven = part(said.forgiven());
  restructure.deferral_days = value_of(said.deferral_days());
  restructure.sealed.take(event, "reason", fold::field_id(event::loan::Restructured::VT_META));
  return restructure;
}

}  // namespace

FoldStatus fold_restructured(const Event& event, Booking& booking, FoldContext& context) {
  const auto& said = event.as<event::loan::Restructured>();
  Restructure restructure = restructure_of(said, event, booking);
  auto& restructures = booking.loan().edit<Restructures>().restructures;
  if (std::ranges::find(restructures, restructure.id, &Restructure::id) != restructures.end()) {
    booking.problem(ProblemCode::duplicate, restructure.id);
    return {};
  }
  auto& account = booking.loan().edit<Account>();
  std::vector<Instalment> open;
  for (const auto& instalment : account.schedule)
    if (!instalment.closed) open.push_back(instalment);
  const int64_t principal = close_book(account, event.effective_date) +
                            restructure.capitalized_interest + restructure.capitalized_fees -
                            restructure.forgiven;
  const auto schedule = new_schedule(said, restructure, booking, open, principal);
  account.schedule.insert(account.schedule.end(), schedule.begin(), schedule.end());
  renumber(account.schedule, ScheduleType::progressive);
  account.principal = principal_of(schedule);
  account.closing = {++account.sequence, account.principal, account.overpaid};
  if (restructure.new_terms) {
    account.terms = *restructure.new_terms;
    booking.loan().edit<Agreement>().with_terms = true;
  }
  auto& agreement = booking.loan().edit<Agreement>();
  if (restructure.new_maturity_date) {
    agreement.maturity_date = restructure.new_maturity_date;
  } else if (!schedule.empty()) {
    restructure.new_maturity_date = schedule.back().due_date;
    agreement.maturity_date = schedule.back().due_date;
  }
  context.emit(fold::Fact::make(
      LoanRestructured{booking.loan_id(), restructure.id, {account.principal, agreement.currency}},
      booking.loan_id(), restructure.id, event.effective_date));
  restructures.push_back(std::move(restructure));
  return {};
}

}  // namespace dossier::loans
