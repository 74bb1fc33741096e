// Verbs of payments, and of the reminders before them.
#include <fmt/format.h>

#include <array>

#include "dossier/base/money.h"
#include "story.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kPayments = "/core/payments";

void write_breakdown(JsonWriter& json, const Split& split) {
  json.key("breakdown").begin_object();
  write_money(json, "principal", split.principal);
  write_money(json, "interest", split.interest);
  write_money(json, "fees", split.fees);
  write_money(json, "penalties", split.penalties);
  if (split.overpaid > 0) write_money(json, "overpaid", split.overpaid);
  json.end_object();
}

// A payment of that amount, today, on the oldest instalment first.
Status pay(Teller& teller, const Entry& entry, Loan& loan, int64_t amount) {
  if (loan.written_off)
    return line_fault(entry, fmt::format("{} is written off", loan.id),
                      "write \"recovery of <amount> by <method>\"");
  const LoanBook::Open* oldest = loan.book.oldest_open();
  if (!oldest || amount == 0)
    return line_fault(entry, fmt::format("nothing is to pay on {}", loan.id), "drop the line");
  const Date due = oldest->row.due;
  const std::string id =
      entry.has("payment_id") ? std::string(entry.text("payment_id")) : teller.next_id("P");
  loan.last_paid = Loan::Paid{id, amount, teller.today(), loan.book};
  loan.paid[id] = amount;
  const Split split = loan.book.pay(amount);
  return teller.emit(entry, [&](JsonWriter& json) {
    if (!entry.has("payment_id")) json.member("payment_id", id);
    if (!entry.has("amount")) write_money(json, "amount", amount);
    write_date(json, "due_date", due);
    json.member("receipt_number", teller.next_id("RC"));
    write_breakdown(json, split);
    write_money(json, "running_balance", loan.book.principal_outstanding());
  });
}

Status pays_each(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  if (loan->missed.contains(teller.due_row()->row.due)) return {};
  return pay(teller, entry, *loan, loan->book.open_of_oldest());
}

Status pays_one(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  return pay(teller, entry, *loan, loan->book.open_of_oldest());
}

Status pays_due(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  return pay(teller, entry, *loan, loan->book.due_up_to(teller.today()));
}

Status pays_amount(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  return pay(teller, entry, *loan, entry.amount("amount"));
}

// No event: that nothing came is what Dossier has to see by itself. The line is checked.
Status misses(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(const Loan* loan, teller.loan_of(entry));
  const LoanBook::Open* open = loan->book.due_on(teller.today());
  if (!open)
    return line_fault(entry, fmt::format("no instalment of {} is due that day", loan->id),
                      "use the due date of the missed instalment");
  if (open->principal + open->interest == 0)
    return line_fault(entry, "this instalment was paid before", "drop one of the two lines");
  return {};
}

Status reverses(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  if (!loan->last_paid || loan->last_paid->id != entry.text("payment_id"))
    return line_fault(entry, "only the latest payment of a loan can be reversed here",
                      "give that payment an id with \"as P-…\", and name it");
  const Loan::Paid paid = *std::exchange(loan->last_paid, std::nullopt);
  loan->book = paid.before;
  return teller.emit(entry, [&](JsonWriter& json) {
    write_date(json, "value_date", paid.value_date);
    write_money(json, "amount", paid.amount);
  });
}

// The bank takes back what it paid, later than a reversal would be: the debt lives again from now
// on.
Status is_charged_back(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(Loan * loan, teller.loan_of(entry));
  const auto paid = loan->paid.find(entry.text("payment_id"));
  if (paid == loan->paid.end())
    return line_fault(entry, fmt::format("no such payment was made on {}", loan->id),
                      "give that payment an id with \"as P-…\", and name it");
  loan->book.charge_back(paid->second, teller.today());
  loan->last_paid.reset();
  return teller.emit(entry, [&](JsonWriter& json) { write_money(json, "amount", paid->second); });
}

// What comes in on a debt that is given up; the book no longer has it.
Status recovers(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(const Loan* loan, teller.loan_of(entry));
  if (!loan->written_off)
    return line_fault(entry, fmt::format("{} is not written off", loan->id),
                      "write \"pays <amount> by <method>\"");
  return teller.emit(entry, [&](JsonWriter& json) {
    if (!entry.has("payment_id")) json.member("payment_id", teller.next_id("P"));
    json.member("receipt_number", teller.next_id("RC"));
  });
}

std::string filled(std::string_view text, std::string_view hole, std::string_view value) {
  std::string out(text);
  for (size_t at = out.find(hole); at != std::string::npos; at = out.find(hole, at + value.size()))
    out.replace(at, hole.size(), value);
  return out;
}

