// Envelope, customer, documents, applications.
#include "portfolio_writer.h"

namespace dossier::seeds {
namespace {

void put_two(TextOut& out, int32_t value) { out.put(value < 10 ? "0" : "", value); }

template <size_t N>
std::string_view pick(Prng& prng, const Words<N>& words) {
  return words[prng.below(N)];
}

}  // namespace

void PortfolioWriter::begin(std::string& out, uint32_t index, PortfolioCustomer& customer, Date day,
                            int32_t second) {
  out.clear();
  out_.emplace(out);
  index_ = index;
  customer_ = &customer;
  day_ = day;
  second_ = second;
}

void PortfolioWriter::time() {
  out_->put(day_, "T");
  put_two(*out_, second_ / 3600);
  out_->put(":");
  put_two(*out_, second_ / 60 % 60);
  out_->put(":");
  put_two(*out_, second_ % 60);
  out_->put("-05:00");
}

void PortfolioWriter::who_member(Who who) {
  switch (who) {
    case Who::customer: out_->put(R"({"kind":"customer","id":"C-P)", index_, R"("})"); break;
    case Who::officer:
      out_->put(R"({"kind":"officer","id":"OF-)", 100 + index_ % 60, R"("})");
      break;
    case Who::agent: out_->put(R"({"kind":"agent","id":"AG-)", 100 + index_ % 40, R"("})"); break;
    case Who::system: out_->put(R"({"kind":"system","id":"core-banking"})"); break;
  }
}

void PortfolioWriter::head(std::string_view type, std::string_view source, Who who, bool grouped) {
  out_->put(R"({"specversion":"1.0","id":"P)", index_, "-", customer_->told, R"(","source":")",
            source, R"(","type":"dossier.)", type, R"(.v1","subject":"customer/C-P)", index_,
            R"(","time":")");
  time();
  out_->put(R"(","data":{"meta":{"actor":)");
  who_member(who);
  if (grouped) out_->put(R"(,"group":"G-)", index_, "-", customer_->applications, R"(")");
  if (customer_->bracketed) out_->put(R"(,"import_id":"IMP-P)", index_, R"(")");
  out_->put("}");
}

void PortfolioWriter::id_member(std::string_view name, std::string_view prefix) {
  out_->put(R"(,")", name, R"(":")", prefix, "-", index_, "-", customer_->told, R"(")");
}

void PortfolioWriter::loan_member() {
  out_->put(R"(,"loan_id":"LN-P)", index_, "-", customer_->loans, R"(")");
}

void PortfolioWriter::application_member() {
  out_->put(R"(,"application_id":"AP-P)", index_, "-", customer_->applications, R"(")");
}

// The events of the bracket itself don't belong to it.
void PortfolioWriter::import_started() {
  customer_->bracketed = false;
  head("control.import_started", "/migration/customers", Who::system);
  out_->put(R"(,"import_id":"IMP-P)", index_, R"(")");
  end();
  customer_->bracketed = true;
}

void PortfolioWriter::import_completed() {
  customer_->bracketed = false;
  head("control.import_completed", "/migration/customers", Who::system);
  out_->put(R"(,"import_id":"IMP-P)", index_, R"(","count":)", customer_->told - 1);
  end();
}

// Every draw has its own statement here: the order in which arguments are evaluated is the
// compiler's choice, and the bytes must not be.

void PortfolioWriter::registered() {
  Prng& prng = customer_->prng;
  const uint32_t place = prng.below(kPlaces.size());
  const std::string_view first_name = pick(prng, kFirstNames);
  const std::string_view last_name = pick(prng, kLastNames);
  const Date born{-2000 + static_cast<int32_t>(prng.below(13000))};
  const uint32_t trn = 100'000'000 + prng.below(99'999'999);
  const bool first_time = prng.chance(60);
  head("customer.registered", "/crm/customers", Who::officer);
  out_->put(R"(,"customer_type":"individual","first_name":")", first_name, R"(","last_name":")",
            last_name, R"(","date_of_birth":")", born, R"(","trn":")", trn,
            R"(","status":"active","segment":")",
            first_time ? "First-Time Borrower" : "Prime Salaried", R"(","branch_id":"BR-)", place,
            R"(","branch":")", kPlaces[place].town, R"(","officer_id":"OF-)", 100 + index_ % 60,
            R"(","relationship_start":")", day_, R"(","language":"en")");
  end();
}

void PortfolioWriter::phone_added() {
  const uint32_t number = 2'000'000 + customer_->prng.below(7'999'999);
  head("customer.contact_point_added", "/crm/customers", Who::customer);
  out_->put(R"(,"contact_id":"CP-1","kind":"mobile_phone","value":"+1 876 )", number / 10'000, " ",
            1000 + number % 9'000, R"(","primary":true)");
  end();
}

void PortfolioWriter::address_added() {
  Prng& prng = customer_->prng;
  const Place& place = kPlaces[prng.below(kPlaces.size())];
  const uint32_t number = 1 + prng.below(180);
  const std::string_view street = pick(prng, kStreets);
  head("customer.contact_point_added", "/crm/customers", Who::customer);
  out_->put(R"(,"contact_id":"CP-2","kind":"address","address":{"line1":")", number, " ", street,
            R"(","city":")", place.town, R"(","region":")", place.parish, R"(","country":"JM"})");
  end();
}

