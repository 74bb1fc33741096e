// One line of the payments page as it is kept: what the event said (set 0), and what the loan made
// of it (set 1), under the same key. Personal words stay in their boxes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/events/fbs/payment_generated.h"
#include "dossier/fold/json.h"
#include "dossier/fold/projection.h"
#include "dossier/fold/sealed.h"
#include "dossier/loans/account.h"
#include "dossier/projections/enum_names.h"

namespace dossier::payments {

inline constexpr fold::Slot kSlot = 4;
inline constexpr uint8_t kSaid = 0;     // set of Row
inline constexpr uint8_t kEffects = 1;  // set of Effect

using event::Channel;
using event::payment::PaymentKind;
using event::payment::PaymentMethod;

// Stored numbers, as all enums here: add at the end.
enum class What : uint8_t { payment, reminder, charge_back };
std::string_view enum_name(What what);

// `partial` and `reversed` of a booked payment follow from its effect.
enum class Status : uint8_t {
  completed,
  partial,  // on or after the due date, and left a part of that instalment open
  pending,
  scheduled,
  failed,
  reversed,  // taken back; of one that never came in: called off
  reminded
};
std::string_view enum_name(Status status);

struct Row {
  What what = What::payment;
  Status status = Status::completed;
  std::string id;  // of the payment, the reminder or the charge-back
  std::string loan_id;
  std::optional<Money> amount;
  std::optional<PaymentMethod> method;
  std::optional<PaymentKind> kind;
  std::optional<Date> due_date;  // as the event says
  std::optional<Date> scheduled_for;
  std::optional<Date> reversed_on;
  std::string receipt_number, promise_id, failure_code;
  std::optional<Money> stated_balance;
  std::string charged_back_id;  // the payment that a charge-back takes back
  std::optional<Channel> channel;
  std::string message_id;
  bool booked = false;  // the loan has it among its transactions
  std::vector<fold::SealedBox> boxes;
  DOSSIER_FIELDS(what, status, id, loan_id, amount, method, kind, due_date, scheduled_for,
                 reversed_on, receipt_number, promise_id, failure_code, stated_balance,
                 charged_back_id, channel, message_id, booked, boxes);
};

struct Breakdown {
  Money principal, interest, fees, penalties;
  Money overpaid;  // left over
  DOSSIER_FIELDS(principal, interest, fees, penalties, overpaid);
};

struct Effect {
  Breakdown breakdown;
  Money balance;                     // principal outstanding afterwards
  std::optional<Date> due_date;      // of the instalment that it reached first
  std::optional<int32_t> days_late;  // below 0: early
  std::optional<Money> left_open;    // of a partial one, on its last instalment
  std::optional<Date> reversed_on;   // what stands above is what it was, or nothing
  DOSSIER_FIELDS(breakdown, balance, due_date, days_late, left_open, reversed_on);
};

// What a booked transaction did.
Effect effect_of(const loans::Transaction& transaction, uint16_t currency);

// A row with its effect, as readers see it.
struct PaymentData {
  What what = What::payment;
  std::string id;
  std::string loan_id;
  std::string product_name;  // of the loan
  Status status = Status::completed;
  Date date;                     // value date; of a scheduled one the day it is for
  std::optional<Date> due_date;  // as the event says, else of the instalment that it reached first
  std::optional<Money> amount;
  std::optional<PaymentMethod> method;
  std::optional<PaymentKind> kind;
  std::optional<int32_t> days_late;
  std::optional<Breakdown> breakdown;
  std::optional<Money> balance;
  std::optional<Money> stated_balance;
  std::optional<Money> left_open;
  std::optional<Date> scheduled_for;
  std::optional<Date> reversed_on;
  std::string receipt_number, promise_id, failure_code, charged_back_id;
  std::optional<Channel> channel;
  std::string message_id;
  bool booked = false;
  DOSSIER_FIELDS(what, id, loan_id, product_name, status, date, due_date, amount, method, kind,
                 days_late, breakdown, balance, stated_balance, left_open, scheduled_for,
                 reversed_on, receipt_number, promise_id, failure_code, charged_back_id, channel,
                 message_id, booked);
};

// The order of the page is this order, read backwards.
struct RowKey {
  Date date;
  std::string id;
  std::string loan_id;
  What what = What::payment;
  bool operator==(const RowKey&) const = default;
};
std::string encode_key(const RowKey& key);
std::optional<RowKey> decode_key(std::string_view bytes);  // nothing where it is no row's key

PaymentData data_of(const RowKey& key, const Row& row, const Effect* effect,
                    std::string product_name);

}  // namespace dossier::payments
