#include "oracle/compare.h"

#include <fmt/format.h>

#include <algorithm>

#include "dossier/base/money.h"

namespace dossier::test::oracle {
namespace {

using loans::Account;
using loans::Amounts;
using loans::Instalment;
using loans::Transaction;
using loans::TransactionKind;
using Found = std::optional<Difference>;

std::string shown(int64_t minor) { return format_decimal(minor, 2); }
std::string shown(std::optional<Date> date) { return date ? to_string(*date) : "null"; }
std::string shown(const Json& json) {
  return json.kind == Json::Kind::null   ? "null"
         : json.kind == Json::Kind::flag ? (json.flag ? "true" : "false")
                                         : json.text;
}

Found differ(const std::string& figure, const Json& stated, const std::string& ours) {
  if (shown(stated) == ours) return std::nullopt;
  return Difference{figure, shown(stated), ours};
}

// A column of a stated row against our value, if it is stated.
struct Row {
  const Json& stated;
  std::string name;
  Found found = std::nullopt;

  void amount(const char* column, int64_t ours) { text(column, shown(ours)); }
  void date(const char* column, std::optional<Date> ours) { text(column, shown(ours)); }
  void number(const char* column, int64_t ours) { text(column, std::to_string(ours)); }
  void flag(const char* column, bool ours) { text(column, ours ? "true" : "false"); }
  void text(const char* column, const std::string& ours) {
    if (found || !stated.has(column)) return;
    found = differ(name + "." + column, stated[column], ours);
  }
};

bool live(const Transaction& t, TransactionKind kind) { return !t.reversed && t.kind == kind; }

// Whether the row is an instalment, and a disbursement's down payment follows on the same day.
bool down_payment_follows(const Account& account, size_t row) {
  return account.schedule[row].kind != loans::InstalmentKind::down_payment &&
         row + 1 < account.schedule.size() &&
         account.schedule[row + 1].kind == loans::InstalmentKind::down_payment &&
         account.schedule[row + 1].due_date == account.schedule[row].due_date;
}

// Principal that is left once the row is paid: lent so far, less what was lent and is due so far.
int64_t balance_after(const Account& account, size_t row) {
  int64_t balance = 0;
  const Date day = account.schedule[row].due_date;
  for (const auto& t : account.transactions)
    if (live(t, TransactionKind::disbursement) &&
        (t.value_date < day || (t.value_date == day && !down_payment_follows(account, row))))
      balance += t.amount;
  for (size_t i = 0; i <= row; ++i)
    balance -= account.schedule[i].due.principal - account.schedule[i].credited;
  return balance;
}

void due_columns(Row& row, const Amounts& due) {
  row.amount("principal_due", due.principal);
  row.amount("interest_due", due.interest);
  row.amount("fees_due", due.fees);
  row.amount("penalties_due", due.penalties);
  row.amount("total_due", due.total());
}

Found compare_rows(const Json& rows, const Account& account) {
  if (rows.items.size() != account.schedule.size())
    return Difference{"schedule.rows", std::to_string(rows.items.size()),
                      std::to_string(account.schedule.size())};
  for (size_t i = 0; i < rows.items.size(); ++i) {
    const Instalment& ours = account.schedule[i];
    Row row{rows.items[i], fmt::format("schedule[{}]", i + 1)};
    row.date("due_date", ours.due_date);
    row.number("days", ours.due_date - ours.from);
    row.date("paid_date", ours.settled_on);
    due_columns(row, ours.due);
    row.amount("balance", balance_after(account, i));
    row.amount("paid", ours.paid.total());
    row.amount("in_advance", ours.paid_in_advance);
    row.amount("late", ours.paid_late);
    row.amount("outstanding", ours.outstanding());
    if (row.found) return row.found;
  }
  return std::nullopt;
}

struct Totals {
  Amounts due;
  int64_t paid = 0, in_advance = 0, late = 0, outstanding = 0;
  Amounts open;
};

Totals totals_of(const Account& account) {
  Totals totals;
  for (const auto& instalment : account.schedule) {
    totals.due += instalment.due;
    totals.open += instalment.open();
    totals.paid += instalment.paid.total();
    totals.in_advance += instalment.paid_in_advance;
    totals.late += instalment.paid_late;
    totals.outstanding += instalment.outstanding();
  }
  return totals;
}

Found compare_total(const Json& stated, const Account& account) {
  const Totals ours = totals_of(account);
  Row row{stated, "total"};
  due_columns(row, ours.due);
  row.amount("paid", ours.paid);
  row.amount("in_advance", ours.in_advance);
  row.amount("late", ours.late);
  row.amount("outstanding", ours.outstanding);
  return row.found;
}

const char* name_of(TransactionKind kind) {
  switch (kind) {
    case TransactionKind::disbursement: return "DISBURSEMENT";
    case TransactionKind::repayment: return "REPAYMENT";
    case TransactionKind::down_payment: return "DOWN_PAYMENT";
    case TransactionKind::goodwill_credit: return "GOODWILL_CREDIT";
    case TransactionKind::merchant_refund: return "MERCHANT_ISSUED_REFUND";
    case TransactionKind::payout_refund: return "PAYOUT_REFUND";
    case TransactionKind::charge_adjustment: return "CHARGE_ADJUSTMENT";
    case TransactionKind::charge_back: return "CHARGEBACK";
    case TransactionKind::credit_balance_refund: return "CREDIT_BALANCE_REFUND";
    default: return "?";
  }
}

void transaction_columns(Row& row, const Transaction& t) {
  row.date("date", t.value_date);
  row.text("type", name_of(t.kind));
  row.amount("amount", t.amount);
  row.amount("principal", t.allocated.principal);
  row.amount("interest", t.allocated.interest);
  row.amount("fees", t.allocated.fees);
  row.amount("penalties", t.allocated.penalties);
  row.amount("balance", t.balance);
  row.flag("reverted", t.reversed);
  row.amount("overpayment", t.overpaid);
  row.amount("overpayment_implied", t.overpaid);
}

Found compare_transactions(const Json& stated, const Account& account) {
  const auto& ours = account.transactions;
  if (stated.items.size() != ours.size())
    return Difference{"transactions.count", std::to_string(stated.items.size()),
                      std::to_string(ours.size())};
  for (size_t i = 0; i < ours.size(); ++i) {
    Row row{stated.items[i], fmt::format("transactions[{}]", i + 1)};
    transaction_columns(row, ours[i]);
    if (row.found) return row.found;
  }
  return std::nullopt;
}

// Each stated one is among ours.
Found compare_included(const Json& stated, const Account& account) {
  for (const Json& item : stated.items) {
    Found nearest = Difference{"transactions_include", item["type"].text, "absent"};
    for (const auto& t : account.transactions) {
      Row row{item, "transactions_include"};
      transaction_columns(row, t);
      if (!row.found) nearest.reset();
    }
    if (nearest) return nearest;
  }
  return std::nullopt;
}

Found compare_reverted(const Json& stated, const Account& account) {
  for (const Json& item : stated.items) {
    const bool there = std::ranges::any_of(account.transactions, [&](const Transaction& t) {
      return t.reversed && item["type"].text == name_of(t.kind) &&
             item["date"].text == to_string(t.value_date);
    });
    if (!there) return Difference{"reverted", item["type"].text + " " + item["date"].text, "no"};
  }
  return std::nullopt;
}

Found compare_disbursed(const Json& stated, const Account& account) {
  std::multimap<std::string, std::string> a, b;
  for (const Json& row : stated.items) a.emplace(row["disbursed_on"].text, row["disbursed"].text);
  for (const auto& t : account.transactions)
    if (live(t, TransactionKind::disbursement)) b.emplace(to_string(t.value_date), shown(t.amount));
  if (a == b) return std::nullopt;
  return Difference{"disbursement_rows", std::to_string(a.size()), std::to_string(b.size())};
}

Found compare_charges(const Json& stated, const Account& account) {
  std::vector<const loans::Charge*> open;
  for (const auto& charge : account.charges)
    if (!charge.reversed) open.push_back(&charge);
  if (open.size() != stated.items.size())
    return Difference{"charges.count", std::to_string(stated.items.size()),
                      std::to_string(open.size())};
  for (const Json& item : stated.items) {
    Found nearest = Difference{"charges", item["due_as_of"].text, "absent"};
    for (auto it = open.begin(); it != open.end(); ++it) {
      const loans::Charge& charge = **it;
      Row row{item, "charges[due " + item["due_as_of"].text + "]"};
      row.flag("penalty", charge.kind == loans::ChargeKind::penalty);
      row.date("due_as_of", charge.due_date);
      row.amount("due", charge.amount);
      if (row.found) continue;
      row.amount("paid", charge.paid);
      row.amount("waived", charge.waived);
      row.amount("outstanding", charge.open());
      nearest = row.found;
      if (nearest) continue;
      open.erase(it);
      break;
    }
    if (nearest) return nearest;
  }
  return std::nullopt;
}

Found compare_last_payment(const Json& stated, const Account& account) {
  const Transaction *last = nullptr, *repayment = nullptr;
  for (const auto& t : account.transactions) {
    if (t.reversed || t.kind == TransactionKind::disbursement) continue;
    last = &t;
    if (t.kind == TransactionKind::repayment) repayment = &t;
  }
  Row row{stated, "last_payment"};
  row.amount("amount", last == nullptr ? 0 : last->amount);
  row.date("date", last == nullptr ? std::nullopt : std::optional(last->value_date));
  row.amount("repayment_amount", repayment == nullptr ? 0 : repayment->amount);
  row.date("repayment_date",
           repayment == nullptr ? std::nullopt : std::optional(repayment->value_date));
  return row.found;
}

std::string range_name(int32_t bucket) {
  if (bucket == 0) return "NO_DELINQUENCY";
  const int32_t from = oracle_buckets().from_days[static_cast<size_t>(bucket - 1)];
  return fmt::format("RANGE_{}", from == 1 ? 1 : from - 1);
}

std::string status_of(const Account& account) {
  if (totals_of(account).outstanding > 0) return "ACTIVE";
  return account.overpaid > 0 ? "OVERPAID" : "CLOSED_OBLIGATIONS_MET";
}

std::optional<Date> delinquent_date(const loans::Lateness& late, const Account& account) {
  if (!late.delinquent_since) return std::nullopt;
  return *late.delinquent_since + account.terms.grace_days;
}

Found compare_delinquency(const Json& stated, const Figures& figures) {
  const auto late = lateness(*figures.account, figures.pauses, figures.as_of);
  Row row{stated, "delinquency"};
  row.number("past_due_days", late.days_past_due);
  row.number("delinquent_days", late.delinquent_days);
  row.amount("delinquent_amount", late.arrears.total());
  row.date("delinquent_date", delinquent_date(late, *figures.account));
  row.text("range", range_name(figures.bucket));
  return row.found;
}

Found compare_derived(const Json& stated, const Figures& figures) {
  const auto late = lateness(*figures.account, figures.pauses, figures.as_of);
  Row row{stated, "derived"};
  row.amount("overdue_total", late.arrears.total());
  row.amount("overdue_principal", late.arrears.principal);
  row.date("oldest_overdue_due_date", late.oldest_due_date);
  row.number("past_due_days", late.days_past_due);
  row.number("delinquent_days", late.delinquent_days);
  return row.found;
}

Found compare_by_instalment(const Json& stated, const Figures& figures) {
  std::map<int32_t, int64_t> ours;
  Date day = figures.as_of;  // a running pause freezes them as of the day before it
  for (const auto& pause : figures.pauses)
    if (paused(std::span(&pause, 1), figures.as_of)) day = std::min(day, pause.from + -1);
  const int32_t still = loans::paused_days(figures.pauses, day);
  for (const auto& instalment : figures.account->schedule) {
    const int32_t days = day - instalment.due_date - still;
    if (figures.bucket > 0 && days > 0 && overdue(instalment, day))
      ours[oracle_buckets().of(days)] += instalment.outstanding();
  }
  const auto text = [](const auto& rows) {
    std::string all;
    for (const auto& [range, amount] : rows) all += range + "=" + amount + " ";
    return all;
  };
  std::map<std::string, std::string> a, b;
  for (const Json& item : stated.items) a[item["range"].text] = item["amount"].text;
  for (const auto& [bucket, amount] : ours) b[range_name(bucket)] = shown(amount);
  if (a == b) return std::nullopt;
  return Difference{"installment_delinquency", text(a), text(b)};
}

Found compare_pauses(const Json& stated, const Figures& figures) {
  if (stated.items.size() != figures.pauses.size())
    return Difference{"pause_periods", std::to_string(stated.items.size()),
                      std::to_string(figures.pauses.size())};
  for (size_t i = 0; i < stated.items.size(); ++i) {
    const auto& pause = figures.pauses[i];
    Row row{stated.items[i], fmt::format("pause_periods[{}]", i + 1)};
    row.date("start", pause.from);
    row.date("end", pause.until);
    row.flag("active", paused(std::span(&pause, 1), figures.as_of));
    if (row.found) return row.found;
  }
  return std::nullopt;
}

Found compare_figure(const std::string& name, const Json& stated, const Figures& figures) {
  const Account& account = *figures.account;
  const auto late = lateness(account, figures.pauses, figures.as_of);
  if (name == "as_of" || name == "after_seq") return std::nullopt;
  // Depends on when the source's daily job ran (docs/oracle.md).
  if (name == "delinquency_history") return std::nullopt;
  if (name == "schedule") return compare_rows(stated, account);
  if (name == "total") return compare_total(stated, account);
  if (name == "disbursement_rows") return compare_disbursed(stated, account);
  if (name == "transactions") return compare_transactions(stated, account);
  if (name == "transactions_include") return compare_included(stated, account);
  if (name == "reverted_stated") return compare_reverted(stated, account);
  if (name == "charges") return compare_charges(stated, account);
  if (name == "last_payment") return compare_last_payment(stated, account);
  if (name == "loan_outstanding")
    return differ(name, stated, shown(totals_of(account).outstanding));
  if (name == "loan_overpaid") return differ(name, stated, shown(account.overpaid));
  if (name == "status") return differ(name, stated, status_of(account));
  if (name == "total_overdue") return differ(name, stated, shown(late.arrears.total()));
  if (name == "delinquency_range") return differ(name, stated, range_name(figures.bucket));
  if (name == "delinquent_date") return differ(name, stated, shown(delinquent_date(late, account)));
  if (name == "delinquency") return compare_delinquency(stated, figures);
  if (name == "derived") return compare_derived(stated, figures);
  if (name == "installment_delinquency") return compare_by_instalment(stated, figures);
  if (name == "pause_periods") return compare_pauses(stated, figures);
  return Difference{name, "stated", "no comparison for this figure"};
}

}  // namespace

loans::Buckets oracle_buckets() { return {{1, 4, 31, 61, 91, 121, 151, 181, 241}, true}; }

std::optional<Difference> compare(const Json& expected, const Figures& figures) {
  for (const auto& [name, stated] : expected.members)
    if (auto found = compare_figure(name, stated, figures)) return found;
  return std::nullopt;
}

std::optional<Difference> compare_schedule(const Json& rows, const Account& account) {
  return compare_rows(rows, account);
}

}  // namespace dossier::test::oracle