void PortfolioWriter::employment() {
  Prng& prng = customer_->prng;
  const bool salaried = prng.chance(75);
  const std::string_view employer = pick(prng, kEmployers);
  const std::string_view job = pick(prng, kJobs);
  const Cents income{(80'000 + int64_t{prng.below(400)} * 1000) * 100};
  const Date since = day_ + -static_cast<int32_t>(200 + prng.below(4000));
  head("customer.employment_changed", "/crm/customers", Who::customer);
  out_->put(R"(,"employment_type":")", salaried ? "salaried" : "self_employed",
            R"(","employer_name":")", employer, R"(","job_title":")", job, R"(","monthly_income":)",
            income, R"(,"employed_since":")", since, R"(")");
  end();
}

void PortfolioWriter::id_uploaded() {
  head("document.uploaded", "/documents", Who::customer);
  out_->put(R"(,"document_id":"DOC-)", index_,
            R"(-id","type":"national_id","name":"National ID","expiry_date":")",
            day_ + static_cast<int32_t>(400 + customer_->prng.below(2500)),
            R"(","tags":["kyc"],"media_type":"image/jpeg")");
  end();
}

void PortfolioWriter::payslip_uploaded() {
  head("document.uploaded", "/documents", Who::customer);
  id_member("document_id", "DOC");
  out_->put(R"(,"type":"payslip","name":"Payslip","issued_on":")", day_ + -5,
            R"(","tags":["income"],"media_type":"application/pdf")");
  end();
}

void PortfolioWriter::kyc_verified() {
  head("customer.kyc_verified", "/kyc", Who::officer);
  out_->put(R"(,"verified_on":")", day_, R"(","expires_on":")", day_ + 1095,
            R"(","level":"standard","documents":["DOC-)", index_, R"(-id"],"verified_by":"OF-)",
            100 + index_ % 60, R"(")");
  end();
}

void PortfolioWriter::officer_assigned() {
  head("customer.officer_assigned", "/crm/customers", Who::system);
  out_->put(R"(,"officer_id":"OF-)", 100 + index_ % 60, R"(","role":"loan_officer")");
  end();
}

void PortfolioWriter::submitted(const Product& product, int32_t months) {
  head("application.submitted", "/core/origination", Who::customer, true);
  application_member();
  out_->put(R"(,"product_name":")", product.name, R"(","product_type":")", product.type,
            R"(","amount_requested":)", Cents{customer_->amount}, R"(,"term_months":)", months,
            R"(,"channel":")", customer_->prng.chance(40) ? "mobile_app" : "branch", R"(")");
  end();
}

void PortfolioWriter::bureau_report(bool for_application) {
  Prng& prng = customer_->prng;
  const uint32_t score = 760 - static_cast<uint32_t>(customer_->habit) * 60 - prng.below(70);
  const uint32_t ratio = 15 + prng.below(35);
  const uint32_t accounts = 1 + prng.below(4);
  const uint32_t inquiries = prng.below(5);
  head("bureau.report_received", "/bureau/creditinfo-jm", Who::system, for_application);
  id_member("report_id", "BU");
  out_->put(R"(,"bureau":"CreditInfo Jamaica","pulled_on":")", day_, R"(","score":)", score,
            R"(,"debt_to_income":")", ratio, R"(.00","open_accounts":)", accounts,
            R"(,"inquiries":)", inquiries);
  if (for_application) application_member();
  end();
}

void PortfolioWriter::approved(const Product& product, int32_t months) {
  const bool automatic = customer_->prng.chance(70);
  const uint32_t score = 580 + customer_->prng.below(120);
  head("application.approved", "/core/origination", automatic ? Who::system : Who::officer, true);
  application_member();
  out_->put(R"(,"amount_approved":)", Cents{customer_->amount}, R"(,"term_months":)", months,
            R"(,"annual_rate":")", product.rate / 1'000'000, ".", product.rate / 100'000 % 10,
            R"(","decision_type":")", automatic ? "automatic" : "manual", R"(")");
  if (!automatic) out_->put(R"(,"officer_id":"OF-)", 100 + index_ % 60, R"(")");
  out_->put(R"(,"scorecard":{"scorecard_id":"SC-1","name":"Retail scorecard","version":"4.3",)",
            R"("score":)", score, R"(,"pass_mark":580,"passed":true},"rules":[{"rule_id":"PR-01",)",
            R"("name":"Debt to income","result":"passed"}])");
  end();
}

void PortfolioWriter::rejected() {
  head("application.rejected", "/core/origination", Who::system, true);
  application_member();
  out_->put(R"(,"decision_type":"automatic","reasons":[{"code":"dti_too_high","text":)",
            R"("Debt to income over 45 %"}],"scorecard":{"scorecard_id":"SC-1","score":)",
            480 + customer_->prng.below(99), R"(,"pass_mark":580,"passed":false})");
  end();
}

}  // namespace dossier::seeds
