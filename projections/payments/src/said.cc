// Rows of what the events of payments say.
#include <algorithm>

#include "fold_parts.h"

namespace dossier::payments {
namespace {

using events::EventKind;
using fold::Event;
using fold::FoldContext;
using loans::Transaction;
using loans::TransactionKind;
using projections::money_of;
using projections::value_of;

void put(const RowKey& key, const Row& row, FoldContext& context) {
  context.put_row(kSaid, encode_key(key), fold::encoded(row));
}

// Network addresses are for the audit of the record itself.
std::vector<fold::SealedBox> kept_boxes(const Event& event) {
  auto boxes = fold::boxes_of(event);
  std::erase_if(boxes, [](const fold::SealedBox& box) {
    return box.purpose == static_cast<uint8_t>(event::Purpose::trace);
  });
  return boxes;
}

// The row of a payment that no loan has booked yet; a new one where nothing is known of it.
Row row_so_far(const std::string& id, const std::string& loan_id, FoldContext& context) {
  const auto& rows = context.own<OpenSlice>().get<Open>().rows;
  const auto found = rows.find(open_id(id, loan_id));
  if (found != rows.end()) return found->second.row;
  Row row;
  row.id = id;
  row.loan_id = loan_id;
  return row;
}

// Takes the row of an unbooked payment down, so that it is written anew.
void take_down(const Row& row, FoldContext& context) {
  auto& slice = context.own<OpenSlice>();
  const auto id = open_id(row.id, row.loan_id);
  const auto found = slice.get<Open>().rows.find(id);
  if (found == slice.get<Open>().rows.end()) return;
  context.erase_row(kSaid, encode_key({found->second.date, row.id, row.loan_id, row.what}));
  slice.edit<Open>().rows.erase(id);
}

void drop_oldest(Open& open) {
  if (open.rows.size() <= kMaxOpen) return;
  open.rows.erase(std::ranges::min_element(
      open.rows, {}, [](const auto& entry) { return std::pair(entry.second.date, entry.first); }));
}

// Writes the row, and remembers it while it can still change.
void write(Date date, Row row, FoldContext& context) {
  take_down(row, context);
  put({date, row.id, row.loan_id, row.what}, row, context);
  if (row.booked) return;
  auto& open = context.own<OpenSlice>().edit<Open>();
  const auto id = open_id(row.id, row.loan_id);
  open.rows[id] = {date, std::move(row)};
  drop_oldest(open);
}

template <class Said>
void note_common(const Said& said, const Event& event, Row& row) {
  if (const auto amount = money_of(said.amount())) row.amount = amount;
  if (const auto date = date_of(said.due_date())) row.due_date = date;
  if (const auto method = value_of(said.method())) row.method = method;
  row.boxes = kept_boxes(event);
}

void received(const Event& event, FoldContext& context) {
  const auto& said = event.as<event::payment::Received>();
  const std::string id = text_of(said.payment_id()), loan_id = text_of(said.loan_id());
  const Transaction* booked = find_transaction(loan_id, id, context);
  // Another event has brought this payment: the loan says so among its problems.
  if (booked != nullptr && booked->cause != event.position.offset) return;
  Row row = row_so_far(id, loan_id, context);
  note_common(said, event, row);
  row.status = Status::completed;
  row.booked = booked != nullptr;
  row.kind = value_of(said.kind()).value_or(PaymentKind::repayment);
  if (booked != nullptr && booked->kind == TransactionKind::recovery)
    row.kind = PaymentKind::recovery;
  row.receipt_number = text_of(said.receipt_number());
  row.promise_id = text_of(said.promise_id());
  row.stated_balance = money_of(said.running_balance());
  row.failure_code.clear();
  row.reversed_on.reset();
  write(event.effective_date, std::move(row), context);
}

// One that did not come in (yet). Told after it did, it changes nothing.
template <class Said>
void told_of(const Event& event, Status status, FoldContext& context) {
  const auto& said = event.as<Said>();
  const std::string id = text_of(said.payment_id()), loan_id = text_of(said.loan_id());
  if (find_transaction(loan_id, id, context) != nullptr) return;
  Row row = row_so_far(id, loan_id, context);
  note_common(said, event, row);
  row.status = status;
  row.reversed_on.reset();
  row.failure_code.clear();
  Date date = event.effective_date;
  if constexpr (std::same_as<Said, event::payment::Scheduled>)
    row.scheduled_for = date = Date{said.scheduled_for().value_or(date.days)};
  if constexpr (std::same_as<Said, event::payment::Failed>)
    row.failure_code = text_of(said.failure_code());
  write(date, std::move(row), context);
}

// Of a payment that no loan has booked; facts tell of the others.
void called_off(const Event& event, FoldContext& context) {
  const auto& said = event.as<event::payment::Reversed>();
  const std::string id = text_of(said.payment_id()), loan_id = text_of(said.loan_id());
  const auto& rows = context.own<OpenSlice>().get<Open>().rows;
  const auto found = rows.find(open_id(id, loan_id));
  if (found == rows.end()) return;
  OpenRow entry = found->second;
  entry.row.status = Status::reversed;
  entry.row.reversed_on = reversed_on(said, context);
  write(entry.date, std::move(entry.row), context);
}

void reminded(const Event& event, FoldContext& context) {
  const auto& said = event.as<event::payment::ReminderSent>();
  Row row;
  row.what = What::reminder;
  row.status = Status::reminded;
  row.id = text_of(said.reminder_id());
  row.loan_id = text_of(said.loan_id());
  row.amount = money_of(said.amount());
  row.due_date = date_of(said.due_date());
  row.channel = value_of(said.channel());
  row.message_id = text_of(said.message_id());
  row.boxes = kept_boxes(event);
  put({event.effective_date, row.id, row.loan_id, row.what}, row, context);
}

void charged_back(const Event& event, FoldContext& context) {
  const auto& said = event.as<event::payment::ChargedBack>();
  Row row;
  row.what = What::charge_back;
  row.id = text_of(said.chargeback_id());
  row.loan_id = text_of(said.loan_id());
  const Transaction* booked = find_transaction(row.loan_id, row.id, context);
  if (booked != nullptr && booked->cause != event.position.offset) return;
  row.booked = booked != nullptr;
  row.amount = money_of(said.amount());
  row.charged_back_id = text_of(said.payment_id());
  row.boxes = kept_boxes(event);
  put({event.effective_date, row.id, row.loan_id, row.what}, row, context);
}

}  // namespace

void write_said(const Event& event, FoldContext& context) {
  switch (event.kind()) {
    case EventKind::payment_received: return received(event, context);
    case EventKind::payment_pending:
      return told_of<event::payment::Pending>(event, Status::pending, context);
    case EventKind::payment_failed:
      return told_of<event::payment::Failed>(event, Status::failed, context);
    case EventKind::payment_scheduled:
      return told_of<event::payment::Scheduled>(event, Status::scheduled, context);
    case EventKind::payment_reversed: return called_off(event, context);
    case EventKind::payment_reminder_sent: return reminded(event, context);
    case EventKind::payment_charged_back: return charged_back(event, context);
    default: return;
  }
}

}  // namespace dossier::payments