Status reminds(Teller& teller, const Entry& entry) {
  DOSSIER_ASSIGN(const Loan* loan, teller.loan_of(entry));
  const LoanBook::Open open = *teller.due_row();
  const int64_t amount = open.principal + open.interest;
  const std::string message = teller.next_id("M");
  std::string text = filled(entry.text("_content"), "{amount}", format_decimal(amount, 2));
  text = filled(text, "{due}", to_string(open.row.due));
  const std::string_view channel = entry.text("channel");
  DOSSIER_TRY(teller.emit_also(entry, "dossier.message.sent.v1", "/comms", [&](JsonWriter& json) {
    json.member("message_id", message).member("channel", channel).member("content", text);
    json.member("template_id", "payment-reminder").member("status", "delivered");
    json.member("loan_id", loan->id);
  }));
  return teller.emit(entry, [&](JsonWriter& json) {
    json.member("reminder_id", teller.next_id("RM")).member("message_id", message);
    write_date(json, "due_date", open.row.due);
    write_money(json, "amount", amount);
  });
}

VerbForm paying(std::string_view form, std::vector<std::string_view> clauses,
                Status (*handler)(Teller&, const Entry&), bool each_due = false) {
  return {.form = form,
          .type = "dossier.payment.received.v1",
          .source = kPayments,
          .usual_minute = 610,
          .actor = "customer",
          .clauses = std::move(clauses),
          .on_loan = true,
          .handler = handler,
          .each_due = each_due};
}

constexpr std::string_view kKeeping = "keeping <id:promise_id>";
constexpr std::string_view kId = "as <id:payment_id>";
constexpr std::string_view kNarrative = "narrative <text:narrative>";

}  // namespace

std::span<const VerbForm> payment_verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      paying("pays each instalment by <method:method> =value_date=@today",
             {"early <int:_early> days", "late <int:_late> days",
              "up to the due date =_jitter=true", kNarrative},
             pays_each, true),
      paying("pays one instalment by <method:method> =value_date=@today",
             {kId, kKeeping, kNarrative}, pays_one),
      paying("pays all due by <method:method> =value_date=@today", {kId, kKeeping, kNarrative},
             pays_due),
      paying("pays <money:amount> by <method:method> =value_date=@today",
             {kId, kKeeping, kNarrative}, pays_amount),
      {.form = "misses", .usual_minute = 1400, .on_loan = true, .handler = misses},
      {.form = "payment <id:payment_id> is reversed =reversed_on=@today",
       .type = "dossier.payment.reversed.v1",
       .source = kPayments,
       .usual_minute = 940,
       .actor = "system/core-banking",
       .on_loan = true,
       .handler = reverses},
      {.form = "payment <id:payment_id> is charged back as <id:chargeback_id> =value_date=@today",
       .type = "dossier.payment.charged_back.v1",
       .source = kPayments,
       .usual_minute = 945,
       .actor = "system/core-banking",
       .on_loan = true,
       .handler = is_charged_back},
      {.form = "recovery of <money:amount> by <method:method> =kind=recovery =value_date=@today",
       .type = "dossier.payment.received.v1",
       .source = kPayments,
       .usual_minute = 620,
       .actor = "system/core-banking",
       .clauses = {kId, kNarrative},
       .on_loan = true,
       .handler = recovers},
      {.form = "credit <id:payment_id> of <money:amount> as <credit:kind> =value_date=@today",
       .type = "dossier.payment.received.v1",
       .source = kPayments,
       .usual_minute = 950,
       .actor = "system/core-banking",
       .on_loan = true,
       .handler = pays_amount},
      {.form = "payment <id:payment_id> of <money:amount> by <method:method> fails as "
               "<id:failure_code> =value_date=@today",
       .type = "dossier.payment.failed.v1",
       .source = kPayments,
       .usual_minute = 400,
       .actor = "system/payment-gateway",
       .clauses = {"due <date:due_date>"},
       .on_loan = true},
      {.form = "payment <id:payment_id> of <money:amount> by <method:method> is pending "
               "=value_date=@today",
       .type = "dossier.payment.pending.v1",
       .source = kPayments,
       .usual_minute = 600,
       .actor = "customer",
       .clauses = {"due <date:due_date>"},
       .on_loan = true},
      {.form = "schedules payment <id:payment_id> of <money:amount> for <date:scheduled_for> by "
               "<method:method>",
       .type = "dossier.payment.scheduled.v1",
       .source = kPayments,
       .usual_minute = 1100,
       .actor = "customer",
       .clauses = {"due <date:due_date>"},
       .on_loan = true},
      {.form = "is reminded <int:_early> days before each instalment by <written:channel> "
               "<text:_content>",
       .type = "dossier.payment.reminder_sent.v1",
       .source = kPayments,
       .usual_minute = 540,
       .actor = "system/reminders",
       .on_loan = true,
       .handler = reminds,
       .each_due = true},
  });
  return kVerbs;
}

}  // namespace dossier::seeds
