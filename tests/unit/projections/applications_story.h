// A customer's applications in a few words: for tests of the projection and its renderer.
#pragma once

#include "dossier/applications/slice.h"
#include "story.h"

namespace dossier::test {

// `when`: the hour of a day ("09:00"), of 2 March 2026 where no day is given.
class Applicant : public Story {
 public:
  static std::string at(std::string_view when) {
    return when.size() > 5 ? std::string(when) + "Z" : fmt::format("2026-03-02T{}:00Z", when);
  }
  fold::FoldStatus submits(std::string_view when, std::string_view more = "",
                           std::string_view id = "AP-1") {
    return say("application.submitted", at(when),
               fmt::format(R"("application_id":"{}","product_name":"Personal Loan",)"
                           R"("product_type":"personal_loan","term_months":12,)"
                           R"("amount_requested":{{"amount":"300000.00","currency":"JMD"}}{}{})",
                           id, more.empty() ? "" : ",", more));
  }
  fold::FoldStatus referred(std::string_view when, std::string_view more = "") {
    return say("application.referred", at(when),
               fmt::format(R"("application_id":"AP-1","to_officer_id":"OF-7"{}{})",
                           more.empty() ? "" : ",", more));
  }
  fold::FoldStatus approved(std::string_view when, std::string_view more = "",
                            std::string_view type = "automatic") {
    return say("application.approved", at(when),
               fmt::format(R"("application_id":"AP-1","decision_type":"{}","annual_rate":"18.5",)"
                           R"("amount_approved":{{"amount":"250000.00","currency":"JMD"}}{}{})",
                           type, more.empty() ? "" : ",", more));
  }
  fold::FoldStatus rejected(std::string_view when, std::string_view more = "") {
    return say("application.rejected", at(when),
               fmt::format(R"("application_id":"AP-1","decision_type":"automatic"{}{})",
                           more.empty() ? "" : ",", more));
  }
  fold::FoldStatus withdrawn(std::string_view when) {
    return say("application.withdrawn", at(when), R"("application_id":"AP-1")");
  }
  fold::FoldStatus disbursed(std::string_view day) {
    return say("loan.disbursed", at("12:00"),
               fmt::format(R"("loan_id":"LN-1","application_id":"AP-1","value_date":"{}",)"
                           R"("amount":{{"amount":"250000.00","currency":"JMD"}})",
                           day));
  }

  const applications::ApplicationSlice& application(std::string_view id = "AP-1") const {
    return *slice<applications::ApplicationSlice>(applications::kSlot, id);
  }
  const applications::Summary& summary() const {
    return application().get<applications::Summary>();
  }
  std::string status() const { return std::string(enum_name(summary().status.value())); }
  // Names, in order, parted by blanks.
  std::string anomalies() const {
    std::string out;
    for (const auto anomaly : summary().anomalies)
      out += (out.empty() ? "" : " ") + std::string(enum_name(anomaly));
    return out;
  }
  const applications::Step& step(size_t index) const {
    const auto& steps = application().get<applications::Steps>();
    return steps.by_key.at(steps.order.at(index));
  }
};

}  // namespace dossier::test
