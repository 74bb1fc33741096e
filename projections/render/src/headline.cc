// The headline as the API answers it.
#include "dossier/render/payments.h"
#include "lending_text.h"

namespace dossier::render {
namespace {

using headline::Headline;

class HeadlineText {
 public:
  HeadlineText(JsonWriter& out, Language language) : out_(out), text_(language) {}

  void write(const Headline& headline, const HeadlineDays& days) {
    badges(headline.badges);
    sums("lifetime_value", headline.lifetime_value);
    exposure("exposure", headline.exposure);
    out_.key("exposure_by_product").begin_object();
    for (const auto& [product, by_currency] : headline.exposure_by_product) {
      out_.key(product).begin_object().member("product", text_.value(product));
      exposure("outstanding", by_currency);
      out_.end_object();
    }
    out_.end_object();
    if (headline.days_past_due) days_past_due(*headline.days_past_due);
    if (headline.success_rate)
      out_.member("success_rate",
                  text_.success(headline.success_rate->percent, headline.success_rate->on_time,
                                headline.success_rate->due));
    relationship(headline.relationship, days.business_date);
    last_contact(headline.last_contact, days.last_contact);
    summary(headline.summary);
  }

 private:
  void badges(const headline::Badges& badges) {
    if (badges.status) out_.member("status", text_.value(enum_name(*badges.status)));
    if (!badges.segment.empty()) out_.member("segment", badges.segment);
  }
  void sums(std::string_view name, const payments::Sums& sums) {
    out_.key(name).begin_object();
    for (const auto& [currency, money] : sums) out_.member(currency, text_.money(money));
    out_.end_object();
  }
  void exposure(std::string_view name, const headline::Exposures& by_currency) {
    out_.key(name).begin_object();
    for (const auto& [currency, exposure] : by_currency)
      out_.member(currency, text_.money(exposure.outstanding));
    out_.end_object();
  }
  void days_past_due(const headline::DaysPastDue& worst) {
    const std::string days = worst.days == 0 ? std::string() : text_.days(worst.days);
    out_.member("days_past_due",
                text_.words("headline.past_due", {{"days", days}, {"loan_id", worst.loan_id}}));
  }
  void relationship(const headline::Relationship& relationship, std::optional<Date> day) {
    const auto since =
        relationship.first_product_on ? relationship.first_product_on : relationship.customer_since;
    if (since && day) out_.member("relationship", text_.length(*since, *day));
  }
  void last_contact(const timeline::LastContact& contact, std::optional<Date> day) {
    if (!contact.at || !day) return;
    const std::string direction =
        contact.direction ? text_.words("headline." + std::string(enum_name(*contact.direction)))
                          : std::string();
    out_.member("last_contact",
                text_.words("headline.contact", {{"date", to_string(*day)},
                                                 {"channel", text_.value(contact.channel)},
                                                 {"direction", direction}}));
  }
  void summary(const headline::Summary& summary) {
    out_.key("summary").begin_object();
    sums("ever_borrowed", summary.ever_borrowed);
    sums("repaid", summary.repaid);
    sums("outstanding", summary.outstanding);
    sums("arrears", summary.arrears);
    if (const auto& next = summary.next_payment) {
      std::string amounts;
      for (const auto& [currency, money] : next->amounts)
        amounts += (amounts.empty() ? "" : " + ") + text_.money(money);
      out_.member("next_payment",
                  text_.words("headline.next_payment",
                              {{"amount", amounts}, {"date", to_string(next->date)}}));
    }
    out_.end_object();
  }

  JsonWriter& out_;
  const LendingText text_;
};

}  // namespace

std::string render_headline(const Headline& headline, const HeadlineDays& days, Language language) {
  JsonWriter out;
  out.begin_object();
  fold::write_member(out, "data", headline);
  out.key("text").begin_object();
  HeadlineText(out, language).write(headline, days);
  out.end_object().end_object();
  return out.take();
}

}  // namespace dossier::render
