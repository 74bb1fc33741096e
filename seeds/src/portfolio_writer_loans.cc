// Loans, payments, collections, messages.
#include "portfolio_writer.h"

namespace dossier::seeds {
namespace {

template <size_t N>
std::string_view pick(Prng& prng, const Words<N>& words) {
  return words[prng.below(N)];
}

void put_row(TextOut& out, const Row& row) {
  out.put(row.number == 1 ? "" : ",", R"({"number":)", row.number, R"(,"due_date":")", row.due,
          R"(","from_date":")", row.from, R"(","principal":)", Cents{row.principal},
          R"(,"interest":)", Cents{row.interest}, R"(,"balance":)", Cents{row.balance}, "}");
}

}  // namespace

void PortfolioWriter::terms() {
  const LoanTerms terms = customer_->loan.terms();
  out_->put(R"(,"terms":{"principal":)", Cents{terms.principal}, R"(,"annual_rate":")",
            terms.annual_rate / 1'000'000, ".", terms.annual_rate / 100'000 % 10,
            R"(","interest_method":"declining_balance","amortization":"equal_instalments",)",
            R"("interest_period":"same_as_repayment_period","instalment_count":)", terms.count,
            R"(,"period_length":1,"period_unit":"months","first_due_date":")", terms.first_due,
            R"(","day_count":"thirty_360","allocation":"penalty_fee_interest_principal"})");
}

void PortfolioWriter::disbursed(const Product& product) {
  head("loan.disbursed", "/core/loans", Who::system, true);
  loan_member();
  const LoanCursor& loan = customer_->loan;
  out_->put(R"(,"value_date":")", day_, R"(","amount":)", Cents{loan.terms().principal});
  application_member();
  out_->put(R"(,"product_name":")", product.name, R"(","product_type":")", product.type,
            R"(","maturity_date":")", loan.due_of(loan.count() - 1), R"(")");
  terms();
  out_->put(R"(,"schedule":[)");
  schedule();
  out_->put("]");
  end();
}

void PortfolioWriter::schedule() {
  for (const Row& row : make_schedule(customer_->loan.terms())) put_row(*out_, row);
}

void PortfolioWriter::closed() {
  head("loan.closed", "/core/loans", Who::system);
  loan_member();
  out_->put(R"(,"value_date":")", day_, R"(","kind":"paid_off")");
  end();
}

void PortfolioWriter::payment(int64_t amount) {
  LoanCursor& loan = customer_->loan;
  const Date due = loan.due_of(loan.row());
  const Split split = loan.pay(amount);
  head("payment.received", "/core/payments", Who::customer);
  id_member("payment_id", "PAY");
  loan_member();
  out_->put(R"(,"amount":)", Cents{amount}, R"(,"value_date":")", day_, R"(","due_date":")", due,
            R"(","method":")", pick(customer_->prng, kMethods), R"(")");
  id_member("receipt_number", "RC");
  out_->put(R"(,"breakdown":{"principal":)", Cents{split.principal}, R"(,"interest":)",
            Cents{split.interest}, R"(,"fees":)", Cents{split.fees}, R"(,"penalties":)",
            Cents{split.penalties}, R"(},"running_balance":)", Cents{loan.principal_outstanding()});
  end();
}

void PortfolioWriter::payment_failed(int64_t amount) {
  head("payment.failed", "/core/payments", Who::system);
  id_member("payment_id", "PAY");
  loan_member();
  out_->put(R"(,"amount":)", Cents{amount}, R"(,"value_date":")", day_,
            R"(","method":"direct_debit","failure_code":"insufficient_funds")");
  end();
}

void PortfolioWriter::penalty(int64_t amount) {
  customer_->loan.penalize(amount, day_);
  head("charge.applied", "/core/loans", Who::system);
  id_member("charge_id", "CH");
  loan_member();
  out_->put(R"(,"kind":"penalty","amount":)", Cents{amount}, R"(,"value_date":")", day_,
            R"(","due_date":")", day_, R"(","name":"Late payment fee")");
  end();
}

void PortfolioWriter::reminder(int64_t amount) {
  head("payment.reminder_sent", "/core/payments", Who::system);
  id_member("reminder_id", "RM");
  loan_member();
  out_->put(R"(,"due_date":")", customer_->loan.due_of(customer_->loan.row()), R"(","amount":)",
            Cents{amount}, R"(,"channel":"sms")");
  end();
}

void PortfolioWriter::call(bool answered) {
  Prng& prng = customer_->prng;
  head("message.call_logged", "/telephony", Who::agent);
  id_member("call_id", "CL");
  out_->put(R"(,"direction":"outbound","duration_s":)", answered ? 30 + prng.below(400) : 0,
            R"(,"answered":)", answered ? "true" : "false",
            R"(,"contact_id":"CP-1","agent_id":"AG-)", 100 + index_ % 40, R"(")");
  if (answered) out_->put(R"(,"summary":"Spoke about the account; )", pick(prng, kNotes), R"(")");
  end();
}

void PortfolioWriter::promise(int64_t amount, Date due) {
  head("promise.made", "/collections", Who::agent);
  id_member("promise_id", "PP");
  loan_member();
  out_->put(R"(,"amount":)", Cents{amount}, R"(,"due_date":")", due, R"(","made_on":")", day_,
            R"(","agent_id":"AG-)", 100 + index_ % 40, R"(","channel":"call")");
  end();
}

void PortfolioWriter::activity() {
  Prng& prng = customer_->prng;
  const std::string_view outcome = pick(prng, kOutcomes);
  head("collection.activity_recorded", "/collections", Who::agent);
  id_member("activity_id", "CA");
  loan_member();
  out_->put(R"(,"type":"phone_call","outcome":")", outcome, R"(","agent_id":"AG-)",
            100 + index_ % 40, R"(","contact_id":"CP-1","call_duration_s":)",
            outcome == "no_answer" ? 0 : 20 + prng.below(500));
  end();
}

void PortfolioWriter::sms(std::string_view text) {
  head("message.sent", "/comms", Who::system);
  id_member("message_id", "M");
  out_->put(R"(,"channel":"sms","contact_id":"CP-1","content":")", text, R"(","status":")",
            customer_->prng.chance(96) ? "delivered" : "failed", R"(")");
  end();
}

void PortfolioWriter::whatsapp_received() {
  head("message.received", "/comms", Who::customer);
  id_member("message_id", "M");
  out_->put(R"(,"channel":"whatsapp","contact_id":"CP-1","content":")",
            pick(customer_->prng, kInboundTexts), R"(")");
  end();
}

void PortfolioWriter::note() {
  head("note.added", "/crm/notes", Who::officer);
  id_member("note_id", "N");
  out_->put(R"(,"text":")", pick(customer_->prng, kNotes), R"(","tags":["call"])");
  end();
}

}  // namespace dossier::seeds
