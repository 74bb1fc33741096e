// Writes the events of one customer of the portfolio as JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "portfolio_customer.h"
#include "portfolio_words.h"
#include "text_out.h"

namespace dossier::seeds {

class PortfolioWriter {
 public:
  // Each function below then writes one event of that customer at that moment into `out`.
  void begin(std::string& out, uint32_t index, PortfolioCustomer& customer, Date day,
             int32_t second);

  void import_started();
  void import_completed();

  void registered();
  void phone_added();
  void address_added();
  void employment();
  void id_uploaded();
  void payslip_uploaded();
  void kyc_verified();
  void officer_assigned();

  void submitted(const Product& product, int32_t months);
  void bureau_report(bool for_application);
  void approved(const Product& product, int32_t months);
  void rejected();
  void disbursed(const Product& product);
  void closed();

  void payment(int64_t amount);  // Taken off the customer's loan.
  void payment_failed(int64_t amount);
  void penalty(int64_t amount);
  void reminder(int64_t amount);

  void call(bool answered);
  void promise(int64_t amount, Date due);
  void activity();
  void sms(std::string_view text);
  void whatsapp_received();
  void note();

 private:
  enum class Who : uint8_t { customer, officer, agent, system };
  void head(std::string_view type, std::string_view source, Who who, bool grouped = false);
  void who_member(Who who);
  void loan_member();  // ,"loan_id":"…"
  void application_member();
  void id_member(std::string_view name, std::string_view prefix);
  void time();
  void schedule();
  void terms();
  void end() { out_->put("}}"); }

  std::optional<TextOut> out_;
  uint32_t index_ = 0;
  PortfolioCustomer* customer_ = nullptr;
  Date day_;
  int32_t second_ = 0;
};

}  // namespace dossier::seeds
