// Keys, names and joins of payment rows. Any thread.
#include "dossier/payments/row.h"

#include "dossier/base/bytes.h"

namespace dossier::payments {
namespace {

constexpr uint32_t kBias = uint32_t{1} << 31;  // so that days before 1970 sort first
constexpr uint8_t kWhats = 3;

}  // namespace

std::string_view enum_name(What what) {
  switch (what) {
    case What::payment: return "payment";
    case What::reminder: return "reminder";
    case What::charge_back: return "charge_back";
  }
  return "";
}

std::string_view enum_name(Status status) {
  switch (status) {
    case Status::completed: return "completed";
    case Status::partial: return "partial";
    case Status::pending: return "pending";
    case Status::scheduled: return "scheduled";
    case Status::failed: return "failed";
    case Status::reversed: return "reversed";
    case Status::reminded: return "reminded";
  }
  return "";
}

// Ids hold no NUL, so one ends each.
std::string encode_key(const RowKey& key) {
  ByteWriter out;
  out.big32(static_cast<uint32_t>(key.date.days) + kBias);
  out.raw(key.id);
  out.u8(0);
  out.raw(key.loan_id);
  out.u8(0);
  out.u8(static_cast<uint8_t>(key.what));
  return out.take();
}

std::optional<RowKey> decode_key(std::string_view bytes) {
  ByteReader in(bytes);
  RowKey key;
  key.date.days = static_cast<int32_t>(in.big32() - kBias);
  if (!in.ok()) return std::nullopt;
  bytes.remove_prefix(sizeof(uint32_t));
  const auto take = [&](std::string& id) {
    const size_t end = bytes.find('\0');
    if (end == std::string_view::npos) return false;
    id = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    return true;
  };
  if (!take(key.id) || !take(key.loan_id) || bytes.size() != 1) return std::nullopt;
  const auto what = static_cast<uint8_t>(bytes[0]);
  if (what >= kWhats) return std::nullopt;
  key.what = What{what};
  return key;
}

Effect effect_of(const loans::Transaction& transaction, uint16_t currency) {
  const auto money = [&](int64_t minor) { return Money{minor, currency}; };
  const auto& parts = transaction.allocated;
  Effect effect;
  effect.breakdown = {money(parts.principal), money(parts.interest), money(parts.fees),
                      money(parts.penalties), money(transaction.overpaid)};
  effect.balance = money(transaction.balance);
  effect.due_date = transaction.due_date;
  if (transaction.due_date) effect.days_late = transaction.value_date - *transaction.due_date;
  if (transaction.left_open > 0) effect.left_open = money(transaction.left_open);
  return effect;
}

PaymentData data_of(const RowKey& key, const Row& row, const Effect* effect,
                    std::string product_name) {
  PaymentData data{.what = row.what,
                   .id = row.id,
                   .loan_id = row.loan_id,
                   .product_name = std::move(product_name),
                   .status = row.status,
                   .date = key.date,
                   .due_date = row.due_date,
                   .amount = row.amount,
                   .method = row.method,
                   .kind = row.kind,
                   .days_late = {},
                   .breakdown = {},
                   .balance = {},
                   .stated_balance = row.stated_balance,
                   .left_open = {},
                   .scheduled_for = row.scheduled_for,
                   .reversed_on = row.reversed_on,
                   .receipt_number = row.receipt_number,
                   .promise_id = row.promise_id,
                   .failure_code = row.failure_code,
                   .charged_back_id = row.charged_back_id,
                   .channel = row.channel,
                   .message_id = row.message_id,
                   .booked = row.booked};
  if (effect == nullptr) return data;
  if (effect->reversed_on) {
    data.status = Status::reversed;
    data.reversed_on = effect->reversed_on;
    return data;
  }
  if (effect->left_open) data.status = Status::partial;
  if (!data.due_date) data.due_date = effect->due_date;
  data.days_late = effect->days_late;
  data.breakdown = effect->breakdown;
  data.balance = effect->balance;
  data.left_open = effect->left_open;
  return data;
}

}  // namespace dossier::payments
